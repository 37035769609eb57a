"""Calendar months as numbers, such as 202611: their days, and which follow which."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# Who pressed a button in the last second of a month is still being answered in the next one; clocks differ, too.
SETTLES = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Months in a row, both ends included, at some depots or at all."""

    first: int
    last: int
    depots: frozenset[int] | None = None


def month_after(month: int, by: int = 1) -> int:
    """The month so many months later, or earlier when `by` is below zero."""
    number = month // 100 * 12 + month % 100 - 1 + by
    return number // 12 * 100 + number % 12 + 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(month_after(month)) - timedelta(days=1)


def months(first: int, last: int) -> Iterator[int]:
    """Each month from the first to the last, both included."""
    while first <= last:
        yield first
        first = month_after(first)


def last_settled(today: date) -> int:
    """The latest month in which nothing happens any more of itself: it ended a day ago or longer."""
    before = today - SETTLES
    return month_after(before.year * 100 + before.month, -1)


def stretches(pending: Collection[int], where: dict[int, frozenset[int]], most: int) -> list[Stretch]:
    """Months to be counted, those in a row together, with the depots where they are; a month not in `where` is all's.

    Where that would be more than `most` pieces it is one from the first to the last, with months in between.
    """
    found: list[Stretch] = []
    for month in sorted(pending):
        here = where.get(month)
        if found and found[-1].last == month_after(month, -1) and found[-1].depots == here:
            found[-1] = Stretch(found[-1].first, month, here)
        else:
            found.append(Stretch(month, month, here))
    return found if len(found) <= most else [Stretch(min(pending), max(pending))]
