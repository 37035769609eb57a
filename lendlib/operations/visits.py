"""Visits as the counter and the loans' pages read them: whose, what is out of them, and how each loan ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.depots import CategoryPolicy, Municipality
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, CheckoutPeople, DueChange, Loan
from lendlib.models.staff import Staff
from lendlib.operations.bad_addresses import BAD
from lendlib.operations.things import TERMS, a_label, join_names, loan_has_terms, named
from lendlib.rules.policy import CategoryTerms, is_group, terms_from
from lendlib.rules.vocabulary import NOT_STATED, AgeBand, DueReason, Kind, Outcome, ReturnedAs


@dataclass(frozen=True)
class OpenVisit:
    """A visit with something still out: how many things, how many late. `bad_…`: a letter there reached nobody."""

    checkout_id: int
    name: str
    made_on: date
    is_today: bool
    out: int
    late: int
    loan_ids: tuple[int, ...]
    language: str
    bad_phone: bool
    bad_email: bool


@dataclass(frozen=True)
class ContactFacts:
    """What is known of a borrower until it is erased. `bad_phone`, `bad_email`: a letter there reached nobody."""

    name: str
    phone: str | None
    email: str | None
    language: str
    bad_phone: bool
    bad_email: bool
    group_name: str | None = None

    @property
    def called(self) -> str:
        """The group's name, or the person's."""
        return self.group_name or self.name


@dataclass(frozen=True)
class VisitLoan:
    """One thing of a visit, and how its loan stands. `renewals` are those that were not undone; `line`: who has it."""

    loan_id: int
    item_id: int
    name: str
    size: str
    brand: str
    code: str
    lent_at: datetime
    lent_on: date
    due_on: date
    closed_on: date | None
    outcome: Outcome | None
    returned_as: ReturnedAs | None
    found_on: date | None
    renewals: int
    line: str
    terms: CategoryTerms

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)

    @property
    def is_open(self) -> bool:
        """Whether the thing is still out."""
        return self.outcome is None

    @property
    def is_undone(self) -> bool:
        """Whether the loan was taken back as if it had never been."""
        return self.outcome is Outcome.UNDONE

    def days_late(self, today: date) -> int:
        """Days past the last day, for what is out; zero when it is not late."""
        return max((today - self.due_on).days, 0) if self.is_open else 0


@dataclass(frozen=True)
class VisitFacts:
    """One visit, whole. `people` are counts by age band; `home_name` is empty when nobody said."""

    checkout_id: int
    depot_id: int
    made_at: datetime
    made_on: date
    staff: str
    kind: Kind
    home_name: str
    people: dict[AgeBand, int]
    contact: ContactFacts | None
    loans: tuple[VisitLoan, ...]
    link_version: int
    link_hash: str | None

    @property
    def loans_open(self) -> tuple[VisitLoan, ...]:
        """What is still out."""
        return tuple(loan for loan in self.loans if loan.is_open)

    @property
    def loans_over(self) -> tuple[VisitLoan, ...]:
        """What has come back, was lost or was undone."""
        return tuple(loan for loan in self.loans if not loan.is_open)

    @property
    def is_group(self) -> bool:
        """Whether it is a class or another group."""
        return is_group(self.kind)

    @property
    def lent(self) -> int:
        """How many things they took, undone ones apart."""
        return sum(not loan.is_undone for loan in self.loans)

    @property
    def loan_ids_open(self) -> tuple[int, ...]:
        """The loans that are still out."""
        return tuple(loan.loan_id for loan in self.loans_open)

    @property
    def due_days(self) -> tuple[date, ...]:
        """The last days of what is out, each once, the first first."""
        return tuple(sorted({loan.due_on for loan in self.loans_open}))


_matching = (
    select(
        Checkout.id,
        func.coalesce(Contact.group_name, Contact.name).label("name"),
        Checkout.made_on,
        Loan.id.label("loan_id"),
        Loan.due_on,
        Contact.language,
        *BAD,
    )
    .join(Checkout, Checkout.id == Contact.checkout_id)
    .join(Loan, (Loan.checkout_id == Checkout.id) & Loan.closed_at.is_(None))
    .where(
        Checkout.depot_id == bindparam("depot_id"),
        (Contact.phone == bindparam("phone")) | (Contact.email == bindparam("email")),
    )
    .order_by(Checkout.id.desc(), Loan.id)
)
_visit = (
    select(
        Checkout.id,
        Checkout.depot_id,
        Checkout.made_at,
        Checkout.made_on,
        Staff.name.label("staff"),
        Checkout.kind,
        Checkout.home_code,
        Municipality.name.label("home_name"),
        Checkout.link_version,
        Checkout.link_hash,
        Contact.name,
        Contact.phone,
        Contact.email,
        Contact.language,
        *BAD,
        Contact.group_name,
    )
    .join(Staff, Staff.id == Checkout.staff_id)
    .join(Municipality, Municipality.code == Checkout.home_code)
    .outerjoin(Contact, Contact.checkout_id == Checkout.id)
    .where(Checkout.id == bindparam("checkout_id"), Checkout.depot_id == bindparam("depot_id"))
)
_people = select(CheckoutPeople.age_band, CheckoutPeople.people).where(
    CheckoutPeople.checkout_id == bindparam("checkout_id")
)


def _loans_of_a_visit() -> Select[*tuple[Any, ...]]:
    renewals = (
        select(func.count())
        .where(DueChange.loan_id == Loan.id, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None))
        .scalar_subquery()
    )
    return (
        join_names(
            select(
                Loan.id,
                Loan.item_id,
                named().label("name"),
                Item.size_text,
                Item.brand,
                a_label().label("code"),
                Loan.lent_at,
                Loan.lent_on,
                Loan.due_on,
                Loan.closed_on,
                Loan.outcome,
                Loan.returned_as,
                Loan.found_on,
                renewals.label("renewals"),
                func.coalesce(ChildLine.words, "").label("line"),
                *TERMS,
            )
            .join(Item, Item.id == Loan.item_id)
            .outerjoin(ChildLine, ChildLine.loan_id == Loan.id)
            .outerjoin(CategoryPolicy, loan_has_terms())
        )
        .where(Loan.checkout_id == bindparam("checkout_id"))
        .order_by(Loan.id)
    )


_loans = _loans_of_a_visit()


def matching(
    session: Session, depot_id: int, *, phone: str | None = None, email: str | None = None, today: date
) -> list[OpenVisit]:
    """Open visits of this depot that left the same number or address, the newest first.

    `phone` in E.164 and `email` in lower case, as they are stored.
    """
    if not phone and not email:
        return []
    rows = session.connection().execute(_matching, {"depot_id": depot_id, "phone": phone, "email": email})
    visits: dict[int, list[Any]] = {}
    for row in rows:
        visits.setdefault(row.id, []).append(row)
    return [_open_visit(loans, today) for loans in visits.values()]


def visit(session: Session, depot_id: int, checkout_id: int, language: str) -> VisitFacts | None:
    """One visit of this depot with all of its loans, undone ones too; none when it is another depot's."""
    connection = session.connection()
    row = connection.execute(_visit, {"checkout_id": checkout_id, "depot_id": depot_id}).one_or_none()
    if row is None:
        return None
    people = connection.execute(_people, {"checkout_id": checkout_id}).all()
    loans = connection.execute(_loans, {"checkout_id": checkout_id, "language": language}).all()
    counted = {AgeBand(band): number for band, number in people}
    return VisitFacts(
        checkout_id=row.id,
        depot_id=row.depot_id,
        made_at=row.made_at,
        made_on=row.made_on,
        staff=row.staff,
        kind=Kind(row.kind),
        home_name="" if row.home_code == NOT_STATED else row.home_name,
        people={band: counted[band] for band in AgeBand if band in counted},
        contact=_contact(row),
        loans=tuple(_loan(loan) for loan in loans),
        link_version=row.link_version,
        link_hash=row.link_hash,
    )


def _open_visit(loans: Sequence[Any], today: date) -> OpenVisit:
    first = loans[0]
    return OpenVisit(
        checkout_id=first.id,
        name=first.name,
        made_on=first.made_on,
        is_today=first.made_on == today,
        out=len(loans),
        late=sum(loan.due_on < today for loan in loans),
        loan_ids=tuple(loan.loan_id for loan in loans),
        language=first.language,
        bad_phone=first.bad_phone,
        bad_email=first.bad_email,
    )


def _contact(row: Any) -> ContactFacts | None:
    if row.name is None:
        return None
    return ContactFacts(row.name, row.phone, row.email, row.language, row.bad_phone, row.bad_email, row.group_name)


def _loan(row: Any) -> VisitLoan:
    values = [*row[: -len(TERMS)], terms_from(row.loan_days, row.max_renewals, row.borrowers)]
    values[10] = Outcome(row.outcome) if row.outcome else None
    values[11] = ReturnedAs(row.returned_as) if row.returned_as else None
    return VisitLoan(*values)
