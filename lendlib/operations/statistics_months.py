"""Figures by month: what is kept of closed months, and what is not kept or changed since, counted anew.

    facts = loan_months(session, 202601, 202612)
    select(facts.c.month, func.sum(facts.c.lent)).group_by(facts.c.month)

Each gives a subquery to select from, in any statement of the same transaction; a key may come in several rows: sum
them. What is kept and what is counted anew can't be told apart, and `./run statistics verify` holds the two together.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, false, func, not_, or_, select, text, union_all
from sqlalchemy.orm import Session

from lendlib.db import BigId
from lendlib.models.depots import Depot
from lendlib.models.lending import DueChange, Loan
from lendlib.models.statistics import DirtyMonth, KeptMonth, LoanMonth, PeopleMonth, VisitMonth
from lendlib.operations import statistics_month_facts as facts
from lendlib.rules.calendar import month_number
from lendlib.rules.months import Stretch, months, stretches

# Each piece is a handful of SELECTs in one statement, of which SQLite takes 500.
MOST_STRETCHES = 12

kept, dirty, depot = KeptMonth.__table__.c, DirtyMonth.__table__.c, Depot.__table__.c
loan, change = Loan.__table__.c, DueChange.__table__.c
Facts = Callable[[Stretch, facts.Which | None], tuple[Select[Any], ...]]


def loan_months(session: Session, first: int, last: int, depots: Collection[int] | None = None) -> Subquery:
    """Loans from one month to another, both included, at these depots or at all.

    Columns: month, home_code, category_id (as lent), depot_id, kind; lent, returned, returned_late, renewed, lost,
    found. Quantities are summed.
    """
    return _months(session, LoanMonth, facts.loan_facts, facts.LOAN_KEYS + facts.LOAN_FIGURES, first, last, depots)


def visit_months(session: Session, first: int, last: int, depots: Collection[int] | None = None) -> Subquery:
    """Visits. Columns: month, home_code, kind, depot_id; visits, visits_with_people, visits_with_age."""
    return _months(session, VisitMonth, facts.visit_facts, facts.VISIT_KEYS + facts.VISIT_FIGURES, first, last, depots)


def people_months(session: Session, first: int, last: int, depots: Collection[int] | None = None) -> Subquery:
    """People served. Columns: month, home_code, kind, depot_id, age_band; people."""
    names = facts.PEOPLE_KEYS + facts.PEOPLE_FIGURES
    return _months(session, PeopleMonth, facts.people_facts, names, first, last, depots)


@dataclass(frozen=True)
class Pending:
    """What of a span is to be counted anew: in which months of which depots to look, and whether any is dirty."""

    stretches: tuple[Stretch, ...] = ()
    has_dirty: bool = False


def pending(session: Session, first: int, last: int, depots: Collection[int] | None = None) -> Pending:
    """Look what of these months is not kept, or changed since.

    Months before and after all that happened hold nothing. One in which all was undone since is kept as it was, marked.
    """
    reach = bounds(session)
    if reach is None:
        return Pending()
    changed = _dirty_ones(session, first, last, depots)
    whole = _whole_ones(session, first, last, depots)
    missing = [month for month in months(max(first, reach[0]), min(last, reach[1])) if month not in whole]
    where = {month: its for month, its in changed.items() if month not in missing}
    if depots is not None:
        where |= dict.fromkeys(missing, frozenset(depots))
    return Pending(tuple(stretches({*missing, *where}, where, MOST_STRETCHES)), bool(changed))


# Each is one look into an index.
_bounds = select(
    select(func.min(loan.lent_month)).scalar_subquery().label("first"),
    select(func.max(loan.lent_month)).scalar_subquery().label("last"),
    select(func.max(loan.closed_on)).where(loan.closed_on.is_not(None)).scalar_subquery().label("closed_on"),
    select(func.max(loan.found_on)).where(loan.found_on.is_not(None)).scalar_subquery().label("found_on"),
    select(func.max(change.made_on)).where(text("reason = 'renewal'")).scalar_subquery().label("renewed_on"),
)
_first, _last = bindparam("first", type_=BigId), bindparam("last", type_=BigId)
_dirty = select(dirty.depot_id, dirty.month).where(dirty.month.between(_first, _last))
_kept = select(kept.month, func.count()).where(kept.month.between(_first, _last)).group_by(kept.month)
_depots = select(func.count()).select_from(Depot.__table__)


def _dirty_ones(session: Session, first: int, last: int, depots: Collection[int] | None) -> dict[int, frozenset[int]]:
    """The months in which something changed since they were kept, and at which depots."""
    run, span = session.connection().execute, {"first": first, "last": last}
    changed: dict[int, frozenset[int]] = {}
    for depot_id, month in run(_at(_dirty, dirty.depot_id, depots), span):
        changed[month] = changed.get(month, frozenset()) | {depot_id}
    return changed


def _whole_ones(session: Session, first: int, last: int, depots: Collection[int] | None) -> set[int]:
    """The months that are kept of all of the depots."""
    run, span = session.connection().execute, {"first": first, "last": last}
    asked = run(_at(_depots, depot.id, depots)).scalar_one()
    return {month for month, number in run(_at(_kept, kept.depot_id, depots), span) if number >= asked}


def bounds(session: Session) -> tuple[int, int] | None:
    """The first and the last month in which anything happened to a loan; none when nothing was ever lent."""
    row = session.connection().execute(_bounds).one()
    if row.first is None:
        return None
    days = (day for day in (row.closed_on, row.found_on, row.renewed_on) if day is not None)
    return row.first, max([row.last, *map(month_number, days)])


def _months(
    session: Session,
    table: type[LoanMonth | VisitMonth | PeopleMonth],
    count: Facts,
    names: tuple[str, ...],
    first: int,
    last: int,
    depots: Collection[int] | None,
) -> Subquery:
    columns = table.__table__.c
    owed = pending(session, first, last, depots)
    # Only what was seen to be dirty is left out of what is kept, and only there is it counted: a month that gets its
    # mark between the look and the reading is read as it was, not twice and not nowhere.
    stored = select(*(columns[name] for name in names)).where(columns.month.between(first, last))
    stored = _at(stored, columns.depot_id, depots)
    if owed.has_dirty:
        changed = and_(_within(owed, columns.month, columns.depot_id), is_marked(columns.month, columns.depot_id))
        stored = stored.where(not_(changed))
    live = [part for stretch in owed.stretches for part in count(stretch, _which(owed))]
    return (union_all(stored, *live) if live else stored).subquery(table.__tablename__)


def _at(query: Select[Any], depot_id: ColumnElement[int], depots: Collection[int] | None) -> Select[Any]:
    return query if depots is None else query.where(depot_id.in_(sorted(depots)))


def _which(owed: Pending) -> facts.Which:
    def is_wanted(month: ColumnElement[int], depot_id: ColumnElement[int]) -> ColumnElement[bool]:
        missing = not_(is_kept(month, depot_id))
        return or_(missing, is_marked(month, depot_id)) if owed.has_dirty else missing

    return is_wanted


def is_kept(month: ColumnElement[int], depot_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a depot's month is kept."""
    return select(kept.month).where(kept.depot_id == depot_id, kept.month == month).exists()


def is_marked(month: ColumnElement[int], depot_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether something changed in a depot's month since it was kept."""
    return select(dirty.month).where(dirty.depot_id == depot_id, dirty.month == month).exists()


def _within(owed: Pending, month: ColumnElement[int], depot_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a month of a depot lies where things are counted anew."""
    pieces = [
        and_(
            month.between(stretch.first, stretch.last),
            *(() if stretch.depots is None else (depot_id.in_(sorted(stretch.depots)),)),
        )
        for stretch in owed.stretches
    ]
    return or_(false(), *pieces)
