"""The life of a loan, drawn when it is lent: renewed or not, back in time, late, lost, found again."""

from random import Random

from lendlib.demo.places import LENDS_FOR
from lendlib.demo.rooms import Room

LOAN_DAYS = 14
GROUP_LOAN_DAYS = 21
MAX_RENEWALS = 2
RETENTION_DAYS = 7
INSPECTION_DAYS = 365

RENEWED = 0.085
LATE = 0.13
LOST = 0.0105
FOUND_AGAIN = 0.25
ALONE = 0.1
SLIP = 0.003
NEVER = 10_000_000


class Life:
    """When a visit's things are renewed and brought back, as ordinal days."""

    __slots__ = ("back_on", "due_on", "lent_on", "renewed_on")

    def __init__(self, rng: Random, room: Room, lent_on: int, loan_days: int) -> None:
        next_open = room.calendar.next_open
        self.lent_on = lent_on
        self.due_on = due_on = next_open(lent_on + loan_days)
        self.renewed_on: int | None = None
        if rng.random() < RENEWED:
            renewed_on = next_open(max(lent_on + 1, due_on - 1 - int(rng.random() * 4)))
            renewed_to = next_open(renewed_on + loan_days)
            if renewed_on <= due_on < renewed_to:
                self.renewed_on = renewed_on
                due_on = renewed_to
        self.back_on = self.draw_return(rng, room, due_on)

    def draw_return(self, rng: Random, room: Room, due_on: int) -> int:
        """A day on which things come back: mostly in the second week, some late."""
        earliest = self.renewed_on or self.lent_on
        if rng.random() < LATE:
            late = min(1 + int(rng.expovariate(0.16)), 75)
            return room.calendar.next_open(due_on + late)
        span = due_on - earliest
        return room.calendar.next_open(earliest + 1 + int(span * (1 - rng.random() * rng.random()) * 0.95))


class Loan:
    """One thing out: its number in the plan, and what will come of it."""

    __slots__ = ("back_on", "found_on", "is_open", "is_slip", "item", "lost_on", "number", "returned_to", "second_on")

    def __init__(self, number: int, item: int) -> None:
        self.number = number
        self.item = item
        self.is_open = True
        self.is_slip = False
        self.back_on = NEVER
        self.second_on = NEVER
        self.lost_on = NEVER
        self.found_on = NEVER
        self.returned_to = -1

    def draw_end(self, rng: Random, room: Room, life: Life) -> int:
        """Decide how it ends, and give the day on which it does."""
        next_open = room.calendar.next_open
        chance = rng.random()
        if chance < LOST:
            self.lost_on = next_open(life.due_on + 60 + int(rng.random() * 25))
            if rng.random() < FOUND_AGAIN:
                self.found_on = next_open(self.lost_on + 3 + int(rng.random() * 150))
            return self.lost_on
        is_alone = rng.random() < ALONE and life.renewed_on is None
        self.back_on = life.draw_return(rng, room, life.due_on) if is_alone else life.back_on
        if chance < LOST + SLIP:
            self.is_slip = True
            self.second_on = next_open(self.back_on + 1 + int(rng.random() * 4))
            return self.second_on
        return self.back_on

    def draw_elsewhere(self, rng: Random, rooms: list[Room], room: Room) -> None:
        """A branch's things are sometimes brought to its parent, when that is open."""
        parent = LENDS_FOR.get(room.number)
        if parent is not None and not self.is_slip and rng.random() < 0.05:
            there = rooms[parent].calendar
            if there.next_open(self.back_on) == self.back_on:
                self.returned_to = parent
