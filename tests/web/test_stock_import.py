"""Bringing a stock: the pages, from the upload to the counter, on both databases."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.models.inventory import Item, StockImport
from lendlib.models.labels import Label
from lendlib.operations.acts import new_key
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests.ground.looking import how_many
from tests.web.people import a_depot, press, someone_signed_in, token_in

GOOD = "Streckkod;Kategori;Storlek;Märke\r\nFB-1;Längdskidor;190 cm;Fischer\r\nFB-2;Hockeyskridskor;34-36;Bauer\r\n"
FAULTY = (
    "Streckkod;Kategori;Storlek;Märke\r\nFB-1;Längdskidor;lång;Fischer\r\nFB-2;Snowracers;;\r\nFB-1;Rymdraket;M;\r\n"
)


@pytest.fixture
def client(app: Flask, session: Session, depot: DepotPolicy) -> FlaskClient:
    """Vera's browser, in English."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, depot.id))
    client.set_cookie("language", "en")
    return client


def send(client: FlaskClient, text: str | bytes, name: str = "lager.csv", **fields: str) -> TestResponse:
    """Send a list through the page."""
    content = text.encode("cp1252") if isinstance(text, str) else text
    data = {"csrf_token": token_in(client.get("/stock/import")), "list": (io.BytesIO(content), name), **fields}
    return client.post("/stock/import", data=data, content_type="multipart/form-data")


def map_columns(client: FlaskClient, answer: TestResponse, *fields: str) -> TestResponse:
    """Say what the columns are, as the page guesses them unless told."""
    page = client.get(answer.location)
    guessed = re.findall(r'<select[^>]*name="(column_\d+)".*?</select>', page.text, re.S)
    chosen = {
        name: re.search(rf'name="{name}".*?<option selected value="([^"]*)"', page.text, re.S)[1] for name in guessed
    }
    if fields:
        chosen = {f"column_{place}": field for place, field in enumerate(fields)}
    return client.post(answer.location, data={"csrf_token": token_in(page), **chosen})


def save(client: FlaskClient, page: str) -> TestResponse:
    """Press Import."""
    return press(client, f"{page}/save", page, command_key=new_key())


def brought(client: FlaskClient, text: str) -> str:
    """A list that was sent and read; its page's address."""
    answer = map_columns(client, send(client, text))
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_list_becomes_the_stock(client: FlaskClient, session: Session, config: Config) -> None:
    page = brought(client, GOOD)
    told = client.get(page).text
    assert "Nothing is wrong." in told and "2 things would come into the stock" in told
    assert "Cross-country skis" in told and "34–36" in told and "34-36 = 34–36" in told
    assert how_many(session, Item) == 0
    assert save(client, page).location == page
    assert "2 things were imported from lager.csv." in client.get(page).text
    session.rollback()
    assert sorted(session.scalars(select(Label.code))) == ["FB-1", "FB-2"]
    assert not any(session.scalars(select(Label.is_own)))
    assert list((config.instance / "imports").iterdir()) == []
    assert "Fischer" in client.get("/items?q=FB-1").text


def test_columns_are_asked_once(client: FlaskClient) -> None:
    page = brought(client, GOOD)
    again = send(client, GOOD)
    assert again.status_code == 303 and "columns" not in again.location and again.location != page
    assert "Nothing is wrong." in client.get(again.location).text


def test_columns_that_make_no_sense_are_refused_and_kept(client: FlaskClient) -> None:
    answer = send(client, GOOD)
    wrong = map_columns(client, answer, "size", "size", "", "brand")
    assert wrong.status_code == 422
    assert "Two columns are “Size”" in wrong.text and "which column is the category" in wrong.text
    assert wrong.text.count('<option selected value="size">') == 2
    assert map_columns(client, answer, "code", "category", "size", "").status_code == 303


def test_faults_stand_with_line_and_column_and_are_mended_by_sending_again(
    client: FlaskClient, session: Session
) -> None:
    page = brought(client, FAULTY)
    told = client.get(page).text
    assert "3 faults keep the list out." in told
    assert "The size “lång” can&#39;t be read for Cross-country skis" in told
    assert "The code “FB-1” stands in line 2 too." in told
    assert "“Rymdraket” is no category here." in told and "Steerable sledge" in told
    assert "C “Storlek”" in told and "Import 0" not in told
    assert save(client, page).location == page
    assert "Something has changed since" in client.get(page).text and how_many(session, Item) == 0
    mended = send(client, FAULTY.replace("lång", "180").replace("FB-1;Rym", "FB-3;Rym"), instead_of=page.split("/")[-1])
    assert "1 fault keeps the list out." in client.get(mended.location).text
    assert client.get(page).text.count("Nothing was imported") >= 1
    number = re.search(r'becomes_(\d+)"', client.get(mended.location).text)[1]
    chosen = {f"becomes_{number}": "new", f"system_{number}": "clothing", f"group_{number}": group_in(client, mended)}
    press(client, f"{mended.location}/categories", mended.location, **chosen)
    told = client.get(mended.location).text
    assert "Nothing is wrong." in told and "New category" in told
    save(client, mended.location)
    assert "3 things were imported" in client.get(mended.location).text
    assert "Rymdraket" in client.get("/items?q=rymdraket").text


def group_in(client: FlaskClient, answer: TestResponse) -> str:
    """The first group that a new category may stand in."""
    return re.search(r'name="group_0".*?value="(\d+)"', client.get(answer.location).text, re.S)[1]


def test_a_second_press_imports_once(client: FlaskClient, session: Session) -> None:
    page = brought(client, GOOD)
    token, key = token_in(client.get(page)), new_key()
    for _press in range(2):
        answer = client.post(f"{page}/save", data={"csrf_token": token, "command_key": key})
        assert answer.status_code == 303 and answer.location == page
    assert how_many(session, Item) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"Kategori;Kod\r\n", "There is a header in line 1, and no thing below it."),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
        (b"PK\x05\x06" + bytes(18), "packed file (ZIP)"),
    ],
)
def test_what_is_no_list_is_refused_at_once(
    client: FlaskClient, session: Session, config: Config, content: bytes, sentence: str
) -> None:
    answer = send(client, content, "lager.xlsx")
    assert answer.status_code == 422 and sentence in answer.text
    assert how_many(session, StockImport) == 0 and list((config.instance / "imports").iterdir()) == []


def test_nothing_chosen_and_too_much(client: FlaskClient) -> None:
    assert "Choose the file with your list." in press(client, "/stock/import").text
    much = {"CONTENT_LENGTH": "33000000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert client.post("/stock/import", environ_overrides=much).status_code == 413


def test_a_number_of_a_person_is_refused_and_not_shown(client: FlaskClient, session: Session) -> None:
    page = brought(client, "Kategori;Anteckning\r\nFotboll;Lånad av 850709-9805\r\n")
    told = client.get(page).text
    assert "personal identity number" in told and "9805" not in told
    assert "9805" not in client.get(f"{page}/columns").text


def test_a_list_given_up_is_gone(client: FlaskClient, session: Session, config: Config) -> None:
    page = brought(client, GOOD)
    assert press(client, f"{page}/drop", page).location == "/stock/import"
    assert list((config.instance / "imports").iterdir()) == []
    assert "Nothing was imported" in client.get(page).text
    assert press(client, f"{page}/drop", page).status_code == 422
    assert client.get(f"{page}/columns").status_code == 422


def test_what_died_is_begun_anew(client: FlaskClient, session: Session) -> None:
    page = brought(client, GOOD)
    session.execute(StockImport.__table__.update().values(state="running", step="save", attempt=7, moved_at=now()))
    session.commit()
    session.rollback()
    assert "How far is it?" in client.get(page).text
    assert save(client, page).location == page and how_many(session, Item) == 0
    session.rollback()
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert "Nothing is wrong." in client.get(page).text
        save(client, page)
        assert "2 things were imported" in client.get(page).text
    assert session.scalar(select(func.count()).select_from(Item)) == 2


def test_another_depots_list_is_not_there(app: Flask, client: FlaskClient, session: Session) -> None:
    page = brought(client, GOOD)
    elsewhere = a_depot(session, "Granndepån")
    other = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.id))
    for path in (page, f"{page}/columns"):
        assert other.get(path).status_code == 404
    for deed in ("columns", "categories", "check", "save", "drop"):
        assert press(other, f"{page}/{deed}", command_key=new_key()).status_code == 404
    assert send(other, GOOD, instead_of=page.split("/")[-1]).status_code == 404


def test_the_stock_is_taken_out_and_brought_in_again(client: FlaskClient, app: Flask, session: Session) -> None:
    save(client, brought(client, GOOD.replace("Fischer", "=1+1")))
    exported = client.get("/stock/export/csv", buffered=True)
    assert exported.headers["Content-Disposition"].startswith('attachment; filename="stock-')
    text = exported.data.decode("utf-8-sig")
    assert text.splitlines()[1] == "FB-1;Cross-country skis;190;'=1+1;;Ready;;;"
    elsewhere = a_depot(session, "Granndepån")
    other = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.id))
    other.set_cookie("language", "sv")
    for kind in ("csv", "xlsx"):
        sent = send(other, client.get(f"/stock/export/{kind}", buffered=True).data, f"lager.{kind}")
        page = map_columns(other, sent).location if sent.location.endswith("columns") else sent.location
        assert "Inget är fel" in other.get(page).text
    save(other, page)
    other.set_cookie("language", "en")
    assert other.get("/stock/export/csv", buffered=True).data == exported.data
    assert client.get("/stock/export/exe").status_code == 404


def test_an_imported_thing_has_its_story(client: FlaskClient, session: Session) -> None:
    save(client, brought(client, GOOD))
    for item_id in session.scalars(select(Item.id)):
        page = client.get(f"/items/{item_id}")
        assert page.status_code == 200 and "Came in with a list" in page.text
