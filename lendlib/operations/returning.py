"""Taking things back, and saying how they came."""

import json
from typing import Any

from sqlalchemy import bindparam, select, update

from lendlib.models.history import Command, Event, Note
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.statistics_marks import mark_ended
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Condition, Outcome, ReturnedAs, Verb, What


class NotOnLoan(Refused):
    """The thing is in already; nothing changes."""

    code = "not-on-loan"
    sentence = N_("That is not on loan. It may have been returned already.")
    advice = N_("Scan it again to see how it stands.")


class OnLoanElsewhere(Refused):
    """The thing is another depot's, and nobody said to take it in for them."""

    code = "on-loan-elsewhere"
    sentence = N_("That was lent by another depot.")
    advice = N_("Press “Take it in for them”.")


class OutAgain(Refused):
    """The return can't be described any more: the thing is out on a later loan, or changed since."""

    code = "out-again"
    sentence = N_("That thing has gone on since it was returned.")
    advice = N_("Scan it to see how it stands.")


_open_loan = select(Loan.id, Loan.depot_id).where(Loan.item_id == bindparam("item_id"), Loan.closed_at.is_(None))
_close = (
    update(Loan)
    .where(Loan.id == bindparam("loan_id"), Loan.closed_at.is_(None))
    .values(
        closed_at=bindparam("at"),
        closed_on=bindparam("on"),
        outcome=bindparam("as_outcome"),
        returned_as=bindparam("came"),
        returned_depot_id=bindparam("where"),
    )
)


def check_in(act: Act, item_id: int, *, is_for_other_depot: bool = False) -> commands.Done:
    """Take an item back, whoever brings it. The result holds loan and item. Raises NotOnLoan, OnLoanElsewhere."""

    def effect() -> tuple[dict[str, Any], Any]:
        lock_items(act, [item_id])
        loan = act.session.connection().execute(_open_loan, {"item_id": item_id}).one_or_none()
        if loan is None:
            raise NotOnLoan
        if loan.depot_id != act.depot.id and not is_for_other_depot:
            raise OnLoanElsewhere
        close(act, loan.id, Outcome.RETURNED, ReturnedAs.FINE)
        return {"loan": loan.id, "item": item_id}, lambda command_id: history.tell(
            act, command_id, What.RETURNED, item_id=item_id, loan_id=loan.id
        )

    return commands.once(act, Verb.CHECK_IN, [item_id, is_for_other_depot], effect)


def has_taken_back(act: Act, item_id: int) -> bool:
    """Whether the act's key stands for a return of this item already."""
    was = select(Command.result).where(
        Command.depot_id == act.depot.id, Command.key == act.key, Command.verb == Verb.CHECK_IN
    )
    result = act.session.connection().execute(was).scalar_one_or_none()
    return result is not None and json.loads(result)["item"] == item_id


def close(act: Act, loan_id: int, outcome: Outcome, came: ReturnedAs | None) -> None:
    """End a loan now. Raises NotOnLoan when it has ended already."""
    closed = act.session.connection().execute(
        _close,
        {
            "loan_id": loan_id,
            "at": act.now,
            "on": act.today,
            "as_outcome": outcome,
            "came": came,
            "where": act.depot.id if came else None,
        },
    )
    if closed.rowcount != 1:
        raise NotOnLoan


def found_here(act: Act, loan_id: int) -> commands.Done:
    """Say that the thing had been here all along: it counts as back, and never as late. Raises NotFound, OutAgain."""

    def effect() -> tuple[dict[str, Any], Any]:
        loan = _loan_here(act, loan_id)
        if loan.closed_at is None:
            close(act, loan_id, Outcome.FOUND_HERE, ReturnedAs.FINE)
        elif loan.outcome == Outcome.RETURNED and not _is_out_again(act, loan):
            mark_ended(act, [loan_id])
            change_loan(act, loan_id, outcome=Outcome.FOUND_HERE)
        else:
            raise OutAgain
        was_open = loan.closed_at is None
        return {"loan": loan_id, "item": loan.item_id, "was_open": was_open}, lambda command_id: history.tell(
            act, command_id, What.FOUND_HERE, item_id=loan.item_id, loan_id=loan_id
        )

    return commands.once(act, Verb.FOUND_HERE, [loan_id], effect)


def describe_return(act: Act, loan_id: int, came: ReturnedAs, words: str = "") -> commands.Done:
    """Say how a returned thing came: what needs care or lacks a part goes to repair, with the words as its note.

    Raises NotFound, and OutAgain when the thing has gone on since.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        loan = _loan_here(act, loan_id)
        condition = act.session.execute(
            select(Item.condition).where(Item.id == loan.item_id).execution_options(all_depots=True)
        ).scalar_one()
        if loan.closed_at is None or loan.outcome not in (Outcome.RETURNED, Outcome.FOUND_HERE):
            raise OutAgain
        if _is_out_again(act, loan) or condition not in (Condition.READY, Condition.IN_REPAIR):
            raise OutAgain
        becomes = Condition.READY if came == ReturnedAs.FINE else Condition.IN_REPAIR
        change_loan(act, loan_id, returned_as=came)
        act.session.execute(
            update(Item)
            .where(Item.id == loan.item_id)
            .values(condition=becomes, changed_at=act.now)
            .execution_options(all_depots=True)
        )
        note_id = history.note(act, words, item_id=loan.item_id)
        what = What.READY if becomes == Condition.READY else What.TO_REPAIR
        result = {
            "loan": loan_id,
            "item": loan.item_id,
            "came_was": loan.returned_as,
            "condition_was": condition,
            "note": note_id,
        }
        return result, lambda command_id: history.tell(act, command_id, what, item_id=loan.item_id, loan_id=loan_id)

    return commands.once(act, Verb.RETURNED_AS, [loan_id, came, words], effect)


def reopen(act: Act, loan_id: int) -> None:
    """Let a loan run on as if it had not been closed."""
    change_loan(act, loan_id, closed_at=None, closed_on=None, outcome=None, returned_as=None, returned_depot_id=None)


def change_loan(act: Act, loan_id: int, **values: object) -> None:
    """Set columns of one loan, also of another depot's that was taken in for it."""
    act.session.execute(update(Loan).where(Loan.id == loan_id).values(**values).execution_options(all_depots=True))


def last_return(act: Act, loan_id: int) -> tuple[int, int]:
    """The thing of a loan that this depot took back or lent, and the act that last ended it. Raises NotFound."""
    found = (
        act.session.connection()
        .execute(
            select(Loan.item_id, Event.command_id)
            .join(Event, Event.loan_id == Loan.id)
            .where(
                Loan.id == loan_id,
                (Loan.depot_id == act.depot.id) | (Loan.returned_depot_id == act.depot.id),
                Event.what.in_((What.RETURNED, What.FOUND_HERE)),
            )
            .order_by(Event.id.desc())
            .limit(1)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found.item_id, found.command_id


def forget_note(act: Act, note_id: int | None) -> None:
    """Erase a note that an undone act had left."""
    note = act.session.get(Note, note_id) if note_id else None
    if note is not None:
        act.session.delete(note)


def _loan_here(act: Act, loan_id: int) -> Loan:
    """The loan, locked through its item, when this depot lent it or took it in. Raises NotFound."""
    loan = act.session.execute(
        select(Loan)
        .where(Loan.id == loan_id, (Loan.depot_id == act.depot.id) | (Loan.returned_depot_id == act.depot.id))
        .execution_options(all_depots=True)
    ).scalar_one_or_none()
    if loan is None:
        raise NotFound
    lock_items(act, [loan.item_id])
    act.session.refresh(loan)
    act.session.expunge(loan)
    return loan


def _is_out_again(act: Act, loan: Loan) -> bool:
    counts = Loan.outcome.is_distinct_from(Outcome.UNDONE)
    later = select(Loan.id).where(Loan.item_id == loan.item_id, Loan.id > loan.id, counts).limit(1)
    return act.session.execute(later.execution_options(all_depots=True)).first() is not None
