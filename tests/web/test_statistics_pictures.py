"""Pictures on the pages of the statistics, as files, and the map: who sees which, and what can't be asked."""

import io
import re
from datetime import timedelta
from itertools import cycle
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.web.people import someone_signed_in

HOSTILE = "<script>alert(1)</script>"
TEXTS = ("'; DROP TABLE loan; --", '=HYPERLINK("x")', HOSTILE, "{{ 7 * 7 }}", "%s %(x)s {x}", "\x00", "99")


@pytest.fixture
def lent(session: Session) -> None:
    """Loans in Karlstad and Arvika in Värmland, and in Stockholm; 100,000 people live in Karlstad."""
    given.begin_writing(session)
    for municipality, count in (("1780", 3), ("1784", 1), ("0180", 2)):
        depot = given.a_depot(session, f"{HOSTILE} {municipality}", municipality=municipality)
        counter = given.Counter(session, depot, given.staff(session), now=now() - timedelta(hours=25))
        counter.lends(*(counter.item("football") for _ in range(count)))
    people = {"municipality_code": "1780", "year": 2020, "people": 100_000, "source": "SCB"}
    session.execute(insert(Population), [people])
    session.commit()


def someone(app: Flask, session: Session, scope: Scope = Scope.ALL, where: str | None = None) -> FlaskClient:
    client = someone_signed_in(app, session, (Role.ORGANISER, scope, where))
    client.set_cookie("language", "en")
    return client


def last_days(path: str) -> str:
    """The address of a report over the last three days, whichever year that is."""
    today = now().date()
    return f"{path}{'&' if '?' in path else '?'}from={today - timedelta(days=3)}&until={today}"


def labels(page: str) -> list[str]:
    """What the map says of each municipality that it leads on from, or tells of."""
    return re.findall(r'data-steps="[^"]+" aria-label="([^"]+)"', page)


@pytest.mark.usefixtures("lent")
def test_a_report_shows_its_picture_beside_its_table_and_leads_to_its_files(app: Flask, session: Session) -> None:
    client = someone(app, session)
    page = client.get(last_days("/statistics/places?by=depot"), follow_redirects=True).text
    assert page.count('class="picture picture--wide"') == page.count('class="picture picture--narrow"') == 3
    assert HOSTILE not in page and "&lt;script&gt;" in page
    assert " style=" not in page
    [svg, png] = re.findall(r'href="(/statistics/places\.(?:svg|png)\?[^"]+)" download', page)[:2]
    for address, kind in ((svg, "image/svg+xml; charset=utf-8"), (png, "image/png")):
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200 and answer.content_type == kind
        assert answer.headers["Cache-Control"] == "no-store"
        called = answer.headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="lendlib-places-loans-[\d-]+\.(svg|png)"', called)
        if kind == "image/png":
            assert Image.open(io.BytesIO(answer.data)).width > 1400
        else:
            assert ElementTree.fromstring(answer.data) and HOSTILE not in answer.text


@pytest.mark.usefixtures("lent")
def test_the_map_shows_the_country_to_who_sees_all_and_leads_into_a_county(app: Flask, session: Session) -> None:
    client = someone(app, session)
    page = client.get(last_days("/statistics/map"), follow_redirects=True).text
    said = labels(page)
    assert len(said) == 290
    assert "Karlstad: 3 loans, 0.03 loans per 1,000 inhabitants" in said and "Stockholm: 2 loans, no figure" in said
    assert "Kiruna: no figure" in said
    into = re.search(r'<a href="([^"]+county=17)#map-1780"', page)
    assert into
    county = client.get(into[1].replace("&amp;", "&")).text
    assert len(labels(county)) == 16 and "Värmlands län" in county
    alone = re.search(r'go beyond Värmlands län: [^<]+<a href="([^"]+)"', county)
    assert "go beyond" not in page and alone, "the table is wider than the map, and there is a way to the county's own"
    narrowed = client.get(alone[1].replace("&amp;", "&")).text
    assert "Värmlands län" in narrowed and "Stockholm</a>" not in narrowed and "go beyond" not in narrowed
    assert re.search(r'<a href="/statistics/places\?[^"]*place=1784[^"]*" id="map-1784"', county)
    assert re.search(r'class="map-back" href="[^"]+county=00#map-1715"', county)


@pytest.mark.usefixtures("lent")
def test_who_looks_after_a_county_sees_that_county_and_nothing_of_another(app: Flask, session: Session) -> None:
    client = someone(app, session, Scope.COUNTY, "17")
    page = client.get(last_days("/statistics/map"), follow_redirects=True).text
    assert len(labels(page)) == 16
    country = client.get(last_days("/statistics/map?county=00"), follow_redirects=True).text
    assert len(labels(country)) == 290 and "Stockholm: no figure" in labels(country)
    answer = client.get(last_days("/statistics/map.svg?place=0180"))
    assert answer.status_code == 404 and "no place whose figures you can see" in answer.text


@pytest.mark.usefixtures("lent")
def test_what_can_not_be_drawn_is_told(app: Flask, session: Session) -> None:
    client = someone(app, session)
    for path, sentence in (
        ("/statistics/map?county=99", "no place whose figures you can see"),
        ("/statistics/map?colour=moon", "There is no figure called"),
        ("/statistics/time.svg?figure=moon", "There is no figure called"),
        ("/statistics/time.png?from=2020-05-05&until=2020-01-01", "comes after the last"),
        ("/statistics/time.png?by=moon", "can&#39;t be shown by"),
    ):
        answer = client.get(path)
        assert answer.status_code in {404, 422} and sentence in answer.text.replace("’", "&#39;"), path
    assert client.get("/statistics/nothing.svg").status_code == 404
    assert client.get("/statistics/time.gif").status_code == 404
    asked = (("/statistics/map", "county"), ("/statistics/map", "colour"), ("/statistics/time.svg", "figure"))
    for text, (path, name) in zip(TEXTS, cycle(asked), strict=False):
        answer = client.get(path, query_string={name: text}, follow_redirects=True)
        assert answer.status_code in {404, 422} and HOSTILE not in answer.text, (name, text)


def test_an_empty_report_still_has_a_map_and_files(app: Flask, session: Session) -> None:
    given.begin_writing(session)
    given.a_depot(session)
    session.commit()
    client = someone(app, session)
    page = client.get("/statistics/map").text
    assert "Nothing was lent in that span" in page and len(labels(page)) == 16
    for name in ("map", "time", "week", "things", "season"):
        assert client.get(f"/statistics/{name}.svg").status_code == 200


@pytest.mark.usefixtures("lent")
def test_what_tells_of_borrowers_is_drawn_for_the_staff_of_the_depot_alone(app: Flask, session: Session) -> None:
    answer = someone(app, session).get(last_days("/statistics/people.svg?by=home"))
    assert answer.status_code == 303
    assert answer.location.startswith("/statistics/people?")
