"""Things as a person sees them: named in their language, with size, code and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.operations.photos_shown import newest_of
from lendlib.rules.policy import CategoryTerms, terms_from
from lendlib.rules.vocabulary import Safety

_own_name = aliased(CategoryName)
_swedish_name = aliased(CategoryName)


@dataclass(frozen=True)
class Thing:
    """One item, with its open loan and the name of its newest photo where there are such."""

    id: int
    depot_id: int
    depot_name: str
    name: str
    size: str
    brand: str
    code: str
    condition: str
    retire_reason: str | None
    safety: Safety
    inspected_on: date | None
    changed_at: datetime
    loan_id: int | None
    checkout_id: int | None
    lent_at: datetime | None
    due_on: date | None
    category_id: int
    photo: str
    terms: CategoryTerms

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


def named() -> ColumnElement[str]:
    """The category's name in the asked language (bind `language`, or a column), else in Swedish, else its key."""
    return func.coalesce(_own_name.name, _swedish_name.name, Category.key)


def join_names(
    query: Select[*tuple[Any, ...]], *, is_outer: bool = False, language: Any = None
) -> Select[*tuple[Any, ...]]:
    """Join what `named` reads to a query that has Item; `is_outer` where there may be no item.

    `language` is a column of the query in place of the bind.
    """
    asked = bindparam("language") if language is None else language
    return (
        query.join(Category, Category.id == Item.category_id, isouter=is_outer)
        .outerjoin(_own_name, (_own_name.category_id == Category.id) & (_own_name.language == asked))
        .outerjoin(_swedish_name, (_swedish_name.category_id == Category.id) & (_swedish_name.language == "sv"))
    )


def a_label() -> ColumnElement[str]:
    """The code of the item's newest living label, or the empty string."""
    newest = (
        select(Label.code)
        .where(Label.item_id == Item.id, Label.ended_at.is_(None))
        .order_by(Label.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(newest, "")


def is_scanned_label() -> ColumnElement[bool]:
    """Whether a label carries the code that was scanned: our own (bind `own`), or a depot's (`foreign`, `depot_id`)."""
    # SQLite takes a partial index only for the index's very words. Label.is_own would be written "is_own = 1", and
    # every scan would read all the labels of the network.
    return or_(
        and_(text("label.is_own"), Label.code == bindparam("own")),
        and_(text("NOT label.is_own"), Label.code == bindparam("foreign"), Label.depot_id == bindparam("depot_id")),
    )


TERMS = (CategoryPolicy.loan_days, CategoryPolicy.max_renewals, CategoryPolicy.borrowers)
"""What `rules.policy.terms_from` reads."""


def has_terms() -> ColumnElement[bool]:
    """Joins an item to the terms on which its depot lends its category, where it has any."""
    return and_(CategoryPolicy.category_id == Item.category_id, CategoryPolicy.depot_id == Item.depot_id)


def loan_has_terms() -> ColumnElement[bool]:
    """Joins a loan to the terms of its category, or of what that was merged into since."""
    became = select(func.coalesce(Category.merged_into_id, Category.id)).where(Category.id == Loan.category_id)
    return and_(
        CategoryPolicy.category_id == became.correlate(Loan).scalar_subquery(),
        CategoryPolicy.depot_id == Loan.depot_id,
    )


def _reading() -> Select[*tuple[Any, ...]]:
    return join_names(
        select(
            Item.id,
            Item.depot_id,
            Depot.name.label("depot_name"),
            named().label("name"),
            Item.size_text.label("size"),
            Item.brand,
            a_label().label("code"),
            Item.condition,
            Item.retire_reason,
            Category.safety,
            Item.inspected_on,
            Item.changed_at,
            Loan.id.label("loan_id"),
            Loan.checkout_id,
            Loan.lent_at,
            Loan.due_on,
            Item.category_id,
            newest_of(Item.id).label("photo"),
            *TERMS,
        )
        .join(Depot, Depot.id == Item.depot_id)
        .outerjoin(CategoryPolicy, has_terms())
        .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
    )


_by_ids = _reading().where(Item.id.in_(bindparam("ids", expanding=True)))


def things(session: Session, item_ids: Sequence[int], language: str) -> list[Thing]:
    """These items of any depot in the order asked for; unknown ids are left out."""
    if not item_ids:
        return []
    rows = session.connection().execute(_by_ids, {"ids": list(item_ids), "language": language})
    found = {row.id: _thing(row) for row in rows}
    return [found[item_id] for item_id in item_ids if item_id in found]


def thing(session: Session, item_id: int, language: str) -> Thing | None:
    """One item of any depot."""
    return next(iter(things(session, [item_id], language)), None)


def _thing(row: Any) -> Thing:
    *known, loan_days, max_renewals, borrowers = row
    return Thing(*[*known, terms_from(loan_days, max_renewals, borrowers)])
