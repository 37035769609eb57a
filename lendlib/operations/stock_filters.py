"""What the stock is searched for, as conditions, and the order in which things lie on the shelf."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.lending import Loan
from lendlib.rules.seeking import Sought, stems
from lendlib.rules.sizes import UnreadableSize, read_size
from lendlib.rules.vocabulary import Condition, Outcome, Safety

_ANY_DASH = re.compile(r"[-\u2010-\u2015\u2212]")
_ANY_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
# Behind every size that has numbers.
LAST = 10_000


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

    A group stands for its categories, a merged category for the one that it became. `availability` is AVAILABLE,
    ON_LOAN (overdue ones too) or OVERDUE. Sizes fit the range from `size_low` to `size_high`, bounds included.
    `inspected_before` also finds what never was, where the category wants an inspection.
    """

    category_id: int | None = None
    condition: Condition | None = None
    is_any: bool = False
    availability: Availability | None = None
    size_low: float | None = None
    size_high: float | None = None
    is_never_lent: bool = False
    inspected_before: date | None = None


# Built once: what is asked a hundred times an hour should not be composed anew each time.
_own, _swedish = aliased(CategoryName), aliased(CategoryName)
_called = func.coalesce(_own.name, _swedish.name, Category.key).collate("svenska")
_places = (
    select(Category.id, func.row_number().over(order_by=[_called, Category.id]).label("place"))
    .outerjoin(_own, (_own.category_id == Category.id) & (_own.language == bindparam("language")))
    .outerjoin(_swedish, (_swedish.category_id == Category.id) & (_swedish.language == "sv"))
    .subquery()
)
_on_the_shelf = (
    _places.c.place,
    func.coalesce(Item.size_low, LAST),
    func.coalesce(Item.size_high, LAST),
    Item.size_text,
    Item.id,
)
_where_it_lies = (
    select(*_on_the_shelf).join(_places, _places.c.id == Item.category_id).where(Item.id == bindparam("item_id"))
)


def pattern_of(word: str) -> str:
    """A LIKE pattern, escaped by backslash, that finds a folded word anywhere; a dash finds any, a point a comma."""
    plain = re.sub(r"([\\%_])", r"\\\1", word)
    return f"%{_ANY_POINT.sub('_', _ANY_DASH.sub('_', plain))}%"


def size_end(session: Session, category_id: int | None, text: str, *, is_low: bool) -> float | None:
    """One end of a range of sizes, as typed: a number, or a size as the category writes it. None when unreadable."""
    plain = text.strip().replace(",", ".")
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", plain):
        return float(plain)
    asked = select(Category.size_system).where(Category.id == category_id)
    system = session.connection().execute(asked).scalar() if category_id is not None else None
    if system is None:
        return None
    try:
        size = read_size(system, text)
    except UnreadableSize:
        return None
    end = size.low if is_low else size.high
    return None if end is None else float(end)


def categories_meant(session: Session, category_id: int) -> list[int]:
    """The categories that one of the list stands for: itself, or what it was merged into, and what lies under it."""
    connection = session.connection()
    seen = {category_id}
    while into := connection.execute(select(Category.merged_into_id).where(Category.id == category_id)).scalar():
        if into in seen:
            break
        seen.add(into)
        category_id = into
    under = select(Category.id).where(or_(Category.id == category_id, Category.parent_id == category_id))
    return list(connection.execute(under).scalars())


def matching(
    depot_id: int,
    words: Sequence[Sought],
    wanted: Wanted,
    category_ids: Sequence[int] | None,
    today: date,
    *,
    is_eased: bool = False,
) -> Select[int]:
    """The ids of the depot's things that have every word and fulfil every filter, in no order.

    `is_eased` takes a word in the plural also for what is written in the singular.
    """
    query = select(Item.id).where(Item.depot_id == depot_id)
    if category_ids is not None:
        query = query.where(Item.category_id.in_(category_ids))
    for sought in words:
        query = query.where(_holds(sought, stems(sought.word) if is_eased else (sought.word,)))
    if wanted.size_low is not None:
        query = query.where(Item.size_high >= wanted.size_low)
    if wanted.size_high is not None:
        query = query.where(Item.size_low <= wanted.size_high)
    if wanted.condition is not None:
        query = query.where(Item.condition == wanted.condition)
    elif not wanted.is_any:
        query = query.where(Item.condition != Condition.RETIRED)
    if wanted.availability is not None:
        query = query.where(_stands(depot_id, wanted.availability, today))
    if wanted.is_never_lent:
        query = query.where(~exists().where(Loan.item_id == Item.id, Loan.outcome.is_distinct_from(Outcome.UNDONE)))
    if wanted.inspected_before is not None:
        query = query.where(_was_inspected_before(wanted.inspected_before))
    return query


def in_order(
    session: Session, query: Select[*tuple[Any, ...]], language: str, after: int | None
) -> Select[*tuple[Any, ...]]:
    """By category as Swedish sorts its name, then by size; only what lies behind the item `after`.

    The few categories are sorted, not the many names. Bind `language`. An item that nobody knows lies before all.
    """
    query = query.join(_places, _places.c.id == Item.category_id).order_by(*_on_the_shelf)
    if after is None:
        return query
    asked = {"language": language, "item_id": after}
    from_here = session.connection().execute(_where_it_lies, asked).one_or_none()
    if from_here is None:
        return query
    place, *behind = from_here
    is_behind = tuple_(*_on_the_shelf[1:]) > tuple_(*behind)
    return query.where(or_(_places.c.place > place, and_(_places.c.place == place, is_behind)))


def _holds(sought: Sought, spellings: Sequence[str]) -> ColumnElement[bool]:
    is_written = or_(*(Item.words.like(pattern_of(word), escape="\\") for word in spellings))
    if sought.low is None or sought.high is None:
        return is_written
    return or_(is_written, and_(Item.size_low <= sought.high, Item.size_high >= sought.low))


def _stands(depot_id: int, availability: Availability, today: date) -> ColumnElement[bool]:
    is_open = Loan.closed_at.is_(None)
    if availability is Availability.AVAILABLE:
        is_out = exists().where(Loan.item_id == Item.id, is_open)
        return (Item.condition == Condition.READY) & ~is_out
    out = select(Loan.item_id).where(Loan.depot_id == depot_id, is_open)
    if availability is Availability.OVERDUE:
        out = out.where(Loan.due_on < today)
    return Item.id.in_(out)


def _was_inspected_before(day: date) -> ColumnElement[bool]:
    wants_one = select(Category.id).where(Category.safety == Safety.INSPECTION)
    return or_(Item.inspected_on < day, and_(Item.inspected_on.is_(None), Item.category_id.in_(wants_one)))
