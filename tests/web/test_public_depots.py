"""A depot's page for everybody, and the depots by municipality."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import Depot
from lendlib.operations import days, visiting
from lendlib.operations.visiting import Words
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.given import Counter
from tests.web.people import a_counter_before, a_depot, a_person, someone_signed_in, statements_of

pytestmark = pytest.mark.usefixtures("monday_noon")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def config(config: Config) -> Config:
    """Where phones come."""
    return replace(config, mode="hosted")


@pytest.fixture
def counter(session: Session) -> Counter:
    counter = a_counter_before(session, 0)
    counter.writes()
    return counter


def test_an_address_with_what_no_text_holds_is_not_found(client: FlaskClient, counter: Counter) -> None:
    counter.session.commit()
    assert client.get(f"/d/{counter.depot.slug}%00").status_code == 404


def page(client: FlaskClient, counter: Counter, query: str = "") -> str:
    answer = client.get(f"/d/{counter.depot.slug}{query}", headers=ENGLISH)
    assert answer.status_code == 200
    return answer.text


def test_a_depot_tells_its_hours_its_way_and_what_is_in(client: FlaskClient, counter: Counter) -> None:
    counter.item("tent")
    counter.lends(counter.item())
    tent = given.category_id(counter.session, "tent")
    visiting.change_words(counter.act(), {"sv": Words("Gula dörren", "Rena saker"), "en": Words("", "Clean things")})
    visiting.wish_for(counter.act(), tent, "för två")
    days.close_day(counter.act(), counter.today + timedelta(30))
    place = {"address": "Hamngatan 3", "latitude": 59.65, "longitude": 12.59}
    counter.session.execute(update(Depot).where(Depot.id == counter.depot.id).values(place))
    counter.session.commit()
    text = page(client, counter)
    for words in ("Today: <strong>10–18", "Wednesday 23 December: Closed", "Hamngatan 3", "geo:59.650000,12.590000"):
        assert words in text
    for words in ("Gula dörren", "Clean things", "för två", "1 thing in now", "1 in", "all out"):
        assert words in text


def test_a_depot_is_searched_by_thing_and_size(client: FlaskClient, counter: Counter) -> None:
    out = counter.item("hockey-skates", size="36", brand="Bauer", note="Åsa vill ha dem")
    counter.item("hockey-skates", size="38", brand="CCM")
    counter.lends(out)
    counter.session.commit()
    text = page(client, counter, "?q=skridskor&size=35-36")
    assert "Bauer" in text and "CCM" not in text and "Back 7 Dec" in text
    assert "Nothing like that here" in page(client, counter, "?q=%C3%85sa")
    assert "Found" not in page(client, counter, "?q=&size=+")
    odd = page(client, counter, "?category=x&q=%25&size=%00&after=-1")
    assert "Nothing like that here" in odd


STANDINGS = (
    ("open", None, 200, "What we lend"),
    ("scheduled", date(2026, 12, 1), 200, "Opens for the first time Tuesday 1 December"),
    ("scheduled", date(2026, 11, 20), 200, "Today: <strong>10–18"),
    ("test", None, 404, "No depot has that address"),
    ("closed", None, 410, "has closed down"),
)


def test_only_what_is_open_or_will_be_is_shown(client: FlaskClient, session: Session) -> None:
    begin_writing(session)
    given.staff(session)
    depots = [
        given.a_depot(session, f"Depå {place}", state=state, opens_on=opens_on)
        for place, (state, opens_on, *_said) in enumerate(STANDINGS)
    ]
    session.commit()
    start = client.get("/").text
    for depot, (_state, _opens_on, status, words) in zip(depots, STANDINGS, strict=True):
        answer = client.get(f"/d/{depot.slug}", headers=ENGLISH)
        assert (answer.status_code, words in answer.text, depot.name in start) == (status, True, status == 200)


def test_the_start_page_lists_depots_by_municipality_in_swedish_order(client: FlaskClient, session: Session) -> None:
    for name, municipality in (("Östra", "1780"), ("Åmåls depå", "1492"), ("Arvika", "1784"), ("Ärlan", "1780")):
        a_depot(session, name, municipality)
    a_person(session)
    answer = client.get("/", headers=ENGLISH)
    told = [answer.text.index(words) for words in (">Arvika<", ">Karlstad<", "Ärlan", "Östra", ">Åmål<")]
    assert told == sorted(told) and "/sign-in" in answer.text and "Set-Cookie" not in answer.headers


def test_staff_go_on_to_their_counter_and_an_empty_house_to_its_first_start(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    assert "Logga in, för personal" not in client.get("/").text
    depot = a_depot(session)
    volunteer = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, depot.id))
    assert volunteer.get("/").location == "/counter"


def test_pages_are_sent_once_and_again_when_something_changed(client: FlaskClient, counter: Counter) -> None:
    counter.item()
    counter.session.commit()
    for path in ("/", f"/d/{counter.depot.slug}", f"/d/{counter.depot.slug}?q=boll"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    counter.writes()
    counter.item()
    counter.session.commit()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_asks_the_same_few_questions_however_much_there_is(
    app: Flask, client: FlaskClient, counter: Counter
) -> None:
    counter.item()
    counter.session.commit()
    sent = statements_of(app)

    def asked(query: str) -> int:
        sent.clear()
        page(client, counter, query)
        return len(sent)

    most = {"": 6, "?q=boll&size=5": 8, "?category=1": 10}
    first = {query: asked(query) for query in most}
    assert all(first[query] <= most[query] for query in most)
    counter.writes()
    for key in ("football", "tent", "sledge", "hockey-skates") * 5:
        counter.item(key)
    counter.lends(counter.item())
    visiting.wish_for(counter.act(), given.category_id(counter.session, "tent"))
    counter.session.commit()
    assert {query: asked(query) for query in most} == first
