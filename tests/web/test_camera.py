"""What the camera reads is a label or nothing; and which pages may run what reads it."""


import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.headers import asset
from tests import given
from tests.web.people import a_counter_yesterday, a_person, press, sign_in
from tests.web.test_counter import Desk, things

CODE = code_from_number(7919)
OURS = "http://127.0.0.1:8000"
MAY_READ = "script-src 'self' 'wasm-unsafe-eval'; "


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_yesterday(session)


@pytest.fixture
def client(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """Vera's browser, in English."""
    session.commit()
    client = app.test_client()
    sign_in(client, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def desk(client: FlaskClient, counter: given.Counter) -> Desk:
    return Desk(client, counter)


@pytest.mark.parametrize("text", [CODE, f"{OURS}/I/{CODE}".upper(), spoken(CODE).lower()])
def test_a_label_that_the_camera_reads_is_a_scan(desk: Desk, counter: given.Counter, text: str) -> None:
    things(counter, 1)
    assert 'data-card="added"' in desk.press(do="scan", scan=text, seen="camera").text


@pytest.mark.parametrize(
    "text",
    [
        f"https://elsewhere.example.org/i/{CODE}",
        code_from_number(7919 * 50),
        f"{CODE[:-1]}{'2' if CODE[-1] != '2' else '3'}",
        "WIFI:S:Sporthallen;T:WPA;P:hemligt;;",
        "4006381333931",
        "football",
    ],
)
def test_anything_else_is_none_of_our_labels_and_does_nothing(desk: Desk, counter: given.Counter, text: str) -> None:
    things(counter, 1)
    said = desk.press(do="scan", scan=text, seen="camera").text
    assert 'data-card="not_ours"' in said and "That is not one of our labels" in said
    assert "0 things" in said and text not in said


def test_a_number_in_the_picture_looks_up_no_borrower(desk: Desk, counter: given.Counter) -> None:
    [ball] = things(counter, 1)
    counter.writes()
    counter.lends(ball)
    counter.session.commit()
    digits = str(given.ANNA.phone)[-4:]
    assert 'data-card="found"' in desk.press(do="scan", scan=digits).text
    assert 'data-card="not_ours"' in desk.press(do="scan", scan=digits, seen="camera").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{OURS}/I/{CODE}".upper(), spoken(CODE)),
        (CODE.lower(), spoken(CODE)),
        ("4006381333931", "4006381333931"),
        ("FB_00123-A", "FB_00123-A"),
        (f"https://elsewhere.example.org/i/{CODE}", None),
        ("WIFI:S:Sporthallen;T:WPA;P:hemligt;;", None),
        ("two words", None),
        ("elsewhere.example.org", None),
        ("8112189876", None),
        ("", None),
        ("A" * 65, None),
    ],
)
def test_a_field_is_filled_with_a_labels_code_or_not_at_all(client: FlaskClient, text: str, code: str | None) -> None:
    answer = press(client, "/camera/read", text=text)
    assert answer.status_code == 200 and answer.json == {"code": code}
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_a_page_with_the_camera_may_run_what_reads_labels(
    client: FlaskClient, counter: given.Counter, desk: Desk
) -> None:
    [ball] = things(counter, 1)
    for path in ("/counter", "/items/new", f"/items/{ball}"):
        page = client.get(path)
        assert MAY_READ in page.headers["Content-Security-Policy"] and "<camera-scan" in page.text, path
    for path in ("/items", "/loans", "/account", "/about", asset("js/camera-scan.js")):
        with client.get(path) as page:
            assert "wasm" not in page.headers["Content-Security-Policy"], path
    refused = press(client, "/items/new", depot=counter.depot.slug)
    assert refused.status_code == 422 and MAY_READ in refused.headers["Content-Security-Policy"]


def test_the_reader_comes_as_what_it_is_and_is_kept(client: FlaskClient) -> None:
    with client.get(asset("vendor/zxing_reader.wasm")) as answer:
        assert answer.mimetype == "application/wasm"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
