"""The borrower's link at the counter: its symbol again, and a new one in place of one that leaked."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.history import Event
from lendlib.models.lending import Checkout
from lendlib.operations import returning
from lendlib.operations.acts import new_key
from lendlib.rules.vocabulary import Role, Scope
from tests.outside.test_symbols import drawn
from tests.web.people import press, someone_signed_in
from tests.web.private_link import Linking, a_linking_counter, opens

pytestmark = pytest.mark.usefixtures("monday_noon")


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> Linking:
    return a_linking_counter(app, session)


@pytest.fixture
def vera(app: Flask, session: Session, counter: Linking) -> FlaskClient:
    """A volunteer of the depot."""
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def decoded(page: str) -> list[str]:
    """What a reader of symbols, which is not ours, reads from the pictures of a page."""
    return [read(picture) for picture in page.split("<svg")[1:] if "crispEdges" in picture.partition(">")[0]]


def read(picture: str) -> str:
    matrix = drawn("<svg" + picture.partition("</svg>")[0] + "</svg>")
    scale = 6
    image = Image.new("L", (len(matrix) * scale, len(matrix) * scale), 255)
    pen: Any = ImageDraw.Draw(image)
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            if is_dark:
                pen.rectangle((x * scale, y * scale, (x + 1) * scale - 1, (y + 1) * scale - 1), fill=0)
    file = io.BytesIO()
    image.save(file, "PNG")
    [found] = zxingcpp.read_barcodes(Image.open(file))
    return str(found.text)


def test_the_symbol_at_checkout_in_print_and_again_open_the_link(
    client: FlaskClient, vera: FlaskClient, counter: Linking, config: Config
) -> None:
    visit, token = counter.lends_linked()
    for path in (f"/counter?lent={visit}", f"/loans/{visit}/receipt", f"/loans/{visit}/link"):
        page = vera.get(path).text
        assert decoded(page) == [f"{config.base_url}/l/{token}"], path
        assert token not in page, "the symbol alone holds it"
    assert f'href="/loans/{visit}/link"' in vera.get(f"/loans/{visit}").text
    assert opens(client, token).status_code == 200


def test_a_leaked_link_is_replaced(client: FlaskClient, vera: FlaskClient, counter: Linking, config: Config) -> None:
    visit, token = counter.lends_linked()
    answer = press(vera, f"/loans/{visit}/link", command_key=new_key())
    assert (answer.status_code, answer.location) == (303, f"/loans/{visit}/link")
    assert opens(client, token).status_code == 404
    fresh = counter.keys.link_token(visit, 2)
    page = vera.get(answer.location).text
    assert "The old link leads nowhere any more" in page
    assert decoded(page) == [f"{config.base_url}/l/{fresh}"]
    assert opens(client, fresh).status_code == 200
    assert "New private link given" in vera.get(f"/loans/{visit}").text
    counter.session.rollback()
    told = counter.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert told is not None
    assert (told.what, told.actor, told.item_id) == ("link_replaced", "staff", None)


def test_a_corrected_number_leads_to_a_new_link_and_a_corrected_name_does_not(
    vera: FlaskClient, counter: Linking
) -> None:
    visit, _token = counter.lends_linked()
    page = vera.get(f"/loans/{visit}/contact").text
    kept = dict(re.findall(r'name="(phone|email)"[^>]*value="([^"]*)"', page))
    path = f"/loans/{visit}/contact"
    named = {**kept, "name": "Anna Ek", "letters_in": "sv"}
    assert press(vera, path, command_key=new_key(), **named).location == f"/loans/{visit}"
    answer = press(vera, path, command_key=new_key(), **named | {"phone": "070-174 06 99"})
    assert (answer.status_code, answer.location) == (303, f"/loans/{visit}/link")
    offered = vera.get(answer.location).text
    assert "The contact is corrected." in offered and "may have got the borrower’s link" in offered
    assert "Give a new link" in offered


def test_pressed_twice_gives_one_new_link(vera: FlaskClient, counter: Linking) -> None:
    visit, _ = counter.lends_linked()
    key = new_key()
    for _again in range(2):
        press(vera, f"/loans/{visit}/link", command_key=key)
    counter.session.rollback()
    assert counter.session.scalar(select(Checkout.link_version)) == 2


def test_without_a_link_or_with_nothing_out_the_page_says_so(
    vera: FlaskClient, counter: Linking, session: Session
) -> None:
    [ball] = counter.items("football")
    visit, _ = counter.lends_linked(ball)
    begin_writing(session)
    session.execute(update(Checkout).where(Checkout.id == visit).values(link_hash=None))
    session.commit()
    page = vera.get(f"/loans/{visit}/link").text
    assert "There is no link for this visit" in page and decoded(page) == []
    no = press(vera, f"/loans/{visit}/link", command_key=new_key())
    assert no.status_code == 422 and "has no link any more" in no.text
    begin_writing(session)
    returning.check_in(counter.act(), ball)
    session.commit()
    assert "The link shows only that" in vera.get(f"/loans/{visit}/link").text


def test_another_depots_link_is_neither_shown_nor_replaced(app: Flask, session: Session, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    other = a_linking_counter(app, session)
    olle = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, other.depot.id))
    assert olle.get(f"/loans/{visit}/link").status_code == 404
    assert press(olle, f"/loans/{visit}/link", command_key=new_key()).status_code == 404
    assert opens(app.test_client(), token).status_code == 200
