"""The visits behind claimed notices, read anew: who, what is out, what moved, and what else was planned."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.reminders import Notice
from lendlib.operations.things import join_names, named
from lendlib.rules.calendar import day_of
from lendlib.rules.letters import LetterThing
from lendlib.rules.vocabulary import DueReason, Outcome
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState


@dataclass
class Lent:
    """A thing of a visit, and how its last day came to be: `set_on` is when, `moves` are closings as (from, to)."""

    thing: LetterThing
    set_on: date
    closed_on: date | None
    is_back: bool
    moves: list[tuple[date, date]] = field(default_factory=list)

    @property
    def is_out(self) -> bool:
        return self.closed_on is None

    def came_from(self) -> date | None:
        """The last day before a closing moved it to where it is now, also in several steps; None when none did."""
        day = self.thing.due_on
        for from_on, to_on in reversed(self.moves):
            if to_on == day:
                day = from_on
        return day if day != self.thing.due_on else None


@dataclass
class VisitToWrite:
    """A visit and its things in order of their last days; `planned` are its notices that were not dropped."""

    lent: list[Lent] = field(default_factory=list)
    planned: list[tuple[NoticeKind, date]] = field(default_factory=list)

    @property
    def out(self) -> list[Lent]:
        """What is out."""
        return [lent for lent in self.lent if lent.is_out]

    @property
    def ended_on(self) -> date | None:
        """The day on which the last thing came back; None while something is out."""
        return None if self.out else max((lent.closed_on for lent in self.lent if lent.closed_on), default=None)


_ids: BindParameter[Any] = bindparam("ids", expanding=True)
NOTICES = (
    select(
        Notice.id, Notice.claim, Notice.tries, Notice.kind, Notice.occasion_on, Notice.channel, Notice.queued_at,
        Notice.checkout_id, Notice.depot_id,
        Checkout.made_on, Checkout.made_at, Checkout.recorded_at, Checkout.link_version, Checkout.link_hash,
        Depot.slug, Depot.name.label("depot_name"), Depot.address, Depot.time_zone,
        Contact.id.label("contact_id"), Contact.name, Contact.phone, Contact.email, Contact.language,
        Contact.bad_phone_at, Contact.bad_email_at,
    )
    .join(Checkout, Checkout.id == Notice.checkout_id)
    .join(Depot, Depot.id == Notice.depot_id)
    .outerjoin(Contact, Contact.checkout_id == Notice.checkout_id)
    .where(Notice.id.in_(_ids), Notice.state == NoticeState.SENDING)
    .order_by(Notice.id)
)  # fmt: skip
_loans = join_names(
    select(
        Loan.checkout_id, Loan.id, named().label("name"), Item.size_text, Item.brand, Loan.due_on, Loan.lent_on,
        Loan.closed_on, Loan.outcome,
    )
    .join(Item, Item.id == Loan.item_id)
    .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id),
    language=Contact.language,
).where(Loan.checkout_id.in_(_ids), Loan.outcome.is_distinct_from(Outcome.UNDONE))
_loans = _loans.order_by(Loan.due_on, Loan.id)
_changes = (
    select(DueChange.loan_id, DueChange.from_on, DueChange.to_on, DueChange.reason, DueChange.made_at, Depot.time_zone)
    .join(Loan, Loan.id == DueChange.loan_id)
    .join(Depot, Depot.id == DueChange.depot_id)
    .where(Loan.checkout_id.in_(_ids), DueChange.undone_at.is_(None))
    .order_by(DueChange.id)
)
_planned = select(Notice.checkout_id, Notice.kind, Notice.occasion_on).where(
    Notice.checkout_id.in_(_ids), Notice.state != NoticeState.DROPPED
)


def visits_to_write(session: Session, checkout_ids: Collection[int]) -> dict[int, VisitToWrite]:
    """These visits by their ids, in three reads whatever their number."""
    asked, connection = {"ids": list(checkout_ids)}, session.connection()
    visits: dict[int, VisitToWrite] = defaultdict(VisitToWrite)
    lent: dict[int, Lent] = {}
    for row in connection.execute(_loans, asked):
        lent[row.id] = _lent(row)
        visits[row.checkout_id].lent.append(lent[row.id])
    for change in connection.execute(_changes, asked):
        if change.loan_id in lent:
            _add_change(lent[change.loan_id], change, change.made_at)
    for checkout_id, kind, occasion_on in connection.execute(_planned, asked):
        visits[checkout_id].planned.append((NoticeKind(kind), occasion_on))
    return visits


def _lent(row: Any) -> Lent:
    is_back = row.outcome in (Outcome.RETURNED, Outcome.FOUND_HERE)
    thing = LetterThing(row.id, row.name, row.size_text, row.brand, row.due_on)
    return Lent(thing, row.lent_on, row.closed_on, is_back)


def _add_change(lent: Lent, change: Any, made_at: datetime) -> None:
    if change.to_on == lent.thing.due_on:
        lent.set_on = max(lent.set_on, day_of(made_at, change.time_zone))
    if change.reason == DueReason.CLOSING:
        lent.moves.append((change.from_on, change.to_on))
