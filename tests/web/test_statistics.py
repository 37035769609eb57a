"""The pages of the statistics: the overview, a page a report, definitions; who sees what; what can't be asked."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.operations import returning
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.statistics import Shown
from lendlib.rules.statistics_reports import REPORTS
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.web.moments import now
from lendlib.web.statistics_numbers import change, figure, share
from tests import given
from tests.ground.everywhere import same_everywhere
from tests.web.people import someone_signed_in

HERE, THERE = "Fritidsdepån Karlstad", "Stockholms depå"
TEXTS = ("'; DROP TABLE loan --", '=HYPERLINK("x")', "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s %(x)s {x}", "\x00")
# What asks the database nothing new is tried on one.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class World:
    """A depot in Karlstad that lent three things, and one in Stockholm that lent one, a day or so ago."""

    here: DepotPolicy
    there: DepotPolicy


@pytest.fixture
def world(session: Session) -> World:
    given.begin_writing(session)
    depots = [given.a_depot(session, name, municipality=code) for name, code in ((HERE, "1780"), (THERE, "0180"))]
    for depot, things in zip(depots, (("football", "football", "sledge"), ("tent",)), strict=True):
        counter = given.Counter(session, depot, given.staff(session), now=now() - timedelta(hours=25))
        lent = [counter.item(key) for key in things]
        for thing in lent:
            counter.lends(thing)
        returning.check_in(counter.act(), lent[0])
    session.commit()
    return World(*depots)


def who(app: Flask, session: Session, *roles: tuple[Role, Scope, str | int | None]) -> FlaskClient:
    """A browser in English, signed in with these roles."""
    client = someone_signed_in(app, session, *roles)
    client.set_cookie("language", "en")
    return client


def organiser(app: Flask, session: Session, *, of: str | None = None) -> FlaskClient:
    """An organiser of a municipality, or of all."""
    scope = Scope.MUNICIPALITY if of else Scope.ALL
    return who(app, session, (Role.ORGANISER, scope, of))


def shown(page: str) -> str:
    """The words of the page's main part."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def last_days(path: str) -> str:
    """The address of a report over the last three days, whichever year that is."""
    today = now().date()
    return f"{path}{'&' if '?' in path else '?'}from={today - timedelta(days=3)}&until={today}"


@on_sqlite
def test_the_overview_answers_at_once_and_leads_to_every_report(app: Flask, session: Session, world: World) -> None:
    page = organiser(app, session).get("/statistics").text
    for name in REPORTS:
        assert f'href="/statistics/{name}"' in page
    assert 'href="/statistics/definitions#loans"' in page
    assert re.search(r"Loans, visits and people served by municipality, .*, all depots, beside the year before", page)
    assert "Karlstad" in shown(page) and "Stockholm" in shown(page)


def test_each_report_opens_and_shows_what_was_lent(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session)
    for name in REPORTS:
        answer = client.get(last_days(f"/statistics/{name}"), follow_redirects=True)
        assert answer.status_code == 200, name
        assert "Nothing was counted" not in answer.text, name
        assert 'scope="row"' in answer.text and "copy-button" in answer.text, name


def test_everybody_sees_their_own_places_and_no_others(app: Flask, session: Session, world: World) -> None:
    """Every role x a foreign depot, municipality and county: 404, and nothing of it is told."""
    own: list[tuple[Role, Scope, str | int]] = [
        (Role.VOLUNTEER, Scope.DEPOT, world.here.id),
        (Role.COORDINATOR, Scope.DEPOT, world.here.id),
        (Role.ORGANISER, Scope.MUNICIPALITY, "1780"),
        (Role.ORGANISER, Scope.DEPOT, world.here.id),
        (Role.ADMINISTRATOR, Scope.COUNTY, "17"),
    ]
    for role in own:
        client = who(app, session, role)
        assert THERE not in client.get("/statistics").text
        for name in ("time", "things", "league", "stock"):
            mine = client.get(last_days(f"/statistics/{name}?place={world.here.slug}"), follow_redirects=True)
            assert mine.status_code == 200 and HERE in mine.text and THERE not in mine.text, (role, name)
        foreign_places = (world.there.slug, "0180", "01", "nowhere")
        for name, foreign in zip(("time", "places", "returns", "beside"), foreign_places, strict=True):
            answer = client.get(f"/statistics/{name}?place={foreign}")
            assert answer.status_code == 404 and THERE not in answer.text, (role, name)
            assert "no place whose figures you can see" in answer.text


@on_sqlite
def test_a_volunteer_of_two_depots_sees_where_they_stand(app: Flask, session: Session, world: World) -> None:
    client = who(
        app, session, (Role.VOLUNTEER, Scope.DEPOT, world.there.id), (Role.COORDINATOR, Scope.DEPOT, world.here.id)
    )
    with client.session_transaction() as kept:
        kept["depot_id"] = world.there.id
    page = client.get(last_days("/statistics/time")).text
    assert f"place={world.here.slug}" not in page and THERE in page
    assert client.get(f"/statistics/time?place={world.here.slug}").status_code == 404


def test_home_kind_and_age_are_for_staff_and_lead_others_to_fixed_tables(
    app: Flask, session: Session, world: World
) -> None:
    staff = who(app, session, (Role.COORDINATOR, Scope.DEPOT, world.here.id))
    others = organiser(app, session)
    for by in ("home", "kind", "age_band"):
        path = last_days(f"/statistics/people?by={by}")
        assert "Told in fixed tables" in shown(others.get(path, follow_redirects=True).text)
        assert "Told in fixed tables" not in shown(staff.get(path, follow_redirects=True).text)
    path = last_days("/statistics/people?by=home")
    assert "said where the borrower lives" in staff.get(path, follow_redirects=True).text


@on_sqlite
def test_a_question_has_one_short_address(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session)
    sent = "/statistics/time?from=2024-01-01&until=2024-12-31&by=month&place=&category=&size=&measure=loans&utm=x"
    answer = client.get(sent)
    assert answer.status_code == 302
    assert answer.location == "/statistics/time?from=2024-01-01&until=2024-12-31&measure=loans"
    address = last_days("/statistics/time")
    assert f'value="http://127.0.0.1:8000{address}" readonly' in unescape(client.get(address).text)


SPAN_SHOWN = re.compile(r'class="span-link"[^>]*aria-current')
REFUSED = [
    ("from=2026-02-01&until=2026-01-01", "comes after the last"),
    ("from=2001-01-01&until=2999-01-01", "has not been yet"),
    ("from=1976-01-01&by=day", "more than can be read day by day"),
    ("by=moon", "can't be shown by “moon”"),
    ("measure=money", "no figure called “money”"),
    ("category=submarines", "no category called “submarines”"),
    ("from=soon&until=never", "“soon” is no day"),
]


@on_sqlite
def test_what_cant_be_asked_is_told_at_its_field_and_kept(app: Flask, session: Session) -> None:
    client = organiser(app, session)
    for query, told in REFUSED:
        answer = client.get(f"/statistics/time?{query}")
        assert answer.status_code == 422 and told in unescape(answer.text), query
        assert 'class="flash flash--bad"' in answer.text and 'class="wrong"' in answer.text, query
        assert not SPAN_SHOWN.search(answer.text), query
        for name, value in parse_qsl(query):
            if name in ("from", "until"):
                assert re.search(f'<input[^>]* name="{name}"[^>]* value="{value}"', answer.text), (name, value)


def test_whatever_is_typed_anywhere_is_text(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session)
    fields = ("from", "until", "by", "measure", "place", "category", "size", "span")
    for place, name in enumerate(fields):
        for text in (*TEXTS, *TEXTS)[place % len(TEXTS) :][:2]:
            answer = client.get("/statistics/things", query_string={name: text}, follow_redirects=True)
            assert answer.status_code in (200, 404, 422), (name, text)
            assert "<script>alert" not in answer.text and "49" not in shown(answer.text).replace("1949", "")
    assert client.get(last_days("/statistics/things")).status_code == 200


@on_sqlite
def test_nothing_found_says_so_and_leads_out(app: Flask, session: Session, world: World) -> None:
    page = organiser(app, session).get("/statistics/things?from=2001-01-01&until=2001-01-31&category=tent")
    assert page.status_code == 200
    assert "Nothing was counted here" in page.text and "Show five years" in page.text and "Clear filters" in page.text
    people = organiser(app, session).get("/statistics/people?from=2001-01-01&until=2001-01-31", follow_redirects=True)
    assert "Nothing was counted here" in people.text and "of 0 visits" not in people.text
    facts = organiser(app, session).get("/statistics/people.json?from=2001-01-01&until=2001-01-31").text
    assert '"of": 0' in facts and "of 0 visits" not in facts
    nowhere = organiser(app, session, of="2584").get("/statistics")
    assert nowhere.status_code == 200 and "No depot in your area yet" in nowhere.text


@on_sqlite
def test_who_misses_inhabitants_learns_who_adds_them(app: Flask, session: Session, world: World) -> None:
    client, address = organiser(app, session), last_days("/statistics/places")
    assert "once an administrator of all depots has added" in shown(client.get(address, follow_redirects=True).text)
    client.set_cookie("language", "sv")
    assert "när en administratör för alla depåer har lagt in" in client.get(address, follow_redirects=True).text


@on_sqlite
def test_what_the_files_hold_of_a_league_and_of_a_week_is_said(app: Flask, session: Session, world: World) -> None:
    client = organiser(app, session)
    told = {name: shown(client.get(last_days(f"/statistics/{name}"), follow_redirects=True).text) for name in REPORTS}
    assert {name for name, page in told.items() if "All files hold the same figures as this page" in page} == set(told)
    assert {name for name, page in told.items() if "Rank, change of rank and the order by it" in page} == {"league"}
    assert {name for name, page in told.items() if "They have all 24 hours" in page} == {"week"}


@on_sqlite
def test_every_figure_is_defined_in_both_languages(app: Flask, session: Session) -> None:
    client = who(app, session)
    told = {"en": "Distinct borrowers can’t be counted", "sv": "Olika låntagare kan inte räknas"}
    for language, distinct in told.items():
        client.set_cookie("language", language)
        page = client.get("/statistics/definitions").text
        assert distinct in page
        for measure in Measure:
            assert f'id="{measure}"' in page


@on_sqlite
def test_figures_are_written_in_the_readers_language(app: Flask) -> None:
    written = {}
    for language in ("sv", "en"):
        with app.test_request_context(headers={"Accept-Language": language}):
            few = [figure(value) for value in (1234567, 3.5, 0, Shown.NONE, Shown.HIDDEN)]
            written[language] = [*few, change(12, 10), change(1, 0), change(9, 10), share(1, 3), share(1, 1000)]
    assert written["sv"] == [
        *("1\u202f234\u202f567", "3,50", "0", "–", "dolt"),
        *("+20\u202f%", "–", "\u221210\u202f%", "33\u202f%", "mindre än 1\u202f%"),
    ]
    assert written["en"][:5] == ["1,234,567", "3.50", "0", "–", "hidden"]


@on_sqlite
def test_an_area_that_is_seen_in_part_says_so_wherever_it_stands(app: Flask, session: Session, world: World) -> None:
    """On pages, on the map and in files, without loans per 1,000; nobody is led to what they do not see whole."""
    given.begin_writing(session)
    molkom = given.a_depot(session, "Molkom", municipality="1780")
    given.a_depot(session, "Väse", municipality="1780")
    session.add(Population(municipality_code="1780", year=2020, people=1000, source="SCB"))
    session.commit()
    client = who(app, session, (Role.COORDINATOR, Scope.DEPOT, world.here.id))
    places = last_days("places")
    for language, name in (("en", "Karlstad (1 of 3 depots)"), ("sv", "Karlstad (1 av 3 depåer)")):
        client.set_cookie("language", language)
        same_everywhere(client, places, "-")
        line = client.get(f"/statistics/{places.replace('?', '.csv?')}").text.splitlines()[1]
        assert line == f"1780,{name},3,3,0,", line
        page = client.get(f"/statistics/{places}").text
        assert f"{name} 3 3 0 –" in shown(page) and 'place=1780"' not in page
        for where in (last_days("league?by=municipality-month"), last_days("map"), last_days("map.svg")):
            assert name in client.get(f"/statistics/{where}", follow_redirects=True).text, where
    both = who(app, session, *((Role.ORGANISER, Scope.DEPOT, depot_id) for depot_id in (world.here.id, molkom.id)))
    assert "all depots that you look after" in both.get(f"/statistics/{places}").text
    whole = organiser(app, session, of="1780").get(f"/statistics/{places}").text
    assert "Karlstad 3 3 0 3.00" in shown(whole) and "all depots in Karlstad" in whole


@on_sqlite
def test_a_period_that_the_span_cuts_says_which_days_of_it_are_counted(app: Flask, session: Session) -> None:
    given.begin_writing(session)
    given.a_depot(session)
    session.commit()
    client, span = organiser(app, session), "from=2025-03-15&until=2025-05-10"
    cut = "{} is counted from 15 March 2025. {} is counted to 10 May 2025."
    months = cut.format("March 2025", "May 2025")
    for question, told in (
        (f"time?{span}", months),
        (f"league?{span}", months),
        (f"time?{span}&by=week", cut.format("Week 11, 2025", "Week 19, 2025")),
        (f"returns?{span}&by=year", "2025 is counted from 15 March 2025 to 10 May 2025."),
        (f"beside?{span}&by=year-depot", "2025 is counted from 15 March 2025 to 10 May 2025."),
        (f"places?{span}", ""),
    ):
        facts = client.get(f"/statistics/{question.replace('?', '.json?')}").json["facts"]
        notes = [fact["words"] for fact in facts if "is counted" in fact["words"]]
        assert " ".join(notes) == told, question
    client.set_cookie("language", "sv")
    facts = client.get(f"/statistics/time.json?{span}").json["facts"]
    assert "Mars 2025 räknas från och med 15 mars 2025." in [fact["words"] for fact in facts]
