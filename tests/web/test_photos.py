"""Photos through the pages: sent to a thing, looked at by name, and whatever else is sent as one."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.models.photos import Photo
from lendlib.outside.photos_kept import all_files
from lendlib.rules.vocabulary import Role, Scope
from lendlib.worker import work_once
from tests import given
from tests.ground import photographs
from tests.web.people import press, someone_signed_in, upload


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    return someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))


@pytest.fixture
def ball(counter: given.Counter) -> int:
    counter.writes()
    item_id = counter.item()
    counter.session.commit()
    return item_id


def sends(
    vera: FlaskClient, counter: given.Counter, item_id: int, sent: bytes, name: str = "foto.jpg", **fields: str
) -> TestResponse:
    """A photo for a thing."""
    return upload(vera, f"/items/{item_id}/photos", sent, name, depot=counter.depot.slug, **fields)


def rows(counter: given.Counter) -> list[Photo]:
    counter.session.rollback()
    found = list(counter.session.scalars(select(Photo).order_by(Photo.id)))
    counter.session.expunge_all()
    counter.session.rollback()
    return found


def test_a_photo_is_added_shown_removed_and_brought_back(
    vera: FlaskClient, counter: given.Counter, ball: int, client: FlaskClient
) -> None:
    answer = sends(vera, counter, ball, photographs.telling(6))
    assert answer.status_code == 303
    page = vera.get(answer.location, headers={"Accept-Language": "en"}).text
    (row,) = rows(counter)
    for size in ("medium", "large"):
        assert f"/photos/{row.name}/{size}.jpg" in page
    assert f"/photos/{row.name}/small.jpg" in vera.get("/items").text
    address = f"/photos/{row.name}/large.jpg"
    shown = client.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    image = Image.open(BytesIO(shown.data))
    assert image.size == (row.width, row.height) == (480, 640) and not image.getexif()
    gone = press(vera, f"/items/{ball}/photos/remove", photo=row.id, depot=counter.depot.slug, command_key="taken off")
    assert gone.status_code == 303 and client.get(address).status_code == 404
    undo = re.search(r'name="command" value="(\d+)"', vera.get(gone.location).text)
    assert undo
    press(vera, "/counter/undo", command=undo.group(1), depot=counter.depot.slug, command_key="back again")
    assert client.get(address).status_code == 200


def test_a_photo_is_served_as_nothing_but_a_photo(
    vera: FlaskClient, counter: given.Counter, ball: int, client: FlaskClient
) -> None:
    sends(vera, counter, ball, photographs.jpeg(), name="../../etc/passwd.html")
    (row,) = rows(counter)
    for who in (client, vera):
        shown = who.get(f"/photos/{row.name}/small.jpg")
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert shown.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert "Set-Cookie" not in shown.headers and "Accept-Language" not in shown.headers.get("Vary", "")
        again = who.get(f"/photos/{row.name}/small.jpg", headers={"If-None-Match": shown.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""
    kept = [path.name for path in all_files(config_of(client).instance)]
    assert kept == [f"{row.name}-{size}.jpg" for size in ("large", "medium", "small")]


def config_of(client: FlaskClient) -> Config:
    config: Config = client.application.config["LENDLIB"]
    return config


@pytest.mark.parametrize(
    "address", ["0" * 32 + "/small.jpg", "0" * 32 + "/huge.jpg", "../link_key/small.jpg", "A" * 32 + "/small.jpg"]
)
def test_a_name_that_nobody_gave_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/photos/{address}")
    assert answer.status_code == 404 and "immutable" not in answer.headers.get("Cache-Control", "")


HOSTILE = {
    "a bomb": (photographs.bomb(), "million pixels"),
    "a wrong type": (photographs.SVG, "no photo"),
    "a page": (photographs.HTML, "no photo"),
    "40 MB": (photographs.jpeg() + bytes(40_000_000), "more than 15 MB"),
    "half a photo": (photographs.jpeg()[:4000], "did not arrive whole"),
    "HEIC": (photographs.HEIC, "HEIC"),
}


@pytest.mark.parametrize(("sent", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_photo_is_told_so_at_its_field_and_nothing_is_kept(
    vera: FlaskClient, counter: given.Counter, ball: int, config: Config, sent: bytes, said: str
) -> None:
    vera.set_cookie("language", "en")
    answer = sends(vera, counter, ball, sent)
    assert answer.status_code == 422
    wrong = re.search(r'id="photo-wrong">(.*?)</p>', answer.text, re.DOTALL)
    assert wrong and said in wrong.group(1)
    assert 'value="a key of mine"' in answer.text
    assert rows(counter) == [] and all_files(config.instance) == []


def test_no_file_is_asked_for(vera: FlaskClient, counter: given.Counter, ball: int) -> None:
    answer = sends(vera, counter, ball, b"", name="")
    assert answer.status_code == 422 and 'id="photo-wrong"' in answer.text


def test_sixty_megabytes_are_not_even_read(vera: FlaskClient, counter: given.Counter, ball: int) -> None:
    assert sends(vera, counter, ball, bytes(60_000_000)).status_code == 413
    assert rows(counter) == []


def test_the_same_photo_sent_twice_is_there_once(vera: FlaskClient, counter: given.Counter, ball: int) -> None:
    first, again = (sends(vera, counter, ball, photographs.jpeg()) for _ in range(2))
    assert first.location == again.location
    assert [row.item_id for row in rows(counter)] == [ball, None]


def test_another_depots_thing_takes_no_photo(
    vera: FlaskClient, counter: given.Counter, ball: int, session: Session
) -> None:
    counter.writes()
    theirs = given.Counter(session, given.a_depot(session), counter.staff_id).item()
    session.commit()
    answer = sends(vera, counter, theirs, photographs.jpeg())
    assert answer.status_code == 404 and [row.item_id for row in rows(counter)] == [None]


def test_the_worker_removes_files_with_their_rows(
    app: Flask, vera: FlaskClient, counter: given.Counter, ball: int, config: Config
) -> None:
    for _ in range(2):
        sends(vera, counter, ball, photographs.jpeg())
    shown, left = rows(counter)
    assert len(all_files(config.instance)) == 6 and work_once(app)["photos"] == 0
    counter.writes()
    counter.session.get_one(Photo, left.id).made_at -= timedelta(days=2)
    counter.session.commit()
    assert work_once(app)["photos"] == 1
    assert [row.name for row in rows(counter)] == [shown.name]
    assert {path.name.partition("-")[0] for path in all_files(config.instance)} == {shown.name}
