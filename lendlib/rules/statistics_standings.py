"""A league table: who stands where in the last month of a span, and how far that is from the month before."""

from dataclasses import dataclass

from lendlib.rules.statistics import Member, Table, Value


@dataclass(frozen=True)
class Standing:
    """One line: its rank (equal figures share one), how many places it climbed, and its figure of each month.

    `climbed` is None where there is no month before, or nothing was counted in it. `marks` says which of the figures
    hold counts brought from earlier years.
    """

    member: Member
    rank: int
    climbed: int | None
    cells: tuple[Value, ...]
    marks: tuple[bool, ...] = ()


@dataclass(frozen=True)
class League:
    """The lines, first places first, and the months, oldest first."""

    months: tuple[Member, ...]
    standings: tuple[Standing, ...]


def league(table: Table) -> League:
    """The league of a table whose last dimension is months."""
    rivals, months = (dimension.members for dimension in table.dimensions)
    figures = {
        rival: tuple(table.value((rival.code, month.code), table.measures[0]) for month in months) for rival in rivals
    }
    ranks = [_ranks({rival: _number(cells[place]) for rival, cells in figures.items()}) for place in range(len(months))]
    standings = [
        Standing(
            rival,
            ranks[-1][rival],
            ranks[-2][rival] - ranks[-1][rival] if len(months) > 1 and _number(cells[-2]) else None,
            cells,
            tuple(table.holds_brought((rival.code, month.code), table.measures[0]) for month in months),
        )
        for rival, cells in figures.items()
    ]
    return League(months, tuple(sorted(standings, key=lambda standing: standing.rank)))


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0


def _ranks(figures: dict[Member, float]) -> dict[Member, int]:
    ordered = sorted(figures.values(), reverse=True)
    return {rival: ordered.index(figure) + 1 for rival, figure in figures.items()}
