"""A private link leaves no trace of itself and shows nobody, whatever is asked of it and whatever breaks."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.db import begin_writing
from lendlib.operations.acts import new_key
from tests.web.people import statements_of
from tests.web.private_link import SECRETS, Linking, a_linking_counter, loans_of, opens, presses

pytestmark = pytest.mark.usefixtures("monday_noon")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BELOW = ("", "/", "/forget", "/calendar.ics", "/nothing", "?renewed=1&forgotten=1")
SEEN = (*SECRETS, "Vera Volontär")


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> Linking:
    """A counter six days ago, at a depot that forgets whom it is asked to."""
    return a_linking_counter(app, session, days_ago=6, may_forget_at_once=True)


def all_that_can_be_asked(client: FlaskClient, counter: Linking, visit: int, token: str) -> Iterator[TestResponse]:
    """Every method at every address of the link, right and wrong; a renewal, a refusal, a forgetting."""
    for method in METHODS:
        for path in BELOW:
            yield client.open(f"/l/{token}{path}", method=method)
    for odd in (f"/L/{token}", f"/l/{token}x", f"/l/{'f' * 32}", f"/l/{'0' * 20_000}", "/l/", "/l/%00"):
        yield client.get(odd)
    yield client.get("/l/", environ_overrides={"PATH_INFO": f"//l/{token}"})
    loans = str(loans_of(counter.session, visit)[0])
    counter.session.rollback()
    key = new_key()
    for asked in (loans, loans, "999999", loans):
        yield presses(client, token, key=key if asked == loans else None, loans=asked)
    yield presses(client, token, loans=loans)
    yield presses(client, token, loans="1" * 2_000_000)
    yield presses(client, token, "/forget")
    yield opens(client, token)
    yield opens(client, token, "/forget")


def everything_kept(session: Session) -> str:
    """Every value of every table, as text."""
    session.rollback()
    connection = session.connection()
    tables = inspect(connection).get_table_names()
    return "\n".join(str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))


def test_no_answer_shows_anybody_and_none_is_kept_listed_or_passed_on(client: FlaskClient, counter: Linking) -> None:
    other, others_token = counter.lends_linked(*counter.items("sledge"))
    visit, token = counter.lends_linked()
    assert other
    answers = list(all_that_can_be_asked(client, counter, visit, token))
    assert {answer.status_code for answer in answers} >= {200, 303, 400, 404, 405, 413, 422}
    for answer in answers:
        asked = (answer.request.method, answer.request.path[:60], answer.status_code)
        assert answer.status_code < 500, asked
        assert answer.headers["Cache-Control"] == "no-store", asked
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", asked
        assert answer.headers["Referrer-Policy"] == "no-referrer", asked
        told = answer.text + str(answer.headers)
        for secret in (*SEEN, others_token):
            assert secret not in told, (secret, asked)
        assert token not in told.replace(f"/l/{token}", "").replace(f"/L/{token}", ""), "but as its own address"


def test_no_log_and_no_table_holds_it(
    client: FlaskClient, counter: Linking, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    visit, token = counter.lends_linked()
    caplog.set_level(logging.DEBUG)
    before = everything_kept(counter.session)
    counter.session.rollback()
    assert list(all_that_can_be_asked(client, counter, visit, token))
    printed = capfd.readouterr()
    for said in (caplog.text, printed.out, printed.err, before, everything_kept(counter.session)):
        assert token not in said
    for said in (caplog.text, printed.out, printed.err, everything_kept(counter.session)):
        for secret in SECRETS:
            assert secret not in said, "forgotten, and never logged"


@pytest.mark.parametrize("path", ["", "/forget", "/calendar.ics"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_is_told_by_a_number_alone(
    app: Flask,
    client: FlaskClient,
    counter: Linking,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    method: str,
) -> None:
    _, token = counter.lends_linked()
    caplog.set_level(logging.DEBUG)

    def breaks(*_what: Any, **_how: Any) -> None:
        raise RuntimeError(f"{token} of {SECRETS}")

    monkeypatch.setattr("lendlib.web.borrower_visit.policies", breaks)
    app.testing = False
    answer = client.open(f"/l/{token}{path}", method=method, data={"command_key": new_key(), "loans": "1"})
    if (path, method) == ("/calendar.ics", "POST"):
        assert answer.status_code == 405
        return
    assert answer.status_code == 500
    number = re.search(r'class="code">([0-9a-f]{8})<', answer.text)
    assert number and number[1] in caplog.text and f"{method} /l/<token>{path}" in caplog.text
    for secret in (token, *SECRETS):
        assert secret not in caplog.text
        assert secret not in answer.text.replace(f"/l/{token}", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_database_that_refuses_tells_nothing_either(
    app: Flask, client: FlaskClient, counter: Linking, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = counter.lends_linked()
    begin_writing(counter.session)
    counter.session.execute(text("ALTER TABLE due_change RENAME TO elsewhere"))
    counter.session.commit()
    app.testing = False
    answer = opens(client, token)
    assert answer.status_code in (500, 503) and answer.headers["Cache-Control"] == "no-store"
    assert "GET /l/<token>" in caplog.text and token not in caplog.text


def test_every_wrong_token_costs_the_same_questions(app: Flask, client: FlaskClient, counter: Linking) -> None:
    """One look-up by a hash, whether a token is one bit off, dead, or anybody's guess."""
    _, token = counter.lends_linked()
    sent = statements_of(app)
    near = f"{int(token, 16) ^ 1:032x}"
    counted = []
    for wrong in (near, "f" * 32, "0" * 32):
        sent.clear()
        assert opens(client, wrong).status_code == 404
        counted.append(list(sent))
    assert counted[0] == counted[1] == counted[2] and len(counted[0]) == 1
    sent.clear()
    assert opens(client, "0" * 20_000).status_code == 404
    assert sent == [], "nothing is hashed or asked for what no token can be"


def test_wrong_posts_are_like_wrong_pages(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    near = f"{int(token, 16) ^ 1:032x}"
    for path in ("", "/forget"):
        pages = [presses(client, wrong, path, loans="1") for wrong in (near, "x", "0" * 5000)]
        assert {page.status_code for page in pages} == {404}
        assert all("The link leads nowhere any more" in page.text for page in pages)
