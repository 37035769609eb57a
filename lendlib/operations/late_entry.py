"""Late entry: a paper list, written while there was no power, becomes visits and returns of its own time.

Each row goes after all that is known of its thing, never in between: the past stays as it was recorded. A check is the
recording itself, rolled back by the edge; so both say the same.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from lendlib.models.lending import Loan
from lendlib.operations import commands, history
from lendlib.operations import late_entry_conflicts as conflicts
from lendlib.operations.acts import Act
from lendlib.operations.basket import (
    AdultsOnly,
    Basket,
    Checks,
    GroupsOnly,
    NotReady,
    SafetyUnconfirmed,
    lock_items,
    read_basket,
)
from lendlib.operations.depots import refuse_if_closed
from lendlib.operations.due_days import own_due_days
from lendlib.operations.late_entry_past import refuse_row
from lendlib.operations.lending import Borrower, Visit, lend_basket, open_visit, tell_lent
from lendlib.operations.returning import close
from lendlib.operations.scanning import Sight, look_up
from lendlib.operations.statistics_marks import mark
from lendlib.operations.things import Thing, thing
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.rules.scans import Scan
from lendlib.rules.vocabulary import Kind, Outcome, ReturnedAs, Verb, What

MOST_ROWS = 100
DOUBTS: dict[type[Refused], type[Refused]] = {
    NotReady: conflicts.InRepairThen,
    GroupsOnly: conflicts.GroupsOnlyThen,
    AdultsOnly: conflicts.AdultsOnlyThen,
    SafetyUnconfirmed: conflicts.UncheckedThen,
}


class Way(StrEnum):
    """Whether a thing left or came."""

    OUT = "out"
    BACK = "back"


@dataclass(frozen=True)
class Row:
    """One line of the paper, read. `at` is the moment that stands there; `borrower` is for what went out.

    `is_vouched`: staff ticked its doubts; `came_before`: staff say that it came back before it went out again.
    """

    number: int
    scan: Scan
    way: Way
    at: datetime
    borrower: Borrower | None = None
    is_vouched: bool = False
    came_before: bool = False


@dataclass(frozen=True)
class Verdict:
    """What became of a row: recorded under that command, or what is to be mended (`no`) or vouched for (`doubts`)."""

    number: int
    thing: Thing | None = None
    no: Refused | None = None
    doubts: tuple[Refused, ...] = ()
    command_id: int | None = None
    checkout_id: int | None = None
    due_on: date | None = None
    is_vouched: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it is recorded, or would be."""
        return self.command_id is not None

    @property
    def may_have_come_before(self) -> bool:
        """Whether it helps to say that it came back before."""
        return isinstance(self.no, conflicts.WasOut)


class _ToMend(Exception):
    """A sheet that can't be recorded yet: what stands against each of its rows."""

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        super().__init__()
        self.verdicts = verdicts


def enter(act: Act, rows: Sequence[Row], language: str) -> list[Verdict]:
    """Record what can be recorded, each visit whole or not at all, and say of every row what became of it.

    Raises PaperTooLong, NoKey.
    """
    if len(rows) > MOST_ROWS:
        raise conflicts.PaperTooLong(most=MOST_ROWS)
    if len(act.key) < 8:
        raise commands.NoKey
    sights = {row.number: look_up(act, row.scan, language) for row in rows}
    commands.share_calendar(act)
    lock_items(act, sorted({sight.thing.id for sight in sights.values() if sight.thing}))
    verdicts = {verdict.number: verdict for sheet in _sheets(rows) for verdict in _enter(act, sheet, sights, language)}
    return [verdicts[row.number] for row in rows]


def _sheets(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The visits and returns of a paper as they came: of one person and one moment is one visit."""
    sheets: dict[Any, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.number)):
        name = (row.at, row.borrower) if row.way is Way.OUT else row.number
        # Put to the end: what came back in the same minute can then go out again.
        sheets[name] = [*sheets.pop(name, []), row]
    yield from sorted(sheets.values(), key=lambda sheet: (sheet[0].at, sheet[-1].number))


def _enter(act: Act, sheet: list[Row], sights: Mapping[int, Sight], language: str) -> Sequence[Verdict]:
    then = replace(act, now=sheet[0].at, today=day_of(sheet[0].at, act.depot.time_zone))
    try:
        with act.session.begin_nested():
            if sheet[0].way is Way.BACK:
                return [_take_back(act, then, sheet[0], sights[sheet[0].number], language)]
            return _lend(act, then, sheet, sights, language)
    except _ToMend as why:
        return why.verdicts
    except Refused as no:
        if no.status == 400:
            raise
        return [Verdict(row.number, sights[row.number].thing, no, is_vouched=row.is_vouched) for row in sheet]


def _take_back(act: Act, then: Act, row: Row, sight: Sight, language: str) -> Verdict:
    def effect() -> tuple[dict[str, Any], Any]:
        item = _fresh(act, sight, language)
        no = refuse_row(act, row.at, sight, item, is_return=True)
        if no or item is None or item.loan_id is None:
            raise _ToMend([Verdict(row.number, item, no or conflicts.WasIn())])
        return _closed(act, then, item.loan_id, item.id)

    done = commands.once(_under(act, "back", row), Verb.LATE_CHECK_IN, ["back", _told(row)], effect)
    return Verdict(row.number, sight.thing, command_id=done.command_id)


def _closed(act: Act, then: Act, loan_id: int, item_id: int) -> tuple[dict[str, Any], Any]:
    close(then, loan_id, Outcome.RETURNED, ReturnedAs.FINE)
    mark(act, [(act.depot.id, then.today)])
    return {"loan": loan_id, "item": item_id}, lambda command_id: history.tell(
        act, command_id, What.RETURNED, item_id=item_id, loan_id=loan_id
    )


def _lend(act: Act, then: Act, sheet: list[Row], sights: Mapping[int, Sight], language: str) -> list[Verdict]:
    for row in sheet:
        _take_back_before(act, then, row, sights[row.number], language)

    def effect() -> tuple[dict[str, Any], Any]:
        refuse_if_closed(then.depot, then.today)
        basket = _read_if_all_good(act, then, sheet, sights, language)
        checkout_id = open_visit(then, Visit(sheet[0].borrower), recorded_at=act.now)
        lend_basket(then, basket, checkout_id, own_due_days(then, basket.terms, Kind.UNSTATED))
        mark(act, [(act.depot.id, then.today)])
        return {"checkout": checkout_id}, lambda command_id: tell_lent(act, basket.ids, command_id)

    told = [_told(row) for row in sheet]
    done = commands.once(_under(act, "out", *sheet), Verb.LATE_CHECK_OUT, ["out", told], effect)
    checkout_id = done.result["checkout"]
    due = dict(
        act.session.connection().execute(select(Loan.item_id, Loan.due_on).where(Loan.checkout_id == checkout_id)).all()
    )
    return [
        Verdict(
            row.number,
            item,
            command_id=done.command_id,
            checkout_id=checkout_id,
            due_on=due.get(item.id if item else 0),
            is_vouched=row.is_vouched,
        )
        for row in sheet
        for item in [sights[row.number].thing]
    ]


def _take_back_before(act: Act, then: Act, row: Row, sight: Sight, language: str) -> None:
    """End the loan that was still running when the thing went out again, where staff say that it came back."""
    item = _fresh(act, sight, language) if row.came_before else None
    if item is None or item.loan_id is None:
        return
    if refuse_row(act, row.at, sight, item, is_return=True):
        return
    loan_id, item_id = item.loan_id, item.id
    commands.once(
        _under(act, "before", row),
        Verb.LATE_CHECK_IN,
        ["before", _told(row)],
        lambda: _closed(act, then, loan_id, item_id),
    )


def _read_if_all_good(act: Act, then: Act, sheet: list[Row], sights: Mapping[int, Sight], language: str) -> Basket:
    """The things of a visit, once nothing stands against any of its rows."""
    items = {row.number: _fresh(act, sights[row.number], language) for row in sheet}
    noes = {row.number: _refuse_lending(act, row, sights[row.number], items[row.number]) for row in sheet}
    may_go = sorted({item.id for number, item in items.items() if item and not noes[number]})
    basket, doubts = _read_with_doubts(then, may_go)
    verdicts = []
    for row in sheet:
        item = items[row.number]
        about = doubts.get(item.id, ()) if item and not noes[row.number] else ()
        verdicts.append(Verdict(row.number, item, noes[row.number], about, is_vouched=row.is_vouched))
    if any(verdict.no or (verdict.doubts and not verdict.is_vouched) for verdict in verdicts):
        raise _ToMend([_waiting(verdict) for verdict in verdicts])
    return basket


def _refuse_lending(act: Act, row: Row, sight: Sight, item: Thing | None) -> Refused | None:
    no = refuse_row(act, row.at, sight, item, is_return=False)
    if no or item is None or item.loan_id is None or item.lent_at is None:
        return no
    return conflicts.WasOut(at=item.lent_at)


def _waiting(verdict: Verdict) -> Verdict:
    is_right = verdict.no is None and (not verdict.doubts or verdict.is_vouched)
    return replace(verdict, no=conflicts.WaitsForTheRest()) if is_right else verdict


def _read_with_doubts(then: Act, ids: list[int]) -> tuple[Basket, dict[int, tuple[Refused, ...]]]:
    """These things, and what would have stopped each of them at the counter, by the counter's own rules."""
    found: dict[int, tuple[Refused, ...]] = {}
    despite: list[type[Refused]] = []
    while not isinstance(doubt := _next_doubt(then, ids, despite), Basket):
        despite.append(type(doubt))
        for item_id in doubt.item_ids:
            found[item_id] = (*found.get(item_id, ()), DOUBTS[type(doubt)]())
    return doubt, found


def _next_doubt(
    then: Act, ids: list[int], despite: list[type[Refused]]
) -> Basket | NotReady | GroupsOnly | AdultsOnly | SafetyUnconfirmed:
    try:
        return read_basket(then, ids, Checks(), Kind.UNSTATED, despite=despite)
    except (NotReady, GroupsOnly, AdultsOnly, SafetyUnconfirmed) as doubt:
        return doubt


def _fresh(act: Act, sight: Sight, language: str) -> Thing | None:
    """The thing as the rows before have left it."""
    return thing(act.session, sight.thing.id, language) if sight.thing else None


def _told(row: Row) -> list[Any]:
    who = row.borrower
    told = [who.name, who.phone, who.email] if who else None
    return [row.way, row.at.isoformat(), row.scan.own_code or row.scan.text, told]


def _under(act: Act, word: str, *rows: Row) -> Act:
    """The act under a key of these rows' own, so that the same paper sent twice is recorded once."""
    seal = act.keys.seal(json.dumps([word, [_told(row) for row in rows]]))
    return replace(act, key=f"{act.key}-{seal[:24]}")
