"""Moves: a depot's visits told otherwise, in the smallest ways that leave most of what is published as it is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

Place = tuple[int, str, str]
"""A month, a home, a kind."""
Cell = tuple[int | None, str | None, str | None]
"""The same with None where it is summed over: (202611, "1480", None) is a cell of a month by home."""
Step = tuple[Place, Place]
"""One visit, told of another place than it was."""
Turn = tuple[tuple[str, str], tuple[str, str]]
"""From which home and kind to which, whatever the month."""

# So many that a depot with sixty homes is solved in a second.
ROUNDS_TRIED = 1_000


@dataclass(frozen=True)
class Count:
    """Visits of a place, and the loans made in them: one or more each."""

    visits: int
    loans: int


@dataclass(frozen=True)
class Move:
    """Steps that each take one visit and `loans` loans elsewhere."""

    steps: tuple[Step, ...]
    loans: int


def cells_of(place: Place) -> tuple[Cell, ...]:
    """The published cells that a visit is counted in; the last three are those of its year."""
    month, home, kind = place
    return (month, home, None), (month, None, kind), (None, home, kind), (None, home, None), (None, None, kind)


def table_of(cell: Cell) -> tuple[int | None, bool, bool]:
    """The row or table that a cell stands in."""
    return cell[0], cell[1] is None, cell[2] is None


def changes_of(steps: Sequence[Step]) -> dict[Cell, int]:
    """By how many visits each published cell would differ."""
    changes: dict[Cell, int] = defaultdict(int)
    for start, end in steps:
        for cell in cells_of(start):
            changes[cell] -= 1
        for cell in cells_of(end):
            changes[cell] += 1
    return {cell: change for cell, change in changes.items() if change}


def loans_of(steps: Sequence[Step], counts: Mapping[Place, Count]) -> int | None:
    """How many loans may go with each visit; None where a place would have visits without loans, or loans without."""
    changes: dict[Place, int] = defaultdict(int)
    for start, end in steps:
        changes[start] -= 1
        changes[end] += 1
    least, most = 1, None
    for place, change in changes.items():
        if change < 0:
            count = counts.get(place)
            if count is None or change < -1:
                return None
            lowest, highest = (count.loans,) * 2 if count.visits == 1 else (1, count.loans - count.visits + 1)
            least, most = max(least, lowest), highest if most is None else min(most, highest)
    return least if most is not None and least <= most else None


class Moves:
    """The moves of a depot's year that leave what its months show."""

    def __init__(
        self,
        counts: Mapping[Place, Count],
        hidden_in_months: Collection[Cell],
        homes: Sequence[str],
        kinds: Sequence[str],
    ) -> None:
        self._homes, self._kinds = homes, kinds
        self._open_homes: dict[int, list[str]] = defaultdict(list)
        self._open_kinds: dict[int, list[str]] = defaultdict(list)
        for month, home, kind in sorted(hidden_in_months, key=str):
            if month is not None and home is not None:
                self._open_homes[month].append(home)
            elif month is not None and kind is not None:
                self._open_kinds[month].append(kind)
        self._at: dict[int, list[Place]] = defaultdict(list)
        for place in sorted(counts):
            self._at[place[0]].append(place)
        self._through: dict[Cell, list[Step]] = defaultdict(list)
        self._by_turn: dict[Turn, list[Step]] = defaultdict(list)
        self._by_start: dict[tuple[str, str], list[Step]] = defaultdict(list)
        for step in (step for month in self._at for step in self._steps(month)):
            self._by_turn[_turn(step)].append(step)
            self._by_start[step[0][1:]].append(step)
            for cell in changes_of((step,)):
                self._through[cell].append(step)

    def through(self, cell: Cell) -> Iterator[tuple[Step, ...]]:
        """Moves that change this cell, those that change the least else first."""
        month, home, kind = cell
        steps = self._through.get(cell, [])
        singles = ((step,) for step in steps)
        if month is not None:
            return chain(self._returns(steps), islice(self._rounds(steps), ROUNDS_TRIED), self._detours(steps), singles)
        return chain(self._swaps(home, kind), singles) if home is not None and kind is not None else singles

    def _steps(self, month: int) -> Iterator[Step]:
        """Every visit of a month told of another hidden home, or of another hidden kind."""
        homes, kinds = self._open_homes.get(month, ()), self._open_kinds.get(month, ())
        for place in self._at[month]:
            _, home, kind = place
            if home in homes:
                yield from ((place, (month, other, kind)) for other in homes if other != home)
            if kind in kinds:
                yield from ((place, (month, home, other)) for other in kinds if other != kind)

    def _returns(self, firsts: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
        """A step and its reverse in another month: the year stays as it is."""
        for first in firsts:
            yield from ((first, second) for second in self._by_turn.get(_turn(first, is_back=True), ()))

    def _rounds(self, firsts: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
        """Three steps that come back to where the first began: the year stays as it is."""
        for first in firsts:
            for second in self._by_start.get(first[1][1:], ()):
                for third in self._by_turn.get((second[1][1:], first[0][1:]), ()):
                    yield first, second, third

    def _detours(self, firsts: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
        """A step and its reverse in another row of the year's table: its margins stay as they are."""
        for first in firsts:
            (_, home, kind), (_, other_home, other_kind) = first
            turns: list[Turn] = (
                [((other_home, layer), (home, layer)) for layer in self._kinds]
                if home != other_home
                else [((layer, other_kind), (layer, kind)) for layer in self._homes]
            )
            yield from ((first, second) for turn in turns for second in self._by_turn.get(turn, ()))

    def _swaps(self, home: str, kind: str) -> Iterator[tuple[Step, ...]]:
        """Two visits of a month swap their kinds: nothing changes but four cells of the year's table."""
        for month, places in self._at.items():
            target = (month, home, kind)
            beside = [place for place in places if place[1] == home or place[2] == kind]
            for one in beside:
                for other in places if one == target else beside:
                    ends = (month, one[1], other[2]), (month, other[1], one[2])
                    if one[1] != other[1] and one[2] != other[2] and target in (one, *ends):
                        yield (one, ends[0]), (other, ends[1])


def _turn(step: Step, *, is_back: bool = False) -> Turn:
    start, end = (step[1], step[0]) if is_back else step
    return start[1:], end[1:]
