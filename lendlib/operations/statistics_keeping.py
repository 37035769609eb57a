"""Months that are over, counted from the loans and stored whole; those that got a mark since, counted anew.

Safe late, twice and side by side: who keeps a month has its row first, and all of it is written in one transaction.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, and_, delete, func, insert, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.lending import Loan
from lendlib.models.statistics import DirtyMonth, KeptMonth, LoanMonth, PeopleMonth, VisitMonth
from lendlib.operations import statistics_month_facts as facts
from lendlib.operations.statistics_marks import mark_months
from lendlib.operations.statistics_months import Facts, bounds
from lendlib.rules.calendar import day_of
from lendlib.rules.months import Stretch, last_settled, months

# So many are counted in a moment, in which a counter has to wait.
LOANS_AT_ONCE = 10_000

depot, kept, dirty, loan = Depot.__table__.c, KeptMonth.__table__.c, DirtyMonth.__table__.c, Loan.__table__.c
TABLES: tuple[tuple[Any, Facts, tuple[str, ...], tuple[str, ...]], ...] = (
    (LoanMonth.__table__, facts.loan_facts, facts.LOAN_KEYS, facts.LOAN_FIGURES),
    (VisitMonth.__table__, facts.visit_facts, facts.VISIT_KEYS, facts.VISIT_FIGURES),
    (PeopleMonth.__table__, facts.people_facts, facts.PEOPLE_KEYS, facts.PEOPLE_FIGURES),
)
"""Each month table, what is counted into it, its keys and its figures."""


@dataclass(frozen=True)
class Portion:
    """A month of some depots: as much as is counted at once."""

    month: int
    depots: tuple[int, ...]


def owed(session: Session, now: datetime, *, is_anew: bool = False) -> list[Portion]:
    """What is to be kept by now, the latest month first: not kept yet or marked since; or all that is over, anew.

    A month is over when it has ended a day ago by the depot's own calendar.
    """
    wanted = over(session, now)
    run = session.connection().execute
    if not is_anew:
        marked = {(row.depot_id, row.month) for row in run(select(dirty.depot_id, dirty.month))}
        wanted -= {(row.depot_id, row.month) for row in run(select(kept.depot_id, kept.month))} - marked
    by_month: dict[int, set[int]] = {}
    for depot_id, month in wanted:
        by_month.setdefault(month, set()).add(depot_id)
    latest_first = sorted(by_month.items(), reverse=True)
    return [portion for month, depots in latest_first for portion in _portions(session, month, depots)]


def keep(session: Session, portion: Portion, now: datetime) -> None:
    """Count a month of these depots and store it whole."""
    run = session.connection().execute
    its = and_(dirty.month == portion.month, dirty.depot_id.in_(portion.depots))
    # In this order. Who keeps the same month waits at the first; who marks it just now is waited for at the second,
    # and what they changed is seen by what is counted after it.
    run(_keep_rows(session, portion, now))
    run(select(dirty.depot_id).where(its).order_by(dirty.depot_id).with_for_update()).all()
    run(delete(DirtyMonth).where(its))
    for table, count, keys, figures in TABLES:
        run(delete(table).where(table.c.month == portion.month, table.c.depot_id.in_(portion.depots)))
        run(_store(table, count, keys, figures, Stretch(portion.month, portion.month, frozenset(portion.depots))))


def keep_all(session: Session, now: datetime) -> None:
    """Keep all that is owed by now, in the transaction at hand."""
    for portion in owed(session, now):
        keep(session, portion, now)


def mark_counted_ahead(session: Session, now: datetime) -> None:
    """Mark the months that were kept later than now: the clock went ahead, and counters may be in them again."""
    ahead = session.connection().execute(select(kept.depot_id, kept.month).where(kept.counted_at > now))
    mark_months(session, [(row.depot_id, row.month) for row in ahead])


def clear_strays(session: Session, now: datetime) -> None:
    """Throw away what is kept of months that are not over, or of before anything was lent."""
    closed = [month for _, month in over(session, now)]
    for table in (*(table for table, *_ in TABLES), KeptMonth):
        month = kept.month if table is KeptMonth else table.c.month
        stray = or_(month < min(closed), month > max(closed)) if closed else month.is_not(None)
        session.connection().execute(delete(table).where(stray))


def over(session: Session, now: datetime) -> set[tuple[int, int]]:
    """All months that are over, told as (depot, month): of every depot from the first loan of any of them on."""
    reach = bounds(session)
    if reach is None:
        return set()
    zones = session.connection().execute(select(depot.id, depot.time_zone)).all()
    last = {zone: last_settled(day_of(now, zone)) for zone in {row.time_zone for row in zones}}
    return {(row.id, month) for row in zones for month in months(reach[0], last[row.time_zone])}


def _portions(session: Session, month: int, depots: Collection[int]) -> Iterator[Portion]:
    """The depots, as many at once as have lent no more than is counted in a moment."""
    lent = select(loan.depot_id, func.count()).where(loan.lent_month == month).group_by(loan.depot_id)
    loans = {row[0]: row[1] for row in session.connection().execute(lent)}
    some: list[int] = []
    together = 0
    for depot_id in sorted(depots):
        together += loans.get(depot_id, 0)
        if some and together > LOANS_AT_ONCE:
            yield Portion(month, tuple(some))
            some, together = [], loans.get(depot_id, 0)
        some.append(depot_id)
    yield Portion(month, tuple(some))


def _keep_rows(session: Session, portion: Portion, now: datetime) -> Insert:
    is_postgresql = session.connection().dialect.name == "postgresql"
    upsert: Any = postgresql.insert if is_postgresql else sqlite.insert
    rows = [{"depot_id": depot_id, "month": portion.month, "counted_at": now} for depot_id in portion.depots]
    again = {"index_elements": ["depot_id", "month"], "set_": {"counted_at": now}}
    statement: Insert = upsert(KeptMonth).values(rows).on_conflict_do_update(**again)
    return statement


def _store(table: Any, count: Facts, keys: tuple[str, ...], figures: tuple[str, ...], stretch: Stretch) -> Insert:
    found = union_all(*count(stretch, None)).subquery("found")
    key = [found.c[name] for name in keys]
    summed = select(*key, *(func.sum(found.c[name]) for name in figures)).group_by(*key).order_by(*key)
    return insert(table).from_select([*keys, *figures], summed, include_defaults=False)
