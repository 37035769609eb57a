"""Long lists in pieces, so that no statement names more than a database takes at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def portions(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """The list in its order, so many at a time."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
