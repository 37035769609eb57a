"""What a basket must fulfil before it may be lent: everything here, ready, in, and safe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from lendlib.models.depots import CategoryPolicy
from lendlib.models.inventory import Category, Item
from lendlib.models.lending import Checkout, Loan
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.things import TERMS, has_terms
from lendlib.rules.errors import N_, Refused
from lendlib.rules.policy import CategoryTerms, is_group, terms_from
from lendlib.rules.vocabulary import Borrowers, Condition, Kind, Safety

MOST_ITEMS = 200


class EmptyBasket(Refused):
    """Nothing was scanned."""

    code = "empty-basket"
    sentence = N_("The basket is empty.")
    advice = N_("Scan at least one thing, then press Lend out.")
    field = "scan"


class BasketTooLarge(Refused):
    """More than one visit can carry."""

    code = "basket-too-large"
    sentence = N_("A visit takes at most {most} things.")
    advice = N_("Lend these out first, then add the rest to the same visit.")


class NotHere(Refused):
    """An item of the basket is not one of this depot's."""

    code = "not-here"
    status = 404
    sentence = N_("Something in the basket does not belong to this depot.")
    advice = N_("It has been taken out of the basket. Scan it to see where it belongs.")

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = tuple(item_ids)


class NotReady(Refused):
    """An item of the basket is in repair, missing or retired."""

    code = "not-ready"
    sentence = N_("Something in the basket is not ready to be lent.")
    advice = N_("It has been taken out of the basket. Scan it to see why.")

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = tuple(item_ids)


class ItemOnLoan(Refused):
    """An item of the basket was lent meanwhile: the page tells who of the staff did it, and when."""

    code = "item-on-loan"
    status = 409
    sentence = N_("{staff} lent something in the basket at {at}. Nothing was lent here.")
    advice = N_("It has been taken out of the basket. Press Lend out for the rest.")

    def __init__(self, item_ids: Sequence[int], staff: str, at: datetime) -> None:
        super().__init__(staff=staff, at=at)
        self.item_ids = tuple(item_ids)


class AllOnLoan(ItemOnLoan):
    """The same of a whole basket: there is no rest to lend."""

    advice = N_("It has been taken out of the basket, which is empty now.")


class SafetyUnconfirmed(Refused):
    """Things that want a person's check, or a fresh inspection, before they are lent."""

    code = "safety-unconfirmed"
    sentence = N_("Some things want a safety check before they are lent.")
    advice = N_("What is missing is marked in the basket.")
    field = "safety"

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = tuple(item_ids)


class AdultsOnly(Refused):
    """Things that an adult alone may borrow, and nobody said that it is one."""

    code = "adults-only"
    sentence = N_("Some things in the basket are lent to adults only.")
    advice = N_("Tick “An adult borrows”, or take them out of the basket.")
    field = "adult"

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = tuple(item_ids)


class GroupsOnly(Refused):
    """Things that a class or another group alone may borrow."""

    code = "groups-only"
    sentence = N_("Some things in the basket are lent to classes and other groups only.")
    advice = N_("Press “A class or a group”, or take them out of the basket.")

    def __init__(self, item_ids: Sequence[int]) -> None:
        super().__init__()
        self.item_ids = tuple(item_ids)


@dataclass(frozen=True)
class Checks:
    """What staff vouched for at the safety gate: items looked over, inspection days typed, and that it is an adult."""

    looked_over: frozenset[int] = frozenset()
    inspected_on: dict[int, date] = field(default_factory=dict)
    is_adult: bool = False


@dataclass(frozen=True)
class Basket:
    """Items that may be lent now, on which terms, and inspection days that were typed for some of them."""

    ids: list[int]
    terms: dict[int, CategoryTerms]
    newly_inspected: dict[int, date] = field(default_factory=dict)

    @property
    def is_for_adults(self) -> bool:
        """Whether an adult had to be vouched for."""
        return any(terms.borrowers is Borrowers.ADULTS for terms in self.terms.values())


_ids: BindParameter[list[int]] = bindparam("ids", expanding=True)
_lock = select(Item.id).where(Item.id.in_(_ids)).order_by(Item.id).with_for_update()
_read = (
    select(
        Item.id,
        Item.depot_id,
        Item.condition,
        Item.inspected_on,
        Category.safety,
        Loan.id.label("loan_id"),
        *TERMS,
    )
    .join(Category, Category.id == Item.category_id)
    .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
    .outerjoin(CategoryPolicy, has_terms())
    .where(Item.id.in_(_ids))
)


def check_size(ids: Sequence[int]) -> None:
    """Raises EmptyBasket, BasketTooLarge."""
    if not ids:
        raise EmptyBasket
    if len(ids) > MOST_ITEMS:
        raise BasketTooLarge(most=MOST_ITEMS)


def lock_items(act: Act, ids: Sequence[int]) -> None:
    """Keep other counters off these items until the commit, in id order. SQLite has one writer at a time already."""
    connection = act.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_lock, {"ids": list(ids)})


def read_basket(
    act: Act, ids: Sequence[int], checks: Checks, kind: Kind, *, despite: Collection[type[Refused]] = ()
) -> Basket:
    """The basket, once every rule says yes; what was lent on paper already passes `despite` some of the last four.

    Raises NotHere, ItemOnLoan, NotReady, GroupsOnly, AdultsOnly, SafetyUnconfirmed.
    """
    rows = act.session.connection().execute(_read, {"ids": list(ids)}).all()
    here = {row.id for row in rows if row.depot_id == act.depot.id}
    if len(here) < len(ids):
        raise NotHere([item_id for item_id in ids if item_id not in here])
    out = [row.id for row in rows if row.loan_id is not None]
    if out:
        raise _on_loan(act, out, AllOnLoan if len(out) == len(ids) else ItemOnLoan)
    unready = [row.id for row in rows if row.condition != Condition.READY]
    if unready and NotReady not in despite:
        raise NotReady(unready)
    terms = {row.id: terms_from(row.loan_days, row.max_renewals, row.borrowers) for row in rows}
    _refuse_by_borrower(terms, kind, is_adult=checks.is_adult, despite=despite)
    unsafe = [row.id for row in rows if not _is_safe(act, row, checks)]
    if unsafe and SafetyUnconfirmed not in despite:
        raise SafetyUnconfirmed(unsafe)
    typed = {row.id: checks.inspected_on[row.id] for row in rows if row.id in checks.inspected_on}
    return Basket(list(ids), terms, typed)


def _refuse_by_borrower(
    terms: dict[int, CategoryTerms], kind: Kind, *, is_adult: bool, despite: Collection[type[Refused]]
) -> None:
    for_groups = [item_id for item_id, its in terms.items() if its.borrowers is Borrowers.GROUPS]
    if for_groups and not is_group(kind) and GroupsOnly not in despite:
        raise GroupsOnly(for_groups)
    for_adults = [item_id for item_id, its in terms.items() if its.borrowers is Borrowers.ADULTS]
    if for_adults and not is_adult and AdultsOnly not in despite:
        raise AdultsOnly(for_adults)


def wants_inspection(inspected_on: date | None, today: date, inspection_days: int) -> bool:
    """Whether an inspection is missing or older than the depot's limit in days."""
    return inspected_on is None or not today - timedelta(inspection_days) <= inspected_on <= today


def _is_safe(act: Act, row: Any, checks: Checks) -> bool:
    if row.safety == Safety.CHECK:
        return row.id in checks.looked_over
    if row.safety == Safety.INSPECTION:
        known = checks.inspected_on.get(row.id, row.inspected_on)
        return not wants_inspection(known, act.today, act.depot.inspection_days)
    return True


def _on_loan(act: Act, item_ids: Sequence[int], refusal: type[ItemOnLoan]) -> ItemOnLoan:
    lent = (
        act.session.connection()
        .execute(
            select(Staff.name, Loan.lent_at)
            .join(Checkout, Checkout.staff_id == Staff.id)
            .join(Loan, Loan.checkout_id == Checkout.id)
            .where(Loan.item_id == item_ids[0], Loan.closed_at.is_(None))
        )
        .one()
    )
    return refusal(item_ids, lent.name, lent.lent_at)
