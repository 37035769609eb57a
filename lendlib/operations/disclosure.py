"""Home, kind and age by depot and month, and by depot and year: solved once when late entry has ended, then kept as is.

Safe late, twice and side by side: who keeps a depot's tables has its row first, and looks again what is kept by then.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.disclosure import FixedCell, FixedCount, FixedTable
from lendlib.models.lending import Checkout
from lendlib.operations.statistics_months import loan_months, people_months, visit_months
from lendlib.rules.calendar import day_of, month_number
from lendlib.rules.disclosure_moves import Cell, Count, Place
from lendlib.rules.disclosure_tables import EVERY, Name, Solved, solved_month, solved_year
from lendlib.rules.months import month_after, months
from lendlib.rules.vocabulary import DepotState
from lendlib.rules.vocabulary_statistics import FixedTable as What

# What was lent on paper is typed in within a week; what comes later changes the depot's own figures, not these.
LATE_ENTRY_LASTS = timedelta(days=7)
LAST_OF_YEAR = 12

depot, table, cell = Depot.__table__.c, FixedTable.__table__.c, FixedCell.__table__.c
kept = FixedCount.__table__.c


@dataclass(frozen=True)
class Owed:
    """A depot with months that are to be fixed, all in a row up to the last that can be."""

    depot_id: int
    own_home: str
    first: int
    last: int


def owed(session: Session, now: datetime) -> list[Owed]:
    """Which months of which depots are over for good, and not fixed yet."""
    first_visit = select(func.min(Checkout.made_on)).where(Checkout.depot_id == depot.id).correlate(Depot.__table__)
    latest = select(func.max(table.period)).where(table.depot_id == depot.id, table.what == What.MONTH_HOME)
    asked = select(
        depot.id,
        depot.time_zone,
        depot.municipality_code,
        depot.opens_on,
        first_visit.scalar_subquery().label("first_on"),
        latest.correlate(Depot.__table__).scalar_subquery().label("latest"),
    ).where(depot.state != DepotState.TEST)
    found = []
    for row in session.connection().execute(asked.order_by(depot.id)):
        if row.first_on is None:
            continue
        began = month_number(max(row.first_on, row.opens_on) if row.opens_on else row.first_on)
        last = _last_over(now, row.time_zone)
        first = began if row.latest is None else month_after(row.latest)
        if first <= last:
            found.append(Owed(row.id, row.municipality_code, first, last))
    return found


def clear_ahead(session: Session, now: datetime) -> None:
    """Throw away the empty tables of what is not over: they were made by a clock that was ahead, and tell of nobody.

    What tells of somebody stays as it was shown, and so does what lies before it.
    """
    run = session.connection().execute
    by_a_later_clock = select(table.depot_id, depot.time_zone).join(Depot.__table__, depot.id == table.depot_id)
    for depot_id, zone in run(by_a_later_clock.where(table.solved_at > now).distinct()).all():
        its, is_month = table.depot_id == depot_id, table.what != What.YEAR
        told = select(func.max(table.period)).where(its, is_month, table.visits > 0)
        last = max(_last_over(now, zone), run(told).scalar_one() or 0)
        is_ahead = case((is_month, table.period > last), else_=table.period * 100 + LAST_OF_YEAR > last)
        empty = select(table.what, table.period).where(its, is_ahead, table.visits == 0)
        for what, period in run(empty).all():
            for rows in (cell, table):
                of_it = rows.depot_id == depot_id, rows.what == what, rows.period == period
                run(delete(rows.period.table).where(*of_it))


def _last_over(now: datetime, zone: str) -> int:
    """The last month that is over for good on the clock of a zone."""
    return month_after(month_number(day_of(now, zone) - LATE_ENTRY_LASTS), -1)


def owed_years(session: Session) -> list[tuple[int, str, int]]:
    """Years whose December is fixed and that are not: depot, its municipality, year. The earliest first."""
    fixed = select(table.depot_id, table.period).where(table.what == What.YEAR)
    done = {(row.depot_id, row.period) for row in session.connection().execute(fixed)}
    ended = (
        select(table.depot_id, depot.municipality_code, table.period)
        .join(Depot.__table__, depot.id == table.depot_id)
        .where(table.what == What.MONTH_HOME, table.period % 100 == LAST_OF_YEAR)
        .order_by(table.period, table.depot_id)
    )
    rows = session.connection().execute(ended)
    years = [(row.depot_id, row.municipality_code, row.period // 100) for row in rows]
    return [year for year in years if (year[0], year[2]) not in done]


@dataclass(frozen=True)
class Ready:
    """Tables of a depot that are solved and not kept yet, and the counts that its year will want, or wants no more."""

    depot_id: int
    threshold: int
    tables: tuple[Solved, ...]
    counts: Mapping[Place, Count]
    is_year: bool = False


def solve_months(session: Session, its: Owed, threshold: int) -> list[Ready]:
    """Solve a depot's months from what is counted by now. Writes nothing."""
    counts, people, with_age = _counted(session, its)
    return [
        Ready(
            its.depot_id,
            threshold,
            solved_month(
                month, counts[month], people[month], its.own_home, threshold, visits_with_age=with_age[month]
            ),
            {(month, *names): count for names, count in sorted(counts[month].items())},
        )
        for month in months(its.first, its.last)
    ]


def solve_year(session: Session, depot_id: int, own_home: str, year: int, threshold: int) -> Ready:
    """Solve a depot's year from what its months were solved from. Writes nothing."""
    run = session.connection().execute
    counts: dict[Place, Count] = {
        (row.month, row.home_code, row.kind): Count(row.visits, row.loans)
        for row in run(select(FixedCount.__table__).where(kept.depot_id == depot_id, _within(kept.month, year)))
    }
    # A year hides no less than its months did.
    its = table.depot_id == depot_id, _within(table.period, year)
    threshold = max(threshold, run(select(func.max(table.threshold)).where(*its)).scalar_one() or 0)
    solved = solved_year(year, counts, _hidden(session, depot_id, year), own_home, threshold)
    return Ready(depot_id, threshold, (solved,), counts, is_year=True)


def keep(session: Session, ready: Ready, now: datetime) -> int:
    """Keep tables for good, unless somebody else has. Says whether they were kept now."""
    run = session.connection().execute
    # Whoever would keep something of the same depot waits here; who lends there does not.
    run(select(depot.id).where(depot.id == ready.depot_id).with_for_update(key_share=True)).all()
    first = ready.tables[0]
    same = table.depot_id == ready.depot_id, table.what == first.what, table.period == first.period
    if run(select(table.period).where(*same)).first():
        return 0
    for solved in ready.tables:
        _write_down(session, ready, solved, now)
    if ready.is_year:
        run(delete(FixedCount).where(kept.depot_id == ready.depot_id, _within(kept.month, first.period)))
    elif ready.counts:
        run(insert(FixedCount), [_count_row(ready.depot_id, *each) for each in ready.counts.items()])
    return 1


def fix_all(session: Session, threshold: int, now: datetime) -> None:
    """Fix all that is owed by now, in the transaction at hand."""
    for its in owed(session, now):
        for ready in solve_months(session, its, threshold):
            keep(session, ready, now)
    for depot_id, own_home, year in owed_years(session):
        keep(session, solve_year(session, depot_id, own_home, year, threshold), now)


def _counted(
    session: Session, its: Owed
) -> tuple[dict[int, dict[tuple[str, str], Count]], dict[int, dict[str, int]], dict[int, int]]:
    """Visits and loans by month, home and kind; people by month and age band; visits that told an age by month."""
    run, here = session.connection().execute, {its.depot_id}
    visits = visit_months(session, its.first, its.last, here).c
    keys = visits.month, visits.home_code, visits.kind
    made: dict[tuple[int, str, str], int] = {}
    with_age: dict[int, int] = defaultdict(int)
    both = func.sum(visits.visits), func.sum(visits.visits_with_age)
    for month, home, kind, number, aged in run(select(*keys, *both).group_by(*keys)):
        made[month, home, kind] = int(number)
        with_age[month] += int(aged)
    loans = loan_months(session, its.first, its.last, here).c
    keys = loans.month, loans.home_code, loans.kind
    lent = {tuple(row[:3]): int(row[3]) for row in run(select(*keys, func.sum(loans.lent)).group_by(*keys))}
    counts: dict[int, dict[tuple[str, str], Count]] = defaultdict(dict)
    for (month, home, kind), number in made.items():
        counts[month][home, kind] = Count(number, lent[month, home, kind])
    served = people_months(session, its.first, its.last, here).c
    people: dict[int, dict[str, int]] = defaultdict(dict)
    summed = select(served.month, served.age_band, func.sum(served.people)).group_by(served.month, served.age_band)
    for month, band, number in run(summed):
        people[month][band] = int(number)
    return counts, people, with_age


def _hidden(session: Session, depot_id: int, year: int) -> frozenset[Cell]:
    """The cells of month and home and of month and kind that a year's months hide."""
    asked = select(cell.period, cell.home_code, cell.kind).where(
        cell.depot_id == depot_id,
        _within(cell.period, year),
        cell.what.in_((What.MONTH_HOME, What.MONTH_KIND)),
        cell.is_hidden,
    )
    return frozenset(
        (month, None if home == EVERY else home, None if kind == EVERY else kind)
        for month, home, kind in session.connection().execute(asked)
    )


def _within(month: ColumnElement[int], year: int) -> ColumnElement[bool]:
    return month.between(year * 100 + 1, year * 100 + LAST_OF_YEAR)


def _write_down(session: Session, ready: Ready, solved: Solved, now: datetime) -> None:
    run = session.connection().execute
    key = {"depot_id": ready.depot_id, "what": solved.what, "period": solved.period}
    sums = {"visits": solved.sums.visits, "loans": solved.sums.loans, "people": solved.sums.people}
    how = {"threshold": ready.threshold, "solved_at": now, "is_withheld": solved.is_withheld}
    run(insert(FixedTable), [{**key, **sums, **how, "visits_with_age": solved.visits_with_age}])
    rows = [{**key, **_cell_row(solved, name, shown)} for name, shown in solved.cells.items()]
    if rows:
        run(insert(FixedCell), rows)


def _cell_row(solved: Solved, name: Name, shown: tuple[int, ...] | None) -> dict[str, Any]:
    names = dict(zip(("home_code", "kind", "age_band"), name, strict=True))
    figures: dict[str, int | None] = {"visits": None, "loans": None, "people": None}
    if shown is not None:
        told = ("people",) if solved.what is What.MONTH_AGE else ("visits", "loans")
        figures |= dict(zip(told, shown, strict=True))
    return {**names, "is_hidden": shown is None, **figures}


def _count_row(depot_id: int, place: Place, count: Count) -> dict[str, Any]:
    names = dict(zip(("month", "home_code", "kind"), place, strict=True))
    return {"depot_id": depot_id, **names, "visits": count.visits, "loans": count.loans}
