"""P1.7: the demo network written in bulk, beside the very same rows by sqlite3's executemany alone."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import NOW, TODAY, Place, scratch
from lendlib.db import PRAGMAS, Base, begin_writing, db
from lendlib.demo import make_demo
from lendlib.demo.writing import CACHE_KIB, insert_statement
from lendlib.operations.acts import Keys
from lendlib.operations.reference import load_reference

ROUNDS, LOANS, LOANS_LONG = 5, 20_000, 200_000
KEYS = Keys(command=b"a key that only the measurements know", link=b"another key that they alone know")
REFERENCE = {"county", "municipality", "category", "category_name", "category_care"}
Rows = dict[str, tuple[list[str], list[tuple[object, ...]]]]


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.7; in --long over more loans."""
    loans = LOANS_LONG if is_long else LOANS
    with scratch() as folder:
        empty = _migrated(folder / "empty")
        wanted = _rows_of(_fresh(empty, folder, loans)[0])
        lent = len(wanted["loan"][1])
        bulk, raw = in_turns(
            ROUNDS,
            lambda _: lent / _fresh(empty, folder, loans)[1],
            lambda _: lent / _raw_seconds(empty, folder, wanted),
        )
    told = f"{bulk:,.0f} loans/s beside {raw:,.0f}/s raw"
    yield Figure("P1.7", "demo-bulk", bulk / raw, ">=", 0.25, told)


def _migrated(folder: Path) -> Path:
    """A database with reference rows and nothing else."""
    folder.mkdir()
    place = Place(folder)
    with place.app().app_context():
        upgrade()
        with Session(db.engine) as session:
            begin_writing(session)
            load_reference(session)
            session.commit()
        db.engine.dispose()
    return place.database


def _fresh(empty: Path, folder: Path, loans: int) -> tuple[Path, float]:
    """A new database with the demo in it, and the seconds that it took."""
    place = _copy(empty, folder / "bulk")
    with place.engine() as engine:
        engine.connect().close()
        begun = time.perf_counter()
        made = make_demo(engine, KEYS, loans=loans, today=TODAY, now=NOW)
        seconds = time.perf_counter() - begun
    if made.loans < loans * 0.99:
        raise Unmeasured(f"{made.loans} loans, not {loans}")
    return place.database, seconds


def _raw_seconds(empty: Path, folder: Path, wanted: Rows) -> float:
    """How long the same rows take in one transaction of a connection with the same promises."""
    place = _copy(empty, folder / "raw")
    connection = sqlite3.connect(place.database, isolation_level=None)
    for pragma in (*PRAGMAS, f"cache_size=-{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for name, (columns, rows) in wanted.items():
        connection.executemany(insert_statement(name, columns), rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


def _rows_of(database: Path) -> Rows:
    """Every row of a demo, as sqlite3 gives it, in the order in which keys allow them."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = None
        found: Rows = {}
        for table in Base.metadata.sorted_tables:
            if table.name in REFERENCE:
                continue
            columns = [column.name for column in table.columns]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table.name}").fetchall()
            if rows:
                found[table.name] = (columns, rows)
    connection.close()
    return found


def _copy(empty: Path, folder: Path) -> Place:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(empty, folder / "lendlib.sqlite3")
    return Place(folder)
