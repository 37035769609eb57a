"""The tables by which home, kind and age leave a depot, made of its counts: what each cell shows, or that it hides."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from lendlib.rules.disclosure import hidden_of_row, is_small
from lendlib.rules.disclosure_moves import Cell, Count, Place, cells_of
from lendlib.rules.disclosure_year import hidden_of_year
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, AgeBand, Kind
from lendlib.rules.vocabulary_statistics import FixedTable

EVERY = "*"
"""Stands for a home, kind or age that is summed over."""
DEAR = frozenset({NOT_STATED, str(Kind.UNSTATED), str(AgeBand.UNSTATED)})
KINDS = tuple(str(kind) for kind in Kind)
BANDS = tuple(str(band) for band in AgeBand)

Name = tuple[str, str, str]
"""Home, kind and age band of a cell, EVERY where it is summed over."""
Shown = tuple[int, ...]
"""Visits and loans, or people."""


@dataclass(frozen=True)
class Sums:
    """What everybody knows of a table's depot and period: visits, loans and people served."""

    visits: int
    loans: int
    people: int = 0


@dataclass(frozen=True)
class Solved:
    """One table: for each cell that is no nought what it shows, or None where it is hidden.

    `visits_with_age`, of ages: how many of the visits told one; None where that is not told.
    """

    what: FixedTable
    period: int
    sums: Sums
    cells: Mapping[Name, Shown | None]
    is_withheld: bool = False
    visits_with_age: int | None = None


def solved_month(
    month: int,
    counts: Mapping[tuple[str, str], Count],
    people: Mapping[str, int],
    own_home: str,
    threshold: int,
    *,
    visits_with_age: int,
) -> tuple[Solved, ...]:
    """A month's tables. `counts` by home and kind, `people` by age band; `own_home` is the depot's municipality."""
    by_home = _summed(counts, 0, homes_of(own_home, (home for home, _ in counts)))
    by_kind = _summed(counts, 1, KINDS)
    sums = Sums(
        sum(count.visits for count in counts.values()),
        sum(count.loans for count in counts.values()),
        sum(people.values()),
    )
    ages = _row({band: (people.get(band, 0),) for band in BANDS}, threshold, lambda band: (EVERY, EVERY, band))
    stated = visits_with_age if _may_tell_ages(sums.visits, visits_with_age, ages, threshold) else None
    return (
        Solved(FixedTable.MONTH_HOME, month, sums, _row(by_home, threshold, lambda home: (home, EVERY, EVERY))),
        Solved(FixedTable.MONTH_KIND, month, sums, _row(by_kind, threshold, lambda kind: (EVERY, kind, EVERY))),
        Solved(FixedTable.MONTH_AGE, month, sums, ages, visits_with_age=stated),
    )


def solved_year(
    year: int,
    counts: Mapping[Place, Count],
    hidden_in_months: frozenset[Cell],
    own_home: str,
    threshold: int,
) -> Solved:
    """A year's table with its margins. `counts` are those that its months were solved from, as is what they hide."""
    seen = [home for _, home, _ in counts] + [home for _, home, _ in hidden_in_months if home is not None]
    homes = homes_of(own_home, seen)
    found = hidden_of_year(counts, hidden_in_months, homes, KINDS, threshold, DEAR)
    visits = sum(count.visits for count in counts.values())
    sums = Sums(visits, sum(count.loans for count in counts.values()))
    if found is None:
        return Solved(FixedTable.YEAR, year, sums, {}, is_withheld=True)
    shown: dict[Cell, Count] = defaultdict(lambda: Count(0, 0))
    for place, count in counts.items():
        for cell in cells_of(place):
            if cell[0] is None:
                shown[cell] = Count(shown[cell].visits + count.visits, shown[cell].loans + count.loans)
    cells: dict[Name, Shown | None] = {_name(cell): (count.visits, count.loans) for cell, count in shown.items()}
    cells |= {_name(cell): None for cell in found.hidden}
    return Solved(FixedTable.YEAR, year, sums, dict(sorted(cells.items())))


def homes_of(own_home: str, seen: Iterable[str]) -> tuple[str, ...]:
    """The homes that a depot's table lists: those seen, its own municipality, abroad and not stated."""
    return tuple(sorted({own_home, NOT_STATED, ABROAD, *seen}))


def _summed(counts: Mapping[tuple[str, str], Count], part: int, members: Collection[str]) -> dict[str, Shown]:
    found = dict.fromkeys(members, (0, 0))
    for names, count in counts.items():
        visits, loans = found[names[part]]
        found[names[part]] = visits + count.visits, loans + count.loans
    return {member: (visits, loans) for member, (visits, loans) in found.items()}


def _row(shown: Mapping[str, Shown], threshold: int, name: Callable[[str], Name]) -> dict[Name, Shown | None]:
    hidden = hidden_of_row({member: values[0] for member, values in shown.items()}, threshold, DEAR)
    return {
        name(member): None if member in hidden else values
        for member, values in shown.items()
        if member in hidden or values[0]
    }


def _may_tell_ages(visits: int, with_age: int, ages: Mapping[Name, Shown | None], threshold: int) -> bool:
    """Whether it may be told how many visits told an age: a number that is not small, nor what is left of them.

    Each that did served one or more people of an age, so that it says something of all ages together. What is hidden
    among those stays as it was: the proofs move people from one of them to another, and no visit tells an age the less.
    Where "not stated" hides too, they may move people to there.
    """
    is_hidden = ages.get((EVERY, EVERY, AgeBand.UNSTATED), ()) is None
    return not is_hidden and not any(is_small(part, threshold) for part in (with_age, visits - with_age))


def _name(cell: Cell) -> Name:
    return cell[1] or EVERY, cell[2] or EVERY, EVERY
