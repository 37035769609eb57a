"""What the private link of a visit shows to whoever holds it: things and days, never a name or a number."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.models.history import Command
from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.operations.lending import hash_of_link
from lendlib.operations.things import TERMS, join_names, loan_has_terms, named
from lendlib.rules.calendar import OpenDays, renewed_due_day
from lendlib.rules.policy import DepotPolicy, days_of_loan, renewals_of_loan, terms_from
from lendlib.rules.vocabulary import DepotState, DueReason, Outcome, Verb


@dataclass(frozen=True)
class LinkedThing:
    """A thing that is out, its own label's code if it has one, and its last day.

    `changes` counts what has moved that day. `renews_to` is the last day that a renewal now would give, None when it
    would give none; `is_used_up`: because it has been renewed as often as the depot allows.
    """

    loan_id: int
    name: str
    size: str
    brand: str
    code: str
    due_on: date
    changes: int
    renews_to: date | None
    is_used_up: bool

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


@dataclass(frozen=True)
class Linked:
    """The visit behind a link: its depot, and the day that the last thing came back once all have.

    `is_known`: who it was is still kept.
    """

    checkout_id: int
    depot_id: int
    retention_days: int
    out: int
    closed_on: date | None
    made_on: date
    kind: str
    is_known: bool

    def is_alive(self, today: date) -> bool:
        """Whether the link still leads somewhere: while something is out, and the depot's days of grace after."""
        if self.out:
            return True
        return self.closed_on is not None and today <= self.closed_on + timedelta(self.retention_days)

    def may_forget(self, depot: DepotPolicy) -> bool:
        """Whether the borrower may erase themself now."""
        return self.is_known and (not self.out or depot.may_forget_at_once)


_behind = (
    select(
        Checkout.id,
        Checkout.depot_id,
        Depot.retention_days,
        func.count(Loan.id).filter(Loan.closed_at.is_(None)),
        func.max(Loan.closed_on),
        Checkout.made_on,
        Checkout.kind,
        exists().where(Contact.checkout_id == Checkout.id),
    )
    .join(Depot, Depot.id == Checkout.depot_id)
    .outerjoin(Loan, (Loan.checkout_id == Checkout.id) & Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .where(Checkout.link_hash == bindparam("link_hash"))
    .group_by(Checkout.id, Checkout.depot_id, Checkout.made_on, Checkout.kind, Depot.retention_days)
)


def _things_out() -> Select[*tuple[Any, ...]]:
    own_label = (
        select(Label.code)
        .where(Label.item_id == Item.id, Label.ended_at.is_(None), Label.is_own)
        .order_by(Label.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    changes = select(func.count() + func.count(DueChange.undone_at)).where(DueChange.loan_id == Loan.id)
    renewals = select(func.count()).where(
        DueChange.loan_id == Loan.id, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None)
    )
    return (
        join_names(
            select(
                Loan.id,
                named().label("name"),
                Item.size_text,
                Item.brand,
                func.coalesce(own_label, "").label("code"),
                Loan.due_on,
                changes.scalar_subquery().label("changes"),
                renewals.scalar_subquery().label("renewals"),
                *TERMS,
            )
            .join(Loan, Loan.item_id == Item.id)
            .outerjoin(CategoryPolicy, loan_has_terms())
        )
        .where(Loan.checkout_id == bindparam("checkout_id"), Loan.closed_at.is_(None))
        .order_by(Loan.due_on, Loan.id)
    )


_out = _things_out()


def behind_link(session: Session, token: str) -> Linked | None:
    """The visit that a link's token leads to, looked up by its hash."""
    row = session.connection().execute(_behind, {"link_hash": hash_of_link(token)}).one_or_none()
    return Linked(*row) if row else None


def things_out(
    session: Session, linked: Linked, depot: DepotPolicy, open_days: OpenDays, *, today: date, language: str
) -> list[LinkedThing]:
    """What is out of the visit, the first to bring back first."""
    rows = session.connection().execute(_out, {"checkout_id": linked.checkout_id, "language": language})
    is_lending = depot.standing(today) is not DepotState.CLOSED
    return [_thing(row, linked, depot, open_days, today, is_lending=is_lending) for row in rows]


def _thing(
    row: Any, linked: Linked, depot: DepotPolicy, open_days: OpenDays, today: date, *, is_lending: bool
) -> LinkedThing:
    terms = terms_from(row.loan_days, row.max_renewals, row.borrowers)
    is_used_up = row.renewals >= renewals_of_loan(depot, terms)
    reaches = renewed_due_day(row.due_on, today, days_of_loan(depot, terms, linked.kind), open_days)
    gains = is_lending and not is_used_up and reaches > row.due_on
    return LinkedThing(
        loan_id=row.id,
        name=row.name,
        size=row.size_text,
        brand=row.brand,
        code=row.code,
        due_on=row.due_on,
        changes=row.changes,
        renews_to=reaches if gains else None,
        is_used_up=is_used_up,
    )


def renewed_by(session: Session, linked: Linked, command_id: int) -> frozenset[int]:
    """The loans that the borrower of this visit renewed by that command; none when it is no renewal of theirs."""
    result = (
        session.connection()
        .execute(
            select(Command.result).where(
                Command.id == command_id,
                Command.depot_id == linked.depot_id,
                Command.borrower_checkout_id == linked.checkout_id,
                Command.verb == Verb.RENEW,
            )
        )
        .scalar_one_or_none()
    )
    return frozenset(json.loads(result)["loans"]) if result else frozenset()
