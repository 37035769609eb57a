"""Renewing: the same loan, a later due date."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from lendlib.models.depots import CategoryPolicy
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.things import TERMS, loan_has_terms
from lendlib.rules.calendar import renewed_due_day
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import days_of_loan, renewals_of_loan, terms_from
from lendlib.rules.vocabulary import DueReason, Verb, What

MOST_LOANS = 1000


class RenewalsUsedUp(Refused):
    """The policy of the depot, or of the thing's category, allows no further renewal of the loan."""

    code = "renewals-used-up"
    sentence = N_("That has been renewed as often as this depot allows ({times}).")
    advice = N_("Ask the borrower to bring it back, so that somebody else may have it.")


class NothingGained(Refused):
    """Renewed today, the loan would end on the day that it ends anyway."""

    code = "nothing-gained"
    sentence = N_("A renewal today would not move the last day, which is {due_on}.")
    advice = N_("Renew closer to the last day.")


class LoanEnded(Refused):
    """The loan has ended; there is nothing to renew."""

    code = "loan-ended"
    sentence = N_("That loan has ended already.")
    advice = N_("Scan the thing to see how it stands.")


def renew(act: Act, loan_ids: Sequence[int]) -> commands.Done:
    """Give all of these loans a later due date, or none.

    The result holds the loans and their due changes. Raises NotFound, LoanEnded, RenewalsUsedUp, NothingGained.
    """
    ids = sorted(set(loan_ids))
    if len(ids) > MOST_LOANS:
        raise NotFound

    def effect() -> tuple[dict[str, Any], Any]:
        loans = open_loans(act, ids)
        changes = change_due_days(act, _renewed(act, ids), DueReason.RENEWAL)
        facts = [(What.RENEWED, loan.item_id, loan.id) for loan in loans]
        return {"loans": ids, "changes": changes}, lambda command_id: history.tell_all(act, command_id, facts)

    return commands.once(act, Verb.RENEW, ids, effect)


def open_loans(act: Act, loan_ids: Sequence[int]) -> Sequence[Any]:
    """Rows (id, item_id, due_on) of open loans of this depot, their items locked. Raises NotFound, LoanEnded."""
    wanted = select(Loan.id, Loan.item_id, Loan.due_on, Loan.closed_at).where(
        Loan.id.in_(loan_ids), Loan.depot_id == act.depot.id
    )
    lock_items(act, [row.item_id for row in act.session.execute(wanted)])
    rows = act.session.execute(wanted.order_by(Loan.id)).all()
    if not rows or len(rows) < len(loan_ids):
        raise NotFound
    if any(row.closed_at for row in rows):
        raise LoanEnded
    return rows


def change_due_day(act: Act, loan_id: int, from_on: date, to_on: date, reason: DueReason) -> int:
    """Move a loan's due date and give the id of the row that tells of it."""
    return change_due_days(act, [(loan_id, from_on, to_on)], reason)[0]


def change_due_days(act: Act, moves: Sequence[tuple[int, date, date]], reason: DueReason) -> list[int]:
    """Move due dates, told as (loan, from, to), and give the ids of the rows that tell of it, in that order."""
    same = {"depot_id": act.depot.id, "reason": reason, "made_at": act.now, "made_on": act.today}
    rows = [{"loan_id": loan_id, "from_on": from_on, "to_on": to_on} | same for loan_id, from_on, to_on in moves]
    told = insert(DueChange).returning(DueChange.id, sort_by_parameter_order=True)
    change_ids = list(act.session.connection().execute(told, rows).scalars())
    spans: dict[tuple[date, date], list[int]] = defaultdict(list)
    for loan_id, from_on, to_on in moves:
        spans[from_on, to_on].append(loan_id)
    for (from_on, to_on), loan_ids in spans.items():
        act.session.execute(update(Loan).where(Loan.id.in_(loan_ids), Loan.due_on == from_on).values(due_on=to_on))
    return change_ids


_times = (
    select(func.count())
    .where(DueChange.loan_id == Loan.id, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None))
    .scalar_subquery()
)
_on_which_terms = (
    select(Loan.id, Loan.due_on, Checkout.kind, _times.label("times"), *TERMS)
    .join(Checkout, Checkout.id == Loan.checkout_id)
    .outerjoin(CategoryPolicy, loan_has_terms())
    .order_by(Loan.id)
)


def _renewed(act: Act, loan_ids: Sequence[int]) -> list[tuple[int, date, date]]:
    """From which day to which each loan goes, by the terms of its category. Raises RenewalsUsedUp, NothingGained."""
    moves = []
    for loan in act.session.connection().execute(_on_which_terms.where(Loan.id.in_(loan_ids))):
        terms = terms_from(loan.loan_days, loan.max_renewals, loan.borrowers)
        if loan.times >= renewals_of_loan(act.depot, terms):
            raise RenewalsUsedUp(times=loan.times)
        days = days_of_loan(act.depot, terms, loan.kind)
        to_on = renewed_due_day(loan.due_on, act.today, days, act.open_days)
        if to_on <= loan.due_on:
            raise NothingGained(due_on=loan.due_on)
        moves.append((loan.id, loan.due_on, to_on))
    return moves
