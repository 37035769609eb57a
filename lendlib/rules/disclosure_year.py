"""Small cells of a depot's year: home x kind and both margins, beside months of which some cells are hidden already.

Each hidden cell of the year and of its months is proved by a move: some visits told otherwise, with their loans, such
that everything shown stays as it is, and this cell does not. As the move starts from the true visits, month by month,
home by home and kind by kind, nobody can rule it out, whatever they compute from all tables together.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lendlib.rules.disclosure import Span, is_small, price
from lendlib.rules.disclosure_moves import (
    Cell,
    Count,
    Move,
    Moves,
    Place,
    Step,
    cells_of,
    changes_of,
    loans_of,
    table_of,
)

# A margin is read more than a cell of the table that it sums up.
MARGIN_TIMES = 4


@dataclass(frozen=True)
class Solved:
    """What of a year is hidden, and for each hidden cell of it and of its months a move that proves it safe."""

    hidden: frozenset[Cell]
    proofs: Mapping[Cell, Move]
    is_safe_if_told: bool
    """Whether it stays hidden even from somebody who is told which of the cells are small."""


def hidden_of_year(
    counts: Mapping[Place, Count],
    hidden_in_months: frozenset[Cell],
    homes: tuple[str, ...],
    kinds: tuple[str, ...],
    threshold: int,
    dear: frozenset[str] = frozenset(),
) -> Solved | None:
    """What of the year has to be hidden beside what its months hide; None if none of it can be shown.

    `hidden_in_months` are cells of month and home and of month and kind, which stay as they are.
    """
    year = _Year(counts, hidden_in_months, homes, kinds, threshold, dear)
    for target in year.targets():
        if target not in year.proofs and not year.prove(target):
            return None
    return Solved(frozenset(year.hidden), year.proofs, year.is_safe_if_told)


class _Year:
    """The search: what is hidden so far, and what proves it."""

    def __init__(
        self,
        counts: Mapping[Place, Count],
        fixed: frozenset[Cell],
        homes: tuple[str, ...],
        kinds: tuple[str, ...],
        threshold: int,
        dear: frozenset[str],
    ) -> None:
        self.counts = {place: count for place, count in counts.items() if count.visits}
        self.fixed, self.threshold, self.dear = fixed, threshold, dear
        self.moves = Moves(self.counts, fixed, homes, kinds)
        self.sums: dict[Cell, int] = defaultdict(int)
        for place, count in self.counts.items():
            for cell in cells_of(place):
                self.sums[cell] += count.visits
        self.margins: list[Cell] = [(None, home, None) for home in homes]
        self.margins += [(None, None, kind) for kind in kinds]
        self.table: list[Cell] = [(None, home, kind) for home in homes for kind in kinds]
        self.hidden = {cell for cell in (*self.margins, *self.table) if is_small(self.sums[cell], threshold)}
        self.noughts = {table_of(cell) for cell in fixed if not self.sums[cell]}
        self.proofs: dict[Cell, Move] = {}
        self.is_safe_if_told = True

    def targets(self) -> list[Cell]:
        """Every cell that wants a proof from the start: margins, months, then the table."""
        margins = [cell for cell in self.margins if cell in self.hidden]
        return [*margins, *sorted(self.fixed, key=str), *(cell for cell in self.table if cell in self.hidden)]

    def prove(self, target: Cell) -> bool:
        """Find the cheapest move that changes the target, and hide what else it changes."""
        move = self._cheapest(target, is_told=True)
        if move is None:
            move = self._cheapest(target, is_told=False)
            self.is_safe_if_told = False
        if move is None:
            return False
        for cell in changes_of(move.steps):
            self.proofs.setdefault(cell, move)
            if cell[0] is None:
                self.hidden.add(cell)
                if not self.sums[cell]:
                    self.noughts.add(table_of(cell))
        return True

    def _cheapest(self, target: Cell, *, is_told: bool) -> Move | None:
        least, best = 0, None
        for steps in self.moves.through(target):
            found = self._priced(target, steps, is_told, None if best is None else least)
            if found is not None:
                least, best = found
                if not least:
                    break
        return best

    def _priced(
        self, target: Cell, steps: tuple[Step, ...], is_told: bool, limit: int | None
    ) -> tuple[int, Move] | None:
        """What else this move wants hidden, in its price; None if it proves nothing or costs `limit` or more."""
        changes = changes_of(steps)
        if target not in changes:
            return None
        fresh = [cell for cell in changes if cell[0] is None and cell not in self.hidden]
        cost = sum(self._price(cell) for cell in fresh)
        loans = loans_of(steps, self.counts) if limit is None or cost < limit else None
        if loans is None:
            return None
        noughts = self.noughts | {table_of(cell) for cell in fresh if not self.sums[cell]}
        for cell, change in changes.items():
            if cell[0] is not None and cell not in self.fixed:
                return None
            count = self.sums[cell]
            span = Span(self.threshold, has_nought=table_of(cell) in noughts, is_told=is_told)
            if not span.allows(count, count + change):
                return None
        return cost, Move(steps, loans)

    def _price(self, cell: Cell) -> int:
        cost = price(self.sums[cell], self.threshold, is_dear=bool(self.dear & {cell[1], cell[2]}))
        return cost * MARGIN_TIMES if None in cell[1:] else cost
