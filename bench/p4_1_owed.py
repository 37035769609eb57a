"""P4.1: what is owed over 1 million loans, asked when all is planned, beside the same question put to every loan.

And planning a second time beside the first: in the first, each letter of the day is still to be queued.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from statistics import median
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import Place, a_place
from bench.history import add_history
from lendlib.db import begin_writing
from lendlib.models.reminders import Notice
from lendlib.operations import reminders_queries
from lendlib.operations.plain_reading import PlainQuestion
from lendlib.operations.reminders_depots import remindings
from lendlib.operations.reminders_owed import find_owed
from lendlib.operations.reminders_planning import plan
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import TextForm

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
LOANS, ROUNDS = 1_000_000, 9
_owed = reminders_queries.owed
WAYS = (Way("mail", Address.EMAIL, TextForm.LONG, is_safe_to_repeat=True),)
# Of a hundred visits so many are still out, by how long ago they were made: things come back from the first day on,
# a tenth is late, one in a hundred never comes.
STILL_OUT = ((5, 90), (10, 60), (14, 25), (17, 10), (24, 4), (1000, 1))
OUT = (
    "UPDATE OR IGNORE loan SET closed_at = NULL, closed_on = NULL, outcome = NULL, returned_depot_id = NULL,"
    " returned_as = NULL WHERE lent_on BETWEEN date('2026-11-20', :older) AND date('2026-11-20', :newer)"
    " AND checkout_id * 7919 % 100 < :share"
)
CONTACTS = (
    "INSERT INTO contact (checkout_id, name, email, language)"
    " SELECT id, 'Namn ' || id, 'n' || id || '@example.org', 'sv' FROM checkout"
    " WHERE id IN (SELECT checkout_id FROM loan WHERE closed_at IS NULL) OR made_on > '2026-10-30'"
)


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P4.1: the scan, the second planning, and how many notices that added."""
    with a_place() as place, place.engine() as engine:
        add_history(place, LOANS)
        lent_out = _lend_out(place)
        yield from _planned_twice(engine)
        yield _scanned(engine, lent_out)


def _planned_twice(engine: Engine) -> Iterator[Figure]:
    firsts, seconds, news = [], [], set()
    with Session(engine) as session:
        for _ in range(ROUNDS):
            begin_writing(session)
            session.execute(delete(Notice))
            session.commit()
            first, owed = _timed(lambda: _plan(session))
            second, new = _timed(lambda: _plan(session))
            firsts.append(first)
            seconds.append(second)
            news.add(new)
    if not owed:
        raise Unmeasured("nothing was owed")
    told = f"{median(seconds) * 1000:.1f} ms beside {median(firsts) * 1000:.1f} ms for {owed:,} notices"
    yield Figure("P4.1", "plan-again", median(seconds) / median(firsts), "<=", 0.20, told)
    yield Figure("P4.1", "plan-again-new", max(news), "==", 0, f"notices that {ROUNDS} second plans added")


def _scanned(engine: Engine, lent_out: int) -> Figure:
    with Session(engine) as session:
        if find_owed(session, NOW, WAYS, remindings(session)):
            raise Unmeasured("something is owed after planning")
        scan, full = in_turns(ROUNDS, lambda _: _scanning(session), lambda _: _scanning_all(session))
    told = f"{scan * 1000:.2f} ms beside {full * 1000:.0f} ms over {LOANS:,} loans, {lent_out:,} of them out"
    return Figure("P4.1", "owed-scan-percent", 100 * scan / full, "<=", 1, told)


def _scanning(session: Session) -> float:
    return _timed(lambda: find_owed(session, NOW, WAYS, remindings(session)))[0]


def _scanning_all(session: Session) -> float:
    with patch.object(reminders_queries, "owed", _reading_every_loan):
        return _scanning(session)


@cache
def _reading_every_loan(*about: Any) -> PlainQuestion:
    """The same question, whose loans about whose last day something is owed are found by reading all of them."""
    question = _owed(*about)
    words, changed = re.subn(r"FROM loan\s+WHERE (?=loan.closed_at)", "FROM loan NOT INDEXED WHERE ", question.words)
    if not changed:
        raise Unmeasured("loans are read otherwise by now")
    return replace(question, words=words)


def _plan(session: Session) -> int:
    begin_writing(session)
    new = plan(session, NOW, WAYS)
    session.commit()
    return new


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def _lend_out(place: Place) -> int:
    """Let things of the newest visits be out still, and their borrowers be known."""
    connection = sqlite3.connect(place.database)
    newer = 0
    for older, share in STILL_OUT:
        connection.execute(OUT, {"older": f"-{older} days", "newer": f"-{newer} days", "share": share})
        newer = older + 1
    connection.execute(CONTACTS)
    connection.execute("PRAGMA optimize")
    connection.execute("ANALYZE")
    out: int = connection.execute("SELECT count(*) FROM loan WHERE closed_at IS NULL").fetchone()[0]
    connection.commit()
    connection.close()
    return out
