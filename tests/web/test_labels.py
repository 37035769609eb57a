"""Labels from the press to the paper, over a public address: what is printed is read again."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.models.labels import Label, LabelPrint
from lendlib.operations.acts import new_key
from lendlib.outside.label_sheets_kept import printed_file
from lendlib.rules.codes import new_code, spoken
from lendlib.rules.label_sheets import SHEETS
from lendlib.rules.label_words import PrintState
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground.printed import COARSE, cut_out, pages, read, words
from tests.web.people import a_depot, press, someone_signed_in

BASE = "https://lend.example.org"
ON_L7160 = {"sheet": "L7160", "start": "1", "symbol": "qr", "lines": ["name", "size"], "ends": "", "printer": ""}


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """Hosted, at an address that phones reach."""
    app = create_app(replace(config, mode="hosted", base_url=BASE, trusted_hosts=("localhost",)))
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    return someone(app, session, counter, Role.VOLUNTEER)


@pytest.fixture
def klara(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    return someone(app, session, counter, Role.COORDINATOR)


def someone(app: Flask, session: Session, counter: given.Counter, role: Role) -> FlaskClient:
    client = someone_signed_in(app, session, (role, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def put_in(counter: given.Counter, key: str = "football", **described: object) -> int:
    begin_writing(counter.session)
    item_id = counter.item(key, **described)  # type: ignore[arg-type]
    counter.session.commit()
    return item_id


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    return press(client, path, **({"command_key": new_key()} | fields))


def fetched(client: FlaskClient, begun: TestResponse) -> bytes:
    """The PDF behind a print that was begun."""
    assert begun.status_code == 303, begun.text
    page = client.get(begun.location)
    assert "ready to print" in page.text, page.text
    with client.get(f"{begun.location}/file") as file:
        assert (file.status_code, file.content_type) == (200, "application/pdf")
        assert "attachment" in file.headers["Content-Disposition"] and file.headers["Cache-Control"] == "no-store"
        return file.data


def codes_read(pdf: bytes, count: int, sheet: str = "L7160", start: int = 0) -> list[str]:
    [page] = pages(pdf, COARSE)
    return [text for cell in range(start, start + count) for text in read(cut_out(page, SHEETS[sheet], cell, COARSE))]


def test_ticked_things_are_printed_with_their_address(vera: FlaskClient, counter: given.Counter) -> None:
    skis = put_in(counter, "hockey-skates", size="34-36", code=(code := new_code()))
    bare = put_in(counter)
    page = vera.get(f"/labels/print?item={skis}&item={bare}")
    assert "2 labels" in page.text and "1 of them has no label" in page.text
    pdf = fetched(vera, send(vera, f"/labels/print?item={skis}&item={bare}", **ON_L7160))
    new = counter.session.scalars(select(Label.code).where(Label.item_id == bare)).one()
    assert codes_read(pdf, 2) == [f"{BASE}/I/{one}".upper() for one in (code, new)]
    told = words(pdf)
    assert spoken(code) in told and "34–36" in told and "Testdepån" not in told


def test_a_whole_filter_is_printed(vera: FlaskClient, counter: given.Counter) -> None:
    skates = [put_in(counter, "hockey-skates", size=size) for size in ("34", "35")]
    put_in(counter)
    pdf = fetched(vera, send(vera, "/labels/print?which=all&q=skridskor", **ON_L7160))
    labelled = set(counter.session.scalars(select(Label.item_id).where(Label.item_id.is_not(None))))
    assert labelled == set(skates) and len(codes_read(pdf, 3)) == 2


def test_a_batch_goes_to_paper_from_the_cell_that_is_named(vera: FlaskClient, counter: given.Counter) -> None:
    made = send(vera, "/labels/batches", size="3")
    assert (made.status_code, made.location) == (303, "/labels/print?batch=1")
    page = vera.get(made.location)
    assert re.search(r'checked[^>]*value="number"', page.text), "blank labels offer their number"
    begun = send(vera, made.location, **(ON_L7160 | {"start": "5", "lines": ["number", "depot"]}))
    pdf = fetched(vera, begun)
    codes = counter.session.scalars(select(Label.code).order_by(Label.batch_place)).all()
    assert codes_read(pdf, 3, start=4) == [f"{BASE}/I/{code}".upper() for code in codes]
    assert "1/1" in words(pdf) and "Testdepån" in words(pdf)
    assert "next free label on the last sheet is number 8" in vera.get(begun.location).text


def test_only_what_is_left_of_a_batch_is_printed_again(vera: FlaskClient, counter: given.Counter) -> None:
    send(vera, "/labels/batches", size="3")
    first, *others = counter.session.scalars(select(Label.code).order_by(Label.batch_place)).all()
    counter.session.commit()
    put_in(counter, code=first)
    assert "1 of 3 used" in vera.get("/labels/batches/1").text
    pdf = fetched(vera, send(vera, "/labels/print?batch=1&only=left", **ON_L7160))
    assert codes_read(pdf, 3) == [f"{BASE}/I/{code}".upper() for code in others]
    pdf = fetched(vera, send(vera, "/labels/print?batch=1", **ON_L7160))
    assert len(codes_read(pdf, 3)) == 3


def test_a_worn_label_is_replaced_from_the_things_page(vera: FlaskClient, counter: given.Counter) -> None:
    thing = put_in(counter, code=(old := new_code()))
    assert f"/labels/print?item={thing}" in vera.get(f"/items/{thing}").text
    pdf = fetched(vera, send(vera, f"/labels/print?item={thing}", **(ON_L7160 | {"ends": "worn"})))
    counter.session.rollback()
    living = select(Label.code).where(Label.item_id == thing, Label.ended_at.is_(None))
    new = counter.session.scalars(living).one()
    assert new != old and codes_read(pdf, 1) == [f"{BASE}/I/{new}".upper()]
    scan = press(vera, "/counter", scan=old, command_key="a scan of the old one").text
    assert spoken(new) in scan or "ended" in scan


def test_a_second_press_is_the_same_print(vera: FlaskClient, counter: given.Counter) -> None:
    thing = put_in(counter)
    first, again = (
        send(vera, f"/labels/print?item={thing}", **(ON_L7160 | {"command_key": "one and the same"})) for _ in range(2)
    )
    assert first.location == again.location
    assert len(counter.session.scalars(select(Label.id)).all()) == 1


def test_a_batch_that_can_not_be_is_refused_and_what_was_typed_stays(vera: FlaskClient, counter: given.Counter) -> None:
    refused = {"0": "no label to print", "100000": "100,000 labels", "x": "whole number", "": "whole number"}
    for size, told in refused.items():
        page = send(vera, "/labels/batches", size=size)
        assert page.status_code == 422 and told in page.text
    assert counter.session.scalars(select(Label.id)).all() == []


def test_nothing_ticked_is_told(vera: FlaskClient) -> None:
    assert "Nothing is ticked" in vera.get("/labels/print?which=ticked").text
    page = send(vera, "/labels/print?which=ticked", **ON_L7160)
    assert page.status_code == 422 and "no label to print" in page.text


def test_a_manner_that_can_not_be_is_refused(vera: FlaskClient, counter: given.Counter) -> None:
    thing = put_in(counter)
    refused: list[tuple[dict[str, str], str]] = [
        ({"start": "22"}, "The sheet has 21 labels."),
        ({"start": "0"}, "The sheet has 21 labels."),
        ({"start": "two"}, "whole number"),
        ({"sheet": "L4731", "symbol": "code128"}, "does not fit on such a small label"),
        ({"sheet": "own-99"}, "Not a valid choice"),
        ({"symbol": "aztec"}, "Not a valid choice"),
    ]
    for change, told in refused:
        page = send(vera, f"/labels/print?item={thing}", **(ON_L7160 | change))
        assert page.status_code == 422 and told in page.text
    assert counter.session.scalars(select(LabelPrint.id)).all() == []


def test_another_depots_prints_batches_and_things_are_not_found(
    app: Flask, session: Session, vera: FlaskClient, counter: given.Counter
) -> None:
    thing = put_in(counter)
    begun = send(vera, f"/labels/print?item={thing}", **ON_L7160)
    send(vera, "/labels/batches", size="1")
    elsewhere = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, a_depot(session, "Granndepån").id))
    for path in (begun.location, f"{begun.location}/file", "/labels/batches/1", "/labels/print?batch=1"):
        assert elsewhere.get(path).status_code == 404
    assert send(elsewhere, f"/labels/print?item={thing}", **ON_L7160).status_code == 404
    assert send(elsewhere, f"{begun.location}/again").status_code == 404


def test_a_print_whose_file_is_gone_or_that_broke_is_made_again(
    app: Flask, vera: FlaskClient, counter: given.Counter
) -> None:
    thing = put_in(counter)
    begun = send(vera, f"/labels/print?item={thing}", **ON_L7160)
    whole = fetched(vera, begun)
    print_id = int(begun.location.rpartition("/")[2])
    printed_file(app.config["LENDLIB"].instance, print_id).unlink()
    assert "can be made again" in vera.get(begun.location).text
    assert vera.get(f"{begun.location}/file").status_code == 404
    assert codes_read(fetched(vera, send(vera, f"{begun.location}/again")), 1) == codes_read(whole, 1)
    begin_writing(counter.session)
    counter.session.execute(update(LabelPrint).values(state=PrintState.FAILED, failure="no-room"))
    counter.session.commit()
    assert "The disk of the computer" in vera.get(begun.location).text
    assert codes_read(fetched(vera, send(vera, f"{begun.location}/again")), 1) == codes_read(whole, 1)


def test_a_page_that_waits_is_told_when_it_is_over(vera: FlaskClient, counter: given.Counter) -> None:
    begun = send(vera, f"/labels/print?item={put_in(counter)}", **ON_L7160)
    assert vera.get(begun.location, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    begin_writing(counter.session)
    counter.session.execute(update(LabelPrint).values(state=PrintState.RUNNING, done=0))
    counter.session.commit()
    assert "0 of 1 labels are drawn" in vera.get(begun.location, headers={"HX-Request": "true"}).text


def test_printers_are_kept_corrected_used_and_removed(
    klara: FlaskClient, vera: FlaskClient, counter: given.Counter
) -> None:
    assert send(klara, "/labels/printers", name="Kontoret", right="1,5", down="-2").status_code == 303
    page = klara.get("/labels/printers").text
    [number] = re.findall(r"/labels/printers/(\d+)/remove", page)
    assert "1.5 mm to the right" in page
    thing = put_in(counter)
    straight, moved = (
        next(pages(fetched(vera, send(vera, f"/labels/print?item={thing}", **(ON_L7160 | {"printer": printer}))), 100))
        for printer in ("", number)
    )
    assert straight.tobytes() != moved.tobytes()
    assert 'value="1.5"' in klara.get(f"/labels/printers?printer={number}").text
    twice = send(klara, "/labels/printers", name="Kontoret", right="0", down="0")
    assert twice.status_code == 422 and "There is one of that name already" in twice.text
    far = send(klara, "/labels/printers", name="Annan", right="90", down="lite")
    assert far.status_code == 422 and "from -20 to 20" in far.text and 'value="lite"' in far.text
    assert send(klara, f"/labels/printers/{number}/remove").status_code == 303
    assert "No printer yet" in klara.get("/labels/printers").text


def test_a_calibration_page_is_drawn_for_every_sheet(klara: FlaskClient) -> None:
    for key, sheet in SHEETS.items():
        page = klara.get(f"/labels/calibration?sheet={key}")
        assert page.status_code == 200 and page.data.startswith(b"%PDF")
        assert sheet.is_roll or "actual size" in words(page.data)
    assert klara.get("/labels/calibration?sheet=L9999").status_code == 422


def test_a_sheet_of_ones_own_is_kept_and_printed_on(
    klara: FlaskClient, vera: FlaskClient, counter: given.Counter
) -> None:
    measured = {
        "columns": "2", "rows": "7", "label_width": "99,1", "label_height": "38,1", "left": "4,65", "top": "15,15",
        "pitch_x": "101,6", "pitch_y": "38,1",
    }  # fmt: skip
    assert send(klara, "/labels/sheets", name="14 stora", **measured).status_code == 303
    page = klara.get("/labels/sheets").text
    [number] = re.findall(r"/labels/sheets/(\d+)/remove", page)
    assert "14 stora: 99.1 × 38.1 mm, 14 on a sheet" in page
    assert 'value="4.65"' in klara.get(f"/labels/sheets?sheet={number}").text
    begun = send(vera, f"/labels/print?item={put_in(counter)}", **(ON_L7160 | {"sheet": f"own-{number}"}))
    assert len(fetched(vera, begun)) > 500
    overlap = send(klara, "/labels/sheets", name="Fel", **(measured | {"pitch_y": "20"}))
    assert overlap.status_code == 422 and "would lie on each other" in overlap.text
    assert send(klara, f"/labels/sheets/{number}/remove").status_code == 303
    printed_file(klara.application.config["LENDLIB"].instance, int(begun.location.rpartition("/")[2])).unlink()
    again = send(vera, f"{begun.location}/again")
    assert again.status_code == 422 and "not kept any more" in again.text


def test_printers_and_sheets_are_the_coordinators(vera: FlaskClient) -> None:
    for path in ("/labels/printers", "/labels/sheets", "/labels/calibration?sheet=L7160"):
        assert vera.get(path).status_code == 403
