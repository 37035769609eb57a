"""Reading the stock: searching it, and what is known of one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.labels import Label
from lendlib.operations.stock_filters import Availability, Wanted, categories_meant, in_order, matching
from lendlib.operations.things import Thing, is_scanned_label, things
from lendlib.rules.errors import NotFound
from lendlib.rules.scans import Scan, read_scan
from lendlib.rules.seeking import Sought, may_be_eased, read_sought
from lendlib.rules.vocabulary import Condition

__all__ = ["Availability", "StockPage", "Wanted", "search"]

PAGE_SIZE = 50
MOST_WORDS = 8
MOST_BRANDS = 200

# Built once: what is asked a hundred times an hour should not be composed anew each time.
_labelled = (
    select(Item.id)
    .join(Label, Label.item_id == Item.id)
    .where(is_scanned_label(), Item.depot_id == bindparam("depot_id"))
    .order_by(case((Label.ended_at.is_(None), 0), else_=1), Label.id)
    .limit(1)
)


@dataclass(frozen=True)
class StockPage:
    """A page of the stock, in the order of category and size. `by_code` carries the label that was searched for.

    `next_after` is the item behind which the next page begins; none on the last one.
    """

    rows: tuple[Thing, ...]
    by_code: Thing | None
    next_after: int | None = None


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
    after: int | None = None,
    bases: Sequence[str] = (),
) -> StockPage:
    """The depot's things that have every word of the text in name, brand, size or note; fifty, behind `after`.

    A label's code, own or foreign, finds its thing whatever else is asked for. `bases` are the addresses that labels
    may carry. A dash in a word matches any dash, and a decimal point a comma; a size also finds the spans that hold
    it. Where the depot has nothing that is written so, "hjälmar" finds a "hjälm". Nothing is ranked or counted: at most
    five statements, and two more then, however much there is.
    """
    scan = read_scan(text, bases)
    labelled = _item_with_label(session, depot_id, scan) if scan.text and after is None else None
    found = _ids(session, depot_id, scan, wanted, language, today, after=after, most=PAGE_SIZE + 1)
    ids = found[:PAGE_SIZE]
    shown = [item_id for item_id in ids if item_id != labelled]
    rows = things(session, shown if labelled is None else [labelled, *shown], language)
    by_code = rows.pop(0) if labelled is not None else None
    return StockPage(tuple(rows), by_code, ids[-1] if len(found) > PAGE_SIZE else None)


def all_matching(
    session: Session, depot_id: int, text: str, wanted: Wanted, *, language: str, today: date, most: int
) -> list[int]:
    """The ids of what such a search finds on all its pages, in their order, at most so many."""
    return _ids(session, depot_id, read_scan(text, ()), wanted, language, today, after=None, most=most)


def _ids(
    session: Session,
    depot_id: int,
    scan: Scan,
    wanted: Wanted,
    language: str,
    today: date,
    *,
    after: int | None,
    most: int,
) -> list[int]:
    meant = categories_meant(session, wanted.category_id) if wanted.category_id is not None else None
    words = read_sought(scan.words[:MOST_WORDS])

    def found(*, is_eased: bool) -> list[int]:
        query = matching(depot_id, words, wanted, meant, today, is_eased=is_eased)
        ordered = in_order(session, query, language, after).limit(most)
        return list(session.connection().execute(ordered, {"language": language}).scalars())

    as_written = found(is_eased=False)
    if as_written or not may_be_eased(words) or _is_written(session, depot_id, words, today):
        return as_written
    return found(is_eased=True)


def _is_written(session: Session, depot_id: int, words: Sequence[Sought], today: date) -> bool:
    """Whether the depot has anything of that name at all, whatever the filters."""
    anything = matching(depot_id, words, Wanted(is_any=True), None, today).limit(1)
    return session.connection().execute(anything).first() is not None


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
    """Every category that a thing can have, in Swedish order in its group.

    Each row: group, id, name, size_system, group_id, group_key.
    """
    parent = aliased(Category)
    group, name = aliased(CategoryName), aliased(CategoryName)
    group_sv, name_sv = aliased(CategoryName), aliased(CategoryName)
    called = func.coalesce(name.name, name_sv.name, Category.key)
    query = select(
        func.coalesce(group.name, group_sv.name, "").label("group"),
        Category.id,
        called.label("name"),
        Category.size_system,
        Category.parent_id.label("group_id"),
        parent.key.label("group_key"),
    ).join(parent, parent.id == Category.parent_id)
    for alias, tongue, whose in (
        (name, language, Category.id),
        (name_sv, "sv", Category.id),
        (group, language, Category.parent_id),
        (group_sv, "sv", Category.parent_id),
    ):
        query = query.outerjoin(alias, (alias.category_id == whose) & (alias.language == tongue))
    is_offered = (Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
    in_groups = query.where(*is_offered).order_by(Category.parent_id, called.collate("svenska"))
    return list(session.connection().execute(in_groups))


def _item_with_label(session: Session, depot_id: int, scan: Scan) -> int | None:
    """The depot's item that carries the code, or carried it; a living label goes before an ended one."""
    asked = {"own": scan.own_code or "", "foreign": scan.foreign, "depot_id": depot_id}
    found: int | None = session.connection().execute(_labelled, asked).scalar_one_or_none()
    return found
