"""P2.1: 50,000 lines read, shown and put into the stock, beside csv and sqlite3's executemany; and the memory it takes.

Both steps that a person sees are counted: the dry run with its report, and the import, which reads everything again.
"""

import csv
import gc
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import xlsxwriter
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import NOW, TODAY, Place, a_place, depot_of, scratch
from config import ROOT
from lendlib.db import PRAGMAS, begin_writing, db
from lendlib.demo.writing import insert_statement
from lendlib.operations import stock_import
from lendlib.operations.acts import Act, Keys, new_key
from lendlib.outside.spreadsheets_kept import kept_in, write_down
from lendlib.rules.calendar import OpenDays
from lendlib.rules.stock_lists import MOST_ROWS, guess_columns
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep
from lendlib.web.stock_import_job import Task, work

ROUNDS, LINES = 3, MOST_ROWS
HEADER = ("Streckkod", "Kategori", "Storlek", "Märke", "Anteckning", "Skick", "Skänkt")
KINDS = ("Längdskidor", "Hockeyskridskor", "Slalomskidor", "Fotboll", "Flytväst", "Skidhjälm", "Inlines", "Tält")
SIZES = ("190", "34-36", "150", "5", "50-70", "54-58", "38", "2-3")
Rows = dict[str, tuple[list[str], list[tuple[object, ...]]]]
TABLES = ("item", "label", "item_stay", "event", "command")
KEYS = Keys(command=b"a key that only the measurements know", link=b"another key that they alone know")


def measure(_is_long: bool) -> Iterator[Figure]:
    """Give P2.1: CPU, and memory for CSV and for a workbook."""
    with scratch() as folder:
        lists = {"csv": _as_csv(folder / "list.csv"), "xlsx": _as_xlsx(folder / "list.xlsx")}
        rows = _rows_of_an_import(lists["csv"])
        held: list[float] = []
        ours, raw = in_turns(ROUNDS, lambda _: _ours(lists["csv"], held), lambda _: _raw(lists["csv"], rows))
        told = f"{LINES:,} lines in {ours:.2f} s of CPU beside {raw:.2f} s; others can't write for {median(held):.2f} s"
        yield Figure("P2.1", "import-cpu", ours / raw, "<=", 6, told)
        used = {kind: _memory(path) for kind, path in lists.items()}
        told = ", ".join(f"{kind} {most:.0f} MB over {idle:.0f} MB idle" for kind, (most, idle) in used.items())
        yield Figure("P2.1", "import-memory", max(most for most, _ in used.values()), "<=", 150, told)


def _lines() -> Iterator[tuple[str, ...]]:
    yield HEADER
    for number in range(LINES):
        kind = number % len(KINDS)
        note = f"Skänkt av förening {number}" if number % 3 == 0 else ""
        day = f"2024-01-{1 + number % 28:02}"
        yield f"FB-{number:06}", KINDS[kind], SIZES[kind], f"Märke {number % 50}", note, "klar", day


def _as_csv(path: Path) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(_lines())
    return path


def _as_xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(_lines()):
            sheet.write_row(number, 0, line)
    return path


@contextmanager
def _longest_hold(engine: Engine) -> Iterator[list[float]]:
    """How long each writing transaction kept the others waiting, in seconds."""
    begun: list[float] = []
    held: list[float] = []

    def on_begin(connection: Connection) -> None:
        begun[:] = [time.perf_counter()] if connection.get_execution_options().get("is_writing") else []

    def on_checkin(*_which: object) -> None:
        held.extend(time.perf_counter() - moment for moment in begun)
        begun.clear()

    event.listen(engine, "begin", on_begin)
    event.listen(engine, "checkin", on_checkin)
    yield held
    event.remove(engine, "begin", on_begin)
    event.remove(engine, "checkin", on_checkin)


def _import(place: Place, path: Path, beforehand: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Bring a list in as the pages do; the CPU seconds, and for how long others could not write, at most."""
    with place.app().app_context(), Session(db.engine) as session:
        depot = depot_of(session)
        act = Act(session, depot, OpenDays({}, {}), 1, None, KEYS, new_key(), NOW, TODAY)
        begin_writing(session)
        import_id = stock_import.take_in(act, "list", {})
        session.commit()
        kept = kept_in(place.folder, import_id)
        with path.open("rb") as upload:
            kept.take(write_down(place.folder, upload))
        beforehand()
        begun = time.thread_time()
        with _longest_hold(db.engine) as held:
            for step in ImportStep:
                begin_writing(session)
                attempt = stock_import.begin(act, import_id, step)
                session.commit()
                work(Task(act, import_id, attempt, step, kept, guess_columns(HEADER), {}, "sv", ()))
        spent = time.thread_time() - begun
        known = stock_import.find(session, depot.id, import_id)
        session.rollback()
        db.engine.dispose()
    if known.state is not ImportState.DONE or known.rows_done != LINES:
        raise Unmeasured(f"{known.state} after {known.rows_done} lines")
    return spent, max(held)


def _ours(path: Path, held: list[float]) -> float:
    with a_place() as place:
        spent, longest = _import(place, path)
    held.append(longest)
    return spent


def _raw(path: Path, rows: Rows) -> float:
    """csv alone over the same file, and the very same rows by executemany under the app's own promises."""
    with a_place() as place, closing(sqlite3.connect(place.database, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        begun = time.thread_time()
        with path.open(encoding="cp1252", newline="") as file:
            read = sum(1 for _ in csv.reader(file, delimiter=";"))
        connection.execute("BEGIN IMMEDIATE")
        for name, (columns, values) in rows.items():
            connection.executemany(insert_statement(name, columns), values)
        connection.execute("COMMIT")
        spent = time.thread_time() - begun
    if read != LINES + 1:
        raise Unmeasured(f"{read} lines")
    return spent


def _rows_of_an_import(path: Path) -> Rows:
    """What an import writes, as sqlite3 gives it."""
    with a_place() as place:
        with closing(sqlite3.connect(place.database)) as before:
            last = {name: before.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in TABLES}
        _import(place, path)
        found: Rows = {}
        with closing(sqlite3.connect(place.database)) as after:
            for name in TABLES:
                asked = after.execute(f"SELECT * FROM {name} WHERE id > ?", (last[name],))
                found[name] = ([column[0] for column in asked.description], asked.fetchall())
    return found


def _memory(path: Path) -> tuple[float, float]:
    """The most that a process of its own took over what it held when idle, and that, in MB."""
    asked = [sys.executable, "-m", "bench.p2_1_import", str(path)]
    told = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return float(told[-2]), float(told[-1])


def _tell_memory(path: Path) -> None:
    """In a process of its own: import, and print what it took."""
    with a_place() as place:
        idle = 0.0

        def forget_the_past() -> None:
            nonlocal idle
            gc.collect()
            Path("/proc/self/clear_refs").write_text("5")
            idle = _peak()

        _import(place, path, forget_the_past)
        print(_peak() - idle, idle)


def _peak() -> float:
    """The most memory that was resident, in MB."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024 / 1_000_000


if __name__ == "__main__":
    _tell_memory(Path(sys.argv[1]))
