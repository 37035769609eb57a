"""Figures by month are read by indexes: what is kept by its keys, what is counted anew by the month of each fact."""

import pytest
from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from lendlib.operations.statistics_keeping import keep_all
from lendlib.operations.statistics_marks import mark_months
from lendlib.operations.statistics_months import loan_months, people_months, visit_months
from tests import given


@pytest.fixture
def two_years(session: Session) -> given.Counter:
    """Two depots, a loan each, and all but the running month kept."""
    counter = given.a_counter(session)
    counter.lends(counter.item())
    neighbour = given.Counter(session, given.a_depot(session), counter.staff_id)
    counter.later(days=700)
    neighbour.now = counter.now
    neighbour.lends(neighbour.item())
    keep_all(session, counter.now)
    return counter


def steps(session: Session, query: Select[*tuple[object, ...]]) -> str:
    """How the database would read it, tables as small as these not scanned."""
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    wanted = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
    told = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{wanted}")
    return "\n".join(str(row[3] if is_sqlite else row[0]) for row in told)


def summed(months: Subquery, figure: str) -> Select[*tuple[object, ...]]:
    return select(months.c.depot_id, func.sum(months.c[figure])).group_by(months.c.depot_id)


def test_months_that_are_all_kept_are_read_from_what_is_kept_alone(two_years: given.Counter) -> None:
    for read, figure in ((loan_months, "lent"), (visit_months, "visits"), (people_months, "people")):
        months = read(two_years.session, 202611, 202612)
        told = steps(two_years.session, summed(months, figure))
        assert "dirty_month" not in told and "kept_month" not in told and "checkout" not in told, told


def test_one_depots_months_are_found_by_its_own_index(two_years: given.Counter) -> None:
    months = loan_months(two_years.session, 202611, 202710, [two_years.depot.id])
    assert "ix_loan_month_depot_id_month" in steps(two_years.session, summed(months, "lent"))


def test_what_is_counted_anew_is_found_by_its_month(two_years: given.Counter) -> None:
    session = two_years.session
    mark_months(session, [(two_years.depot.id, 202703)])
    told = steps(session, summed(loan_months(session, 202611, 202812), "lent"))
    for index in ("ix_loan_month", "ix_loan_closed", "ix_loan_found", "ix_due_change_renewal"):
        assert index in told, (index, told)
    if session.connection().dialect.name == "sqlite":
        assert "SCAN loan\n" not in told and "SCAN checkout" not in told and "SCAN due_change\n" not in told, told
    visits = steps(session, summed(visit_months(session, 202611, 202812), "visits"))
    assert "ix_loan_month" in visits and "Seq Scan" not in visits and "SCAN checkout" not in visits, visits
