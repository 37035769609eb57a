"""What monitors ask: small, plain, open to all, and telling nothing of anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.operations.backups import Told, tell_asked
from lendlib.operations.jobs import write_down
from lendlib.rules.backups import BackupOutcome
from lendlib.rules.jobs import Run
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState
from tests import given
from tests.ground.letters_put import put_letter
from tests.web.people import statements_of

TOKEN = "a-secret-that-only-prometheus-knows"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, metrics_token=TOKEN)


def ran(session: Session, name: str = "sending", failure_id: str | None = None) -> None:
    """A job was done at noon."""
    begin_writing(session)
    at = given.MONDAY_NOON
    write_down(session, Run(name, at, at, at + timedelta(seconds=20), 3, failure_id=failure_id))
    session.commit()


def test_live_asks_the_database_nothing_and_ready_asks_it_for_its_schema(app: Flask) -> None:
    client, sent = app.test_client(), statements_of(app)
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json, sent) == (200, {"status": "ok"}, [])
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    assert client.get("/health/ready").json == {"status": "ok"}
    assert len(sent) == 2 and "alembic_version" in sent[-1]


def test_ready_says_when_the_schema_is_another_one(app: Flask, session: Session) -> None:
    begin_writing(session)
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "another schema"})


def test_the_worker_is_well_for_an_hour_after_its_last_run(app: Flask, session: Session) -> None:
    client = app.test_client()
    with time_machine.travel(given.MONDAY_NOON, tick=False) as clock:
        answer = client.get("/health/worker")
        assert answer.status_code == 503 and answer.json is not None
        assert (answer.json["status"], answer.json["last_run_seconds"]) == ("stands still", None)
        ran(session)
        clock.shift(60)
        good = {"status": "ok", "last_run_seconds": 60, "failing": [], "late": []}
        answer = client.get("/health/worker")
        assert (answer.status_code, answer.json) == (200, good)
        for number in range(3):
            ran(session, "backups", failure_id=f"0000000{number}")
        answer = client.get("/health/worker")
        assert answer.status_code == 503 and answer.json == good | {"status": "jobs fail", "failing": ["backups"]}
        clock.shift(3600)
        assert client.get("/health/worker").status_code == 503


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_is_gone_is_said_to_monitors(app: Flask, session: Session) -> None:
    begin_writing(session)
    for table in ("job_run", "alembic_version"):
        session.execute(text(f"ALTER TABLE {table} RENAME TO {table}_elsewhere"))
    session.commit()
    client = app.test_client()
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/worker").json == {"status": "no database"}
    assert client.get("/health/ready").status_code == 503


def test_figures_are_counts_and_ages_behind_a_secret(app: Flask, session: Session) -> None:
    counter = given.a_counter(session)
    visit = counter.lends(counter.item())
    put_letter(session, visit, NoticeState.FAILED, counter.now, tries=[(AttemptEnd.PERMANENT, "550")])
    tell_asked(session, Told(BackupOutcome.MADE, 1), given.MONDAY_NOON, given.MONDAY_NOON)
    session.commit()
    ran(session)
    client = app.test_client()
    for wrong in ("x", TOKEN[:-1], "ö" * 40):
        assert client.get(f"/metrics/{wrong}").status_code == 404
    with time_machine.travel(given.MONDAY_NOON + timedelta(minutes=2), tick=False):
        answer = client.get(f"/metrics/{TOKEN}")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    for line in (
        "lendlib_loans_open 1",
        'lendlib_letters{state="failed"} 1',
        'lendlib_letters{state="queued"} 0',
        'lendlib_newest_tries{outcome="permanent"} 1',
        'lendlib_job_age_seconds{job="sending"} 120',
        'lendlib_job_failures{job="sending"} 0',
        "lendlib_backup_age_seconds 120",
        "lendlib_worker_well 1",
    ):
        assert line in answer.text.splitlines(), answer.text
    assert "Testdep" not in answer.text and "Anna" not in answer.text


def test_figures_have_no_address_without_a_secret(app: Flask) -> None:
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], metrics_token="")
    assert app.test_client().get("/metrics/").status_code == 404
    assert app.test_client().get("/metrics/x").status_code == 404
