"""Lending: one visit, all of its items or none. The hot path: a handful of statements whatever the basket."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, CheckoutPeople, Loan
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.basket import Basket, check_size, lock_items, read_basket
from lendlib.rules.calendar import due_day, earliest_due_day, month_number
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import NOT_STATED, Actor, AgeBand, Kind, Verb, What


class DueDayOutside(Refused):
    """The chosen last day is not one that the depot's policy and opening days allow."""

    code = "due-day-outside"
    sentence = N_("The last day must be an open day from {first} to {last}.")
    advice = N_("Choose another day.")
    field = "due_on"


class VisitOver(Refused):
    """The visit to join is another day's, or nothing of it is out any more."""

    code = "visit-over"
    sentence = N_("That visit can't be added to any more.")
    advice = N_("Type the borrower's name and number again and press Lend out.")


class TakenMeanwhile(Refused):
    """Another counter lent one of the items in the same moment."""

    code = "taken-meanwhile"
    sentence = N_("Something in the basket was lent at another counter just now. Nothing was lent here.")
    advice = N_("Press Lend out again to see which.")


@dataclass(frozen=True)
class Borrower:
    """Who borrows: a name or a picked word, and how to reach them, in E.164 and lower case."""

    name: str
    phone: str | None = None
    email: str | None = None
    language: str = "sv"


@dataclass(frozen=True)
class Visit:
    """What a borrower may tell about a visit. `people` maps age bands to counts; `borrower` None keeps no contact."""

    borrower: Borrower | None
    kind: Kind = Kind.UNSTATED
    home_code: str = NOT_STATED
    people: dict[AgeBand, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Checks:
    """What staff vouched for at the safety gate: items looked over, and inspection days typed, by item id."""

    looked_over: frozenset[int] = frozenset()
    inspected_on: dict[int, date] = field(default_factory=dict)


def check_out(
    act: Act,
    item_ids: Sequence[int],
    visit: Visit,
    *,
    due_on: date | None = None,
    checks: Checks | None = None,
    joins: int | None = None,
) -> commands.Done:
    """Lend all of them in one visit, or none; `joins` adds them to that visit of today instead of a new one.

    The result holds the checkout's id. Raises DueDayOutside, VisitOver, TakenMeanwhile, and what `check_size` and
    `read_basket` raise.
    """
    checks = checks or Checks()
    ids = sorted(set(item_ids))
    request = [ids, _plain(visit), due_on, joins, sorted(checks.looked_over), sorted(checks.inspected_on.items())]

    def effect() -> tuple[dict[str, Any], Any]:
        due = choose_due_day(act, due_on)
        check_size(ids)
        lock_items(act, ids)
        basket = read_basket(act, ids, checks.looked_over, checks.inspected_on)
        checkout_id = _join(act, joins) if joins is not None else _open_visit(act, visit)
        _lend(act, basket, checkout_id, due)
        return {"checkout": checkout_id}, lambda command_id: _tell_lent(act, ids, command_id)

    return commands.once(act, Verb.CHECK_OUT, request, effect)


def choose_due_day(act: Act, chosen: date | None) -> date:
    """The last day: the policy's, or an open day before it that was chosen. Raises DueDayOutside."""
    last = due_day(act.today, act.depot.loan_days, act.open_days)
    if chosen is None or chosen == last:
        return last
    first = earliest_due_day(act.today, act.open_days)
    if not first <= chosen <= last or not act.open_days.is_open(chosen):
        raise DueDayOutside(first=first, last=last)
    return chosen


def hash_of_link(token: str) -> str:
    """What the database keeps of a private link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def lock_visit(act: Act, checkout_id: int) -> None:
    """Keep others from joining a visit, or from emptying it, until the commit. Lock its items first."""
    act.session.connection().execute(_lock_visit, {"id": checkout_id})


def _plain(visit: Visit) -> list[Any]:
    borrower = visit.borrower
    who = [borrower.name, borrower.phone, borrower.email, borrower.language] if borrower else None
    return [who, visit.kind, visit.home_code, sorted(visit.people.items())]


_next_id = {
    "sqlite": text("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'checkout'), 0) + 1"),
    "postgresql": text("SELECT nextval(pg_get_serial_sequence('checkout', 'id'))"),
}
_lock_visit = select(Checkout.id).where(Checkout.id == bindparam("id")).with_for_update()
_insert_checkout = insert(Checkout)
_insert_contact = insert(Contact)
_insert_people = insert(CheckoutPeople)


def _open_visit(act: Act, visit: Visit) -> int:
    connection = act.session.connection()
    checkout_id: int = connection.execute(_next_id[connection.dialect.name]).scalar_one()
    connection.execute(
        _insert_checkout,
        {
            "id": checkout_id,
            "depot_id": act.depot.id,
            "staff_id": act.staff_id,
            "made_at": act.now,
            "made_on": act.today,
            "recorded_at": act.now,
            "home_code": visit.home_code,
            "kind": visit.kind,
            "link_version": 1,
            "link_hash": hash_of_link(act.keys.link_token(checkout_id, 1)),
        },
    )
    if visit.borrower:
        borrower = visit.borrower
        connection.execute(
            _insert_contact,
            {
                "checkout_id": checkout_id,
                "name": borrower.name,
                "phone": borrower.phone,
                "email": borrower.email,
                "language": borrower.language,
            },
        )
    if visit.people:
        people = [{"checkout_id": checkout_id, "age_band": band, "people": n} for band, n in visit.people.items()]
        connection.execute(_insert_people, people)
    return checkout_id


def _join(act: Act, checkout_id: int) -> int:
    """The visit's id when it may be joined: of this depot, of today, with something still out."""
    lock_visit(act, checkout_id)
    still_out = exists().where(Loan.checkout_id == Checkout.id, Loan.closed_at.is_(None))
    made_on = (
        act.session.connection()
        .execute(
            select(Checkout.made_on, still_out).where(Checkout.id == checkout_id, Checkout.depot_id == act.depot.id)
        )
        .one_or_none()
    )
    if made_on is None:
        raise NotFound
    if made_on[0] != act.today or not made_on[1]:
        raise VisitOver
    return checkout_id


_LOAN_COLUMNS = [
    "depot_id", "checkout_id", "item_id", "category_id", "quantity", "lent_at", "lent_on", "lent_month", "due_on"
]  # fmt: skip
_insert_loans = insert(Loan).from_select(
    _LOAN_COLUMNS,
    select(
        Item.depot_id,
        bindparam("checkout_id", type_=Loan.checkout_id.type),
        Item.id,
        Item.category_id,
        Item.quantity,
        bindparam("lent_at", type_=Loan.lent_at.type),
        bindparam("lent_on", type_=Loan.lent_on.type),
        bindparam("lent_month", type_=Loan.lent_month.type),
        bindparam("due_on", type_=Loan.due_on.type),
    )
    .where(Item.id.in_(bindparam("ids", expanding=True)))
    .order_by(Item.id),
    include_defaults=False,
)
_insert_events = insert(Event).from_select(
    ["depot_id", "at", "what", "actor", "staff_id", "item_id", "loan_id", "command_id"],
    select(
        Loan.depot_id,
        bindparam("at", type_=Event.at.type),
        literal(What.LENT.value),
        literal(Actor.STAFF.value),
        bindparam("staff_id", type_=Event.staff_id.type),
        Loan.item_id,
        Loan.id,
        bindparam("command_id", type_=Event.command_id.type),
    )
    .where(Loan.item_id.in_(bindparam("ids", expanding=True)), Loan.closed_at.is_(None))
    .order_by(Loan.id),
    include_defaults=False,
)


def _lend(act: Act, basket: Basket, checkout_id: int, due_on: date) -> None:
    connection = act.session.connection()
    for item_id, day in basket.newly_inspected.items():
        connection.execute(update(Item).where(Item.id == item_id).values(inspected_on=day, changed_at=act.now))
    try:
        connection.execute(
            _insert_loans,
            {
                "checkout_id": checkout_id,
                "lent_at": act.now,
                "lent_on": act.today,
                "lent_month": month_number(act.today),
                "due_on": due_on,
                "ids": basket.ids,
            },
        )
    except IntegrityError as problem:
        if "uq_loan_open_item" in str(problem.orig) or "loan.item_id" in str(problem.orig):
            raise TakenMeanwhile from None
        raise


def _tell_lent(act: Act, ids: Sequence[int], command_id: int) -> None:
    act.session.connection().execute(
        _insert_events, {"at": act.now, "staff_id": act.staff_id, "command_id": command_id, "ids": list(ids)}
    )
