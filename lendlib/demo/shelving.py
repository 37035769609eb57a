"""What happens to things between loans: registered, set aside for repair, ready again, missing, retired."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from lendlib.demo.acts import Find, Missing, Ready, Register, Retire, ToRepair
from lendlib.demo.notes import words_for
from lendlib.demo.rooms import Room, Shelf
from lendlib.demo.things import kinds
from lendlib.operations.inventory import Description
from lendlib.rules.codes import NUMBER_LIMIT, code_from_number
from lendlib.rules.vocabulary import RetireReason, Safety

if TYPE_CHECKING:
    from lendlib.demo.plan import Plan

SCATTER = 0x2C7D_35A9_B1 | 1
GONE = ("Inte på hyllan vid genomgången", "Hittas inte", "")
RETIRED = (
    (RetireReason.WORN, "Utsliten"),
    (RetireReason.UNSAFE, "Godkänns inte längre"),
    (RetireReason.SPARES, "Reservdelar tagna"),
    (RetireReason.WORN, ""),
    (RetireReason.GIVEN_AWAY, "Skänkt till skolan"),
    (RetireReason.REGISTERED_TWICE, "Fanns redan"),
)


class Shelving:
    """The things of the plan, by number from 1: whose they are, on which shelf, when they were inspected."""

    def __init__(self, plan: "Plan") -> None:
        self._plan = plan
        self.room_of: list[Room] = []
        self.shelf_of: list[Shelf] = []
        self.inspected_on: list[int] = []

    def register(self, room: Room, second: int, shelf: Shelf) -> None:
        """A thing is given, looked over and gets its label."""
        plan, rng = self._plan, self._plan.rng
        key, is_child = shelf
        kind = kinds()[key]
        sizes = kind.sizes[0] + kind.sizes[1] if kind.is_for_all else kind.sizes[not is_child]
        is_gauged = kind.safety == Safety.INSPECTION
        inspected = plan.ordinal - int(rng.random() * 200) if is_gauged else 0
        described = Description(
            category_id=plan.wishes.categories[key],
            size=rng.choice(sizes) if sizes else "",
            brand=rng.choice(kind.brands) if rng.random() < 0.9 else "",
            note=rng.choice(words_for(key).seen) if rng.random() < 0.35 else "",
            donated_on=plan.today - timedelta(int(rng.random() * 20)) if rng.random() < 0.85 else None,
            inspected_on=date.fromordinal(inspected) if is_gauged else None,
        )
        self.room_of.append(room)
        self.shelf_of.append(shelf)
        self.inspected_on.append(inspected)
        item = len(self.room_of)
        code = code_from_number((item + plan.wishes.seed * 7_919) * SCATTER % NUMBER_LIMIT)
        plan.do(room, second, Register(described, code))
        room.put(shelf, item)
        self._draw_trouble(room, item)

    def _draw_trouble(self, room: Room, item: int) -> None:
        """What may come over a thing in its years on the shelf."""
        plan, rng = self._plan, self._plan.rng
        for chance, handler in ((0.07, self.retire), (0.015, self.vanish), (0.03, self.set_aside)):
            if rng.random() < chance:
                on = room.calendar.next_open(plan.ordinal + 90 + int(rng.random() * 1_000))
                plan.later(on, room, handler, item)

    def put_back(self, item: int) -> None:
        """A thing goes back to its shelf, whichever depot it came in by."""
        self.room_of[item - 1].put(self.shelf_of[item - 1], item)

    def set_aside(self, room: Room, second: int, item: int) -> None:
        """Somebody sees that a thing wants mending."""
        if room.remove(self.shelf_of[item - 1], item):
            self._plan.do(room, second, ToRepair(item, self.draw_words(item, 1)))
            self.wait_for_repair(item)

    def draw_words(self, item: int, share: float, *, is_mended: bool = False) -> str:
        """What is written about a broken or a mended thing, if anything."""
        rng, words = self._plan.rng, words_for(self.shelf_of[item - 1][0])
        return rng.choice(words.mended if is_mended else words.broken) if rng.random() < share else ""

    def wait_for_repair(self, item: int) -> None:
        """It is mended within weeks, or some day, or not worth it."""
        plan, rng = self._plan, self._plan.rng
        room = self.room_of[item - 1]
        days = 2 + int(rng.expovariate(0.07))
        handler = self.scrap if rng.random() < 0.07 else self.mend
        plan.later(room.calendar.next_open(plan.ordinal + days), room, handler, item)

    def mend(self, room: Room, second: int, item: int) -> None:
        """Ready again."""
        self._plan.do(room, second, Ready(item, self.draw_words(item, 0.8, is_mended=True)))
        self.put_back(item)

    def scrap(self, room: Room, second: int, item: int) -> None:
        """Past mending."""
        reason, words = self._plan.rng.choice(RETIRED[:3])
        self._plan.do(room, second, Retire(item, reason, words))

    def retire(self, room: Room, second: int, item: int) -> None:
        """A thing that lies on its shelf leaves for good."""
        if room.remove(self.shelf_of[item - 1], item):
            self._plan.do(room, second, Retire(item, *self._plan.rng.choice(RETIRED)))

    def vanish(self, room: Room, second: int, item: int) -> None:
        """A thing isn't on its shelf; most turn up."""
        plan, rng = self._plan, self._plan.rng
        if room.remove(self.shelf_of[item - 1], item):
            plan.do(room, second, Missing(item, rng.choice(GONE)))
            if rng.random() < 0.6:
                days = 2 + int(rng.random() * 60)
                plan.later(room.calendar.next_open(plan.ordinal + days), room, self.turn_up, item)
            else:
                self.give_up(room, item)

    def give_up(self, room: Room, item: int) -> None:
        """Nobody looks for a thing much longer than half a year: then it leaves the stock."""
        plan = self._plan
        plan.later(
            room.calendar.next_open(plan.ordinal + 120 + int(plan.rng.random() * 120)), room, self.write_off, item
        )

    def write_off(self, room: Room, second: int, item: int) -> None:
        """A missing thing leaves the stock."""
        self._plan.do(room, second, Retire(item, RetireReason.LOST, ""))

    def turn_up(self, room: Room, second: int, item: int) -> None:
        """A missing thing is back, mostly whole."""
        is_whole = self._plan.rng.random() < 0.85
        self._plan.do(room, second, Find(item, is_whole))
        if is_whole:
            self.put_back(item)
        else:
            self.wait_for_repair(item)
