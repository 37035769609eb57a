"""P5.1 and P5.2: the year's report by municipality, month and category, of 290 depots.

P5.1: through the app, over 1 million loans (in --long also 10 million), beside a raw scan of its summary: a cursor that
reads the year's rows of `loan_month` with the names of their places and categories, and adds up the same cells. On
SQLite and PostgreSQL. P5.2, in --long: the report over 10 million loans beside that over 1 million, on both.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from sqlalchemy import Engine, Table, create_engine, insert, select
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import SECRET, TODAY, Place, a_place
from bench.months import add_months
from config import Config
from lendlib import create_app
from lendlib.db import db, make_engine_options
from lendlib.models.depots import County, Depot, Municipality
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.lending import Checkout, Loan
from lendlib.models.staff import Staff
from lendlib.models.statistics import KeptMonth, LoanMonth
from lendlib.operations.statistics import EVERYTHING, answer
from lendlib.rules.statistics import Asked, Value
from lendlib.rules.statistics import Table as Report
from lendlib.rules.vocabulary_statistics import By
from tests.ground.postgresql import Cluster, running_cluster

ROUNDS, ONE, TEN = 9, 1_000_000, 10_000_000
YEAR = Asked(date(2025, 1, 1), date(2025, 12, 31), (By.MUNICIPALITY, By.MONTH, By.CATEGORY))
SCAN = (
    "SELECT depot.municipality_code, loan_month.month, category.key, loan_month.lent FROM loan_month"
    " JOIN depot ON depot.id = loan_month.depot_id JOIN category ON category.id = loan_month.category_id"
    " WHERE loan_month.month BETWEEN 202501 AND 202512"
)
# What a report by month reads. Of the loans it asks only when the first and the last were.
READ = (County, Municipality, Category, CategoryName, Depot, LoanMonth, KeptMonth)
ENDS = "SELECT min(id) AS id FROM loan UNION SELECT max(id) FROM loan"
ROWS_AT_ONCE = 20_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.1, in --long at both sizes, and P5.2."""
    with a_place() as small, a_place() as large, running_cluster() as cluster:
        add_months(small, ONE)
        places = {ONE: small}
        if is_long:
            add_months(large, TEN)
            places[TEN] = large
        with _engines(places, cluster) as engines:
            for name, sides in engines.items():
                for loans, engine in sides.items():
                    yield _beside_scan(engine, name, loans)
                if is_long:
                    yield _ten_times(sides[ONE], sides[TEN], name)


def _beside_scan(engine: Engine, name: str, loans: int) -> Figure:
    if (here := _cells(engine)) != (raw := _scanned(engine)):
        raise Unmeasured(f"{len(here)} cells are not the {len(raw)} of the scan, or not as many loans")
    report, scan = in_turns(
        ROUNDS, lambda _: _timed(lambda: _report(engine)), lambda _: _timed(lambda: _scanned(engine))
    )
    told = f"{report:.2f} s beside {scan:.2f} s, {len(here):,} cells of {loans:,} loans, {name}"
    return Figure("P5.1", f"report-{name}", report / scan, "<=", 2.5, told)


def _ten_times(one: Engine, ten: Engine, name: str) -> Figure:
    large, small = in_turns(ROUNDS, lambda _: _timed(lambda: _report(ten)), lambda _: _timed(lambda: _report(one)))
    told = f"{large:.2f} s over {TEN:,} loans beside {small:.2f} s over {ONE:,}, {name}"
    return Figure("P5.2", f"report-tenfold-{name}", large / small, "<=", 2.6, told)


def _report(engine: Engine) -> Report:
    with Session(engine) as session:
        return answer(session, YEAR, EVERYTHING, "sv", TODAY)


def _cells(engine: Engine) -> dict[tuple[str, ...], Value]:
    return {key: row[0] for key, row in _report(engine).values.items()}


def _scanned(engine: Engine) -> dict[tuple[str, ...], int]:
    """The same cells by the driver alone."""
    months = {202500 + number: f"2025-{number:02}" for number in range(1, 13)}
    cells: dict[tuple[str, ...], int] = {}
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(SCAN)
        for place, month, category, lent in cursor:
            key = (place, months[month], category)
            cells[key] = cells.get(key, 0) + lent
    finally:
        connection.close()
    return {key: lent for key, lent in cells.items() if lent}


def _timed(act: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


@contextmanager
def _engines(places: dict[int, Place], cluster: Cluster) -> Iterator[dict[str, dict[int, Engine]]]:
    """Each size on SQLite, and a copy of what the report reads on PostgreSQL."""
    sqlite, postgresql = {}, {}
    for loans, place in places.items():
        with place.engine() as engine:
            sqlite[loans] = engine
        postgresql[loans] = _copy(sqlite[loans], cluster, f"loans_{loans}")
    try:
        yield {"sqlite": sqlite, "postgresql": postgresql}
    finally:
        for engine in (*sqlite.values(), *postgresql.values()):
            engine.dispose()


def _copy(source: Engine, cluster: Cluster, name: str) -> Engine:
    url = cluster.make(name)
    with TemporaryDirectory(prefix="lendlib-bench-") as folder:
        app = create_app(Config(instance=Path(folder), secret_key=SECRET, database_url=url))
        with app.app_context():
            upgrade()
            db.engine.dispose()
    target = create_engine(url, **make_engine_options(False))
    with source.connect() as read, target.begin() as write:
        ends = [row[0] for row in read.exec_driver_sql(ENDS)]
        loans = read.execute(select(Loan.__table__).where(Loan.id.in_(ends))).all()
        wanted = {
            Staff: {row[0] for row in read.execute(select(Staff.id))},
            Checkout: {loan.checkout_id for loan in loans},
            Item: {loan.item_id for loan in loans},
            Loan: set(ends),
        }
        for model in (*READ[:5], Staff, Item, Checkout, Loan, *READ[5:]):
            table: Table = model.__table__  # type: ignore[assignment]
            query = select(table)
            if model in wanted:
                query = query.where(table.c.id.in_(wanted[model]))
            for rows in read.execute(query.order_by(*table.primary_key)).partitions(ROWS_AT_ONCE):
                write.execute(insert(table), [dict(row._mapping) for row in rows])
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as analysing:
        analysing.exec_driver_sql("VACUUM ANALYZE")
    return target
