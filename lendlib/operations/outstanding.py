"""What a depot has out: counted, listed by last day, and searched by borrower, number, label or thing.

A search compares in Python over the depot's open loans alone, a few thousand rows at most: SQLite folds the case of
ASCII only, and a search has to find Åsa, ÅSA and åsa on both databases.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.operations.things import a_label, is_scanned_label, join_names, named
from lendlib.rules.scans import Scan

A_PAGE = 50
FEWEST_DIGITS = 4
_PHONE_SIGNS = frozenset("0123456789+-–/(). ")


class Which(StrEnum):
    """Which of the things that are out."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"


@dataclass(frozen=True)
class OpenLoan:
    """A thing that is out. `borrower` is the group's name before the person's, and empty when no contact is kept."""

    loan_id: int
    checkout_id: int
    item_id: int
    thing: str
    size: str
    brand: str
    code: str
    borrower: str
    lent_on: date
    due_on: date

    def __str__(self) -> str:
        return ", ".join(part for part in (self.thing, self.brand, self.size) if part)


@dataclass(frozen=True)
class OpenLoans:
    """One page of what was found, and how many there are in all. Pages count from 1."""

    loans: tuple[OpenLoan, ...]
    total: int
    page: int

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.page * A_PAGE < self.total

    @property
    def first(self) -> int:
        """The place of the page's first row among all, counted from 1."""
        return (self.page - 1) * A_PAGE + 1


@dataclass(frozen=True)
class OpenSummary:
    """How many things are out, how many of them too long, and how many until today."""

    out: int
    overdue: int
    due_today: int


_summary = select(
    func.count(),
    func.coalesce(func.sum(case((Loan.due_on < bindparam("today"), 1), else_=0)), 0),
    func.coalesce(func.sum(case((Loan.due_on == bindparam("today"), 1), else_=0)), 0),
).where(Loan.depot_id == bindparam("depot_id"), Loan.closed_at.is_(None))
_searched = (
    select(Loan.id, Loan.item_id, Contact.name, Contact.group_name, Contact.phone, Contact.email, Item.words)
    .join(Item, Item.id == Loan.item_id)
    .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
    .where(Loan.depot_id == bindparam("depot_id"), Loan.closed_at.is_(None))
    .order_by(Loan.due_on, Loan.id)
)
_labelled = select(Label.item_id).where(Label.item_id.is_not(None), is_scanned_label())


def _rows() -> Select[*tuple[Any, ...]]:
    return join_names(
        select(
            Loan.id,
            Loan.checkout_id,
            Loan.item_id,
            named().label("thing"),
            Item.size_text,
            Item.brand,
            a_label().label("code"),
            func.coalesce(Contact.group_name, Contact.name, "").label("borrower"),
            Loan.lent_on,
            Loan.due_on,
        )
        .join(Item, Item.id == Loan.item_id)
        .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
    ).order_by(Loan.due_on, Loan.id)


_by_ids = _rows().where(Loan.id.in_(bindparam("ids", expanding=True)))
_a_page = (
    _rows()
    .where(Loan.depot_id == bindparam("depot_id"), Loan.closed_at.is_(None))
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)


def open_summary(session: Session, depot_id: int, today: date) -> OpenSummary:
    """Count what is out of this depot."""
    return OpenSummary(*session.connection().execute(_summary, {"depot_id": depot_id, "today": today}).one())


def find_open(
    session: Session,
    depot_id: int,
    scan: Scan | None,
    *,
    today: date,
    language: str,
    which: Which = Which.ALL,
    page: int = 1,
) -> OpenLoans:
    """What is out of this depot and fits the search (a read scan; none or no words give all), overdue first.

    A label's code finds its thing; a number its borrower, however it is written; else every word must stand in the
    borrower's name, that of its group, the address or the thing's words.
    """
    page = max(page, 1)
    if scan is None or not scan.text:
        return _listed(session, depot_id, today, language, which, page)
    connection = session.connection()
    codes = {"own": scan.own_code or "", "foreign": scan.foreign, "depot_id": depot_id}
    items = set(connection.execute(_labelled, codes).scalars())
    rows = connection.execute(_narrowed(_searched, which, today), {"depot_id": depot_id}).all()
    digits = phone_tail(scan.text)
    ids = [row.id for row in rows if row.item_id in items or _fits(row, scan.words, digits)]
    shown = ids[(page - 1) * A_PAGE : page * A_PAGE]
    found = connection.execute(_by_ids, {"ids": shown, "language": language}).all()
    return OpenLoans(tuple(OpenLoan(*row) for row in found), len(ids), page)


def phone_tail(text: str) -> str | None:
    """The digits by which a number is found, however it is written: without what stands for the country or the 0.

    None when the text is no number, or too little of one.
    """
    if set(text) - _PHONE_SIGNS:
        return None
    digits = "".join(sign for sign in text.replace("(0)", "") if sign.isdecimal())
    return digits.lstrip("0") or None if len(digits) >= FEWEST_DIGITS else None


def _listed(session: Session, depot_id: int, today: date, language: str, which: Which, page: int) -> OpenLoans:
    summary = open_summary(session, depot_id, today)
    total = {Which.ALL: summary.out, Which.OVERDUE: summary.overdue, Which.TODAY: summary.due_today}[which]
    asked = {"depot_id": depot_id, "language": language, "most": A_PAGE, "skipped": (page - 1) * A_PAGE}
    rows = session.connection().execute(_narrowed(_a_page, which, today), asked)
    return OpenLoans(tuple(OpenLoan(*row) for row in rows), total, page)


def _narrowed(query: Select[*tuple[Any, ...]], which: Which, today: date) -> Select[*tuple[Any, ...]]:
    if which is Which.OVERDUE:
        return query.where(Loan.due_on < today)
    return query.where(Loan.due_on == today) if which is Which.TODAY else query


def _fits(row: Row[Any], words: tuple[str, ...], digits: str | None) -> bool:
    if digits and row.phone and digits in row.phone:
        return True
    told = " ".join((_folded(row.name or ""), _folded(row.group_name or ""), row.email or "", row.words))
    return bool(words) and all(word in told for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
