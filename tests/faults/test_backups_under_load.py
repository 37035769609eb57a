"""Backups made while a counter lends: each holds whole visits alone, and all that was acknowledged before."""

import sqlite3
import subprocess
import threading
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from lendlib.operations import lending, returning
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.lending import Visit
from lendlib.outside.backups import back_up
from lendlib.outside.backups_archive import unpack
from lendlib.restoring import restore
from tests import given
from tests.ground.postgresql import binaries
from tests.ground.racing import write
from tests.ground.waiting import until

pytestmark = pytest.mark.early
BASKET = 3


class Lending(threading.Thread):
    """A counter that lends a basket and takes it back, over and over; it knows which visits were acknowledged."""

    def __init__(self, engine: Engine, counter: given.Counter, items: list[int]) -> None:
        super().__init__(name="a counter that lends", daemon=True)
        self.engine, self.counter, self.items = engine, counter, items
        self.acknowledged: list[int] = []
        self.is_over = threading.Event()
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.is_over.is_set():
                done = write(self.engine, self.counter, self._lend)
                self.acknowledged.append(int(done.result["checkout"]))
                for item in self.items:
                    # A breath, as between two borrowers: the machine has other tests to run.
                    self.is_over.wait(0.005)
                    write(self.engine, self.counter, lambda act, item=item: returning.check_in(act, item))
        except BaseException as fault:
            self.fault = fault

    def _lend(self, act: Act) -> Done:
        return lending.check_out(act, self.items, Visit(given.ANNA))


def visits_in(folder: Path) -> dict[int, int]:
    """How many loans each visit has in an unpacked backup, read by the databases' own programs."""
    loans: dict[int, int] = {}
    if (folder / "lendlib.sqlite3").exists():
        with closing(sqlite3.connect(folder / "lendlib.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return dict(connection.execute("SELECT checkout_id, count(*) FROM loan GROUP BY checkout_id").fetchall())
    command = [binaries() / "pg_restore", "--data-only", "--table=loan", "--file=-", folder / "lendlib.pgdump"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    head, _, rows = said.partition("COPY public.loan (")[2].partition("FROM stdin;\n")
    column = head.rstrip(") ").split(", ").index("checkout_id")
    for row in rows.partition("\\.\n")[0].splitlines():
        visit = int(row.split("\t")[column])
        loans[visit] = loans.get(visit, 0) + 1
    return loans


@pytest.mark.parametrize(
    ("database", "backups"),
    [
        ("sqlite", 20),
        ("postgresql", 20),
        pytest.param("sqlite", 100, marks=pytest.mark.long),
        pytest.param("postgresql", 100, marks=pytest.mark.long),
    ],
    indirect=["database"],
)
def test_backups_under_load_are_whole_and_the_last_is_put_back(
    config: Config, session: Session, engine: Engine, tmp_path: Path, backups: int
) -> None:
    counter = given.a_counter(session)
    items = [counter.item() for _ in range(BASKET)]
    session.commit()
    load = Lending(engine, counter, items)
    load.start()
    moved, files = 0, count()
    for _ in range(backups):
        known = until(lambda: load.fault or list(load.acknowledged), "visits are acknowledged")
        assert load.fault is None, load.fault
        file = tmp_path / f"{next(files)}.tar"
        assert back_up(config, file, counter.now).is_tried
        moved += len(load.acknowledged) > len(known)
        (tmp_path / file.stem).mkdir()
        told = unpack(file, tmp_path / file.stem)
        held = visits_in(tmp_path / file.stem)
        assert set(held.values()) == {BASKET} and held.keys() >= set(known)
        assert (told.counts["checkout"], told.counts["loan"]) == (len(held), len(held) * BASKET)
    load.is_over.set()
    load.join(60)
    assert load.fault is None and not load.is_alive()
    assert moved > backups / 2, "the counter lent on while the backups were made"
    session.close()
    engine.dispose()
    done = restore(config, file, counter.now)
    print(f"\n{backups} backups of {engine.dialect.name} amid {len(load.acknowledged)} visits, {moved} during some")
    assert done.manifest.counts["checkout"] == len(held)
    with Session(engine) as after:
        lent = after.connection().exec_driver_sql("SELECT checkout_id, count(*) FROM loan GROUP BY checkout_id")
        assert {row[0]: row[1] for row in lent} == held
