"""The private link of a visit: what is out and until when, to whoever holds it, and nobody's name."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.models.depots import Depot
from lendlib.operations import handing_back, undoing
from lendlib.operations.lending import Visit, check_out
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import someone_signed_in
from tests.web.private_link import ASA, SECRETS, Linking, a_linking_counter, loans_of, presses

pytestmark = pytest.mark.usefixtures("monday_noon")


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> Linking:
    """A counter three weeks ago."""
    return a_linking_counter(app, session, days_ago=21)


def test_it_shows_what_is_out_and_until_when_and_nobody(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    answer = client.get(f"/l/{token}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    for words in (
        "What you borrowed 2 November",
        "Testdepån",
        "Football, Select",
        "16 November",
        "7 days late",
        "10:00–18:00",
    ):
        assert words in answer.text, words
    told = answer.text + str(answer.headers)
    for secret in (*SECRETS, "Vera Volontär"):
        assert secret not in told, secret


def test_nobody_keeps_lists_or_passes_on_the_address(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    for path, status in ((f"/l/{token}", 200), (f"/l/{'0' * 32}", 404)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_where_all_came_back_meanwhile_nobody_is_told_to_press_again(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    loans = loans_of(counter.session, visit)
    begin_writing(counter.session)
    handing_back.hand_back(replace(counter, now=given.MONDAY_NOON).act(), loans[0])
    counter.session.commit()
    for asked in (str(loans[0]), ""):
        no = presses(client, token, loans=asked)
        assert no.status_code == 422
        assert "It is back at the depot already, so nothing was renewed." in no.text
        assert "Everything is back. Thank you!" in no.text and "Press again" not in no.text


def lines(answer: TestResponse) -> list[str]:
    """The page but for what differs from one request to the next."""
    said = answer.text.replace(answer.request.path, "/l/x")
    return [line for line in said.splitlines() if "csrf" not in line and "next" not in line]


def test_a_token_one_bit_off_is_like_any_other_that_is_none(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    number = int(token, 16)
    nowhere = client.get("/l/x", headers={"Accept-Language": "en"})
    assert "The link leads nowhere any more" in nowhere.text and 'href="/"' not in nowhere.text
    near = [f"{number ^ (1 << bit):032x}" for bit in range(0, 128, 9)]
    for wrong in (*near, token.upper(), token[:-1], token + "0", "x", "%00", "å" * 32):
        answer = client.get(f"/l/{wrong}", headers={"Accept-Language": "en"})
        assert answer.status_code == 404, wrong
        assert lines(answer) == lines(nowhere), wrong


def test_it_ends_some_days_after_everything_is_back(client: FlaskClient, counter: Linking) -> None:
    checkout_id, token = counter.lends_linked()
    counter.now = given.MONDAY_NOON
    [loan_id] = loans_of(counter.session, checkout_id)
    begin_writing(counter.session)
    handing_back.hand_back(counter.act(), loan_id)
    counter.session.commit()
    assert "Everything is back" in client.get(f"/l/{token}", headers={"Accept-Language": "en"}).text
    days = counter.depot.retention_days
    with time_machine.travel(given.MONDAY_NOON + timedelta(days)):
        assert client.get(f"/l/{token}").status_code == 200
    with time_machine.travel(given.MONDAY_NOON + timedelta(days + 1)):
        assert client.get(f"/l/{token}").status_code == 404


def test_a_visit_undone_kills_its_link(client: FlaskClient, counter: Linking) -> None:
    counter.now = given.MONDAY_NOON
    begin_writing(counter.session)
    done = check_out(counter.act(), [counter.item()], Visit(ASA))
    undoing.undo(counter.act(), done.command_id)
    counter.session.commit()
    token = counter.keys.link_token(int(done.result["checkout"]), 1)
    assert client.get(f"/l/{token}").status_code == 404


def test_opening_it_changes_nothing(app: Flask, client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def keep(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        sent.append(statement)

    client.get(f"/l/{token}")
    assert {statement.split()[0] for statement in sent} <= {"SELECT", "BEGIN", "SHOW", "select", "show"}


def test_where_borrower_pages_are_off_there_is_no_such_page(
    config: Config, client: FlaskClient, counter: Linking
) -> None:
    _, token = counter.lends_linked()
    assert client.get(f"/l/{token}").status_code == 200
    alone = create_app(replace(config, is_demo=False))
    assert alone.test_client().get(f"/l/{token}").status_code == 404
    with alone.app_context():
        db.engine.dispose()


def test_the_token_stands_in_no_log_even_when_the_page_breaks(
    app: Flask,
    client: FlaskClient,
    counter: Linking,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, token = counter.lends_linked()
    caplog.set_level(logging.DEBUG)
    client.get(f"/l/{token}")

    def breaks(*_what: object) -> None:
        raise RuntimeError(token)

    monkeypatch.setattr("lendlib.web.borrower_visit.things_out", breaks)
    app.testing = False
    answer = client.get(f"/l/{token}")
    assert answer.status_code == 500
    assert "GET /l/<token>" in caplog.text and token not in caplog.text


def test_the_receipt_carries_the_link_as_a_symbol(app: Flask, session: Session, counter: Linking) -> None:
    checkout_id, token = counter.lends_linked()
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    receipt = client.get(f"/loans/{checkout_id}/receipt").text
    assert "<svg xmlns" in receipt and "receipt-code" in receipt
    assert token not in receipt, "the symbol alone holds it"


def test_it_says_where_and_how_long_the_depot_is_open_on_the_last_day(
    client: FlaskClient, session: Session, counter: Linking
) -> None:
    begin_writing(session)
    session.execute(update(Depot).where(Depot.id == counter.depot.id).values(address="Älvgatan 4"))
    session.commit()
    counter.now = given.MONDAY_NOON
    _, token = counter.lends_linked()
    page = client.get(f"/l/{token}", headers={"Accept-Language": "en"}).text
    assert "Testdepån · Älvgatan 4" in page
    assert page.count("Monday 7 December") == 2, "as the last day, and among the hours"
