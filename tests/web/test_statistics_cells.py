"""Home, kind and age leave the depots in fixed tables alone: their page, their files, and no other way."""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.operations import lending, returning
from lendlib.operations.lending import Visit
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.statistics_reports import REPORTS
from lendlib.rules.vocabulary import AgeBand, Kind, Role, Scope
from lendlib.web.moments import now
from lendlib.web.statistics_files import KINDS
from tests import given
from tests.ground.fixed_tables import fixed_month, fixed_year
from tests.web.people import someone_signed_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class World:
    """A depot in Karlstad and one in Stockholm, each with a month and a year of tables."""

    here: DepotPolicy
    there: DepotPolicy


@pytest.fixture
def world(session: Session) -> World:
    given.begin_writing(session)
    here = given.a_depot(session, "Karlstads depå", municipality="1780")
    there = given.a_depot(session, "Stockholms depå", municipality="0180")
    october = {
        ("1780", "private"): (40, 90),
        ("1715", "private"): (12, 20),
        ("2521", "school"): (2, 6),
        ("0000", "unstated"): (30, 51),
    }
    fixed_month(session, here, 202610, october, {"20-64": 30, "7-12": 3}, visits_with_age=28)
    fixed_month(session, there, 202610, {("1780", "private"): (7, 9)})
    fixed_month(session, here, 202512, {("1780", "private"): (60, 80), ("1715", "school"): (9, 30)})
    fixed_year(session, here, 2025)
    session.commit()
    return World(here, there)


def organiser(app: Flask, session: Session, of: str | None = None) -> FlaskClient:
    role = (Role.ORGANISER, Scope.MUNICIPALITY, of) if of else (Role.ORGANISER, Scope.ALL, None)
    client = someone_signed_in(app, session, role)
    client.set_cookie("language", "en")
    return client


def shown(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_hidden_cell_stands_as_hidden_and_the_legend_says_why(app: Flask, session: Session, world: World) -> None:
    page = shown(organiser(app, session, "1780").get("/statistics/borrowers?by=home&period=2026-10").text)
    assert "Karlstad 40 90 Kil hidden hidden Pajala hidden hidden Not stated 30 51 Total 84 167" in page
    assert "Hidden: fewer than 5, or it would give away another that is." in page
    assert "Home: 54 of 84 visits" in page


@on_sqlite
def test_an_area_sums_what_is_shown_and_counts_what_is_hidden(app: Flask, session: Session, world: World) -> None:
    page = shown(organiser(app, session).get("/statistics/borrowers?by=home&period=2026-10").text)
    assert "Karlstad 47 99 0 Kil hidden hidden 1 Pajala hidden hidden 1" in page
    assert "Karlstads depå 84 167 2 Stockholms depå 7 9 0" in page


@on_sqlite
def test_a_year_is_told_by_home_and_kind_together(app: Flask, session: Session, world: World) -> None:
    page = shown(organiser(app, session, "1780").get("/statistics/borrowers?by=home-kind").text)
    assert "Karlstad 60 0 0 0 0 0 Kil 0 0 9 0 0 0" in page


@on_sqlite
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("by=age_band&period=2025", "Ages are told month by month only. Choose a month."),
        ("by=home-kind&period=2026-10", "Home and kind together are told by year only."),
        ("period=2026-13", "There is no table of “2026-13”."),
        ("period=<script>", "There is no table of “&lt;script&gt;”."),
        ("by=moon", "This report can&#39;t be shown by “moon”."),
    ],
)
def test_what_can_not_be_asked_is_told_at_its_field(
    app: Flask, session: Session, world: World, query: str, says: str
) -> None:
    answer = organiser(app, session, "1780").get(f"/statistics/borrowers?{query}")
    assert (answer.status_code, says in answer.text) == (422, True)


@on_sqlite
def test_a_place_out_of_sight_is_not_there(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session, "1780")
    for place in (world.there.slug, "0180", "01", "'; --"):
        for path in ("/statistics/borrowers", "/statistics/borrowers.csv"):
            answer = client.get(path, query_string={"place": place})
            assert answer.status_code == 404
            assert "Stockholms depå" not in answer.text


@on_sqlite
def test_before_the_first_month_the_page_says_when_there_will_be_one(app: Flask, session: Session) -> None:
    given.begin_writing(session)
    given.a_depot(session)
    session.commit()
    client = organiser(app, session)
    assert "A month gets its tables a week after it ends" in client.get("/statistics/borrowers").text
    assert client.get("/statistics/borrowers.csv").status_code == 404


@on_sqlite
def test_files_hold_the_same_cells_as_the_page(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session, "1780")
    address = "/statistics/borrowers.{}?by=home&period=2026-10"
    rows = list(csv.reader(io.StringIO(client.get(address.format("csv")).text)))
    assert [row[1:] for row in rows[1:]] == [
        ["Karlstad", "40", "90"],
        ["Kil", "hidden", "hidden"],
        ["Pajala", "hidden", "hidden"],
        ["Not stated", "30", "51"],
    ]
    assert "Hidden: fewer than 5" in json.dumps(json.loads(client.get(address.format("json")).text))
    for kind in KINDS:
        assert client.get(address.format(kind)).status_code == 200


@on_sqlite
def test_ages_say_how_many_visits_stated_one(app: Flask, session: Session, world: World) -> None:
    here, there = (organiser(app, session, code) for code in ("1780", "0180"))
    address = "/statistics/borrowers{}?by=age_band&period=2026-10"
    line = "Age: 28 of 84 visits (33 %) said how old somebody was."
    assert line in shown(here.get(address.format("")).text)
    told = json.loads(here.get(address.format(".json")).text)
    assert told["coverage"] == [{"by": "age_band", "stated": 28, "of": 84}]
    assert "Age: 0 of 7 visits (0" in shown(there.get(address.format("")).text)
    both = shown(organiser(app, session).get(address.format("")).text)
    assert "Age: 28 of 91 visits" in both
    assert "be told" not in both


@on_sqlite
def test_of_few_visits_it_can_not_be_told_how_many_stated_an_age(app: Flask, session: Session, world: World) -> None:
    given.begin_writing(session)
    fixed_month(session, world.here, 202609, {("1780", "private"): (30, 30)}, {"20-64": 40}, visits_with_age=28)
    fixed_month(session, world.there, 202609, {("1780", "private"): (30, 30)}, {"20-64": 40}, visits_with_age=20)
    session.commit()
    address = "/statistics/borrowers?by=age_band&period=2026-09"
    alone = shown(organiser(app, session, "1780").get(address).text)
    assert "How many visits told an age can&#39;t be told here" in alone
    assert "28" not in alone
    both = shown(organiser(app, session).get(address).text)
    assert "Age: 20 of 30 visits" in both
    assert "Of 30 visits at other depots it can&#39;t be told." in both


@on_sqlite
def test_a_fixed_table_is_drawn_as_its_page_and_files_show_it(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session, "1780")
    query = "?by=home&period=2026-10"
    page = client.get(f"/statistics/borrowers{query}").text
    assert "<title>Kil: hidden</title>" in page
    assert "<title>Karlstad: 40 visits</title>" in page
    assert "<title>Karlstad: 90 loans</title>" in page
    assert "/statistics/borrowers.svg?by=home&amp;period=2026-10&amp;figure=loans" in page
    svg = client.get(f"/statistics/borrowers.svg{query}")
    assert svg.content_type == "image/svg+xml; charset=utf-8"
    said = shown(svg.text)
    assert "Karlstad Karlstad: 40 visits 40 Not stated Not stated: 30 visits 30 Kil Kil: hidden hidden" in said
    assert "Hidden: fewer than 5, or it would give away another that is." in said
    assert "Most of what is shown: Karlstad, 40 visits. The table has the same figures." in said
    assert "url(#picture-hatch)" in svg.text
    assert "90 loans" in client.get(f"/statistics/borrowers.svg{query}&figure=loans").text
    assert client.get(f"/statistics/borrowers.png{query}").data.startswith(b"\x89PNG")
    for nothing in ("&figure=stock", "&place=0180"):
        assert client.get(f"/statistics/borrowers.svg{query}{nothing}").status_code == 404
    assert client.get("/statistics/borrowers.svg?by=moon").status_code == 422


@on_sqlite
def test_the_picture_of_an_area_shows_its_sums(app: Flask, session: Session, world: World) -> None:
    given.begin_writing(session)
    fixed_month(session, world.here, 202609, {("1780", "private"): (2, 3), ("1715", "private"): (9, 9)})
    fixed_month(session, world.there, 202609, {("1780", "private"): (7, 9)})
    session.commit()
    said = shown(organiser(app, session).get("/statistics/borrowers.svg?by=home&period=2026-09").text)
    assert "Karlstad: at least 7 visits" in said
    assert "at least 7 " in said
    both = organiser(app, session, "1780").get("/statistics/borrowers.svg?by=home-kind&period=2025").text
    assert "Karlstad · Private person: 60 visits" in both


@on_sqlite
def test_an_organiser_meets_home_and_kind_nowhere_else(app: Flask, session: Session) -> None:
    counter = given.a_counter(session)
    counter.now = now() - timedelta(days=1)
    visit = Visit(given.ANNA, home_code="2521", kind=Kind.ASSOCIATION, people={AgeBand.FROM_65: 2})
    thing = counter.item()
    lending.check_out(counter.act(), [thing], visit)
    returning.check_in(counter.act(), thing)
    session.commit()
    client = organiser(app, session)
    for report in REPORTS.values():
        for way in report.ways:
            for kind in ("", *(f".{kind}" for kind in KINDS)):
                answer = client.get(f"/statistics/{report.name}{kind}?by={way.word}", follow_redirects=not kind)
                assert answer.status_code in (200, 303, 422)
                assert b"Pajala" not in answer.data
                assert b"2521" not in answer.data
                if way.is_of_borrowers:
                    assert kind or "Open the fixed tables" in answer.text
                    assert not kind or answer.status_code == 303
