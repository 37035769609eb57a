"""From acts to rows: what each act of the counter leaves in the tables."""

import json
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from lendlib.demo import acts
from lendlib.demo.acts import Planned
from lendlib.demo.rooms import Calendar
from lendlib.demo.settling import Settled
from lendlib.demo.stock_rows import Facts, Left, Result, StockRows
from lendlib.demo.tables import Row, make_tables
from lendlib.operations.acts import Keys
from lendlib.operations.lending import Visit, hash_of_link
from lendlib.rules.calendar import due_day, month_number, renewed_due_day
from lendlib.rules.policy import USUAL, days_of_loan, is_group
from lendlib.rules.vocabulary import Actor, DueReason, Kind, Outcome, ReturnedAs, Verb, What

(DUE_ON, RETURNED_DEPOT, RETURNED_AS, CLOSED_AT, CLOSED_ON, OUTCOME, FOUND_ON) = range(9, 16)
LINK_HASH = 9


class Rows(StockRows):
    """The tables while the plan is played; call `end_day` after each day."""

    def __init__(
        self,
        settled: Settled,
        calendars: list[Calendar],
        categories: dict[int, tuple[str | None, list[str]]],
        keys: Keys,
        commands_since: datetime | None,
    ) -> None:
        super().__init__(categories, make_tables())
        self._settled = settled
        self._open_days = [calendar.open_days for calendar in calendars]
        self._keys = keys
        self._commands_since = commands_since
        self._loans: dict[int, Row] = {}
        self._out: dict[int, Row] = {}
        self._last_loan: dict[int, Row] = {}
        self._doors: dict[int, Row] = {}
        self._undoable: dict[int, tuple[Facts, Callable[[], None]]] = {}
        self._groups: set[int] = set()
        self._last_days: dict[tuple[int, int], str] = {}
        self._how: dict[type[Any], tuple[Verb, Callable[[Any], Left]]] = {
            acts.Register: (Verb.REGISTER, self.register),
            acts.Lend: (Verb.CHECK_OUT, self._lend),
            acts.Return: (Verb.CHECK_IN, self._return),
            acts.FoundHere: (Verb.FOUND_HERE, self._found_here),
            acts.Describe: (Verb.RETURNED_AS, self._describe),
            acts.Renew: (Verb.RENEW, self._renew),
            acts.Lose: (Verb.LOSE, self._lose),
            acts.Find: (Verb.FIND, self._find),
            acts.ToRepair: (Verb.TO_REPAIR, self.to_repair),
            acts.Ready: (Verb.READY, self.ready),
            acts.Missing: (Verb.MISSING, self.missing),
            acts.Retire: (Verb.RETIRE, self.retire),
            acts.Undo: (Verb.UNDO, self._undo),
            acts.CountVisitor: (Verb.VISIT, self._count),
        }

    def add(self, planned: Planned, number: int, key: str) -> None:
        """Add what one act leaves: its effect, its command, its events."""
        self.now, self.today = planned.now, planned.today
        self.at = planned.now.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        self.on = planned.today.isoformat()
        self.number = number
        self.place = planned.depot
        self.depot = self._settled.depots[planned.depot]
        self.staff_id = self._settled.staff[planned.staff]
        verb, effect = self._how[type(planned.deed)]
        request, result, facts = effect(planned.deed)
        if self._commands_since is None or planned.now >= self._commands_since:
            self._record(key, verb, request, result)
        events = self.tables["event"]
        for what, item_id, loan_id in facts:
            events.rows.append(
                (events.number(), self.depot.id, self.at, what, Actor.STAFF, self.staff_id, item_id, loan_id, number)
            )

    def end_day(self) -> None:
        """Let go of what could only be undone today."""
        self._doors.clear()
        self._undoable.clear()
        self._last_days.clear()

    def forget_closed(self) -> None:
        """Let go of loans that have ended."""
        self._loans = {row[0]: row for row in self._out.values()}

    def _record(self, key: str, verb: Verb, request: object, result: Result) -> None:
        commands = self.tables["command"]
        commands.last = self.number - 1
        sealed = self._keys.seal(json.dumps([verb, request], sort_keys=True, default=str))
        row = (self.depot.id, key, verb, sealed, json.dumps(result), self.staff_id, result.get("undoes"), self.at)
        commands.rows.append((commands.number(), *row))

    def _lend(self, deed: acts.Lend) -> Left:
        visit = deed.visit
        checkout_id, undo_visit = (deed.joins, None) if deed.joins else self._open_visit(visit)
        for item_id, day in deed.checks.inspected_on.items():
            self.inspect(item_id, day.isoformat())
        loans = self.tables["loan"]
        lent, before = [], []
        for item_id in deed.items:
            row = [loans.number(), self.depot.id, checkout_id, item_id, self.items[item_id][2], 1, self.at, self.on]
            row += [month_number(self.today), self._last_day(self._days_of(row)), None, None, None, None, None, None]
            loans.rows.append(row)
            self._loans[row[0]] = self._out[item_id] = row
            before.append(self._last_loan.get(item_id))
            self._last_loan[item_id] = row
            lent.append(row)
        facts = [(What.LENT, row[3], row[0]) for row in lent]
        lines = [(row[0], self.depot.id, checkout_id, deed.lines[row[3]]) for row in lent if row[3] in deed.lines]
        self.tables["child_line"].rows += lines

        def undo() -> None:
            for line in lines:
                self.tables["child_line"].rows.remove(line)
            for row, last in zip(lent, before, strict=True):
                row[CLOSED_AT], row[CLOSED_ON], row[OUTCOME] = self.at, self.on, Outcome.UNDONE
                del self._out[row[3]]
                if last is None:
                    del self._last_loan[row[3]]
                else:
                    self._last_loan[row[3]] = last
            if undo_visit:
                undo_visit()

        self._undoable[self.number] = facts, undo
        borrower = visit.borrower
        who = list(astuple(borrower)) if borrower else None
        told = [who, visit.kind, visit.home_code, sorted(visit.people.items())]
        checks = deed.checks
        gate = [sorted(checks.looked_over), sorted(checks.inspected_on.items()), checks.is_adult]
        result = {"checkout": checkout_id} | ({"adult": True} if checks.is_adult else {})
        return [list(deed.items), told, None, deed.joins, *gate, sorted(deed.lines.items())], result, facts

    def _days_of(self, loan: Row) -> int:
        """For how many days a thing is lent, by its category and whether a group has it."""
        terms = self._settled.terms[self.place].get(loan[4], USUAL)
        return days_of_loan(self.depot, terms, Kind.SCHOOL if loan[2] in self._groups else Kind.PRIVATE)

    def _last_day(self, days: int) -> str:
        known = self._last_days.get((self.place, days))
        if known is None:
            known = due_day(self.today, days, self._open_days[self.place]).isoformat()
            self._last_days[self.place, days] = known
        return known

    def _open_visit(self, visit: Visit) -> tuple[int, Callable[[], None]]:
        checkouts, contacts = self.tables["checkout"], self.tables["contact"]
        checkout_id = checkouts.number()
        if is_group(visit.kind):
            self._groups.add(checkout_id)
        link = hash_of_link(self._keys.link_token(checkout_id, 1))
        row = [checkout_id, self.depot.id, self.staff_id, self.at, self.on, self.at]
        row += [visit.home_code, visit.kind, 1, link]
        checkouts.rows.append(row)
        contact = None
        if visit.borrower:
            who = visit.borrower
            contact = (contacts.number(), checkout_id, *astuple(who))
            contacts.rows.append(contact)
        for band, people in visit.people.items():
            self.tables["checkout_people"].rows.append((checkout_id, band, people))

        def undo() -> None:
            row[LINK_HASH] = None
            if contact:
                contacts.rows.remove(contact)

        return checkout_id, undo

    def _close(self, row: Row, outcome: Outcome, came: ReturnedAs | None) -> None:
        row[RETURNED_DEPOT] = self.depot.id if came else None
        row[RETURNED_AS], row[CLOSED_AT], row[CLOSED_ON], row[OUTCOME] = came, self.at, self.on, outcome
        del self._out[row[3]]
        self.tables["loan"].touch(row)

    def _return(self, deed: acts.Return) -> Left:
        row = self._out[deed.item]
        self._close(row, Outcome.RETURNED, ReturnedAs.FINE)
        facts: Facts = [(What.RETURNED, deed.item, row[0])]

        def undo() -> None:
            row[RETURNED_DEPOT:FOUND_ON] = [None] * (FOUND_ON - RETURNED_DEPOT)
            self._out[row[3]] = row

        self._undoable[self.number] = facts, undo
        return [deed.item, deed.is_for_other_depot], {"loan": row[0], "item": deed.item}, facts

    def _found_here(self, deed: acts.FoundHere) -> Left:
        row = self._loans[deed.loan]
        self._close(row, Outcome.FOUND_HERE, ReturnedAs.FINE)
        result = {"loan": deed.loan, "item": row[3], "was_open": True}
        return [deed.loan], result, [(What.FOUND_HERE, row[3], deed.loan)]

    def _describe(self, deed: acts.Describe) -> Left:
        row = self._loans[deed.loan]
        came_was, row[RETURNED_AS] = row[RETURNED_AS], deed.came
        condition_was, note_id = self.describe(row[3], deed.came, deed.words)
        result = {"loan": deed.loan, "item": row[3], "came_was": came_was, "condition_was": condition_was}
        what = What.READY if deed.came is ReturnedAs.FINE else What.TO_REPAIR
        return [deed.loan, deed.came, deed.words], result | {"note": note_id}, [(what, row[3], deed.loan)]

    def _renew(self, deed: acts.Renew) -> Left:
        changes, loans = self.tables["due_change"], [self._loans[number] for number in sorted(deed.loans)]
        made: list[Row] = []
        for row in loans:
            due_on = datetime.fromisoformat(row[DUE_ON]).date()
            days = self._days_of(row)
            to_on = renewed_due_day(due_on, self.today, days, self._open_days[self.place]).isoformat()
            reason = DueReason.RENEWAL
            day = self.today.isoformat()
            made.append([changes.number(), self.depot.id, row[0], row[DUE_ON], to_on, reason, self.at, day, None])
            row[DUE_ON] = to_on
            self.tables["loan"].touch(row)
        changes.rows += made
        facts: Facts = [(What.RENEWED, row[3], row[0]) for row in loans]

        def undo() -> None:
            for row, change in zip(loans, made, strict=True):
                change[-1], row[DUE_ON] = self.at, change[3]

        self._undoable[self.number] = facts, undo
        return sorted(deed.loans), {"loans": sorted(deed.loans), "changes": [change[0] for change in made]}, facts

    def _lose(self, deed: acts.Lose) -> Left:
        row = self._loans[deed.loan]
        self._close(row, Outcome.LOST, None)
        result = {"loan": deed.loan, "item": row[3], "condition_was": self.lose_item(row[3])}
        return [deed.loan], result, [(What.LOST, row[3], deed.loan)]

    def _find(self, deed: acts.Find) -> Left:
        last = self._last_loan.get(deed.item)
        lost = last if last and last[OUTCOME] == Outcome.LOST and last[FOUND_ON] is None else None
        if lost:
            lost[FOUND_ON] = self.on
            self.tables["loan"].touch(lost)
        number = lost[0] if lost else None
        result = {"item": deed.item, "loan": number, "condition_was": self.find_item(deed.item, deed.is_whole)}
        return [deed.item, deed.is_whole], result, [(What.FOUND, deed.item, number)]

    def _undo(self, deed: acts.Undo) -> Left:
        facts, undo = self._undoable[deed.command]
        undo()
        return [deed.command], {"undoes": deed.command}, [(What.UNDONE, item, loan) for _, item, loan in facts]

    def _count(self, _deed: acts.CountVisitor) -> Left:
        door = self._doors.get(self.depot.id)
        if door is None:
            door = self._doors[self.depot.id] = [self.depot.id, self.on, 0]
            self.tables["door_day"].rows.append(door)
        door[2] += 1

        def undo() -> None:
            door[2] -= 1

        self._undoable[self.number] = [], undo
        return [], {"day": self.on}, []
