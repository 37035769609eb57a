"""Reading the stock: searching it, and what is known of one thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.operations.things import Thing, is_scanned_label, things
from lendlib.rules.errors import NotFound
from lendlib.rules.scans import Scan, read_scan
from lendlib.rules.vocabulary import Condition

PAGE_SIZE = 50
MOST_WORDS = 8
MOST_BRANDS = 200
_ANY_DASH = re.compile(r"[-\u2010-\u2015\u2212]")
_ANY_POINT = re.compile(r"(?<=\d)[.,](?=\d)")

# Built once: what is asked a hundred times an hour should not be composed anew each time.
_own, _swedish = aliased(CategoryName), aliased(CategoryName)
_called = func.coalesce(_own.name, _swedish.name, Category.key).collate("svenska")
_places = (
    select(Category.id, func.row_number().over(order_by=[_called, Category.id]).label("place"))
    .outerjoin(_own, (_own.category_id == Category.id) & (_own.language == bindparam("language")))
    .outerjoin(_swedish, (_swedish.category_id == Category.id) & (_swedish.language == "sv"))
    .subquery()
)
_labelled = (
    select(Item.id)
    .join(Label, Label.item_id == Item.id)
    .where(is_scanned_label(), Item.depot_id == bindparam("depot_id"))
    .order_by(case((Label.ended_at.is_(None), 0), else_=1), Label.id)
    .limit(1)
)


class Availability(StrEnum):
    """How a thing stands for who would borrow it: derived from its condition and its open loan, never stored."""

    AVAILABLE = "available"
    ON_LOAN = "on_loan"
    OVERDUE = "overdue"
    IN_REPAIR = "in_repair"
    MISSING = "missing"
    RETIRED = "retired"


@dataclass(frozen=True)
class Wanted:
    """What the stock is searched for. Without a condition all but the retired; `is_any` shows those too.

    `availability` is AVAILABLE, ON_LOAN (overdue ones too) or OVERDUE.
    """

    category_id: int | None = None
    condition: Condition | None = None
    is_any: bool = False
    availability: Availability | None = None


@dataclass(frozen=True)
class StockPage:
    """A page of the stock, in the order of category and size. `by_code` carries the label that was searched for."""

    rows: tuple[Thing, ...]
    by_code: Thing | None
    page: int
    has_more: bool


@dataclass(frozen=True)
class Known:
    """All that is known of one thing beside what a list shows."""

    thing: Thing
    category_id: int
    size_system: str | None
    note: str
    donated_on: date | None
    made_at: datetime


def availability_of(thing: Thing, today: date) -> Availability:
    """How a thing stands on that day."""
    if thing.loan_id is not None:
        is_late = thing.due_on is not None and thing.due_on < today
        return Availability.OVERDUE if is_late else Availability.ON_LOAN
    return Availability.AVAILABLE if thing.condition == Condition.READY else Availability(thing.condition)


def search(
    session: Session,
    depot_id: int,
    text: str,
    wanted: Wanted,
    *,
    language: str,
    today: date,
    page: int = 1,
    bases: Sequence[str] = (),
) -> StockPage:
    """The depot's things that have every word of the text in name, brand, size or note; in three statements at most.

    A label's code, own or foreign, finds its thing whatever else is asked for. `bases` are the addresses that labels
    may carry. A dash in a word matches any dash, and a decimal point a comma.
    """
    scan = read_scan(text, bases)
    labelled = _item_with_label(session, depot_id, scan) if scan.text else None
    matching = _filtered(depot_id, wanted, today)
    for word in scan.words[:MOST_WORDS]:
        matching = matching.where(Item.words.like(pattern_of(word), escape="\\"))
    skipped = PAGE_SIZE * (page - 1)
    ordered = _in_order(matching).limit(PAGE_SIZE + 1).offset(skipped)
    ids = list(session.connection().execute(ordered, {"language": language}).scalars())
    shown = [item_id for item_id in ids[:PAGE_SIZE] if item_id != labelled]
    rows = things(session, shown if labelled is None else [labelled, *shown], language)
    by_code = rows.pop(0) if labelled is not None else None
    return StockPage(tuple(rows), by_code, page, has_more=len(ids) > PAGE_SIZE)


def pattern_of(word: str) -> str:
    """A LIKE pattern, escaped by backslash, that finds a folded word anywhere."""
    plain = re.sub(r"([\\%_])", r"\\\1", word)
    return f"%{_ANY_POINT.sub('_', _ANY_DASH.sub('_', plain))}%"


def known(session: Session, depot_id: int, item_id: int, language: str) -> Known:
    """What is known of one of the depot's things. Raises NotFound."""
    row = (
        session.connection()
        .execute(
            select(Item.category_id, Category.size_system, Item.note, Item.donated_on, Item.made_at)
            .join(Category, Category.id == Item.category_id)
            .where(Item.id == item_id, Item.depot_id == depot_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return Known(things(session, [item_id], language)[0], *row)


def labels_of(session: Session, item_id: int) -> list[Any]:
    """The labels that a thing carries and carried: code, is_own, ended_at, end_reason; living ones first."""
    rows = session.connection().execute(
        select(Label.code, Label.is_own, Label.made_at, Label.ended_at, Label.end_reason)
        .where(Label.item_id == item_id)
        .order_by(case((Label.ended_at.is_(None), 0), else_=1), Label.id.desc())
    )
    return list(rows)


def brands(session: Session, depot_id: int) -> list[str]:
    """The brands that a depot has written down, the commonest first."""
    rows = session.connection().execute(
        select(Item.brand)
        .where(Item.depot_id == depot_id, Item.brand != "")
        .group_by(Item.brand)
        .order_by(func.count().desc(), Item.brand)
        .limit(MOST_BRANDS)
    )
    return list(rows.scalars())


def categories(session: Session, language: str) -> list[Any]:
    """Every category that a thing can have: group, id, name, size_system; in Swedish order within the groups."""
    group, name = aliased(CategoryName), aliased(CategoryName)
    group_sv, name_sv = aliased(CategoryName), aliased(CategoryName)
    called = func.coalesce(name.name, name_sv.name, Category.key)
    query = select(
        func.coalesce(group.name, group_sv.name, "").label("group"),
        Category.id,
        called.label("name"),
        Category.size_system,
    )
    for alias, tongue, whose in (
        (name, language, Category.id),
        (name_sv, "sv", Category.id),
        (group, language, Category.parent_id),
        (group_sv, "sv", Category.parent_id),
    ):
        query = query.outerjoin(alias, (alias.category_id == whose) & (alias.language == tongue))
    query = query.where(Category.parent_id.is_not(None)).order_by(Category.parent_id, called.collate("svenska"))
    return list(session.connection().execute(query))


def _item_with_label(session: Session, depot_id: int, scan: Scan) -> int | None:
    """The depot's item that carries the code, or carried it; a living label goes before an ended one."""
    asked = {"own": scan.own_code or "", "foreign": scan.foreign, "depot_id": depot_id}
    found: int | None = session.connection().execute(_labelled, asked).scalar_one_or_none()
    return found


def _filtered(depot_id: int, wanted: Wanted, today: date) -> Select[int]:
    query = select(Item.id).where(Item.depot_id == depot_id)
    if wanted.category_id is not None:
        query = query.where(Item.category_id == wanted.category_id)
    if wanted.condition is not None:
        query = query.where(Item.condition == wanted.condition)
    elif not wanted.is_any:
        query = query.where(Item.condition != Condition.RETIRED)
    if wanted.availability is not None:
        query = query.where(_stands(depot_id, wanted.availability, today))
    return query


def _stands(depot_id: int, availability: Availability, today: date) -> ColumnElement[bool]:
    is_open = Loan.closed_at.is_(None)
    if availability is Availability.AVAILABLE:
        is_out = exists().where(Loan.item_id == Item.id, is_open)
        return (Item.condition == Condition.READY) & ~is_out
    out = select(Loan.item_id).where(Loan.depot_id == depot_id, is_open)
    if availability is Availability.OVERDUE:
        out = out.where(Loan.due_on < today)
    return Item.id.in_(out)


def _in_order(matching: Select[int]) -> Select[int]:
    """By category as Swedish sorts its name, then by size. The few categories are sorted, not the many names."""
    return matching.join(_places, _places.c.id == Item.category_id).order_by(
        _places.c.place, Item.size_low.nulls_last(), Item.size_high, Item.size_text, Item.id
    )
