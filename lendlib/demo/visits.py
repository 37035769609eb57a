"""What happens at the counter: people come, borrow, renew, bring back, lose and find."""

from typing import TYPE_CHECKING

from lendlib.demo import people
from lendlib.demo.acts import CountVisitor, Describe, FoundHere, Lend, Lose, Renew, Return, Undo
from lendlib.demo.lives import GROUP_LOAN_DAYS, INSPECTION_DAYS, LOAN_DAYS, NEVER, RETENTION_DAYS, Life, Loan
from lendlib.demo.outings import drawn
from lendlib.demo.rooms import Room
from lendlib.demo.seasons import WINTER_SHARE
from lendlib.demo.terms import is_for_adults
from lendlib.demo.things import kinds
from lendlib.operations.lending import Checks, Visit
from lendlib.rules.policy import is_group
from lendlib.rules.vocabulary import Kind, ReturnedAs, Safety

if TYPE_CHECKING:
    from lendlib.demo.plan import Plan

UNDONE = 0.0035
JOINED = 0.02
MOST_ITEMS = 40
CLASS_DAYS = 20
LEAST_FOR_A_CLASS = 10
CLASSES = (Kind.SCHOOL, Kind.PRESCHOOL)


class Visits:
    """Visits and loans of the plan, by number from 1."""

    def __init__(self, plan: "Plan") -> None:
        self._plan = plan
        self._shelving = plan.shelving
        self._loans = 0
        self._checkouts = 0
        self._weeks: set[tuple[int, int]] = set()

    def come(self, room: Room, second: int, is_last: bool) -> None:
        """Somebody comes and borrows; the last of the day are followed by more until the day's loans are lent."""
        if room.left <= 0:
            return
        plan, rng = self._plan, self._plan.rng
        kind = Kind.SCHOOL if self._is_a_class_due(room) else people.draw_kind(rng)
        items, are_children = self._pick(room, kind)
        if not items:
            return
        self._count(room, second)
        self._lend(room, second, kind, items, are_children)
        if is_last and room.left > 0:
            plan.soon(second + 3, room, self.come, True)

    def _is_a_class_due(self, room: Room) -> bool:
        """In the weeks that the demo shows, each depot has a class once a week, however small the demo is."""
        plan = self._plan
        week = (room.number, plan.ordinal // 7)
        ago = plan.wishes.today.toordinal() - plan.ordinal
        if not 0 < ago <= CLASS_DAYS or week in self._weeks:
            return False
        self._weeks.add(week)
        return True

    def _pick(self, room: Room, kind: Kind) -> tuple[list[int], list[bool]]:
        """What they find on the shelves, and for each person whether it is a child."""
        plan, rng = self._plan, self._plan.rng
        items: list[int] = []
        are_children: list[bool] = []
        is_class = kind in CLASSES and rng.random() < 0.5 and (room.left >= LEAST_FOR_A_CLASS or not self._weeks)
        chance = rng.random()
        persons = 5 + int(chance * 9) if is_class else 1 if chance < 0.68 else 2 if chance < 0.94 else 3
        outings = drawn(rng.random() < WINTER_SHARE[plan.today.month - 1])
        outing = outings[int(rng.random() * len(outings))]
        most = room.left if plan.today == plan.wishes.today else MOST_ITEMS
        for _ in range(persons + 5):
            if len(are_children) == persons or len(items) >= most:
                break
            is_child = is_class or rng.random() < outing.children
            found = [room.take(key, is_child, rng) for key in outing.always]
            found += [room.take(key, is_child, rng) for key in outing.perhaps if rng.random() < 0.5]
            taken = [item for item in found if item is not None]
            items += taken
            if taken:
                are_children.append(is_child)
            if not is_class:
                outing = outings[int(rng.random() * len(outings))]
        while len(items) > most:
            self._shelving.put_back(items.pop())
        return sorted(items), are_children

    def _lend(self, room: Room, second: int, kind: Kind, items: list[int], are_children: list[bool]) -> None:
        plan, rng = self._plan, self._plan.rng
        self._checkouts += 1
        checkout = self._checkouts
        life = Life(rng, room, plan.ordinal, GROUP_LOAN_DAYS if is_group(kind) else LOAN_DAYS)
        loans = self._number(items)
        room.left -= len(items)
        is_undone = rng.random() < UNDONE
        ends = [NEVER] if is_undone else [loan.draw_end(rng, room, life) for loan in loans]
        is_known = max(ends) >= plan.wishes.today.toordinal() - RETENTION_DAYS
        visit = Visit(
            borrower=people.draw_borrower(rng, kind) if is_known else None,
            kind=kind,
            home_code=people.draw_home(rng, room.place),
            people=people.draw_people(rng, are_children),
        )
        lines = people.draw_lines(rng, items) if is_known and kind in CLASSES else {}
        command = plan.do(room, second, self._deed(room, items, visit, None, lines))
        if is_undone:
            plan.soon(second + 45 + int(rng.random() * 90), room, self._undo_lending, (command, loans))
            return
        self._await(room, life, loans)
        if rng.random() < JOINED and room.left > 0:
            plan.soon(second + 200 + int(rng.random() * 600), room, self._join, (checkout, visit, life))

    def _join(self, room: Room, second: int, joined: tuple[int, Visit, Life]) -> None:
        """They come back for one more thing."""
        plan, rng = self._plan, self._plan.rng
        checkout, visit, life = joined
        outings = drawn(rng.random() < WINTER_SHARE[plan.today.month - 1])
        item = room.take(outings[int(rng.random() * len(outings))].always[0], True, rng)
        if item is None:
            return
        (loan,) = self._number([item])
        loan.back_on = life.back_on
        room.left -= 1
        plan.do(room, second, self._deed(room, [item], visit, checkout, {}))
        plan.later(loan.back_on, room, self._bring_back, [loan])

    def _number(self, items: list[int]) -> list[Loan]:
        first = self._loans + 1
        self._loans += len(items)
        return [Loan(first + n, item) for n, item in enumerate(items)]

    def _deed(self, room: Room, items: list[int], visit: Visit, joins: int | None, lines: dict[int, str]) -> Lend:
        """The lending, with what the safety gate wants: a look, an inspection where it is due, an adult."""
        looked_over, inspected, is_adult = [], {}, False
        shelving, today = self._shelving, self._plan.ordinal
        for item in items:
            key = shelving.shelf_of[item - 1][0]
            is_adult = is_adult or is_for_adults(room.number, key)
            safety = kinds()[key].safety
            if safety is Safety.CHECK:
                looked_over.append(item)
            elif safety is Safety.INSPECTION and shelving.inspected_on[item - 1] < today - INSPECTION_DAYS:
                inspected[item] = self._plan.today
                shelving.inspected_on[item - 1] = today
        return Lend(tuple(items), visit, Checks(frozenset(looked_over), inspected, is_adult), joins, lines)

    def _await(self, room: Room, life: Life, loans: list[Loan]) -> None:
        """Put on the agenda what will come of these loans."""
        plan = self._plan
        if life.renewed_on is not None:
            plan.later(life.renewed_on, room, self._renew, loans)
        together: dict[int, list[Loan]] = {}
        for loan in loans:
            if loan.lost_on < NEVER:
                plan.later(loan.lost_on, room, self._lose, loan)
                continue
            loan.draw_elsewhere(plan.rng, plan.rooms, room)
            together.setdefault(loan.back_on, []).append(loan)
            if loan.is_slip:
                plan.later(loan.second_on, room, self._bring_back, [loan])
        for back_on, brought in together.items():
            there = plan.rooms[brought[0].returned_to] if brought[0].returned_to >= 0 else room
            plan.later(back_on, there, self._bring_back, brought)

    def _undo_lending(self, room: Room, second: int, undone: tuple[int, list[Loan]]) -> None:
        command, loans = undone
        self._plan.do(room, second, Undo(command))
        for loan in loans:
            self._shelving.put_back(loan.item)

    def _renew(self, room: Room, second: int, loans: list[Loan]) -> None:
        plan = self._plan
        numbers = tuple(loan.number for loan in loans if loan.is_open)
        if numbers:
            command = plan.do(room, second, Renew(numbers))
            if plan.rng.random() < 0.02:
                plan.soon(second + 30, room, self._undo, command)

    def _undo(self, room: Room, second: int, command: int) -> None:
        self._plan.do(room, second, Undo(command))

    def _bring_back(self, room: Room, second: int, loans: list[Loan]) -> None:
        """One scan after the other, a few seconds apart."""
        plan, rng = self._plan, self._plan.rng
        loan, *others = loans
        if others:
            plan.soon(second + 3 + int(rng.random() * 4), room, self._bring_back, others)
        elif rng.random() < 0.4:
            self._count(room, second)
        if not loan.is_open:
            return
        loan.is_open = False
        if loan.is_slip:
            loan.is_slip, loan.is_open = False, True
            command = plan.do(room, second, Return(loan.item, False))
            plan.soon(second + 8 + int(rng.random() * 60), room, self._undo, command)
            return
        is_elsewhere = self._shelving.room_of[loan.item - 1] is not room
        chance = rng.random()
        if chance < 0.004 and not is_elsewhere:
            plan.do(room, second, FoundHere(loan.number))
        else:
            plan.do(room, second, Return(loan.item, is_elsewhere))
        if chance > 0.972 and not is_elsewhere:
            plan.soon(second + 10, room, self._describe, loan)
        else:
            self._shelving.put_back(loan.item)

    def _describe(self, room: Room, second: int, loan: Loan) -> None:
        rng = self._plan.rng
        came = ReturnedAs.NEEDS_CARE if rng.random() < 0.8 else ReturnedAs.PART_MISSING
        words = self._shelving.draw_words(loan.item, 0.8)
        self._plan.do(room, second, Describe(loan.number, came, words))
        self._shelving.wait_for_repair(loan.item)

    def _lose(self, room: Room, second: int, loan: Loan) -> None:
        loan.is_open = False
        self._plan.do(room, second, Lose(loan.number))
        if loan.found_on < NEVER:
            self._plan.later(loan.found_on, room, self._shelving.turn_up, loan.item)
        else:
            self._shelving.give_up(room, loan.item)

    def _count(self, room: Room, second: int) -> None:
        command = self._plan.do(room, second, CountVisitor())
        if self._plan.rng.random() < 0.004:
            self._plan.soon(second + 5, room, self._undo, command)
