"""Two who change the same thing, or the same words of advice, at once: the second sees what the first has saved."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.inventory import Item
from lendlib.operations.care import words_of
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, seen_on, someone_signed_in


@pytest.fixture
def carl(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """Coordinates the only depot."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def test_a_thing_that_somebody_else_has_described_meanwhile(
    session: Session, carl: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(session)
    ball = counter.item("football", size="5", brand="Selekt")
    football = given.category_id(session, "football")
    session.commit()
    path = f"/items/{ball}/edit"
    seen = seen_on(carl.get(path))
    told = {"category": football, "seen": seen, "size": "5"}
    theirs = told | {"brand": "Select", "inspected_on": "2026-01-02", "command_key": "their key"}
    assert press(carl, path, **theirs).status_code == 303
    mine = told | {"brand": "Selekt", "note": "Ny ventil", "command_key": "a key of mine"}
    answer = press(carl, path, **mine)
    assert answer.status_code == 409 and "Somebody else changed this" in answer.text
    assert "– Kept now: Select" in answer.text and "Kept now: 2026-01-02" in answer.text and "Ny ventil" in answer.text
    assert press(carl, path, **mine | {"seen": seen_on(answer), "brand": "Select"}).status_code == 303
    item = session.get_one(Item, ball, populate_existing=True)
    assert (item.brand, item.note) == ("Select", "Ny ventil")


def test_advice_that_somebody_else_has_written_meanwhile(session: Session, carl: FlaskClient) -> None:
    football = given.category_id(session, "football")
    session.rollback()
    path = f"/care/{football}"
    seen = seen_on(carl.get(path))
    theirs = {"sv": "Pumpa lagom.", "en": "Do not pump too hard.", "seen": seen, "command_key": "their key"}
    assert press(carl, path, **theirs).status_code == 303
    mine = {"sv": "Torka av den.", "en": "Wipe it.", "seen": seen, "command_key": "a key of mine"}
    answer = press(carl, path, **mine)
    assert answer.status_code == 409 and "Kept now: Do not pump too hard." in answer.text and "Wipe it." in answer.text
    assert press(carl, path, **mine | {"seen": seen_on(answer)}).status_code == 303
    session.rollback()
    assert words_of(session, football) == {"en": "Wipe it.", "sv": "Torka av den."}
