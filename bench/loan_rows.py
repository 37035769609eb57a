"""Loans as rows for measuring: what the page of loans sends, and the plain way to the same file."""

import csv
import gc
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.figures import Unmeasured
from bench.ground import opened, scratch
from config import ROOT
from lendlib.operations.statistics_loans import OPEN, Chosen, Extent, Names, extent, loan_rows
from lendlib.operations.statistics_places import places
from lendlib.operations.statistics_sight import EVERYTHING
from lendlib.operations.statistics_things import things
from lendlib.outside.csv_files import PLAIN
from lendlib.outside.loan_files import COLUMNS, loans_csv, write_loans
from lendlib.rules.vocabulary import Outcome

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
ENDED = {outcome.value: outcome.value.title() for outcome in Outcome} | {OPEN: "Out"}
# One cursor over all of it: the same rows, columns and words, with neither reach nor practice nor harmless cells.
PLAIN_WAY = """
    SELECT lent_on, depot.slug, depot.name, category.key, category_name.name, item.size_text, loan.quantity, due_on,
        CASE WHEN outcome IN ('returned', 'found_here') THEN closed_on END, coalesce(outcome, 'open'),
        CASE outcome WHEN 'returned' THEN 'Returned' WHEN 'lost' THEN 'Lost' ELSE 'Out' END,
        CASE WHEN outcome = 'returned' AND closed_on > due_on THEN 1 WHEN outcome IS NOT NULL THEN 0 END,
        (SELECT count(*) FROM due_change
         WHERE loan_id = loan.id AND reason = 'renewal' AND due_change.undone_at IS NULL)
    FROM loan JOIN depot ON depot.id = loan.depot_id JOIN item ON item.id = loan.item_id
        JOIN category ON category.id = loan.category_id
        JOIN category_name ON category_name.category_id = category.id AND category_name.language = 'sv'
    WHERE (outcome IS NULL OR outcome <> 'undone') AND lent_on BETWEEN '2020-01-01' AND '2026-12-31'
    ORDER BY loan.id
"""


def asked(engine: Engine) -> tuple[Chosen, Extent, Names]:
    """Every loan of every depot."""
    with Session(engine) as session:
        chosen = Chosen(FIRST, LAST, places(session, (), EVERYTHING), things(session, (), "sv"))
        return chosen, extent(session, chosen), Names.of(chosen, ENDED)


def write_csv(engine: Engine, path: Path) -> int:
    """The CSV as it is sent, into a file; how many rows."""
    chosen, known, named = asked(engine)
    with path.open("wb") as file:
        for piece in loans_csv(loan_rows(engine, chosen, known), named, COLUMNS, PLAIN):
            file.write(piece)
    return known.rows


def write_workbook(engine: Engine, path: Path) -> int:
    """The workbook as it is made, into a file; how many rows."""
    chosen, known, named = asked(engine)
    about = ("Asked", [("Rows", str(known.rows))])
    with path.open("wb") as file:
        parts = loan_rows(engine, chosen, known)
        write_loans(file, parts, named, COLUMNS, "Loans", about, str(path.parent), lambda _done: None)
    return known.rows


def write_plainly(engine: Engine, path: Path) -> int:
    """A raw cursor and `csv`, into a file; how many bytes."""
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    # On PostgreSQL one that stays at the server, as SQLite's does in its file: else all rows would be held at once.
    cursor = driver.cursor("plain") if engine.dialect.name == "postgresql" else driver.cursor()
    with path.open("w", newline="", encoding="utf-8") as file:
        cursor.execute(PLAIN_WAY)
        csv.writer(file).writerows(cursor)
        size = file.tell()
    cursor.close()
    connection.close()
    return size


def memory_alone(module: str, small: str, large: str, size: int) -> tuple[float, float]:
    """What that measurement, in a process of its own, says of a database with so many loans: extra memory and peak.

    Both databases by their addresses; the small one is written first.
    """
    command = [sys.executable, "-m", module, small, large, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    extra, peak = done.stdout.split()
    return float(extra), float(peak)


def tell_memory(write: Callable[[Engine, Path], int]) -> None:
    """Be that process: write the loans of the databases that it was given, and print what the larger one took."""
    small, large, size = sys.argv[1:]
    with scratch() as folder, opened(small) as warm, opened(large) as engine:
        found: list[int] = []
        extra, peak = extra_memory(
            lambda: write(warm, folder / "small"), lambda: found.append(write(engine, folder / "large"))
        )
    if found != [int(size)]:
        raise Unmeasured(f"{found} rows")
    print(extra, peak)


def extra_memory(small: Callable[[], object], large: Callable[[], object]) -> tuple[float, float]:
    """The most that this process took for the large one over what it held after the small one, and the whole, in MiB.

    The small one has everything imported and warm; what is left is what the rows take.
    """
    small()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    idle = _peak()
    large()
    return _peak() - idle, _peak()


def _peak() -> float:
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024
