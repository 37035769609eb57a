"""A thing's condition: to repair, ready again, missing, found, retired; and writing a loan off."""

from typing import Any

from sqlalchemy import select, update

from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.renewing import open_loans
from lendlib.operations.returning import change_loan, close
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Condition, Outcome, RetireReason, Verb, What

AFTER = {
    Verb.TO_REPAIR: (Condition.IN_REPAIR, What.TO_REPAIR, {Condition.READY, Condition.MISSING}),
    Verb.READY: (Condition.READY, What.READY, {Condition.IN_REPAIR, Condition.RETIRED}),
    Verb.MISSING: (Condition.MISSING, What.MISSING, {Condition.READY, Condition.IN_REPAIR}),
    Verb.RETIRE: (Condition.RETIRED, What.RETIRED, {Condition.READY, Condition.IN_REPAIR, Condition.MISSING}),
}


class StillOut(Refused):
    """The thing is on loan; its condition can be told when it is back."""

    code = "still-out"
    sentence = N_("That is on loan right now.")
    advice = N_("Take it back first, or mark the loan as lost.")


class AlreadySo(Refused):
    """The thing's condition doesn't lead there: somebody changed it in between."""

    code = "already-so"
    sentence = N_("The condition of that thing has changed in between.")
    advice = N_("Reload the page to see how it stands.")


class NotMissing(Refused):
    """Only what is missing can be found."""

    code = "not-missing"
    sentence = N_("That is not missing.")
    advice = N_("Scan it again to see how it stands.")


def to_repair(act: Act, item_id: int, words: str = "") -> commands.Done:
    """Put a thing aside for repair, with a note. Raises NotFound, StillOut, AlreadySo."""
    return _become(act, Verb.TO_REPAIR, item_id, words=words)


def make_ready(act: Act, item_id: int, words: str = "") -> commands.Done:
    """Say that a thing may be lent again. Raises NotFound, StillOut, AlreadySo."""
    return _become(act, Verb.READY, item_id, words=words)


def mark_missing(act: Act, item_id: int, words: str = "") -> commands.Done:
    """Say that a thing that should be in can't be found. Raises NotFound, StillOut, AlreadySo."""
    return _become(act, Verb.MISSING, item_id, words=words)


def retire(act: Act, item_id: int, reason: RetireReason, words: str = "") -> commands.Done:
    """Take a thing out of the stock for good, with the reason. Raises NotFound, StillOut, AlreadySo."""
    return _become(act, Verb.RETIRE, item_id, reason=reason, words=words)


def lose(act: Act, loan_id: int) -> commands.Done:
    """Write a loan off: it ends as lost and its item is missing. Raises NotFound, LoanEnded."""

    def effect() -> tuple[dict[str, Any], Any]:
        (loan,) = open_loans(act, [loan_id])
        item = _item_here(act, loan.item_id)
        close(act, loan_id, Outcome.LOST, None)
        _set_condition(act, loan.item_id, Condition.MISSING, None)
        result = {"loan": loan_id, "item": loan.item_id, "condition_was": item.condition}
        return result, lambda command_id: history.tell(
            act, command_id, What.LOST, item_id=loan.item_id, loan_id=loan_id
        )

    return commands.once(act, Verb.LOSE, [loan_id], effect)


def find(act: Act, item_id: int, *, is_whole: bool) -> commands.Done:
    """Welcome a missing thing back, ready or to repair; the loan it was lost on tells the day.

    Raises NotFound, NotMissing.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        lock_items(act, [item_id])
        item = _item_here(act, item_id)
        if item.condition != Condition.MISSING:
            raise NotMissing
        _set_condition(act, item_id, Condition.READY if is_whole else Condition.IN_REPAIR, None)
        lost_on = _last_lost_loan(act, item_id)
        if lost_on:
            change_loan(act, lost_on, found_on=act.today)
        result = {"item": item_id, "loan": lost_on, "condition_was": item.condition}
        return result, lambda command_id: history.tell(act, command_id, What.FOUND, item_id=item_id, loan_id=lost_on)

    return commands.once(act, Verb.FIND, [item_id, is_whole], effect)


def restore_condition(act: Act, result: dict[str, Any]) -> None:
    """Put back the condition that a command's result remembers."""
    _set_condition(act, result["item"], Condition(result["condition_was"]), result.get("reason_was"))


def _become(
    act: Act, verb: Verb, item_id: int, *, reason: RetireReason | None = None, words: str = ""
) -> commands.Done:
    becomes, what, allowed_from = AFTER[verb]

    def effect() -> tuple[dict[str, Any], Any]:
        lock_items(act, [item_id])
        item = _item_here(act, item_id)
        if _is_out(act, item_id):
            raise StillOut
        if item.condition not in allowed_from:
            raise AlreadySo
        _set_condition(act, item_id, becomes, reason)
        result = {
            "item": item_id,
            "condition_was": item.condition,
            "reason_was": item.retire_reason,
            "note": history.note(act, words, item_id=item_id),
        }
        return result, lambda command_id: history.tell(act, command_id, what, item_id=item_id)

    return commands.once(act, verb, [item_id, reason, words], effect)


def _item_here(act: Act, item_id: int) -> Any:
    item = act.session.execute(
        select(Item.condition, Item.retire_reason).where(Item.id == item_id, Item.depot_id == act.depot.id)
    ).one_or_none()
    if item is None:
        raise NotFound
    return item


def _set_condition(act: Act, item_id: int, condition: Condition, reason: str | None) -> None:
    act.session.execute(
        update(Item)
        .where(Item.id == item_id)
        .values(condition=condition, retire_reason=reason, changed_at=act.now)
        .execution_options(all_depots=True, synchronize_session=False)
    )


def _is_out(act: Act, item_id: int) -> bool:
    return (
        act.session.execute(select(Loan.id).where(Loan.item_id == item_id, Loan.closed_at.is_(None))).first()
        is not None
    )


def _last_lost_loan(act: Act, item_id: int) -> int | None:
    """The loan that the item was lost on, if its last loan was that one and it was not found since."""
    last = act.session.execute(
        select(Loan.id, Loan.outcome, Loan.found_on)
        .where(Loan.item_id == item_id, Loan.outcome != Outcome.UNDONE)
        .order_by(Loan.id.desc())
        .limit(1)
        .execution_options(all_depots=True)
    ).one_or_none()
    return last.id if last and last.outcome == Outcome.LOST and last.found_on is None else None
