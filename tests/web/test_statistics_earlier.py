"""Earlier counts and inhabitants by their pages: sent, looked at, added; refused with every fault; who may."""

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from lendlib.models.statistics import Population
from lendlib.models.statistics_earlier import EarlierCount
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.statistics_earlier import read
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests.web.people import press, someone_signed_in, token_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COUNTS = "month;loans;visits\nmars 2024;1 234;400\n2023;9000;\n".encode("cp1252")
FAULTY = b"month;loans;colour\n2024-03;-1;x\nsoon;=1+1;\n2099-01;1;\n"
INHABITANTS = '"region";"2023"\n"0114 Upplands Väsby";48714\n"1780 Karlstad";96466\n'.encode("cp1252")


def coordinator(app: Flask, session: Session, depot: DepotPolicy, language: str = "en") -> FlaskClient:
    """A browser of the depot's coordinator."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, depot.id))
    client.set_cookie("language", language)
    return client


def for_all(app: Flask, session: Session, role: Role = Role.ADMINISTRATOR) -> FlaskClient:
    """A browser of somebody who looks after everything."""
    client = someone_signed_in(app, session, (role, Scope.ALL, None))
    client.set_cookie("language", "en")
    return client


def sends(client: FlaskClient, path: str, content: bytes, name: str = "gamla år.csv") -> TestResponse:
    """Send a file to that page."""
    file = FileStorage(io.BytesIO(content), name)
    return client.post(path, data={"csrf_token": token_in(client.get("/about")), "list": file})


def carried(page: TestResponse, field: str) -> str:
    """What the page carries in a field."""
    found = re.search(rf'name="{field}"[^>]* value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found.group(1))


def how_many(session: Session, table: type = EarlierCount) -> int:
    """The rows that are there now."""
    session.rollback()
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_file_is_looked_at_added_marked_and_taken_back(app: Flask, session: Session, depot: DepotPolicy) -> None:
    client = coordinator(app, session, depot)
    assert "Nothing yet" in client.get("/statistics/earlier").text
    preview = sends(client, "/statistics/earlier", COUNTS)
    assert preview.status_code == 200 and how_many(session) == 0
    assert "March 2024" in preview.text and "the whole year 2023" in preview.text and "10,234" in preview.text
    told = {name: carried(preview, name) for name in ("lines", "name", "command_key")}
    for _twice in range(2):
        added = press(client, "/statistics/earlier/add", **told)
        assert added.status_code == 303 and how_many(session) == 3
    page = client.get("/statistics/earlier").text
    assert "gamla år.csv" in page and "3 counts" in page
    report = client.get("/statistics/time?from=2024-01-01&until=2024-12-31", follow_redirects=True).text
    assert "1,234" in report and ">imported<" in report and "brought from before lendlib" in report
    total = '<th scope="row">Total <span class="imported">imported</span></th>'
    assert total in report and "are among these (imported)" in report
    years = client.get("/statistics/time.csv?from=2023-01-01&until=2024-12-31&by=year").text.splitlines()
    assert years[1:] == ["2023,2023,9000,,,yes", "2024,2024,1234,400,,yes"]
    address = "/statistics/league?from=2024-02-01&until=2024-03-31&by=depot-month"
    league = client.get(address, follow_redirects=True).text
    star = '<span class="imported-star"><span aria-hidden="true">*</span><span class="for-ears"> imported</span></span>'
    assert f"March 2024{star}</th>" in league and league.count(star) == 1 and 'class="imported"' not in league
    places = client.get("/statistics/map?from=2024-01-01&until=2024-12-31", follow_redirects=True).text
    assert re.search(r'aria-label="Karlstad: 1,234 loans[^"]*\(imported\)"', places) and ">Karlstad *<" in places
    days = client.get("/statistics/time?from=2024-03-01&until=2024-03-31&by=day", follow_redirects=True).text
    assert "Nothing was counted here" in days and "not in these figures: 1,234" in days
    back = re.search(r'action="(/statistics/earlier/\d+/back)"', page)
    assert back and press(client, back.group(1), command_key="take it back").status_code == 303
    assert how_many(session) == 0 and "Taken back" in client.get("/statistics/earlier").text


@on_sqlite
def test_every_fault_is_told_and_nothing_is_added(app: Flask, session: Session, depot: DepotPolicy) -> None:
    client = coordinator(app, session, depot)
    page = sends(client, "/statistics/earlier", FAULTY)
    assert page.status_code == 422 and "5 faults keep the file out" in page.text
    for words in ("“colour” is no column", "“-1” is less than nothing", "“=1+1” is no number", "“soon” is no month"):
        assert words in unescape(page.text)
    nothing = b"month;loans\n2024-01;\n"
    others = {b"": "The file is empty", b"%PDF-1.7": "This is a PDF", nothing: "no count in the file"}
    for content, words in others.items():
        page = sends(client, "/statistics/earlier", content)
        assert page.status_code == 422 and words in unescape(page.text)
    long = b"month;loans\n" + b"2024-01;1\n" * 5_001
    assert "at most 5\u202f000 lines" in sends(client, "/statistics/earlier", long).text
    assert "Choose the file" in press(client, "/statistics/earlier").text
    for lines in ("", "[]", "[[1]]", "[[" * 5000, "[[Infinity,[]],[2,[]]]", '[[1,["month"]],["x",[]]]'):
        answer = press(client, "/statistics/earlier/add", lines=lines, name="x", command_key="a key of mine")
        assert answer.status_code == 400, lines
    lines = '[[1,["month","loans"]],[2,["2099","1"]]]'
    late = press(client, "/statistics/earlier/add", lines=lines, command_key="a key of mine")
    assert late.status_code == 422 and "not over yet" in late.text
    assert how_many(session) == 0


@on_sqlite
def test_the_file_to_fill_in_is_read_in_both_languages(app: Flask, session: Session, depot: DepotPolicy) -> None:
    for language in ("sv", "en"):
        client = coordinator(app, session, depot, language)
        text = client.get("/statistics/earlier/template.csv").data.decode("utf-8-sig")
        header, *lines = csv.reader(io.StringIO(text), delimiter=";")
        assert len(header) == 7 and len(lines) == 12
        filled = [(2, [lines[0][0], "", *"12345"])]
        faults: list[object] = []
        assert len(read((1, header), filled, now().date(), faults)) == 5 and not faults  # type: ignore[arg-type]


def test_inhabitants_are_sent_as_a_file_and_replaced_after_saying_so(app: Flask, session: Session) -> None:
    client = for_all(app, session)
    assert "Nothing yet" in client.get("/statistics/population").text
    preview = sends(client, "/statistics/population/file", INHABITANTS)
    assert preview.status_code == 200 and "2023: 2 of 290" in preview.text and how_many(session, Population) == 0
    assert press(client, "/statistics/population/keep", figures=carried(preview, "figures")).status_code == 303
    assert how_many(session, Population) == 2
    assert "145,180" in client.get("/statistics/population").text
    typed = {"municipality": "1780", "year": "2023", "people": "96 500", "source": "Karlstads kommun"}
    said = press(client, "/statistics/population", **typed)
    assert said.status_code == 422 and "96,466 stands there already (SCB)" in said.text
    assert press(client, "/statistics/population", **typed, seen=carried(said, "seen")).status_code == 303
    again = sends(client, "/statistics/population/file", INHABITANTS)
    assert "1 figure that stands becomes another" in again.text and "Karlstads kommun" in again.text


@on_sqlite
def test_what_is_wrong_with_inhabitants_is_told(app: Flask, session: Session) -> None:
    client = for_all(app, session, Role.ORGANISER)
    by_sex = '"region","kön","2023"\n"1780 Karlstad","män",48000\n"1780 Karlstad","kvinnor",48466\n'.encode()
    page = sends(client, "/statistics/population/file", by_sex)
    assert page.status_code == 422 and "leave age, sex and marital status" in page.text
    for typed, words in (
        ({"municipality": "1780", "year": "2199", "people": "5", "source": "x"}, "no year whose end has been"),
        ({"municipality": "1780", "year": "2023", "people": "-5", "source": "x"}, "no number of people"),
        ({"municipality": "9999", "year": "", "people": "", "source": ""}, "Say where the figure is from"),
    ):
        page = press(client, "/statistics/population", **typed)
        assert page.status_code == 422 and words in unescape(page.text), typed
    twice = '[["1780",2023,1],["1780",2023,2]]'
    for figures in ("", "[]", '[["1780",2023]]', '[["x",2023,1]]', '[["1780",Infinity,1]]', twice):
        assert press(client, "/statistics/population/keep", figures=figures).status_code == 400
    assert how_many(session, Population) == 0


@on_sqlite
def test_only_those_who_may_are_let_in(app: Flask, session: Session, depot: DepotPolicy) -> None:
    volunteer = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, depot.id))
    assert volunteer.get("/statistics/earlier").status_code == 403
    of_a_county = someone_signed_in(app, session, (Role.ORGANISER, Scope.COUNTY, "17"))
    assert of_a_county.get("/statistics/population").status_code == 403
    assert press(of_a_county, "/statistics/population", municipality="1780").status_code == 403
    assert "/statistics/population" not in of_a_county.get("/statistics").text
    boss = for_all(app, session)
    overview = boss.get("/statistics").text
    assert "/statistics/earlier" in overview and "/statistics/population" in overview
