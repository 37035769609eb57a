"""Telling a fault from a phone, and what staff sees of it in the repair queue."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.models.fault_reports import FaultReport
from lendlib.models.history import Note
from lendlib.operations import conditions
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import RetireReason, Role, Scope
from lendlib.web.fault_reports_limit import MOST_OF_ADDRESS, MOST_OF_THING, SPAN, FaultLimit, TooManyReports
from lendlib.web.moments import now
from tests import given
from tests.given import Counter
from tests.ground import photographs
from tests.web.people import a_counter_before, press, someone_signed_in
from tests.web.private_link import a_linking_counter, opens

PERSONNUMMER = "19640823-3234"


@pytest.fixture
def config(config: Config) -> Config:
    """Where phones come."""
    return replace(config, mode="hosted")


@pytest.fixture
def counter(session: Session) -> Counter:
    counter = a_counter_before(session, 0)
    counter.writes()
    return counter


@pytest.fixture
def code(counter: Counter) -> str:
    code = new_code()
    counter.item("life-jacket", code=code)
    counter.session.commit()
    return code


def tells(client: FlaskClient, code: str, words: str, **photo: object) -> TestResponse:
    return press(client, f"/i/{code}/fault", page=f"/i/{code}/fault", words=words, **photo)


def a_photo(content: bytes | None = None) -> tuple[BytesIO, str]:
    return BytesIO(photographs.jpeg(640, 480) if content is None else content), "strap.jpg"


def photos_on(page: str) -> list[str]:
    return re.findall(r"/photos/[0-9a-f]{32}/small\.jpg", page)


def kept(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Note.text).order_by(Note.id)))


def test_a_fault_is_told_without_a_name_and_found_in_the_queue(
    app: Flask, client: FlaskClient, session: Session, counter: Counter, code: str
) -> None:
    answer = tells(client, code, "  The strap is torn.\r\n\r\nOn the left. ")
    assert (answer.status_code, answer.location) == (303, f"/i/{code}/thanks")
    assert client.get(answer.location).status_code == 200
    assert kept(session) == ["The strap is torn.\n\nOn the left."]
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    queue = vera.get("/items/repair").text
    assert "The strap is torn." in queue
    item_id, up_to = session.execute(select(FaultReport.item_id, FaultReport.id)).one()
    fields = {"item": item_id, "up_to": up_to, "depot": counter.depot.slug, "command_key": "a key of the queue"}
    answer = press(vera, "/items/repair/told", page="/items/repair", becomes="repair", **fields)
    queue = vera.get(answer.location).text
    assert "The strap is torn." in queue and 'class="card stack told-of"' not in queue


def test_what_is_no_fault_is_erased(
    app: Flask, client: FlaskClient, session: Session, counter: Counter, code: str
) -> None:
    tells(client, code, "It is ugly.")
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    item_id, up_to = session.execute(select(FaultReport.item_id, FaultReport.id)).one()
    fields = {"item": item_id, "up_to": up_to, "depot": counter.depot.slug, "becomes": "nothing"}
    for key in ("the first key", "another key"):
        answer = press(vera, "/items/repair/told", page="/items/repair", command_key=key, **fields)
        assert answer.location == "/items/repair"
    assert kept(session) == []
    assert "tagit hand om det" in vera.get("/items/repair").text


def test_a_press_that_is_none_of_ours_is_not_found(app: Flask, session: Session, counter: Counter) -> None:
    counter.session.commit()
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    right = {"item": "1", "up_to": "1", "becomes": "nothing", "depot": counter.depot.slug}
    for wrong in ({"becomes": "gold"}, {"item": "x"}, {"up_to": ""}):
        assert press(vera, "/items/repair/told", page="/items/repair", **right | wrong).status_code == 404


def test_what_must_not_be_kept_is_refused_and_the_rest_given_back(
    client: FlaskClient, session: Session, code: str
) -> None:
    for typed, gone in (
        ("", "none"),
        ("x" * 501, "none"),
        (f"Strap torn, I am {PERSONNUMMER}", PERSONNUMMER),
        ("Strap torn, call 070-174 06 05", "174 06 05"),
        ("Strap torn, call +46 70 174 06 05!", "174 06 05"),
        ("Strap torn, anna@example.org knows", "anna@example.org"),
    ):
        answer = tells(client, code, typed)
        assert answer.status_code == 422 and kept(session) == []
        assert gone == "none" or (gone not in answer.text and "Strap torn" in answer.text)


def test_other_numbers_are_kept(client: FlaskClient, session: Session, code: str) -> None:
    told = ["Size 36-38 is missing", "Made in 2024, bought 2025", "2 of 12 pegs are bent"]
    for words in told:
        assert tells(client, code, words).status_code == 303
    assert kept(session) == told


def test_one_address_tells_of_a_thing_three_times_an_hour(client: FlaskClient, session: Session, code: str) -> None:
    for number in range(MOST_OF_THING):
        assert tells(client, code, f"Fault {number}").status_code == 303
    answer = tells(client, code, "One more")
    assert (answer.status_code, "One more" in answer.text) == (429, True)
    assert len(kept(session)) == MOST_OF_THING


def test_the_limit_forgets_after_an_hour_and_holds_for_each_address() -> None:
    limit, now = FaultLimit(), given.MONDAY_NOON
    for number in range(MOST_OF_ADDRESS):
        limit.count("192.0.2.1", number, now)
    with pytest.raises(TooManyReports):
        limit.count("::ffff:192.0.2.1", 99, now)
    limit.count("192.0.2.2", 99, now)
    limit.count("192.0.2.1", 99, now + SPAN + timedelta(seconds=1))


def test_who_has_a_network_of_addresses_is_one_to_the_limit() -> None:
    limit = FaultLimit()
    for number in range(MOST_OF_THING):
        limit.count(f"2001:db8:1:2::{number}", 1, given.MONDAY_NOON)
    with pytest.raises(TooManyReports):
        limit.count("2001:db8:1:2:ffff::9", 1, given.MONDAY_NOON)
    limit.count("2001:db8:1:3::9", 1, given.MONDAY_NOON)


def test_the_limit_keeps_no_more_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lendlib.web.fault_reports_limit.MOST_KEPT", 10)
    limit = FaultLimit()
    for number in range(50):
        limit.count(f"192.0.2.{number}", 1, given.MONDAY_NOON)
    assert len(limit._seen) == 10


def test_there_is_no_form_for_what_is_unknown_blank_or_gone(
    client: FlaskClient, counter: Counter, session: Session, code: str
) -> None:
    assert client.get(f"/i/{new_code()}/fault").status_code == 404
    item_id = session.execute(select(func.max(FaultReport.item_id))).scalar()
    assert item_id is None
    counter.writes()
    gone = new_code()
    conditions.retire(counter.act(), counter.item(code=gone), RetireReason.WORN)
    session.commit()
    assert client.get(f"/i/{gone}/fault").location == f"/i/{gone}"
    assert client.post(f"/i/{code}/fault", data={"words": "No token"}).status_code == 400


def test_the_counter_says_what_was_told_when_the_thing_comes_back(
    app: Flask, client: FlaskClient, session: Session, counter: Counter
) -> None:
    counter.now = now() - timedelta(hours=1)
    code = new_code()
    counter.lends(counter.item(code=code))
    session.commit()
    tells(client, code, "It leaks air.")
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    fields = {"do": "scan", "scan": code, "scan_key": "a key of the scan", "depot": counter.depot.slug}
    answer = press(vera, "/counter", page="/counter", **fields)
    assert 'data-card="returned"' in answer.text and "It leaks air." in answer.text


def test_the_private_link_leads_to_the_form(app: Flask, client: FlaskClient, session: Session) -> None:
    counter, code = a_linking_counter(app, session), new_code()
    counter.now = now()
    counter.writes()
    things = counter.item(code=code), counter.item(code="gammal-7")
    session.commit()
    _visit, token = counter.lends_linked(*things)
    page = opens(client, token).text
    assert page.count("/fault") == 1 and f"/i/{code}/fault" in page
    assert client.get(f"/i/{code}/fault").status_code == 200


def test_a_photo_of_the_fault_is_for_who_mends_it_and_goes_with_the_words(
    app: Flask, client: FlaskClient, session: Session, counter: Counter, code: str
) -> None:
    assert tells(client, code, "The strap is torn.", photo=a_photo()).status_code == 303
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    (address,) = photos_on(vera.get("/items/repair").text)
    assert vera.get(address).status_code == 200
    assert "/photos/" not in client.get(f"/i/{code}").text
    item_id, up_to = session.execute(select(FaultReport.item_id, FaultReport.id)).one()
    fields = {"item": item_id, "up_to": up_to, "depot": counter.depot.slug, "command_key": "a key of the queue"}
    session.rollback()
    press(vera, "/items/repair/told", page="/items/repair", becomes="nothing", **fields)
    assert vera.get(address).status_code == 404


def test_a_photo_stays_with_the_repair(
    app: Flask, client: FlaskClient, session: Session, counter: Counter, code: str
) -> None:
    tells(client, code, "The strap is torn.", photo=a_photo())
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    item_id, up_to = session.execute(select(FaultReport.item_id, FaultReport.id)).one()
    fields = {"item": item_id, "up_to": up_to, "depot": counter.depot.slug, "command_key": "a key of the queue"}
    session.rollback()
    press(vera, "/items/repair/told", page="/items/repair", becomes="repair", **fields)
    assert len(photos_on(vera.get("/items/repair").text)) == 1


def test_what_is_no_photo_is_refused_and_the_words_are_kept(client: FlaskClient, session: Session, code: str) -> None:
    answer = tells(client, code, "The strap is torn.", photo=a_photo(b"<svg onload=alert(1)>"))
    assert (answer.status_code, "The strap is torn." in answer.text) == (422, True)
    assert kept(session) == []


def test_a_photos_name_that_none_can_have_is_no_photo(client: FlaskClient, session: Session, code: str) -> None:
    assert tells(client, code, "", photo_kept="a\x00b").status_code == 422
    assert tells(client, code, "The strap is torn.", photo_kept="a\x00b").status_code == 303
    assert session.execute(select(FaultReport.photo_id)).scalar_one() is None


def test_a_photo_waits_for_the_form_that_came_back(client: FlaskClient, session: Session, code: str) -> None:
    answer = tells(client, code, "", photo=a_photo())
    (waiting,) = re.findall(r'name="photo_kept" value="([0-9a-f]{32})"', answer.text)
    assert answer.status_code == 422
    assert tells(client, code, "The strap is torn.", photo_kept=waiting).status_code == 303
    assert session.execute(select(FaultReport.photo_id)).scalar_one() is not None
