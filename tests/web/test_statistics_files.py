"""Reports as files, as people fetch them: the screen and every file say the same, cell by cell; on both databases."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.operations import returning
from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground.screens import Screen, number
from tests.oracles import jsonstat
from tests.web.people import a_counter_before, someone_signed_in

KINDS = ("excel.csv", "csv", "xlsx", "json", "jsonstat")
QUESTIONS = (
    "time?from=2026-09-01&until=2026-11-23",
    "time?from=2025-09-01&until=2026-11-23&by=year&measure=loans&measure=returns&beside=1",
    "time?from=2026-11-16&until=2026-11-23&by=day",
    "places?from=2026-01-01&until=2026-11-23&by=depot",
    "things?from=2026-01-01&until=2026-11-23&by=size&category=football",
    "stock?from=2026-01-01&until=2026-11-23",
    "people?from=2026-01-01&until=2026-11-23&by=month",
    "season?from=2025-09-01&until=2026-11-23",
    "beside?from=2026-10-01&until=2026-11-23",
    "returns?from=2024-01-01&until=2024-12-31",
)


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


def fetched(client: FlaskClient, question: str, kind: str) -> bytes:
    """One file."""
    name, _, query = question.partition("?")
    answer = client.get(f"/statistics/{name}.{kind}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def test_screen_csv_workbook_json_and_json_stat_say_the_same(client: FlaskClient) -> None:
    for question in QUESTIONS:
        _same_everywhere(client, question)


def _same_everywhere(client: FlaskClient, question: str) -> None:
    files = {kind: fetched(client, question, kind) for kind in KINDS}
    told = jsonstat.read(files["jsonstat"])
    cells = {key: status if status in ("hidden", "none") else value for key, (value, status) in told.items()}
    whole = json.loads(files["json"])
    sides = [[member["code"] for member in dimension["members"]] for dimension in whole["dimensions"]]
    measures = [measure["code"] for measure in whole["measures"]]
    lines = list(product(*sides))
    assert list(cells) == [(*line, measure) for line in lines for measure in measures]
    order = [[cells[*line, measure] for measure in measures] for line in lines]
    assert [
        [row.get("status", {}).get(measure) or row["values"][measure] for measure in measures] for row in whole["rows"]
    ] == order
    for kind, between, decimal in (("csv", ",", "."), ("excel.csv", ";", ",")):
        rows = list(csv.reader(io.StringIO(files[kind].decode("utf-8-sig"), newline=""), delimiter=between))
        assert [row[0 : 2 * len(sides) : 2] for row in rows[1:]] == [list(line) for line in lines]
        figures = [row[2 * len(sides) : 2 * len(sides) + len(measures)] for row in rows[1:]]
        assert [[_read(cell, decimal) for cell in row] for row in figures] == order
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    figures = [list(row[2 * len(sides) :]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [["none" if cell is None else cell for cell in row] for row in figures] == order
    _same_on_screen(client, question, whole, cells)


def _same_on_screen(client: FlaskClient, question: str, whole: Any, cells: dict[tuple[str, ...], Any]) -> None:
    page = client.get(f"/statistics/{question}", follow_redirects=True)
    assert page.status_code == 200
    first, *others = whole["dimensions"]
    names = {member["name"]: member["code"] for member in first["members"]}
    columns = [
        (*codes, measure["code"])
        for measure in whole["measures"]
        for codes in product(*([member["code"] for member in dimension["members"]] for dimension in others))
    ]
    if not any(value for value in cells.values() if value != "none"):
        assert "Nothing was counted here" in page.text
        return
    screen = Screen(page.text).rows
    assert [names[name] for name, _cells in screen] == [member["code"] for member in first["members"]]
    for name, shown in screen:
        known = [cells[names[name], *column] for column in columns]
        # Each figure may have a sum behind its members.
        width, members = len(shown) // len(whole["measures"]), len(columns) // len(whole["measures"])
        read = [number(cell, "hidden") for place, cell in enumerate(shown) if place % width < members]
        assert ["none" if value is None else value for value in read] == [
            round(value, 1) if isinstance(value, float) else value for value in known
        ]


def _read(cell: str, decimal: str) -> Any:
    if not cell:
        return "none"
    return int(cell) if cell.isdigit() else float(cell.replace(decimal, "."))


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
