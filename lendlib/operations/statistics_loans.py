"""Loans as raw rows: what was lent where and how it ended, by days. Nothing in them leads to a person, thing or visit.

No home, no kind, no moment, no thing's label. The numbers of loans stay in here: a file shows none of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, Text, and_, bindparam, case, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from lendlib.db import BigId
from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.lending import DueChange, Loan
from lendlib.operations.statistics_places import Places, counts_at
from lendlib.operations.statistics_things import Things
from lendlib.rules.calendar import month_number
from lendlib.rules.vocabulary import DueReason, Outcome

OPEN = "open"
TOGETHER = 5_000
# The loan's id (for the next part to begin after, and for nothing else), depot and category by id, size, quantity, the
# days of lending, due and back as text (empty: none), outcome, whether late (1, 0, None: not back), renewals.
LoanRow = Any


@dataclass(frozen=True)
class Chosen:
    """Which loans: lent on these days, both counted; at these depots, of these things; in that size, or in any."""

    from_on: date
    until_on: date
    places: Places
    things: Things
    size_text: str = ""


@dataclass(frozen=True)
class Extent:
    """How many rows that is, and between which loans they lie: what is lent meanwhile is not among them."""

    rows: int
    after: int
    until: int


@dataclass(frozen=True)
class Names:
    """What rows call depots and categories (each a code and a name, by id) and outcomes (a name, by word)."""

    depots: Mapping[int, tuple[str, str]]
    categories: Mapping[int, tuple[str, str]]
    outcomes: Mapping[str, str]

    @classmethod
    def of(cls, chosen: Chosen, outcomes: Mapping[str, str]) -> "Names":
        """As statistics call them: a category that was merged into another is called as that one."""
        depots = {id_: (depot.slug, depot.name) for id_, depot in chosen.places.depots.items()}
        categories = {id_: (member.code, member.name) for id_, member in chosen.things.became.items()}
        return cls(depots, categories, outcomes)


def extent(session: Session, chosen: Chosen) -> Extent:
    """How many rows there are to come."""
    query = _chosen(select(func.count(), func.min(Loan.id), func.max(Loan.id)).select_from(Loan), chosen)
    if chosen.size_text:
        query = query.join(Item, Item.id == Loan.item_id)
    query = query.where(Loan.lent_month.between(month_number(chosen.from_on), month_number(chosen.until_on)))
    rows, first, last = session.connection().execute(query).one()
    return Extent(rows, (first or 1) - 1, last or 0)


def loan_rows(
    engine: Engine, chosen: Chosen, known: Extent, *, together: int = TOGETHER
) -> Iterator[Sequence[LoanRow]]:
    """The rows, some thousands together.

    Each part is a short read of its own: none is open while whoever asked takes what was read, however slowly.
    """
    query, after = _reading(engine.dialect.name, chosen), known.after
    while after < known.until:
        bounds = {"after": after, "until": known.until, "most": together}
        with Session(engine) as session:
            # As the driver gives them: a row object for each took a fifth of the time, and nothing in them needs one.
            rows = session.connection().execute(query, bounds).cursor.fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield rows
        del rows  # or two parts would be held while the next is read


def _reading(dialect: str, chosen: Chosen) -> Select[*tuple[Any, ...]]:
    came_back = Loan.outcome.in_((Outcome.RETURNED, Outcome.FOUND_HERE))
    is_late = and_(Loan.outcome == Outcome.RETURNED, Loan.closed_on > Loan.due_on)
    renewals = (
        select(func.count())
        .where(DueChange.loan_id == Loan.id, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None))
        .scalar_subquery()
    )
    query = select(
        Loan.id,
        Loan.depot_id,
        Loan.category_id,
        Item.size_text,
        Loan.quantity,
        _day(dialect, Loan.lent_on),
        _day(dialect, Loan.due_on),
        case((came_back, _day(dialect, Loan.closed_on)), else_=""),
        func.coalesce(Loan.outcome, OPEN),
        case((is_late, 1), (came_back, 0)),
        renewals,
    ).select_from(Loan)
    return (
        _chosen(query.join(Item, Item.id == Loan.item_id), chosen)
        .where(Loan.id > bindparam("after", type_=BigId), Loan.id <= bindparam("until", type_=BigId))
        .order_by(Loan.id)
        .limit(bindparam("most", type_=BigId))
    )


def _chosen(query: Select[*tuple[Any, ...]], chosen: Chosen) -> Select[*tuple[Any, ...]]:
    """The query over the loans that are meant. What was undone, and what was practice, is none of them."""
    first, last = month_number(chosen.from_on), month_number(chosen.until_on)
    # Only the months at both ends are asked for days, so that counting reads an index alone.
    query = query.join(Depot, Depot.id == Loan.depot_id).where(
        or_(Loan.outcome.is_(None), Loan.outcome != Outcome.UNDONE),
        or_(Loan.lent_month > first, Loan.lent_on >= chosen.from_on),
        or_(Loan.lent_month < last, Loan.lent_on <= chosen.until_on),
        counts_at(Loan.lent_on),
    )
    if not chosen.places.is_all:
        query = query.where(Loan.depot_id.in_(chosen.places.ids))
    if chosen.things.chosen is not None:
        query = query.where(Loan.category_id.in_(chosen.things.chosen))
    return query.where(Item.size_text == chosen.size_text) if chosen.size_text else query


def _day(dialect: str, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """A day as 2026-03-14, written by the database: SQLite keeps it so."""
    return func.to_char(column, "YYYY-MM-DD") if dialect == "postgresql" else type_coerce(column, Text)
