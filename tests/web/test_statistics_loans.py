"""Loans as rows, as people fetch them: who may, how many there are, CSV, and a workbook that is made beside."""

import csv
import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Config
from lendlib.jobs.clearing import clear
from lendlib.operations import returning
from lendlib.outside.exports_kept import FOLDER, Note, export_of
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.web.people import a_counter_before, press, someone_signed_in, token_in

PAGE = "/statistics/loans"
KEY = "a-key-of-mine"
# The account of the browser: the second, after the counter's own.
CLIENTS_ID = 2


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(given.MONDAY_NOON + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A depot where three things were lent, and one of them came back late."""
    counter = a_counter_before(session, 30)
    counter.writes()
    balls = [counter.item(size="5") for _ in range(2)]
    counter.lends(*balls, counter.item("kubb"))
    counter.later(days=20)
    returning.check_in(counter.act(), balls[0])
    session.commit()
    return counter


@pytest.fixture
def client(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """A coordinator's browser, in English."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def rows(client: FlaskClient, query: str = "", kind: str = "csv") -> list[list[str]]:
    """The lines of the CSV without its header."""
    answer = client.get(f"{PAGE}.{kind}?{query}", buffered=True)
    assert answer.status_code == 200
    delimiter = "," if kind == "csv" else ";"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))[1:]


def workbooks(config: Config) -> list[Path]:
    folder = config.instance / FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_the_page_counts_and_the_files_hold_as_many(client: FlaskClient, counter: given.Counter) -> None:
    page = client.get(PAGE)
    assert "3 loans" in page.text
    assert len(rows(client)) == len(rows(client, kind="excel.csv")) == 3
    answer = client.get(f"{PAGE}.csv", buffered=True)
    name = f"lendlib-loan-rows-2026-01-01--2026-11-23-{counter.depot.slug}.csv"
    assert name in answer.headers["Content-Disposition"]
    assert (answer.headers["Cache-Control"], answer.mimetype) == ("no-store", "text/csv")
    narrow = "from=2026-10-24&until=2026-10-24&category=football&size=5"
    assert "2 loans" in client.get(f"{PAGE}?{narrow}").text
    assert [row[4] for row in rows(client, narrow)] == ["Football", "Football"]
    assert "No loan of that kind" in client.get(f"{PAGE}?from=2025-01-01&until=2025-01-31").text
    assert rows(client, "from=2025-01-01&until=2025-01-31") == []


def test_what_cant_be_asked_is_told_by_the_page(client: FlaskClient) -> None:
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.excel.csv"):
        for query, status in (
            ("from=2026-11-01&until=2026-10-01", 422),
            ("from=2027-01-01", 422),
            ("size=" + "5" * 41, 422),
            ("category=%3Dcmd", 422),
            ("place='%3B DROP TABLE loan --", 404),
        ):
            answer = client.get(f"{path}?{query}")
            assert (answer.status_code, answer.mimetype) == (status, "text/html"), (path, query)


def test_only_those_who_may_take_rows_along(app: Flask, session: Session, counter: given.Counter) -> None:
    here, nobody = counter.depot, app.test_client()
    elsewhere = a_counter_before(session, 0)
    volunteer = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, here.id))
    neighbour = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.depot.id))
    organiser = someone_signed_in(app, session, (Role.ORGANISER, Scope.MUNICIPALITY, "1780"))
    far_away = someone_signed_in(app, session, (Role.ORGANISER, Scope.MUNICIPALITY, "0180"))
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}/workbook/{KEY}", f"{PAGE}/workbook/{KEY}/file"):
        assert nobody.get(path).status_code == 302
        assert volunteer.get(path).status_code == 403
    assert press(volunteer, f"{PAGE}/workbook", command_key=KEY).status_code == 403
    assert neighbour.get(f"{PAGE}.csv?place={here.slug}").status_code == 404
    assert rows(neighbour) == rows(far_away) == []
    assert len(rows(organiser)) == len(rows(organiser, f"place={here.slug}")) == 3


def test_a_workbook_is_made_once_fetched_once_and_then_gone(
    client: FlaskClient, counter: given.Counter, config: Config
) -> None:
    form = {"csrf_token": token_in(client.get(PAGE)), "command_key": KEY, "depot": counter.depot.slug}
    begun = client.post(f"{PAGE}/workbook?from=2026-10-01&until=2026-11-23", data=form)
    assert (begun.status_code, begun.location) == (303, f"{PAGE}/workbook/{KEY}")
    assert client.post(f"{PAGE}/workbook?from=2026-10-01&until=2026-11-23", data=form).location == begun.location
    page = client.get(begun.location)
    assert "The workbook is ready" in page.text
    assert client.head(f"{begun.location}/file").status_code == 200
    got = client.get(f"{begun.location}/file", buffered=True)
    assert f"lendlib-loan-rows-2026-10-01--2026-11-23-{counter.depot.slug}.xlsx" in got.headers["Content-Disposition"]
    assert int(got.headers["Content-Length"]) == len(got.data)
    sheet, asked = openpyxl.load_workbook(io.BytesIO(got.data)).worksheets
    assert (sheet.max_row, sheet["A1"].value) == (4, "Lent on")
    assert dict(asked.iter_rows(values_only=True))["Depots"] == counter.depot.name
    gone = client.get(begun.location)
    assert (gone.status_code, "not here any more" in gone.text) == (410, True)
    assert client.get(f"{begun.location}/file").status_code == 404
    assert workbooks(config) == []


def test_a_workbook_is_nobody_elses(app: Flask, session: Session, client: FlaskClient, counter: given.Counter) -> None:
    colleague = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    there = press(client, f"{PAGE}/workbook", page=PAGE, command_key=KEY, depot=counter.depot.slug).location
    assert colleague.get(there).status_code == 410
    assert colleague.get(f"{there}/file").status_code == 404
    assert client.get(there).status_code == 200


def test_without_a_key_nothing_is_made(client: FlaskClient, config: Config) -> None:
    for key in ("", "k" * 65, "a/../../b"):
        assert press(client, f"{PAGE}/workbook", page=PAGE, command_key=key).status_code == 400
    assert workbooks(config) == []


def test_progress_is_shown_and_one_is_made_at_a_time(
    client: FlaskClient, counter: given.Counter, config: Config
) -> None:
    note = written_down(client, config, done=40_000, total=120_000)
    page = client.get(f"{PAGE}/workbook/{KEY}")
    assert "40,000" in digits(page.text)
    assert re.search(r'<progress[^>]*max="120000" value="40000"', page.text)
    refused = press(client, f"{PAGE}/workbook", page=PAGE, command_key="another", depot=counter.depot.slug)
    assert (refused.status_code, "Another workbook is being made" in refused.text) == (409, True)
    assert client.get(f"{PAGE}/workbook/{KEY}/file").status_code == 404
    with time_machine.travel(now() + timedelta(seconds=31), tick=False):
        broken = client.get(f"{PAGE}/workbook/{KEY}")
        assert "did not become a file" in broken.text
        assert note.query.replace("&", "&amp;") in broken.text
        again = press(client, f"{PAGE}/workbook", page=PAGE, command_key="another", depot=counter.depot.slug)
        assert again.status_code == 303


def test_an_hour_later_a_workbook_is_gone_fetched_or_not(
    app: Flask, client: FlaskClient, counter: given.Counter, config: Config
) -> None:
    there = press(client, f"{PAGE}/workbook", page=PAGE, command_key=KEY, depot=counter.depot.slug).location
    assert client.get(there).status_code == 200
    assert len(workbooks(config)) == 2
    export = export_of(config.instance, CLIENTS_ID, KEY)
    note = export.note()
    assert note is not None
    export.say(replace(note, moved_at=(now() - timedelta(minutes=61)).isoformat()))
    assert client.get(there).status_code == 410
    assert client.get(f"{there}/file").status_code == 404
    for path in workbooks(config):
        os.utime(path, (0, (now() - timedelta(minutes=61)).timestamp()))
    with app.app_context():
        clear(app, now())
    assert workbooks(config) == []


def test_what_made_it_break_is_told(client: FlaskClient, config: Config) -> None:
    note = written_down(client, config, done=1, total=3)
    export_of(config.instance, CLIENTS_ID, KEY).say(replace(note, failure="no-room"))
    assert "The disk of the computer" in client.get(f"{PAGE}/workbook/{KEY}").text


def written_down(client: FlaskClient, config: Config, *, done: int, total: int) -> Note:
    """A workbook of that person that is being made, so far."""
    assert client.get(PAGE).status_code == 200
    at = now().isoformat()
    note = Note("loans.xlsx", "from=2026-10-01&until=2026-11-23", total, at, at, done=done)
    assert export_of(config.instance, CLIENTS_ID, KEY).claim(note)
    return note


def digits(text: str) -> str:
    return re.sub(r"(?<=\d)\s(?=\d)", ",", text)
