"""A letter that went is written down even where the database holds that up: else it would go twice."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session

import lendlib.db
from config import Config
from lendlib.db import begin_writing
from lendlib.jobs import sending
from lendlib.models.reminders import Notice
from lendlib.rules.errors import Busy
from tests.ground.post_office import PostOffice
from tests.jobs.posting import Depot

ANNA = "anna@example.org"


def hold_writers_up(engine: Engine, seconds: float) -> None:
    """Write, and leave it open for so long."""
    session = Session(engine)
    begin_writing(session)
    session.execute(update(Notice).values(tries=Notice.tries))
    threading.Timer(seconds, session.close).start()


def refuse(*_: object) -> None:
    raise Busy


def test_what_went_while_the_database_was_busy_is_recorded_and_goes_once(
    depot: Depot,
    office: PostOffice,
    engine: Engine,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Somebody holds the writers up for longer than lendlib waits, from the moment that the letter is taken."""
    notice = depot.owes(email=ANNA)
    monkeypatch.setattr(lendlib.db, "WAIT_SECONDS", 0.2)
    if not config.is_sqlite:
        event.listen(engine, "checkout", lambda connection, *_: connection.execute("SET lock_timeout = 200"))
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0.05)
    office.sees = lambda moment, _sender: hold_writers_up(engine, 0.6) if moment == "data" else None
    with caplog.at_level(logging.WARNING, "lendlib.sending"):
        assert depot.sends() == 1
    assert f"notice {notice} is not recorded yet" in caplog.text
    assert depot.sends() == 0
    assert depot.stands(notice) == ("sent", None, [("sent", "250 2.0.0")])
    assert office.copies() == {ANNA: 1}


def test_a_letter_whose_record_is_rolled_back_counts_once(
    depot: Depot, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, released, faults = depot.owes(email=ANNA), sending.outbox.release, [Busy()]

    def release(*what: Any) -> None:
        if office.taken and faults:
            raise faults.pop()
        released(*what)

    monkeypatch.setattr(sending.outbox, "release", release)
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0.05)
    assert depot.sends() == 1 and not faults
    assert depot.stands(notice) == ("sent", None, [("sent", "250 2.0.0")])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_recorded_at_all_ends_the_run(
    depot: Depot, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    depot.owes(email=ANNA)
    monkeypatch.setattr(sending, "RECORDED_WITHIN", timedelta(seconds=-1))
    monkeypatch.setattr(sending.outbox, "record", refuse)
    with pytest.raises(Busy):
        depot.sends()
    assert office.copies() == {ANNA: 1}
