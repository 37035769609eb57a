"""Undo: names the command that it undoes, and says why not when somebody has gone on from there."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from lendlib.models.contacts import ChildLine
from lendlib.models.history import Command, Event
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.staff import Staff
from lendlib.operations import commands, contacts, fault_reports, history, inventory, phoning, photos, reminders_acts
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.bulk_rows import take_back_edits
from lendlib.operations.conditions import restore_condition
from lendlib.operations.days import move_off_closed_days
from lendlib.operations.lending import lock_visit
from lendlib.operations.moving import take_back_move
from lendlib.operations.returning import change_loan, forget_note, reopen
from lendlib.operations.statistics_marks import mark_ended, mark_found, mark_lent, mark_renewed
from lendlib.operations.visitors import take_back_visitor
from lendlib.rules.calendar import day_of, undo_until
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Actor, Outcome, ReturnedAs, Verb, What


class NotUndoable(Refused):
    """That kind of act has no undo; an undo itself has none."""

    code = "not-undoable"
    sentence = N_("That can't be undone.")
    advice = N_("Do the opposite instead: scan the thing.")


class AlreadyUndone(Refused):
    """Somebody undid it before."""

    code = "already-undone"
    sentence = N_("That has been undone already.")


class TooLateToUndo(Refused):
    """Undo is open until the end of the next open day."""

    code = "too-late-to-undo"
    sentence = N_("That could be undone until {last}.")
    advice = N_("Do the opposite instead: scan the thing.")


class TouchedSince(Refused):
    """The loan, the item or the due date has changed since; the later act is named."""

    code = "touched-since"
    status = 409
    sentence = N_("Something happened with it since: {what}, {at}, by {staff}.")
    advice = N_("Undo that first.")

    def __init__(self, what: What, at: datetime, staff: str, command_id: int | None = None) -> None:
        super().__init__(what=what, at=at, staff=staff)
        self.command_id = command_id


class TouchedByBorrower(TouchedSince):
    """The borrower renewed the loan since, by the private link."""

    code = "touched-by-borrower"
    sentence = N_("Something happened with it since: {what}, {at}, by the borrower.")


class ClosedSince(TouchedSince):
    """The due date moved off a day that was closed, and a closing has no undo."""

    code = "closed-since"
    advice = N_("Do the opposite instead: scan the thing.")


def undo(act: Act, command_id: int) -> commands.Done:
    """Undo a command of this depot. The result names it.

    Raises NotFound, NotUndoable, AlreadyUndone, TooLateToUndo, TouchedSince.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        target = _target(act, command_id)
        facts = _facts(act, command_id)
        lock_items(act, sorted({fact.item_id for fact in facts if fact.item_id}))
        _refuse_if_touched(act, facts, _harmless(Verb(target.verb), facts))
        result = json.loads(target.result) | {"command": command_id}
        BACKWARDS[Verb(target.verb)](act, result, [fact.loan_id for fact in facts if fact.loan_id])
        told = [(What.UNDONE, fact.item_id, fact.loan_id) for fact in facts]
        return {"undoes": command_id}, lambda new_id: history.tell_all(act, new_id, told)

    return commands.once(act, Verb.UNDO, [command_id], effect)


def is_undoable(verb: Verb, made_at: datetime, act: Act) -> bool:
    """Whether Undo may be offered; whether it is granted is found out by trying."""
    return verb in BACKWARDS and act.today <= _last_day(act, made_at)


def _last_day(act: Act, made_at: datetime) -> date:
    return undo_until(day_of(made_at, act.depot.time_zone), act.open_days)


def _target(act: Act, command_id: int) -> Any:
    target = act.session.execute(
        select(Command.verb, Command.result, Command.made_at)
        .where(Command.id == command_id, Command.depot_id == act.depot.id)
        .with_for_update()
    ).one_or_none()
    if target is None:
        raise NotFound
    if target.verb not in BACKWARDS:
        raise NotUndoable
    if act.session.execute(select(Command.id).where(Command.undoes_id == command_id)).first():
        raise AlreadyUndone
    last = _last_day(act, target.made_at)
    if act.today > last:
        raise TooLateToUndo(last=last)
    return target


def _facts(act: Act, command_id: int) -> list[Any]:
    return list(
        act.session.execute(
            select(Event.id, Event.item_id, Event.loan_id, Event.what)
            .where(Event.command_id == command_id)
            .execution_options(all_depots=True)
        )
    )


_HARMLESS = (
    What.UNDONE,
    What.EDITED,
    What.LABELLED,
    What.LABEL_ENDED,
    What.CONTACT_CHANGED,
    What.CONTACT_ERASED,
    What.CONTACT_HANDED_OVER,
    What.LINK_REPLACED,
    What.PHOTO_ADDED,
    What.PHOTO_REMOVED,
    What.FAULT_NOTED,
    What.FAULT_DISMISSED,
)
_DESCRIBING = (What.EDITED, What.IMPORTED, What.MOVED_AWAY, What.MOVED_HERE)


def _harmless(verb: Verb, facts: list[Any]) -> tuple[What, ...]:
    """What may have happened since. Descriptions that were changed in bulk are put back over no later description."""
    if verb is not Verb.EDIT_MANY:
        return _HARMLESS
    if all(fact.what == What.EDITED for fact in facts):
        return tuple(what for what in What if what not in _DESCRIBING)
    return tuple(what for what in _HARMLESS if what not in _DESCRIBING)


def _refuse_if_touched(act: Act, facts: list[Any], harmless: tuple[What, ...]) -> None:
    """Look for a later act on the same loans or items that stands: neither an undo nor undone."""
    if not facts:
        return
    items = {fact.item_id for fact in facts if fact.item_id}
    loans = {fact.loan_id for fact in facts if fact.loan_id}
    undoing = select(Command.id).where(Command.undoes_id == Event.command_id)
    later = act.session.execute(
        select(Event.what, Event.at, Staff.name, Event.command_id, Event.depot_id, Event.actor)
        .outerjoin(Staff, Staff.id == Event.staff_id)
        .where(
            Event.id > max(fact.id for fact in facts),
            or_(Event.item_id.in_(items), Event.loan_id.in_(loans)),
            Event.what.not_in(harmless),
            ~exists(undoing),
        )
        .order_by(Event.id.desc())
        .limit(1)
        .execution_options(all_depots=True)
    ).first()
    if later:
        by_borrower = TouchedByBorrower if later.actor == Actor.BORROWER else TouchedSince
        touched = ClosedSince if later.what == What.DAY_CLOSED else by_borrower
        is_ours = later.depot_id == act.depot.id
        raise touched(What(later.what), later.at, later.name or "", later.command_id if is_ours else None)


def _take_back_lending(act: Act, result: dict[str, Any], loan_ids: list[int]) -> None:
    """The loans never were; a visit with nothing left loses its contact and its link."""
    checkout_id = result["checkout"]
    run = act.session.execute
    lock_visit(act, checkout_id)
    mark_lent(act, loan_ids)
    run(
        update(Loan).where(Loan.id.in_(loan_ids)).values(closed_at=act.now, closed_on=act.today, outcome=Outcome.UNDONE)
    )
    run(delete(ChildLine).where(ChildLine.loan_id.in_(loan_ids)))
    counts = Loan.outcome.is_distinct_from(Outcome.UNDONE)
    if run(select(Loan.id).where(Loan.checkout_id == checkout_id, counts).limit(1)).first() is None:
        contacts.erase(act.session, [checkout_id])
        run(update(Checkout).where(Checkout.id == checkout_id).values(link_hash=None))


def _take_back_return(act: Act, _result: dict[str, Any], loan_ids: list[int]) -> None:
    mark_ended(act, loan_ids)
    for loan_id in loan_ids:
        reopen(act, loan_id)
    move_off_closed_days(act, loan_ids)


def _take_back_found_here(act: Act, result: dict[str, Any], loan_ids: list[int]) -> None:
    if result["was_open"]:
        _take_back_return(act, result, loan_ids)
    else:
        mark_ended(act, [result["loan"]])
        change_loan(act, result["loan"], outcome=Outcome.RETURNED)


def _take_back_description(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    restore_condition(act, result)
    forget_note(act, result["note"])
    came_was = ReturnedAs(result["came_was"]) if result["came_was"] else None
    change_loan(act, result["loan"], returned_as=came_was)


def _take_back_renewal(act: Act, result: dict[str, Any], loan_ids: list[int]) -> None:
    mark_renewed(act, result["changes"])
    changes = select(DueChange.id, DueChange.loan_id, DueChange.from_on).where(DueChange.id.in_(result["changes"]))
    for change in act.session.execute(changes).all():
        act.session.execute(update(DueChange).where(DueChange.id == change.id).values(undone_at=act.now))
        change_loan(act, change.loan_id, due_on=change.from_on)
    move_off_closed_days(act, loan_ids)


def _take_back_loss(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    restore_condition(act, result)
    _take_back_return(act, result, [result["loan"]])


def _take_back_finding(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    restore_condition(act, result)
    if result["loan"]:
        mark_found(act, [result["loan"]])
        change_loan(act, result["loan"], found_on=None)


def _take_back_condition(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    restore_condition(act, result)
    forget_note(act, result.get("note"))


def _take_back_repair(act: Act, result: dict[str, Any], loan_ids: list[int]) -> None:
    _take_back_condition(act, result, loan_ids)
    fault_reports.come_back(act, result)


def _take_back_visitor(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    take_back_visitor(act, date.fromisoformat(result["day"]))


def _take_back_mark(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    phoning.forget_mark(act, result["mark"])


BACKWARDS: dict[Verb, Callable[[Act, dict[str, Any], list[int]], None]] = {
    Verb.CHECK_OUT: _take_back_lending,
    Verb.CHECK_IN: _take_back_return,
    Verb.FOUND_HERE: _take_back_found_here,
    Verb.RETURNED_AS: _take_back_description,
    Verb.RENEW: _take_back_renewal,
    Verb.LOSE: _take_back_loss,
    Verb.FIND: _take_back_finding,
    Verb.TO_REPAIR: _take_back_repair,
    Verb.READY: _take_back_condition,
    Verb.MISSING: _take_back_condition,
    Verb.RETIRE: _take_back_condition,
    Verb.VISIT: _take_back_visitor,
    Verb.EDIT_MANY: take_back_edits,
    Verb.MOVE: take_back_move,
    Verb.LATE_CHECK_OUT: _take_back_lending,
    Verb.LATE_CHECK_IN: _take_back_return,
    Verb.MARK_CALL: _take_back_mark,
    Verb.REGISTER: inventory.take_back_registration,
    Verb.ADD_PHOTO: photos.take_back_added,
    Verb.REMOVE_PHOTO: photos.take_back_removed,
    Verb.RESEND: reminders_acts.take_back_resend,
    Verb.DROP_NOTICE: reminders_acts.take_back_drop,
}
