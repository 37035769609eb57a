"""What the private link of a visit shows to whoever holds it: things and days, never a name or a number."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, Loan
from lendlib.operations.lending import hash_of_link
from lendlib.operations.things import join_names, named
from lendlib.rules.vocabulary import Outcome


@dataclass(frozen=True)
class LinkedThing:
    """A thing that is out, and its last day."""

    name: str
    size: str
    brand: str
    due_on: date

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


@dataclass(frozen=True)
class Linked:
    """The visit behind a link: its depot, and the day that the last thing came back once all have."""

    checkout_id: int
    depot_id: int
    retention_days: int
    out: int
    closed_on: date | None
    made_on: date

    def is_alive(self, today: date) -> bool:
        """Whether the link still leads somewhere: while something is out, and the depot's days of grace after."""
        if self.out:
            return True
        return self.closed_on is not None and today <= self.closed_on + timedelta(self.retention_days)


_behind = (
    select(
        Checkout.id,
        Checkout.depot_id,
        Depot.retention_days,
        func.count(Loan.id).filter(Loan.closed_at.is_(None)),
        func.max(Loan.closed_on),
        Checkout.made_on,
    )
    .join(Depot, Depot.id == Checkout.depot_id)
    .outerjoin(Loan, (Loan.checkout_id == Checkout.id) & Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .where(Checkout.link_hash == bindparam("link_hash"))
    .group_by(Checkout.id, Checkout.depot_id, Checkout.made_on, Depot.retention_days)
)
_out = (
    join_names(
        select(named().label("name"), Item.size_text, Item.brand, Loan.due_on).join(Loan, Loan.item_id == Item.id)
    )
    .where(Loan.checkout_id == bindparam("checkout_id"), Loan.closed_at.is_(None))
    .order_by(Loan.due_on, Loan.id)
)


def behind_link(session: Session, token: str) -> Linked | None:
    """The visit that a link's token leads to, looked up by its hash."""
    row = session.connection().execute(_behind, {"link_hash": hash_of_link(token)}).one_or_none()
    return Linked(*row) if row else None


def things_out(session: Session, linked: Linked, language: str) -> list[LinkedThing]:
    """What is out of the visit, the first to bring back first."""
    rows = session.connection().execute(_out, {"checkout_id": linked.checkout_id, "language": language})
    return [LinkedThing(*row) for row in rows]
