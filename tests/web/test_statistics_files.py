"""Reports as files, as people fetch them: the screen and every file say the same, cell by cell; on both databases."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.db import db
from lendlib.demo import make_demo
from lendlib.models.statistics import Population
from lendlib.models.visiting import Wanted
from lendlib.operations import returning
from lendlib.operations.lending import Borrower
from lendlib.operations.statistics_earlier import bring
from lendlib.rules.statistics_reports import REPORTS
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given
from tests.ground.everywhere import KINDS, fetched, same_everywhere
from tests.ground.fixed_tables import fixed_month, fixed_year
from tests.web.people import a_counter_before, someone_signed_in

QUESTIONS = (
    "time?from=2026-09-01&until=2026-11-23",
    "time?from=2025-09-01&until=2026-11-23&by=year&measure=loans&measure=returns&beside=1",
    "things?from=2026-01-01&until=2026-11-23&by=size&category=football",
    "people?from=2026-01-01&until=2026-11-23&by=month",
    "returns?from=2024-01-01&until=2024-12-31",
)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(given.MONDAY_NOON + timedelta(hours=1)):
        yield


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A depot with some loans of this autumn and of last."""
    counter = a_counter_before(session, 370)
    counter.writes()
    balls = [counter.item(size="5") for _ in range(4)] + [counter.item("kubb")]
    counter.lends(*balls[:2])
    for item in balls[:2]:
        returning.check_in(counter.act(), item)
    counter.later(days=340)
    counter.lends(*balls[1:], to=Borrower("Anna", phone="+46701740605"))
    counter.later(days=29)
    returning.check_in(counter.act(), balls[1])
    counter.later(days=1)
    counter.lends(balls[0])
    session.commit()
    return counter


@pytest.fixture
def client(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """A coordinator's browser, in English."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def test_screen_csv_workbook_json_and_json_stat_say_the_same(client: FlaskClient) -> None:
    counted = [bool(same_everywhere(client, question, "hidden").counted) for question in QUESTIONS]
    assert counted == [True] * 4 + [False], "nothing came back in the last one's year"


@pytest.fixture
def network(app: Flask, session: Session) -> FlaskClient:
    """An organiser's browser, in Swedish: of depots with three years, and of one that brought some and hides some."""
    with app.app_context():
        make_demo(db.engine, given.KEYS, loans=150, today=given.MONDAY_NOON.date(), now=given.MONDAY_NOON)
    moved = a_counter_before(session, 0)
    moved.writes()
    lines = [["month", "loans", "visits", "category"], ["2025-03", "1234", "", "football"], ["2025-03", "", "900", ""]]
    bring(moved.act(), "gamla.csv", list(enumerate(lines, 1)), "en")
    session.add(Wanted(depot_id=moved.depot.id, category_id=given.category_id(session, "kubb"), made_at=moved.now))
    for code in ("1780", "1784", "1737"):
        session.add(Population(municipality_code=code, year=2024, people=12_345, source="SCB"))
    homes = {("1780", "private"): (40, 90), ("1715", "private"): (12, 20), ("2521", "school"): (2, 6)}
    fixed_month(session, moved.depot, 202610, homes, {"20-64": 30, "7-12": 3})
    fixed_month(session, moved.depot, 202512, homes)
    fixed_year(session, moved.depot, 2025)
    session.commit()
    client = someone_signed_in(app, session, (Role.ORGANISER, Scope.ALL, None))
    client.set_cookie("language", "sv")
    return client


@on_sqlite
def test_every_way_of_every_report_says_the_same_on_screen_and_in_files(network: FlaskClient) -> None:
    counted, is_imported = set(), {}
    for name, way in ((report.name, way) for report in REPORTS.values() for way in report.ways):
        span = "from=2026-02-01&until=2026-03-15" if By.DAY in way.by else "from=2025-02-01&until=2026-11-23"
        figures = "&".join(f"measure={measure}" for measure in way.measures)
        only = "&category=football" if By.SIZE in way.by else ""
        question = f"{name}?{span}&by={way.word}&{figures}{only}"
        if way.is_of_borrowers:
            assert network.get(f"/statistics/{question.replace('?', '.csv?')}").status_code == 303
            continue
        seen = same_everywhere(network, question, "dolt")
        assert seen.counted, question
        counted |= seen.counted
        is_imported[name, way.by] = seen.has_imported
    assert counted >= set(Measure) - {Measure.FOUND}
    assert {by for (name, by), told in is_imported.items() if name == "time" and told} == {(By.MONTH,), (By.YEAR,)}
    assert is_imported["league", (By.CATEGORY, By.MONTH)] and is_imported["season", (By.MONTH, By.YEAR)]


@on_sqlite
def test_fixed_tables_hide_the_same_on_screen_and_in_files(network: FlaskClient) -> None:
    places = network.get("/statistics/places.json?by=depot").json["dimensions"][0]["members"]
    (slug,) = (member["code"] for member in places if member["name"] == "Testdepån")
    for way in ("by=home", "by=kind", "by=age_band", "by=home&period=2025", "by=kind&period=2025", "by=home-kind"):
        seen = same_everywhere(network, f"borrowers?{way}&place={slug}", "dolt")
        assert (seen.has_hidden, bool(seen.counted)) == (True, True), way


def test_files_say_report_span_and_place_in_their_names(client: FlaskClient, counter: given.Counter) -> None:
    span = "from=2026-01-01&until=2026-11-23"
    for kind, ending, content_type in (
        ("csv", "csv", "text/csv; charset=utf-8"),
        ("excel.csv", "csv", "text/csv; charset=utf-8"),
        ("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "json", "application/json"),
        ("jsonstat", "jsonstat", "application/json"),
    ):
        answer = client.get(f"/statistics/time.{kind}?{span}&measure=loans")
        name = f"lendlib-loans-by-month-2026-01-01--2026-11-23-{counter.depot.slug}.{ending}"
        assert answer.headers["Content-Disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
        assert answer.headers["Content-Type"] == content_type


def test_a_workbook_tells_in_words_what_was_asked(client: FlaskClient, counter: given.Counter) -> None:
    client.set_cookie("language", "sv")
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, QUESTIONS[0], "xlsx")))
    assert len(book.sheetnames) == 3
    asked = dict(book.worksheets[1].iter_rows(values_only=True))
    assert counter.depot.name in asked.values()
    assert "2026-09-01" in asked.values()
    address = next(str(words) for words in asked.values() if str(words).startswith("http"))
    assert address.endswith(f"&place={counter.depot.slug}"), "whoever opens it sees the same depots"
    meanings = dict(book.worksheets[2].iter_rows(values_only=True))
    assert "Räknas på: dagen för utlåningen" in str(meanings["Lån"])


def test_what_cant_be_asked_is_told_by_the_page(client: FlaskClient) -> None:
    for kind in KINDS:
        answer = client.get(f"/statistics/time.{kind}?from=1970-01-01&until=2026-01-01&by=day")
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert "Content-Disposition" not in answer.headers
        assert client.get(f"/statistics/time.{kind}?place=0000").status_code == 404
        assert client.get(f"/statistics/time.{kind}?place='%3B DROP TABLE loan").status_code == 404
        assert client.get(f"/statistics/nothing.{kind}").status_code == 404
    assert client.get("/statistics/time.pdf").status_code == 404


def test_what_tells_of_borrowers_leaves_no_depot_as_a_file(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    organiser = someone_signed_in(app, session, (Role.ORGANISER, Scope.ALL, None))
    staff = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    for kind in KINDS:
        for reader in (organiser, staff):
            answer = reader.get(f"/statistics/people.{kind}?by=kind")
            assert (answer.status_code, "/statistics/people?" in answer.location) == (303, True)
            assert reader.get(f"/statistics/time.{kind}").status_code == 200
    page = staff.get("/statistics/people?by=kind", follow_redirects=True).text
    assert "/statistics/borrowers?by=kind" in page and "people.csv" not in page and "people.svg" not in page


def test_nobody_fetches_a_file_of_what_they_may_not_see(app: Flask, session: Session, counter: given.Counter) -> None:
    elsewhere = a_counter_before(session, 0)
    neighbour = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.depot.id))
    for kind in KINDS:
        assert neighbour.get(f"/statistics/time.{kind}?place={counter.depot.slug}").status_code == 404
        assert app.test_client().get(f"/statistics/time.{kind}").status_code == 302


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_large_file_comes_in_pieces_and_few_are_made_at_once(client: FlaskClient) -> None:
    measures = "".join(f"&measure={name}" for name in ("loans", "visits", "people", "visitors", "returns", "donations"))
    large = f"/statistics/time.json?from=2024-11-24&until=2026-11-23&by=day&beside=1{measures}"
    underway = [client.get(large, buffered=False) for _ in range(2)]
    no = client.get(large)
    assert no.status_code == 503 and "Others are fetching large files" in no.text
    assert client.get("/statistics/time.json?by=month").status_code == 200
    first, second = (answer.iter_encoded() for answer in underway)
    assert next(first) and len(json.loads(b"".join(second))["rows"]) == 2 * 730
    for answer in underway:
        answer.close()
    for kind in KINDS:
        assert len(client.get(large.replace("time.json", f"time.{kind}")).data) > 10_000
