"""Erased rows leave no byte in the files of the database, though pages were split and rows moved between them."""

import random
import re

from sqlalchemy import Engine, delete, insert, select, text
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.contacts import Contact
from lendlib.models.fault_reports import FaultReport
from lendlib.models.history import Note
from lendlib.models.lending import Checkout
from lendlib.operations import fault_reports
from lendlib.operations.contacts import OF_A_PERSON, erase
from lendlib.operations.housekeeping import tidy_file
from lendlib.outside.traces import overwrite
from tests import given
from tests.ground.searching import database_files

PEOPLE, SEED = 700, 5


def come_and_go(engine: Engine, seed: int) -> tuple[set[bytes], set[bytes]]:
    """Many people, of whom most are erased, in an order that moves rows from page to page; who stays, and who went."""
    chance = random.Random(seed)
    with Session(engine) as session:
        counter = given.a_counter(session)
        at = {"depot_id": counter.depot.id, "staff_id": counter.staff_id, "made_on": counter.today}
        at |= {"made_at": counter.now, "recorded_at": counter.now}
        ids = list(session.execute(insert(Checkout).returning(Checkout.id), [at] * PEOPLE).scalars())
        known: dict[int, str] = {}
        went: set[bytes] = set()
        for checkout_id in ids:
            name = f"Person{chance.randrange(10**9):09d}"
            long = name * chance.choice((1, 1, 3))
            row = {"checkout_id": checkout_id, "name": long, "phone": name[::-1], "email": f"{name}@example.org"}
            session.execute(insert(Contact), row)
            session.execute(insert(Note), {**note_of(counter), "checkout_id": checkout_id, "text": f"noted {name}"})
            known[checkout_id] = name
            if chance.random() < 0.6 and len(known) > 40:
                gone = chance.choice(list(known))
                erase(session, [gone])
                went.add(known.pop(gone).encode())
        session.commit()
    return {name.encode() for name in known.values()}, went


def in_files(engine: Engine) -> set[bytes]:
    """Everybody whose name, written forwards or backwards, is in a file of the database."""
    held = b"".join(file.read_bytes() for file in database_files(engine))
    forwards = set(re.findall(rb"Person[0-9]{9}", held))
    return forwards | {word[::-1] for word in re.findall(rb"[0-9]{9}nosreP", held)}


def note_of(counter: given.Counter) -> dict[str, object]:
    return {"depot_id": counter.depot.id, "staff_id": counter.staff_id, "made_at": counter.now}


def rows_of(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(select(table.__table__).order_by(*table.__table__.primary_key))]
            for table in OF_A_PERSON
        ]


def test_who_was_erased_is_in_no_file_and_who_is_kept_is_kept(engine: Engine) -> None:
    stays, went = come_and_go(engine, seed=SEED)
    assert len(went) > PEOPLE / 2
    assert tidy_file(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    before, kept = in_files(engine) & went, rows_of(engine)
    assert before, "deleting alone leaves something behind: the search finds it"
    assert overwrite(engine) and tidy_file(engine)
    assert in_files(engine) == stays
    assert rows_of(engine) == kept
    print(f"{engine.dialect.name}: {len(went)} erased, {len(before)} of them had left traces, 0 after")


def test_what_refers_to_a_note_goes_on_referring_to_it(session: Session, engine: Engine) -> None:
    counter = given.a_counter(session)
    fault_reports.report(session, counter.item(), "The strap is torn.", counter.now)
    session.commit()
    assert overwrite(engine)
    told = select(Note.text).join(FaultReport, FaultReport.note_id == Note.id)
    assert session.scalars(told).all() == ["The strap is torn."]


def test_behind_who_reads_for_long_it_waits_for_the_next_time(session: Session, engine: Engine, database: str) -> None:
    with Session(engine) as reader:
        reader.scalars(select(Contact.id)).all()
        assert overwrite(engine) == (database == "sqlite"), "there it is the write-ahead log that waits"
    assert overwrite(engine)
    if database == "postgresql":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "10s"


def test_the_planner_keeps_no_samples_of_what_persons_typed(session: Session, engine: Engine, database: str) -> None:
    if database == "sqlite":
        return  # its samples are counts alone: see test_who_was_erased, where they are refreshed
    counter = given.a_counter(session)
    for _ in range(3):
        counter.lends(counter.item())
    session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        sampled = "SELECT attname FROM pg_stats WHERE tablename IN ('contact', 'note')"
        columns = set(connection.execute(text(sampled)).scalars())
    assert "checkout_id" in columns and not columns & {"name", "phone", "email", "group_name", "text"}


def test_nothing_at_all_is_overwritten_too(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        session.execute(delete(Contact))
        session.commit()
    assert overwrite(engine) and overwrite(engine)
