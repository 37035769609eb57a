"""The counter's one form, as a browser without scripts sends it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.models.contacts import Contact
from lendlib.models.lending import Checkout, Loan
from lendlib.rules.codes import code_from_number, is_own_code, normalise
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.web.people import a_person, sign_in, token_in

ANNA = {"name": "Anna Åberg", "reach": "070-174 06 05", "kind": "unstated", "home": "0000", "letters_in": "sv"}


class Desk:
    """A volunteer's browser at the counter of a depot."""

    def __init__(self, client: FlaskClient, counter: given.Counter) -> None:
        self.client, self.counter = client, counter
        self.token = token_in(client.get("/counter"))

    def press(self, **fields: object) -> TestResponse:
        """Send the form with these fields."""
        fixed = {"csrf_token": self.token, "depot": self.counter.depot.slug}
        return self.client.post("/counter", data={**fixed, **fields})


@pytest.fixture
def counter(session: Session) -> given.Counter:
    counter = given.a_counter(session)
    counter.now = now() - timedelta(days=1)
    return counter


@pytest.fixture
def desk(app: Flask, session: Session, counter: given.Counter) -> Desk:
    session.commit()
    client = app.test_client()
    sign_in(client, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)))
    return Desk(client, counter)


def things(counter: given.Counter, count: int) -> list[int]:
    counter.writes()
    made = [counter.item(code=code_from_number(7919 * (n + 1))) for n in range(count)]
    counter.session.commit()
    return made


def test_a_visit_is_lent_once_however_often_the_form_is_sent(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 3)
    answers = [desk.press(item=items, do="lend", command_key="the form's key", **ANNA) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 1
    assert counter.session.scalar(select(func.count()).select_from(Loan)) == 3
    assert "Anna Åberg" in desk.client.get(answers[0].location).text


def test_a_refusal_gives_everything_back_and_the_same_key_may_be_tried_corrected(
    desk: Desk, counter: given.Counter
) -> None:
    items = things(counter, 2)
    refused = desk.press(item=items, do="lend", command_key="the form's key", **{**ANNA, "reach": "070"})
    assert refused.status_code == 422
    assert 'value="Anna Åberg"' in refused.text and 'value="070"' in refused.text
    assert [int(found) for found in re.findall(r'name="item" value="(\d+)"', refused.text)] == items
    assert desk.press(item=items, do="lend", command_key="the form's key", **ANNA).status_code == 303


def test_a_code_in_the_name_field_is_a_scan_but_a_name_that_looks_like_one_is_a_name(
    desk: Desk, counter: given.Counter
) -> None:
    (item,) = things(counter, 1)
    scanned = desk.press(do="enter", **{**ANNA, "name": code_from_number(7919)})
    assert f'name="item" value="{item}"' in scanned.text and 'value="070-174 06 05"' in scanned.text
    name = next(f"Ann Ber{letter}{end}" for letter in "gts" for end in "abcdefghjkmnpqrstvwxyz" if _looks(letter, end))
    lent = desk.press(item=[item], do="lend", command_key="another key", **{**ANNA, "name": name})
    assert lent.status_code == 303
    assert counter.session.scalar(select(Contact.name)) == name


def _looks(letter: str, end: str) -> bool:
    return is_own_code(normalise(f"Ann Ber{letter}{end}"))


@pytest.mark.parametrize("field", ["name", "reach"])
def test_a_personal_identity_number_is_warned_of_and_neither_stored_nor_sent_back(
    desk: Desk, counter: given.Counter, field: str
) -> None:
    items = things(counter, 1)
    refused = desk.press(item=items, do="lend", command_key="the form's key", **{**ANNA, field: "19850709-9805"})
    assert refused.status_code == 422
    assert "9805" not in refused.text
    assert counter.session.scalar(select(func.count()).select_from(Checkout)) == 0


def test_a_scan_takes_back_what_is_out_and_the_desk_stays_as_it_was(desk: Desk, counter: given.Counter) -> None:
    first, second = things(counter, 2)
    counter.writes()
    counter.lends(first)
    counter.session.commit()
    answer = desk.press(item=[second], do="scan", scan=code_from_number(7919).lower(), scan_key="a scan's key", **ANNA)
    assert answer.status_code == 200
    assert f'name="item" value="{second}"' in answer.text and 'value="Anna Åberg"' in answer.text
    counter.session.expire_all()
    assert counter.session.scalar(select(Loan.outcome).where(Loan.item_id == first)) == "returned"
