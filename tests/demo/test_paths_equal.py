"""The demo made in bulk is the demo that the counter's own operations make: every table, every row, every column."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing
from lendlib.demo import by_operations, in_bulk
from lendlib.demo.people import PASSWORD
from lendlib.operations.housekeeping import clear_out
from lendlib.operations.passwords import is_right
from lendlib.rules.forgetting import Kept, usual_days
from tests.demo.conftest import NOW, wishes_for
from tests.given import KEYS

pytestmark = pytest.mark.early
LOANS = 2_000
NEVER_EMPTY = (
    "loan",
    "contact",
    "command",
    "event",
    "due_change",
    "note",
    "door_day",
    "checkout_people",
    "child_line",
    "category_policy",
    "loan_month",
    "visit_month",
    "people_month",
    "kept_month",
    "issued_report",
)


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Everything in the database, by table, in the order of the keys. A salted hash says only what it opens for."""
    found = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            found[table.name] = [dict(row) for row in rows]
    for account in found["staff"]:
        account["password_hash"] = is_right(PASSWORD, account["password_hash"])
    return found


def next_numbers(engine: Engine) -> dict[str, int]:
    """Which id each numbered table would give next."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return {row.name: row.seq + 1 for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}
        names = connection.execute(text("SELECT relname FROM pg_class WHERE relkind = 'S'")).scalars().all()
        return {name: connection.execute(text(f"SELECT nextval('{name}')")).scalar_one() for name in names}


def assert_equal(left: Engine, right: Engine) -> None:
    """Compare two databases whole; the first differing rows are shown."""
    ours, theirs = contents(left), contents(right)
    assert ours.keys() == theirs.keys()
    for name in ours:
        for one, other in zip(ours[name], theirs[name], strict=False):
            assert one == other, name
        assert len(ours[name]) == len(theirs[name]), name
    assert next_numbers(left) == next_numbers(right)


def test_both_paths_leave_the_same_rows(fresh: Callable[[], Engine]) -> None:
    played, written = fresh(), fresh()
    with Session(played) as session:
        by_operations.fill(session, KEYS, wishes_for(played, LOANS))
    with Session(written) as session:
        in_bulk.fill(session, KEYS, wishes_for(written, LOANS))
    assert_equal(played, written)
    there = contents(written)
    assert all(there[name] for name in NEVER_EMPTY)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_written_in_small_pieces_and_without_old_commands_it_is_the_same(fresh: Callable[[], Engine]) -> None:
    whole, in_pieces = fresh(), fresh()
    with Session(whole) as session:
        in_bulk.fill(session, KEYS, wishes_for(whole, LOANS))
        begin_writing(session)
        clear_out(session, NOW, usual_days() | {Kept.NOTES: 10_000})
        session.commit()
    with Session(in_pieces) as session:
        since = NOW - timedelta(usual_days()[Kept.COMMANDS])
        in_bulk.fill(session, KEYS, wishes_for(in_pieces, LOANS), since, loans_a_flush=100)
    assert_equal(whole, in_pieces)
