"""A form that comes from who is signed out: kept until somebody has signed in, and done by nobody unasked."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.inventory import Item
from lendlib.rules.policy import DepotPolicy
from tests import given
from tests.web.at_counter import at_work, with_pin
from tests.web.people import PASSWORD, press, token_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def vera(session: Session, depot: DepotPolicy) -> str:
    return with_pin(session, depot, "Vera Volontär")


@pytest.fixture
def bo(session: Session, depot: DepotPolicy) -> str:
    return with_pin(session, depot, "Bo Beredd", "2580")


def test_a_form_of_who_is_signed_out_waits_until_somebody_says_so_again(
    app: Flask, session: Session, vera: str, bo: str, depot: DepotPolicy
) -> None:
    begin_writing(session)
    item = given.Counter(session, depot, 1).item()
    session.commit()
    client, path = at_work(app, vera), f"/items/{item}/condition"
    client.set_cookie("language", "en")
    typed = {"csrf_token": token_in(client.get("/about")), "command_key": "a key of this test", "becomes": "missing"}
    press(client, "/sign-out")
    stood = {"Referer": f"http://localhost/items/{item}"}
    asked = client.post(path, data=typed, headers=stood)
    assert asked.status_code == 403 and "You are signed out" in asked.text and ">Sign in</button>" in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    assert (kept["lock-path"], kept["lock-next"], kept["becomes"]) == (path, f"/items/{item}", "missing")
    wrong = client.post("/lock", data=kept | {"lock-email": bo, "lock-password": "not the password"})
    assert wrong.status_code == 422 and 'name="becomes" value="missing"' in wrong.text
    begun = client.post("/lock", data=kept | {"lock-email": bo, "lock-password": PASSWORD})
    assert begun.status_code == 200 and "told under your name" in begun.text and f'action="{path}"' in begun.text
    session.rollback()
    assert session.get_one(Item, item).condition == "ready"
    form = begun.text.split(f'action="{path}"')[1].split("</form>")[0]
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert client.post(path, data=sent).status_code == 303
    session.rollback()
    assert session.get_one(Item, item).condition == "missing"


def test_a_form_that_can_not_be_proven_ours_is_not_kept_but_leads_back(app: Flask, vera: str) -> None:
    client = app.test_client()
    for before in ({}, {"Referer": "http://elsewhere.example/items"}):
        asked = client.post("/items/1/condition", data={"becomes": "missing"}, headers=before)
        assert asked.status_code == 403 and 'name="becomes"' not in asked.text
        assert 'name="lock-next" value="/items/1"' in asked.text
    assert client.post("/counter", headers={"HX-Request": "true"}).status_code == 403
