"""Lending: one visit, all of its items or none. The hot path: a handful of statements whatever the basket."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, case, exists, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, CheckoutPeople, Loan
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.basket import Basket, check_size, lock_items, read_basket
from lendlib.operations.basket import Checks as Checks
from lendlib.operations.depots import refuse_if_closed
from lendlib.operations.due_days import choose_due_days
from lendlib.operations.groups import may_name_lines, write_lines
from lendlib.rules.calendar import month_number
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import NOT_STATED, Actor, AgeBand, Kind, Verb, What


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
    """Who borrows: a name or a picked word, and how to reach them, in E.164 and lower case; for a group who answers."""

    name: str
    phone: str | None = None
    email: str | None = None
    language: str = "sv"
    group_name: str | None = None


@dataclass(frozen=True)
class Visit:
    """What a borrower may tell about a visit. `people` maps age bands to counts; `borrower` None keeps no contact."""

    borrower: Borrower | None
    kind: Kind = Kind.UNSTATED
    home_code: str = NOT_STATED
    people: dict[AgeBand, int] = field(default_factory=dict)


def check_out(
    act: Act,
    item_ids: Sequence[int],
    visit: Visit,
    *,
    due_on: date | None = None,
    checks: Checks | None = None,
    joins: int | None = None,
    lines: Mapping[int, str] | None = None,
) -> commands.Done:
    """Lend all of them in one visit, or none; `joins` adds them to that visit of today instead of a new one.

    `due_on` is no later last day than each thing's own; `lines` say by item id which child of a group has it. The
    result holds the checkout's id, and whether staff vouched for an adult. Raises VisitOver, DueDayOutside,
    DueDayClosed, TakenMeanwhile, DepotClosed, NotAGroup, NobodyKept, and what `check_size` and `read_basket` raise.
    """
    checks, lines = checks or Checks(), lines or {}
    ids = sorted(set(item_ids))
    request = [ids, _plain(visit), due_on, joins, *_gate(checks), sorted(lines.items())]

    def effect() -> tuple[dict[str, Any], Any]:
        refuse_if_closed(act.depot, act.today)
        check_size(ids)
        lock_items(act, ids)
        kind, is_known = (visit.kind, visit.borrower is not None) if joins is None else _join(act, joins)
        may_name_lines(lines, kind, is_known=is_known)
        basket = read_basket(act, ids, checks, kind)
        last_days = choose_due_days(act, basket.terms, kind, due_on)
        checkout_id = open_visit(act, visit) if joins is None else joins
        lend_basket(act, basket, checkout_id, last_days)
        write_lines(act, checkout_id, Loan.item_id, lines)
        result = {"checkout": checkout_id} | ({"adult": True} if basket.is_for_adults else {})
        return result, lambda command_id: tell_lent(act, ids, command_id)

    return commands.once(act, Verb.CHECK_OUT, request, effect)


def hash_of_link(token: str) -> str:
    """What the database keeps of a private link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def lock_visit(act: Act, checkout_id: int) -> None:
    """Keep others from joining a visit, or from emptying it, until the commit. Lock its items first."""
    act.session.connection().execute(_lock_visit, {"id": checkout_id})


def _plain(visit: Visit) -> list[Any]:
    borrower = visit.borrower
    who = [borrower.name, borrower.phone, borrower.email, borrower.language, borrower.group_name] if borrower else None
    return [who, visit.kind, visit.home_code, sorted(visit.people.items())]


def _gate(checks: Checks) -> list[Any]:
    return [sorted(checks.looked_over), sorted(checks.inspected_on.items()), checks.is_adult]


_next_id = {
    "sqlite": text("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'checkout'), 0) + 1"),
    "postgresql": text("SELECT nextval(pg_get_serial_sequence('checkout', 'id'))"),
}
_lock_visit = select(Checkout.id).where(Checkout.id == bindparam("id")).with_for_update()
_insert_checkout, _insert_contact = insert(Checkout), insert(Contact)


def open_visit(act: Act, visit: Visit, *, recorded_at: datetime | None = None) -> int:
    """Begin a visit at the act's moment, its contact kept, and give its id; recorded later when it comes from paper."""
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
            "recorded_at": recorded_at or act.now,
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
                "group_name": borrower.group_name,
            },
        )
    if visit.people:
        people = [{"checkout_id": checkout_id, "age_band": band, "people": n} for band, n in visit.people.items()]
        connection.execute(insert(CheckoutPeople), people)
    return checkout_id


def _join(act: Act, checkout_id: int) -> tuple[Kind, bool]:
    """Who it is and whether they are still known, when the visit may be joined: of today, with something still out."""
    lock_visit(act, checkout_id)
    still_out = exists().where(Loan.checkout_id == Checkout.id, Loan.closed_at.is_(None))
    is_known = exists().where(Contact.checkout_id == Checkout.id)
    row = (
        act.session.connection()
        .execute(
            select(Checkout.made_on, still_out, Checkout.kind, is_known).where(
                Checkout.id == checkout_id, Checkout.depot_id == act.depot.id
            )
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    if row[0] != act.today or not row[1]:
        raise VisitOver
    return Kind(row[2]), bool(row[3])


_LOAN_COLUMNS = [
    "depot_id", "checkout_id", "item_id", "category_id", "quantity", "lent_at", "lent_on", "lent_month", "due_on"
]  # fmt: skip


@cache
def _insert_loans(days: int) -> Insert:
    """The one statement that lends things of so many last days: `due_0` is that of all but those in `ids_1` …"""
    last_days = [bindparam(f"due_{n}", type_=Loan.due_on.type) for n in range(days)]
    earlier = [(Item.id.in_(bindparam(f"ids_{n}", expanding=True)), last_days[n]) for n in range(1, days)]
    return insert(Loan).from_select(
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
            case(*earlier, else_=last_days[0]) if earlier else last_days[0],
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


def lend_basket(act: Act, basket: Basket, checkout_id: int, last_days: Mapping[int, date]) -> None:
    """Let a visit take these things at the act's moment. Raises TakenMeanwhile."""
    connection = act.session.connection()
    for day, ids in _by_day(basket.newly_inspected).items():
        connection.execute(update(Item).where(Item.id.in_(ids)).values(inspected_on=day, changed_at=act.now))
    groups = _by_day(last_days)
    values: dict[str, Any] = {
        "checkout_id": checkout_id,
        "lent_at": act.now,
        "lent_on": act.today,
        "lent_month": month_number(act.today),
        "ids": basket.ids,
    }
    for n, (day, ids) in enumerate(groups.items()):
        values |= {f"due_{n}": day} | ({f"ids_{n}": ids} if n else {})
    try:
        connection.execute(_insert_loans(len(groups)), values)
    except IntegrityError as problem:
        if "uq_loan_open_item" in str(problem.orig) or "loan.item_id" in str(problem.orig):
            raise TakenMeanwhile from None
        raise


def _by_day(days: Mapping[int, date]) -> dict[date, list[int]]:
    grouped: dict[date, list[int]] = defaultdict(list)
    for item_id, day in days.items():
        grouped[day].append(item_id)
    return grouped


def tell_lent(act: Act, ids: Sequence[int], command_id: int) -> None:
    """Write down that these things, which are out now, were lent."""
    act.session.connection().execute(
        _insert_events, {"at": act.now, "staff_id": act.staff_id, "command_id": command_id, "ids": list(ids)}
    )
