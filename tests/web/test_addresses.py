"""A personal identity number in an address: it is warned of, searched for nowhere, and nothing leads back to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.addresses import without_numbers
from lendlib.web.moments import now
from tests import given
from tests.web.people import a_depot, press, someone_signed_in

NUMBER = "640823-3234"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SEARCHED = (
    "/d/{slug}?q={number}",
    "/d/{slug}?q=boll&size={number}",
    "/depots/choose?q={number}&next=/items?q={number}",
    "/items?q={number}",
    "/items?q=boll&size_from={number}&inspected_before={number}&category={number}",
    "/labels/print?which=all&q={number}",
    "/loans?q=19{number}",
    "/people?q={number}",
    "/statistics/places?size={number}",
    "/statistics/map?size={number}",
)


@pytest.fixture
def config(config: Config) -> Config:
    """Pages for borrowers are on."""
    return replace(config, is_demo=True)


def test_every_search_warns_of_it_and_shows_it_nowhere(app: Flask, session: Session) -> None:
    depot = a_depot(session)
    roles = [(role, Scope.DEPOT, depot.id) for role in (Role.VOLUNTEER, Role.COORDINATOR, Role.ORGANISER)]
    client = someone_signed_in(app, session, *roles)
    client.set_cookie("language", "en")
    begin_writing(session)
    counter = given.Counter(session, depot, given.staff(session), now=now() - timedelta(days=1))
    counter.item("football", size="5")
    session.commit()
    for path in SEARCHED:
        page = client.get(path.format(slug=depot.slug, number=NUMBER))
        assert page.status_code == 200, path
        assert page.text.count("looks like a personal identity number") == 1 and NUMBER not in page.text, path
    part = client.get(f"/items?q={NUMBER}", headers={"HX-Request": "true", "HX-Target": "stock"})
    assert part.headers["HX-Replace-Url"] == "/items" and "looks like a personal identity number" in part.text
    assert press(client, "/language", language="sv", next=f"/people?q={NUMBER}&page=1").location == "/people?page=1"


def test_who_is_asked_to_sign_in_first_is_led_on_without_it(app: Flask) -> None:
    assert app.test_client().get(f"/people?q={NUMBER}").location == "/sign-in?next=/people"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/items", "/items"),
        ("/items?q=boll%20sm%C3%A5&q=", "/items?q=boll%20sm%C3%A5&q="),
        ("/items?q=640823%203234&size_from=36", "/items?size_from=36"),
        ("/items?q=%31%39640823-3234", "/items"),
        ("/loans?q=0701740605", "/loans?q=0701740605"),
    ],
)
def test_an_address_keeps_all_but_the_number(address: str, kept: str, database: str) -> None:
    assert without_numbers(address) == kept
