"""The year's report by municipality, month and category, of 290 depots: by the app, and by the driver alone.

On SQLite over a whole history, on PostgreSQL over a copy of what the report reads.
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

from bench.ground import SECRET, TODAY, Place
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
from tests.ground.postgresql import Cluster

YEAR = Asked(date(2025, 1, 1), date(2025, 12, 31), (By.MUNICIPALITY, By.MONTH, By.CATEGORY))
SCAN = "SELECT depot_id, month, category_id, lent FROM loan_month WHERE month BETWEEN 202501 AND 202512"
# What a report by month reads. Of the loans it asks only when the first and the last were.
READ = (County, Municipality, Category, CategoryName, Depot, LoanMonth, KeptMonth)
ENDS = "SELECT min(id) AS id FROM loan UNION SELECT max(id) FROM loan"
ROWS_AT_ONCE = 20_000


def report(engine: Engine) -> Report:
    """What the app answers."""
    with Session(engine) as session:
        return answer(session, YEAR, EVERYTHING, "sv", TODAY)


def cells(engine: Engine) -> dict[tuple[str, ...], Value]:
    """What stands in each cell of the app's answer."""
    return {key: row[0] for key, row in report(engine).values.items()}


def scanned(engine: Engine) -> dict[tuple[str, ...], int]:
    """The same cells by the driver alone: every row of the year is read, and added up under its names."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT id, municipality_code FROM depot")
        places = dict(cursor.fetchall())
        cursor.execute("SELECT id, key FROM category")
        things = dict(cursor.fetchall())
        months = {202500 + number: f"2025-{number:02}" for number in range(1, 13)}
        cells: dict[tuple[str, ...], int] = {}
        cursor.execute(SCAN)
        for depot_id, month, category_id, lent in cursor:
            key = (places[depot_id], months[month], things[category_id])
            cells[key] = cells.get(key, 0) + lent
    finally:
        connection.close()
    return {key: lent for key, lent in cells.items() if lent}


def timed(act: Callable[[], object]) -> float:
    """How long it takes, in seconds."""
    gc.collect()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


@contextmanager
def on_both(place: Place, cluster: Cluster) -> Iterator[dict[str, Engine]]:
    """A history on SQLite, and a copy of what the report reads of it on PostgreSQL."""
    with place.engine() as sqlite:
        postgresql = _copy(sqlite, cluster, place.folder.name)
        try:
            yield {"sqlite": sqlite, "postgresql": postgresql}
        finally:
            postgresql.dispose()


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
