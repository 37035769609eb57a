"""The intake as a browser without scripts meets it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.models.photos import Photo
from lendlib.operations import labels
from lendlib.rules.codes import code_from_number
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground import photographs
from tests.web.people import press, someone_signed_in, upload

CODES = [code_from_number(number) for number in (11, 12, 13)]


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    vera.set_cookie("language", "en")
    return vera


def told(counter: given.Counter, **fields: str) -> dict[str, str]:
    football = str(given.category_id(counter.session, "football"))
    counter.session.rollback()
    return {"category": football, "depot": counter.depot.slug, "command_key": "a key of mine", **fields}


def send(vera: FlaskClient, counter: given.Counter, **fields: str) -> TestResponse:
    return press(vera, "/intake", page="/intake", **told(counter, **fields))


def items(counter: given.Counter) -> list[Item]:
    counter.session.rollback()
    found = list(counter.session.scalars(select(Item).order_by(Item.id)))
    counter.session.expunge_all()
    counter.session.rollback()
    return found


def test_a_thing_is_taken_in_and_the_next_may_follow(vera: FlaskClient, counter: given.Counter) -> None:
    page = vera.get(f"/intake?code={CODES[0]}").text
    assert f'value="{CODES[0]}"' in page and re.search(r'name="donated_on"[^>]*value="2\d{3}-', page)
    answer = send(vera, counter, code=CODES[0], size="5", brand="Select")
    (item,) = items(counter)
    assert answer.status_code == 303 and answer.location.startswith("/intake?done=")
    after = vera.get(answer.location).text
    assert f'href="/items/{item.id}"' in after and "Undo" in after and f'href="/intake?like={item.id}"' in after
    assert not re.search(r'name="brand"[^>]*value="Select"', after)


def test_the_same_again_keeps_category_size_and_brand_and_asks_for_a_label(
    vera: FlaskClient, counter: given.Counter
) -> None:
    answer = send(vera, counter, code=CODES[0], size="5", brand="Select", then="again")
    for number, code in enumerate(CODES[1:], 1):
        page = vera.get(answer.location).text
        assert 'value="5"' in page and 'value="Select"' in page and "data-scan" in page
        like = re.search(r'name="like" value="(\d+)"', page)
        assert like
        answer = send(
            vera, counter, code=code, size="5", brand="Select", like=like.group(1), command_key=f"key number {number}"
        )
        assert f"like={items(counter)[-1].id}" in answer.location
    assert [(item.size_text, item.brand) for item in items(counter)] == [("5", "Select")] * 3


def test_the_trigger_pulled_twice_registers_once_and_is_no_fault(vera: FlaskClient, counter: given.Counter) -> None:
    send(vera, counter, code=CODES[0], then="again")
    (item,) = items(counter)
    again = send(vera, counter, code=CODES[0], like=str(item.id), command_key="another key")
    assert again.status_code == 303 and len(items(counter)) == 1
    assert "registered just now" in vera.get(again.location).text


def test_a_label_of_another_thing_is_refused_and_the_thing_named(vera: FlaskClient, counter: given.Counter) -> None:
    counter.writes()
    skis = counter.item("cross-country-skis", size="190", code=CODES[0])
    counter.session.commit()
    answer = send(vera, counter, code=CODES[0], size="5")
    assert answer.status_code == 422 and len(items(counter)) == 1
    assert 'id="code-wrong"' in answer.text and f'href="/items/{skis}"' in answer.text and 'value="5"' in answer.text


def test_a_thing_goes_to_lending_at_once(vera: FlaskClient, counter: given.Counter) -> None:
    answer = send(vera, counter, then="lend")
    (item,) = items(counter)
    assert answer.location == f"/counter?add={item.id}"
    assert 'data-card="added"' in vera.get(answer.location).text


def test_what_needs_repair_goes_to_the_queue_and_is_not_lent(vera: FlaskClient, counter: given.Counter) -> None:
    refused = send(vera, counter, state="broken", repair_note="Läcker", then="lend")
    assert refused.status_code == 422 and "Läcker" in refused.text and items(counter) == []
    answer = send(vera, counter, state="broken", repair_note="Läcker")
    assert answer.status_code == 303 and "Läcker" in vera.get("/items/repair").text
    assert "waits for repair" in vera.get(answer.location).text


def test_a_photo_outlives_a_refusal_and_is_there_in_the_end(vera: FlaskClient, counter: given.Counter) -> None:
    fields = told(counter, size="very long")
    refused = upload(vera, "/intake", photographs.telling(6), **fields)
    assert refused.status_code == 422
    kept = re.search(r'name="photo_kept" value="([0-9a-f]{32})"', refused.text)
    assert kept and f"/photos/{kept.group(1)}/medium.jpg" in refused.text
    assert send(vera, counter, size="5", photo_kept=kept.group(1)).status_code == 303
    (item,) = items(counter)
    assert counter.session.scalars(select(Photo.item_id)).all() == [item.id]
    assert f"/photos/{kept.group(1)}/" in vera.get(f"/items/{item.id}").text
    counter.session.rollback()
    # In the pictures of the categories, too.
    assert f"/photos/{kept.group(1)}/small.jpg" in vera.get("/intake").text


HOSTILE = {
    "a bomb": (photographs.bomb(), "million pixels"),
    "a wrong type": (photographs.SVG, "no photo"),
    "40 MB": (photographs.jpeg() + bytes(40_000_000), "more than 15 MB"),
    "half a photo": (photographs.jpeg()[:4000], "did not arrive whole"),
}


@pytest.mark.parametrize(("sent", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_photo_is_refused_and_all_that_was_typed_comes_back(
    vera: FlaskClient, counter: given.Counter, sent: bytes, said: str
) -> None:
    answer = upload(vera, "/intake", sent, **told(counter, code=CODES[0], size="5", brand="Select", state="broken"))
    assert answer.status_code == 422 and items(counter) == []
    wrong = re.search(r'id="photo-wrong">(.*?)</p>', answer.text, re.DOTALL)
    assert wrong and said in wrong.group(1)
    for kept in (f'value="{CODES[0]}"', 'value="5"', 'value="Select"', 'value="a key of mine"'):
        assert kept in answer.text, kept
    assert re.search(r'<input[^>]*checked[^>]*value="broken"', answer.text)
    assert send(vera, counter, code=CODES[0]).status_code == 303


def test_a_picture_chooses_the_category_and_keeps_the_rest(vera: FlaskClient, counter: given.Counter) -> None:
    football = told(counter)["category"]
    fields = told(counter, code=CODES[0], brand="Select", pick=football, category="")
    answer = upload(vera, "/intake", photographs.jpeg(), **fields)
    assert answer.status_code == 200 and items(counter) == []
    assert re.search(rf'<option[^>]*selected[^>]*value="{football}"', answer.text)
    for kept in (f'value="{CODES[0]}"', 'value="Select"', "photo_kept"):
        assert kept in answer.text
    assert "wrong" not in re.sub(r"-wrong|What is wrong", "", answer.text)


def test_a_photo_of_another_depot_is_not_taken(vera: FlaskClient, counter: given.Counter, session: Session) -> None:
    counter.writes()
    there = given.Counter(session, given.a_depot(session), counter.staff_id)
    session.add(Photo(depot_id=there.depot.id, name="a" * 32, width=1, height=1, digest="d", made_at=counter.now))
    session.commit()
    answer = send(vera, counter, photo_kept="a" * 32)
    assert answer.status_code == 422 and 'id="photo-wrong"' in answer.text and items(counter) == []


def test_undo_comes_back_to_the_intake_and_the_label_is_blank_again(vera: FlaskClient, counter: given.Counter) -> None:
    counter.writes()
    code = labels.make_blank(counter.act())
    counter.session.commit()
    page = vera.get(send(vera, counter, code=code).location).text
    undo = re.search(r'name="command" value="(\d+)">\s*<input type="hidden" name="next" value="([^"]+)"', page)
    assert undo
    command, following = undo.groups()
    sent = {"command": command, "next": following, "depot": counter.depot.slug, "command_key": "undo of mine"}
    answer = press(vera, "/counter/undo", **sent)
    assert answer.status_code == 303 and answer.location == "/intake"
    assert "undone" in vera.get(answer.location).text
    assert counter.session.scalars(select(Label.item_id).where(Label.code == code)).one() is None


def test_thanks_tell_what_was_given_and_nothing_of_who_gave(vera: FlaskClient, counter: given.Counter) -> None:
    page = vera.get("/intake/thanks").text
    assert "Thank you!" in page and "have been given" not in page
    today = re.search(r'name="donated_on"[^>]*value="([^"]+)"', vera.get("/intake").text)
    assert today
    for number in range(2):
        send(vera, counter, donated_on=today.group(1), command_key=f"key number {number}", note="Från Åsa Givare")
    page = vera.get("/intake/thanks").text
    assert "2 things have been given to Testdepån this month" in page and "Givare" not in page


def test_a_photo_alone_is_no_thing(vera: FlaskClient, counter: given.Counter) -> None:
    answer = upload(vera, "/intake", photographs.jpeg(), **told(counter, category=""))
    assert answer.status_code == 422 and 'id="category-wrong"' in answer.text and "photo_kept" in answer.text


def test_only_who_works_at_the_counter_takes_things_in(app: Flask, session: Session) -> None:
    organiser = someone_signed_in(app, session, (Role.ORGANISER, Scope.ALL, None))
    assert organiser.get("/intake").status_code == 403 and organiser.get("/intake/thanks").status_code == 403
