"""Small cells: what of a row of counts is hidden, so that none of it can be worked out from the rest and the sum.

A cell of 1 to threshold - 1 is hidden, and with it what would give it away. What is hidden is never only believed to be
safe: for each hidden cell there is another row that shows the same and has another number there. The sum of a row is
known to everybody. Who looks may even know which of the hidden cells are small ones; see docs/decisions/small-cells.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

USUAL_THRESHOLD = 5
# Nobody misses a nought, but it explains nothing either: as dear as a cell of three thresholds.
NOUGHT_COSTS_THRESHOLDS = 3
# "Not stated" is what tells how far the others may be trusted: it is hidden last.
DEAR_TIMES = 20

Key = TypeVar("Key")


def is_small(count: int, threshold: int) -> bool:
    """Whether a cell is one that has to be hidden; a nought tells of nobody."""
    return 0 < count < threshold


def price(count: int, threshold: int, *, is_dear: bool) -> int:
    """What readers lose by a cell that is hidden for the sake of another."""
    cost = count or NOUGHT_COSTS_THRESHOLDS * threshold
    return cost * DEAR_TIMES if is_dear else cost


@dataclass(frozen=True)
class Span:
    """What the hidden cells of one row or table may hold for all that somebody knows.

    One or more; where a nought is hidden as well, each may be one. A person who `is_told` which of them are small knows
    that those are below the threshold.
    """

    threshold: int
    has_nought: bool = False
    is_told: bool = True

    def allows(self, count: int, other: int) -> bool:
        """Whether a hidden cell that holds `count` might hold `other`."""
        if other < (0 if self.has_nought else 1):
            return False
        return not self.is_told or not is_small(count, self.threshold) or other < self.threshold


def span_of(counts: Mapping[Key, int], hidden: Collection[Key], threshold: int) -> Span:
    """What is known of the hidden cells of these counts; nothing, where nothing of them is shown."""
    is_whole = len(hidden) == len(counts)
    return Span(threshold, is_whole or any(not counts[key] for key in hidden), is_told=not is_whole)


def hidden_of_row(counts: Mapping[str, int], threshold: int, dear: Collection[str] = ()) -> frozenset[str]:
    """The members of a row that are not shown: the small ones, and the least missed one that they need to hide behind.

    `counts` has every member that the row lists, noughts too, and two or more of them.
    """
    hidden = frozenset(key for key, count in counts.items() if is_small(count, threshold))
    if not hidden or is_safe(counts, hidden, threshold):
        return hidden
    others = sorted(
        (price(count, threshold, is_dear=key in dear), key) for key, count in counts.items() if key not in hidden
    )
    return hidden | {others[0][1]} if others else hidden


def is_safe(counts: Mapping[str, int], hidden: Collection[str], threshold: int) -> bool:
    """Whether each hidden member can give one to another or take one from it, and the row still looks the same."""
    span = span_of(counts, hidden, threshold)
    givers = [key for key in hidden if span.allows(counts[key], counts[key] - 1)]
    takers = [key for key in hidden if span.allows(counts[key], counts[key] + 1)]
    return all(
        (key in givers and any(other != key for other in takers))
        or (key in takers and any(other != key for other in givers))
        for key in hidden
    )
