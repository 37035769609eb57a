"""The same press again, and a press on a page that has grown old: what was done is answered, what changed is told."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lendlib.operations import labels
from lendlib.rules.codes import code_from_number
from lendlib.rules.vocabulary import LabelEnd, Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.ground.looking import loan_of
from tests.web.people import a_counter_yesterday, someone_signed_in
from tests.web.test_counter import ANNA, Desk, things
from tests.web.test_counter_desk import lent


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_yesterday(session)


@pytest.fixture
def desk(app: Flask, session: Session, counter: given.Counter) -> Desk:
    """Vera's counter, in English."""
    session.commit()
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return Desk(client, counter)


def return_offered(desk: Desk) -> str:
    """What a search for the borrower offers."""
    found = desk.press(do="scan", scan="Anna", scan_key="a scan of it").text
    (offered,) = re.findall(r'value="(handback:[^"]+)"', found)
    return str(offered)


@pytest.mark.parametrize("in_basket", [0, 1])
def test_a_page_that_took_a_thing_back_is_loaded_again(
    desk: Desk, counter: given.Counter, monkeypatch: pytest.MonkeyPatch, in_basket: int
) -> None:
    ball, *basket = things(counter, 1 + in_basket)
    lent(counter, ball)
    scanned = {"item": basket, "do": "scan", "scan": code_from_number(7919), "scan_key": "the page's key"}
    first = desk.press(**scanned).text
    again = desk.press(**scanned).text
    assert "Lent to Anna Åberg." in first and "Lent to Anna Åberg." in again
    assert re.findall(r'name="item" value="(\d+)"', again) == [str(item) for item in basket]
    assert re.findall("undo:[0-9]+", again) == re.findall("undo:[0-9]+", first)
    counter.session.rollback()
    assert loan_of(counter.session, ball).outcome == "returned"


def test_a_key_of_an_old_return_takes_nothing_back_that_went_out_since(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    scanned = {"do": "scan", "scan": code_from_number(7919), "scan_key": "the page's key"}
    undo = re.findall(r'value="(undo:[^"]+)"', desk.press(**scanned).text)[0]
    desk.press(do=undo)
    again = desk.press(**scanned).text
    assert "On loan. Return it?" in again and "Returned" not in re.findall('answer-word">([^<]*)', again)


def test_a_return_that_a_search_offered_ends_that_loan_and_no_later_one(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    offered = return_offered(desk)
    desk.press(do="scan", scan=code_from_number(7919), scan_key="another scan of it")
    counter.now = now()
    lent(counter, ball)
    refused = desk.press(do=offered)
    assert refused.status_code == 422 and "That loan has ended already." in refused.text
    counter.session.rollback()
    assert loan_of(counter.session, ball).closed_at is None


def test_a_return_that_a_search_offered_is_told_as_a_scan_is(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    offered = return_offered(desk)
    for _ in range(2):
        assert "Lent to Anna Åberg." in desk.press(do=offered).text


def test_a_code_in_the_name_leaves_the_field_in_the_part_that_is_answered(desk: Desk, counter: given.Counter) -> None:
    things(counter, 1)
    typed = {**ANNA, "name": code_from_number(7919), "do": "lend", "command_key": "a key that is long"}
    fixed = {"csrf_token": desk.token, "depot": counter.depot.slug}
    said = desk.client.post("/counter", data={**fixed, **typed}, headers={"HX-Request": "true"}).text
    assert "In the basket" in said
    (name,) = re.findall(r'<input[^>]*id="name"[^>]*>', said)
    assert 'value=""' in name or "value=" not in name


def test_a_landline_that_looks_like_a_personal_number_is_told_how_to_be_written(
    desk: Desk, counter: given.Counter
) -> None:
    items = things(counter, 1)
    lend = {"item": items, "do": "lend", "command_key": "a key that is long", **ANNA}
    refused = desk.press(**{**lend, "reach": "0303120000"}).text
    assert "If it is a phone number, write it with a hyphen" in refused
    assert desk.press(**{**lend, "reach": "0303-120000"}).status_code == 303


def test_a_second_scan_of_what_came_back_keeps_what_its_card_offers(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    code = code_from_number(7919)
    first = desk.press(do="scan", scan=code, scan_key="the first scan").text
    again = desk.press(do="scan", scan=code, scan_key="a second scan").text
    assert "Returned just now: not in the basket" in again
    assert re.findall("undo:[0-9]+|notback:[0-9-]+", again)[:2] == re.findall("undo:[0-9]+|notback:[0-9-]+", first)[:2]
    (not_back,) = re.findall(r'value="(notback:[^"]+)"', again)
    assert "Renewed" in desk.press(do=not_back).text
    counter.session.rollback()
    assert loan_of(counter.session, ball).closed_at is None


def test_an_old_label_of_what_is_out_offers_its_return(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    counter.writes()
    labels.assign(counter.act(), ball, code_from_number(5), ends=LabelEnd.LOST)
    counter.lends(ball)
    counter.session.commit()
    said = desk.press(do="scan", scan=code_from_number(7919), scan_key="a scan of it").text
    assert "This label has ended" in said and f'value="return:{ball}:' in said and f'value="add:{ball}"' not in said


def test_a_class_is_asked_who_answers_for_it(desk: Desk, counter: given.Counter) -> None:
    group = {**ANNA, "name": "", "kind": "school", "is_group": "1", "group_name": "3B"}
    refused = desk.press(do="lend", item=things(counter, 1), command_key="a key of a class", **group).text
    assert "Type the name of who answers for the group." in refused and "borrower&#39;s name" not in refused
