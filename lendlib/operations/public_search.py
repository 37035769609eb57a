"""What anybody may search a depot for: kinds of things, brands and sizes. Never notes, which may speak of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.inventory import CategoryName, Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.operations.stock_filters import categories_meant, in_order, pattern_of
from lendlib.rules.scans import read_scan
from lendlib.rules.seeking import Sought, may_be_eased, read_sought, stems
from lendlib.rules.vocabulary import Condition

PAGE_SIZE = 50
MOST_WORDS = 8


@dataclass(frozen=True)
class Lent:
    """A thing that the depot lends: `due_on` the day on which it is expected back, none when it is in.

    `code` is that of its own newest label, empty when it carries none.
    """

    id: int
    name: str
    brand: str
    size: str
    due_on: date | None
    code: str


@dataclass(frozen=True)
class Found:
    """A page of what was searched for; `next_after` is the thing behind which the next page begins."""

    things: tuple[Lent, ...]
    next_after: int | None


_own_code = (
    select(Label.code)
    .where(Label.item_id == Item.id, Label.ended_at.is_(None), Label.is_own)
    .order_by(Label.id.desc())
    .limit(1)
    .scalar_subquery()
)


def seek(
    session: Session,
    depot_id: int,
    text: str,
    category_id: int | None,
    *,
    kinds: Sequence[Any],
    language: str,
    after: int | None = None,
) -> Found:
    """The depot's things that have every word in the name of their kind, in their brand or size, in or out.

    A group stands for its categories; `kinds` are all of them, as `categories` gives. Where nothing is written so,
    "hjälmar" finds a "hjälm". At most seven statements, however much there is.
    """
    named = {row.id: row.name for row in kinds}
    called = _called(session, kinds)
    query = (
        select(Item.id, Item.category_id, Item.brand, Item.size_text, Loan.due_on, func.coalesce(_own_code, ""))
        .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
        .where(Item.depot_id == depot_id, Item.condition == Condition.READY)
    )
    narrowed = query
    if category_id is not None:
        narrowed = query.where(Item.category_id.in_(categories_meant(session, category_id)))
    words = read_sought(read_scan(text, ()).words[:MOST_WORDS])

    def found(*, is_eased: bool) -> Sequence[Any]:
        fitting = narrowed.where(*(_fits(sought, called, is_eased) for sought in words))
        ordered = in_order(session, fitting, language, after).limit(PAGE_SIZE + 1)
        return session.connection().execute(ordered, {"language": language}).all()

    rows = found(is_eased=False)
    if not rows and may_be_eased(words):
        as_written = query.where(*(_fits(sought, called, is_eased=False) for sought in words)).limit(1)
        rows = [] if session.connection().execute(as_written).first() else found(is_eased=True)
    things = tuple(
        Lent(row[0], named.get(row.category_id, ""), row.brand, row.size_text, row.due_on, row[5])
        for row in rows[:PAGE_SIZE]
    )
    return Found(things, things[-1].id if len(rows) > PAGE_SIZE else None)


def _called(session: Session, kinds: Sequence[Any]) -> dict[int, str]:
    """What each category and its group is called in every language, folded: a guest may look for it in any."""
    names: dict[int, str] = {}
    for category_id, name in session.connection().execute(select(CategoryName.category_id, CategoryName.name)):
        names[category_id] = f"{names.get(category_id, '')} {name.casefold()}"
    return {row.id: names.get(row.id, "") + names.get(row.group_id, "") for row in kinds}


def _fits(sought: Sought, called: Mapping[int, str], is_eased: bool) -> ColumnElement[bool]:
    spellings = stems(sought.word) if is_eased else (sought.word,)
    kinds = [category_id for category_id, names in called.items() if any(word in names for word in spellings)]
    ways: list[ColumnElement[bool]] = [
        Item.category_id.in_(kinds),
        *(Item.brand.ilike(pattern_of(word), escape="\\") for word in spellings),
        func.lower(Item.size_text) == sought.word,
    ]
    if sought.low is not None and sought.high is not None:
        ways.append(and_(Item.size_low <= sought.high, Item.size_high >= sought.low))
    return or_(*ways)
