"""Somebody who wants to know: all that a depot publishes by home, kind and age, put into one linear programme.

Knows which cells are hidden, the threshold, the sums, that a visit has one loan or more, and that every visit has a
month, a home and a kind. May be told as well which of the hidden cells are small (`is_told`), which no page says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix, csr_matrix

NEAR = 1e-6
Cell = tuple[int | None, str | None, str | None]


@dataclass(frozen=True)
class Published:
    """What everybody sees of a depot's year: visits and loans of each cell, None where they are hidden.

    A cell is a month, a home and a kind, None where it is summed over; (month, None, None) is never hidden.
    """

    months: tuple[int, ...]
    homes: tuple[str, ...]
    kinds: tuple[str, ...]
    cells: Mapping[Cell, tuple[int, int] | None]
    spans: Mapping[Cell, tuple[int, int | None]]
    """For hidden cells: the least and the most visits they can hold for all that is said of hiding."""


def recovered(published: Published, *, is_whole: bool = False) -> set[Cell]:
    """The hidden cells of which visits or loans are certain. `is_whole` looks among whole numbers only: slow."""
    places = list(product(published.months, published.homes, published.kinds))
    size = len(places)
    hidden = [cell for cell, value in published.cells.items() if value is None]
    sums = {cell: _sum(cell, places) for cell in published.cells}
    rows, rights = [], []
    for cell, value in published.cells.items():
        if value is not None:
            rows += [(sums[cell], 0), (sums[cell], size)]
            rights += value
    equal = _matrix(rows, 2 * size)
    below, limits = _below(published, hidden, sums, size)
    programme = _Programme(equal, np.array(rights, float), below, np.array(limits, float), is_whole)
    asked = [(cell, part) for cell in hidden for part in (0, size)]
    seen: dict[tuple[Cell, int], tuple[float, float]] = {}
    for cell, part in asked:
        for sign in (1, -1):
            low, high = seen.get((cell, part), (np.inf, -np.inf))
            if ceil(low - NEAR) < floor(high + NEAR) if np.isfinite(low) else False:
                break
            values = programme.best([index + part for index in sums[cell]], sign)
            for other, where in asked:
                held = float(sum(values[index + where] for index in sums[other]))
                low, high = seen.get((other, where), (np.inf, -np.inf))
                seen[other, where] = min(low, held), max(high, held)
    return {cell for (cell, _), (low, high) in seen.items() if ceil(low - NEAR) >= floor(high + NEAR)}


def recovered_ages(
    shown: Mapping[str, int | None], spans: Mapping[str, tuple[int, int | None]], people: int, with_age: int | None
) -> set[str]:
    """The hidden age bands of a month of which the people are certain, for who knows how many visits told an age.

    Each of those visits served one or more people whose age is stated.
    """
    hidden = [band for band, number in shown.items() if number is None]
    seen = {band: number for band, number in shown.items() if number is not None}
    equal, rights = [[1.0] * len(hidden)], [float(people - sum(seen.values()))]
    aged = sum(number for band, number in seen.items() if band != "unstated")
    below = [[-float(band != "unstated") for band in hidden]]
    learned = set()
    for place, band in enumerate(hidden):
        ends = []
        for sign in (1.0, -1.0):
            goal = [sign * (place == other) for other in range(len(hidden))]
            bounds = [spans[one] for one in hidden]
            found = linprog(goal, below, [aged - (with_age or 0)], equal, rights, bounds=bounds, method="highs")
            assert found.x is not None, found.message
            ends.append(float(found.x[place]))
        if ceil(ends[0] - NEAR) >= floor(ends[1] + NEAR):
            learned.add(band)
    return learned


def _sum(cell: Cell, places: list[tuple[int, str, str]]) -> list[int]:
    return [
        index
        for index, place in enumerate(places)
        if all(wanted in (None, part) for wanted, part in zip(cell, place, strict=True))
    ]


def _matrix(rows: list[tuple[list[int], int]], width: int) -> csr_matrix:
    entries = [(number, index + part) for number, (indices, part) in enumerate(rows) for index in indices]
    where = ([row for row, _ in entries], [column for _, column in entries])
    return coo_matrix((np.ones(len(entries)), where), shape=(len(rows), width)).tocsr()


def _below(
    published: Published, hidden: list[Cell], sums: Mapping[Cell, list[int]], size: int
) -> tuple[csr_matrix, list[float]]:
    """What is at most something: visits at most loans, and hidden cells within their spans."""
    rows: list[tuple[int, int, float]] = []
    limits: list[float] = []
    for index in range(size):
        rows += [(len(limits), index, 1.0), (len(limits), size + index, -1.0)]
        limits.append(0.0)
    for cell in hidden:
        least, most = published.spans[cell]
        rows += [(len(limits), index, -1.0) for index in sums[cell]]
        limits.append(-least)
        if most is not None:
            rows += [(len(limits), index, 1.0) for index in sums[cell]]
            limits.append(most)
    where = ([row for row, _, _ in rows], [column for _, column, _ in rows])
    matrix = coo_matrix(([value for _, _, value in rows], where), shape=(len(limits), 2 * size))
    return matrix.tocsr(), limits


class _Programme:
    def __init__(
        self, equal: csr_matrix, rights: np.ndarray, below: csr_matrix, limits: np.ndarray, is_whole: bool
    ) -> None:
        self.equal, self.rights, self.below, self.limits, self.is_whole = equal, rights, below, limits, is_whole

    def best(self, indices: list[int], sign: int) -> np.ndarray:
        """A whole picture of the depot in which the sum of these is least (1) or most (-1)."""
        goal = np.zeros(self.equal.shape[1])
        goal[indices] = sign
        if not self.is_whole:
            found = linprog(goal, self.below, self.limits, self.equal, self.rights, bounds=(0, None), method="highs")
        else:
            found = milp(
                goal,
                integrality=np.ones(len(goal)),
                bounds=Bounds(0, np.inf),
                constraints=[
                    LinearConstraint(self.equal, self.rights, self.rights),
                    LinearConstraint(self.below, -np.inf, self.limits),
                ],
                # With it the solver calls some programmes impossible to which the true depot is an answer.
                options={"presolve": False},
            )
        assert found.x is not None, found.message
        return np.asarray(found.x)
