"""The plan: three years at four counters, act by act in order of time. The same wishes give the same plan."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lendlib.demo import seasons
from lendlib.demo.acts import Deed, Planned
from lendlib.demo.places import PLACES
from lendlib.demo.rooms import Calendar, Room
from lendlib.demo.shelving import Shelving
from lendlib.demo.visits import Visits

ZONE = ZoneInfo("Europe/Stockholm")
YEARS = 3
LOANS_AN_ITEM_AND_YEAR = 4.0
DAYS_OF_PREPARATION = 60
IN_AT_THE_START = 0.8
LOANS_A_VISIT = 2.6

Handler = Callable[[Room, int, Any], None]


@dataclass(frozen=True)
class Wishes:
    """What a plan is drawn from. `today` is the day of `now` in Sweden; `categories` are ids by key."""

    loans: int
    seed: int
    today: date
    now: datetime
    categories: Mapping[str, int]

    @property
    def first_day(self) -> date:
        """The first day on which anything is lent."""
        return self.today - timedelta(YEARS * 365 + 1)

    @property
    def start_day(self) -> date:
        """The day on which the first things are registered."""
        return self.first_day - timedelta(DAYS_OF_PREPARATION)


def calendars(wishes: Wishes) -> list[Calendar]:
    """The depots' calendars, from the start to more than a year ahead."""
    clock = wishes.now.astimezone(ZONE).time().replace(second=0, microsecond=0)
    return [Calendar(place, wishes.start_day, wishes.today, clock) for place in PLACES]


class Plan:
    """Days pass, entries of the day's agenda become acts. Iterate once."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.rng = Random(wishes.seed)
        self.rooms = [Room(number, calendar) for number, calendar in enumerate(calendars(wishes))]
        self.today = wishes.start_day
        self.ordinal = self.today.toordinal()
        self.commands = 0
        self.shelving = Shelving(self)
        self.visits = Visits(self)
        self._agenda: dict[int, list[tuple[Room, Handler, Any]]] = defaultdict(list)
        self._heap: list[tuple[int, int, Room, Handler, Any]] = []
        self._serial = 0
        self._acts: list[Planned] = []
        self._midnight = wishes.now
        self._fill_shelves()

    def __iter__(self) -> Iterator[Planned]:
        first, last = self.wishes.start_day.toordinal(), self.wishes.today.toordinal()
        quotas = self._quotas()
        for ordinal in range(first, last + 1):
            self._begin_day(date.fromordinal(ordinal), quotas)
            while self._heap:
                second, _, room, handler, what = heappop(self._heap)
                if second <= self._latest:
                    handler(room, second, what)
            yield from self._acts
            self._acts.clear()

    def later(self, ordinal: int, room: Room, handler: Handler, what: Any) -> None:
        """Put something on the agenda of a later day."""
        if ordinal <= self.wishes.today.toordinal():
            self._agenda[ordinal].append((room, handler, what))

    def soon(self, second: int, room: Room, handler: Handler, what: Any) -> None:
        """Put something on today's agenda, at that second."""
        self._serial += 1
        heappush(self._heap, (second, self._serial, room, handler, what))

    def do(self, room: Room, second: int, deed: Deed) -> int:
        """Let the staff of a room do something; the act's number."""
        self.commands += 1
        staff = room.on_duty[self.commands & 1]
        self._acts.append(Planned(self._midnight + timedelta(seconds=second), self.today, room.number, staff, deed))
        return self.commands

    def _begin_day(self, day: date, quotas: list[dict[date, int]]) -> None:
        self.today, self.ordinal = day, day.toordinal()
        # Counted back from noon: on the two days when clocks change, midnight is an hour off, opening hours are not.
        self._midnight = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).astimezone(UTC) - timedelta(hours=12)
        is_last = day == self.wishes.today
        self._latest = int((self.wishes.now - self._midnight).total_seconds()) if is_last else 86_399
        rng = self.rng
        for room in self.rooms:
            room.begin(day, rng, self._latest if is_last else 86_399)
            room.left += quotas[room.number].get(day, 0)
            if room.left > 0 and room.calendar.open_days.is_open(day):
                visits = max(1, int(room.left / LOANS_A_VISIT))
                for _ in range(visits - 1):
                    self.soon(room.some_second(rng), room, self.visits.come, False)
                self.soon(room.closes - 1 - int((room.closes - room.opens) * 0.02), room, self.visits.come, True)
        for room, handler, what in self._agenda.pop(self.ordinal, ()):
            if handler == self.shelving.register or room.calendar.open_days.is_open(day):
                self.soon(room.some_second(rng), room, handler, what)

    def _quotas(self) -> list[dict[date, int]]:
        wishes = self.wishes
        return [
            seasons.quotas(
                seasons.weights(room.calendar.open_days, wishes.first_day, wishes.today),
                wishes.loans * room.place.share,
            )
            for room in self.rooms
        ]

    def _fill_shelves(self) -> None:
        """Most things are there at the start, the rest is given over the years."""
        wishes, rng = self.wishes, self.rng
        items = wishes.loans / YEARS / LOANS_AN_ITEM_AND_YEAR
        start, first = wishes.start_day.toordinal(), wishes.first_day.toordinal()
        for room in self.rooms:
            shelves = list(room.stock(int(items * room.place.share)))
            rng.shuffle(shelves)
            for n, shelf in enumerate(shelves):
                is_first = n < len(shelves) * IN_AT_THE_START
                span = (start, first - 1) if is_first else (first, wishes.today.toordinal())
                ordinal = span[0] + int(rng.random() * (span[1] - span[0]))
                self._agenda[ordinal].append((room, self.shelving.register, shelf))
