"""A depot of the plan while time passes: its calendar, its staff, its shelves."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time
from random import Random

from lendlib.demo import people, seasons
from lendlib.demo.outings import stock_shares
from lendlib.demo.places import PLACES, Place
from lendlib.demo.things import kinds
from lendlib.rules.calendar import OpenDays

Shelf = tuple[str, bool]
"""A category's key, and whether the things are sized for children."""

LEAST_STOCK = 60


class Calendar:
    """A place's open days, looked up by the day's ordinal number."""

    def __init__(self, place: Place, first: date, today: date, open_until: time) -> None:
        self.exceptions = seasons.exceptions(place, first, today, open_until)
        self.open_days = OpenDays(place.weekly, {day: hours for day, (hours, _) in self.exceptions.items()})
        self._first = first.toordinal()
        last = self._first + (today - first).days + seasons.DAYS_AHEAD
        self._next = [0] * (last - self._first + 1)
        following = last
        for ordinal in range(last, self._first - 1, -1):
            if self.open_days.is_open(date.fromordinal(ordinal)):
                following = ordinal
            self._next[ordinal - self._first] = following

    def next_open(self, ordinal: int) -> int:
        """The first open day on or after a day."""
        return self._next[min(ordinal - self._first, len(self._next) - 1)]

    def seconds_on(self, day: date) -> tuple[int, int]:
        """When the depot opens and closes, in seconds of the local day; office hours on a closed one."""
        hours = self.open_days.hours_on(day) or ((time(9), time(16)),)
        opens, closes = hours[0][0], hours[-1][1]
        return opens.hour * 3600 + opens.minute * 60, closes.hour * 3600 + closes.minute * 60


class Room:
    """One depot: what lies on its shelves now, and how much it still lends today."""

    def __init__(self, number: int, calendar: Calendar) -> None:
        self.number = number
        self.place = PLACES[number]
        self.calendar = calendar
        self.staff = people.AT_COUNTER[number]
        self.on_duty = self.staff
        self.shelves: dict[Shelf, list[int]] = defaultdict(list)
        self.left = 0
        self.opens = 0
        self.closes = 0

    def begin(self, day: date, rng: Random, latest: int) -> None:
        """Open the doors: two of the staff are in. `latest` ends the day early, in seconds."""
        self.on_duty = tuple(rng.choice(self.staff) for _ in range(2))
        self.opens, closes = self.calendar.seconds_on(day)
        self.closes = max(min(closes, latest), self.opens + 1)

    def some_second(self, rng: Random) -> int:
        """A moment of the opening hours."""
        return self.opens + int(rng.random() * (self.closes - self.opens))

    def put(self, shelf: Shelf, item: int) -> None:
        """Lay a thing on its shelf."""
        self.shelves[shelf].append(item)

    def take(self, key: str, is_child: bool, rng: Random) -> int | None:
        """Take some thing of a category, sized for the borrower where there is one; None when all are out."""
        is_for_all = kinds()[key].is_for_all
        for wanted in (False,) if is_for_all else (is_child, not is_child):
            things = self.shelves[key, wanted]
            if things:
                at = int(rng.random() * len(things))
                things[at], things[-1] = things[-1], things[at]
                return things.pop()
        return None

    def remove(self, shelf: Shelf, item: int) -> bool:
        """Take this very thing from its shelf; False when it isn't there."""
        if item not in self.shelves[shelf]:
            return False
        self.shelves[shelf].remove(item)
        return True

    def stock(self, items: int) -> Iterator[Shelf]:
        """The shelves of the things that the depot comes to own, without order."""
        carried = 0.5
        for shelf, share in stock_shares().items():
            carried += share * max(items, LEAST_STOCK)
            for _ in range(int(carried)):
                yield shelf
            carried -= int(carried)
