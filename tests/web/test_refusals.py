"""Every no and every fault ends in a page that says what happened, and changes nothing."""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import DiskFull
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.models.depots import Depot
from lendlib.operations.depots import make_depot
from lendlib.rules.errors import N_, Refused
from lendlib.web.doors import public, takes_up_to
from lendlib.web.moments import now
from tests.ground.templates import make_config
from tests.web.people import press, someone_signed_in

HTMX = {"HX-Request": "true"}


class OutTill(Refused):
    """A refusal with values."""

    code = "out-till"
    status = 409
    sentence = N_("{thing} is out until {day}.")
    advice = N_("Come back on {day}.")


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    """A browser that reads English, so that sentences can be compared."""
    client.set_cookie("language", "en")
    return client


def answering(app: Flask, problem: BaseException | type[BaseException]) -> None:
    """Let /breaks change something and then break."""

    def breaks() -> str:
        begin_writing(db.session())
        make_depot(db.session(), name="Half done", municipality_code="1780", now=now())
        raise problem

    app.add_url_rule("/breaks", view_func=public(breaks), endpoint="breaks", methods=["GET", "POST"])


def locked(words: str) -> OperationalError:
    return OperationalError("INSERT INTO contact", {"name": "Anna Hemlig"}, sqlite3.OperationalError(words))


def full_on_postgresql(words: str) -> OperationalError:
    return OperationalError("INSERT INTO contact", {"name": "Anna Hemlig"}, DiskFull(words))


def test_a_refusal_is_said_with_its_values(app: Flask, english: FlaskClient, session: Session) -> None:
    answering(app, OutTill(thing="<b>Skates</b>", day=date(2024, 12, 24)))
    answer = english.get("/breaks")
    assert answer.status_code == 409
    assert "&lt;b&gt;Skates&lt;/b&gt; is out until Tuesday 24 December 2024." in answer.text
    assert "Come back on Tuesday 24 December 2024." in answer.text and "<html" in answer.text
    assert session.scalar(select(func.count()).select_from(Depot)) == 0


def test_a_part_of_a_page_gets_its_fragment(app: Flask, english: FlaskClient) -> None:
    answering(app, OutTill(thing="It", day=date(2024, 12, 24)))
    answer = english.get("/breaks", headers=HTMX)
    assert answer.status_code == 409 and "<html" not in answer.text
    assert 'role="alert"' in answer.text and "It is out until" in answer.text


@pytest.mark.parametrize(
    ("problem", "status", "says"),
    [
        (locked("database is locked"), 503, "busy"),
        (locked("database or disk is full"), 503, "is full"),
        (locked("unable to open database file"), 503, "reached"),
        (OSError(28, "No space left on device"), 503, "is full"),
        (full_on_postgresql("could not extend file"), 503, "is full"),
        (ValueError("Anna Hemlig"), 500, "our fault"),
    ],
)
def test_a_fault_changes_nothing_and_tells_nothing(
    app: Flask,
    english: FlaskClient,
    session: Session,
    caplog: pytest.LogCaptureFixture,
    problem: Exception,
    status: int,
    says: str,
) -> None:
    answering(app, problem)
    for headers in ({}, HTMX):
        caplog.clear()
        answer = english.get("/breaks", headers=headers)
        assert answer.status_code == status and says in answer.text and "Nothing was changed" in answer.text
        assert "Hemlig" not in caplog.text and "Hemlig" not in answer.text
        error_id = caplog.records[-1].getMessage().partition(":")[0]
        assert error_id in answer.text and "in breaks" in caplog.text
        assert ("Retry-After" in answer.headers) == (status == 503)
    assert session.scalar(select(func.count()).select_from(Depot)) == 0


def test_the_causes_of_a_fault_are_in_the_log_without_their_words(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> str:
        try:
            int("0701740605")
            raise KeyError("0701740605")
        except KeyError as cause:
            raise RuntimeError("of 0701740605") from cause

    app.add_url_rule("/breaks/<word>", view_func=public(lambda word: breaks()), endpoint="breaks")
    assert client.get("/breaks/0701740605").status_code == 500
    assert "KeyError" in caplog.text and "RuntimeError" in caplog.text
    assert "/breaks/<word>" in caplog.text
    told = [line for line in caplog.text.splitlines() if not line.lstrip().startswith(("raise", "int("))]
    assert not any("0701740605" in line for line in told)


@pytest.mark.parametrize(("path", "method", "status"), [("/nothing", "GET", 404), ("/sign-out", "GET", 405)])
def test_wrong_addresses(english: FlaskClient, path: str, method: str, status: int) -> None:
    answer = english.open(path, method=method)
    assert answer.status_code == status and '<main id="main"' in answer.text
    if status == 405:
        assert "POST" in answer.headers["Allow"]


def test_too_large(app: Flask, session: Session, config: Config) -> None:
    app.add_url_rule("/small", view_func=public(lambda: "in"), endpoint="small", methods=["POST"])
    view = takes_up_to(5_000_000)(public(lambda: "in"))
    app.add_url_rule("/large", view_func=view, endpoint="large", methods=["POST"])
    body = {"words": "x" * (config.max_request_bytes + 1)}
    client = someone_signed_in(app, session)
    for who in (client, app.test_client()):
        answer = press(who, "/small", **body)
        assert answer.status_code == 413 and "<html" in answer.text
        assert press(who, "/sign-in", **body).status_code == 413
    assert press(client, "/account/password", **body).status_code == 413


def test_a_database_that_is_gone(app: Flask, english: FlaskClient, config: Config) -> None:
    if config.is_sqlite:
        with app.app_context():
            db.engine.dispose()
        shutil.rmtree(config.instance)
        gone = english
    else:
        there = make_config(Path(config.instance), "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
        gone = create_app(there).test_client()
        gone.set_cookie("language", "en")
    answer = gone.get("/about")
    assert answer.status_code == 503 and "reached" in answer.text


def test_a_database_that_is_locked(app: Flask, english: FlaskClient, session: Session, config: Config) -> None:
    """Someone else holds it for longer than a person waits; shortened by asking for next to no wait."""
    hurry = "PRAGMA busy_timeout=0" if config.is_sqlite else "SET LOCAL lock_timeout = '10ms'"

    def writes() -> str:
        connection = db.session.connection()
        connection.exec_driver_sql(hurry)
        connection.exec_driver_sql("UPDATE county SET name = name")
        return "done"

    app.add_url_rule("/writes", view_func=public(writes), endpoint="writes")
    begin_writing(session)
    session.execute(text("UPDATE county SET name = name"))
    answer = english.get("/writes")
    assert answer.status_code == 503 and "busy" in answer.text
    session.rollback()
    assert english.get("/writes").text == "done"


def test_a_broken_error_page_still_speaks(app: Flask, english: FlaskClient) -> None:
    answering(app, ZeroDivisionError())
    app.jinja_env.globals["asset"] = None
    answer = english.get("/breaks")
    assert answer.status_code == 500 and "our fault" in answer.text and "<html" not in answer.text
