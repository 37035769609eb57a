"""The inventory room as a browser without scripts meets it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.history import Note
from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, someone_signed_in, statements_of

CODE = code_from_number(123_456_789)
PERSONNUMMER = "850709-9805"


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    return someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))


def put_in(counter: given.Counter, key: str = "football", **described: object) -> int:
    begin_writing(counter.session)
    item_id = counter.item(key, **described)  # type: ignore[arg-type]
    counter.session.commit()
    return item_id


def items(counter: given.Counter) -> list[Item]:
    counter.session.rollback()
    return list(counter.session.scalars(select(Item).order_by(Item.id)))


def category(counter: given.Counter, key: str) -> str:
    return str(given.category_id(counter.session, key))


def key_in(page: TestResponse) -> str:
    found = re.search(r'name="command_key" value="([^"]+)"', page.text)
    assert found
    return found.group(1)


def register(vera: FlaskClient, counter: given.Counter, **fields: object) -> TestResponse:
    told = {"category": category(counter, "cross-country-skis"), "command_key": "key of a test", **fields}
    return press(vera, "/items/new", page="/items/new", depot=counter.depot.slug, **told)


def condition(vera: FlaskClient, counter: given.Counter, item_id: int, becomes: str, **fields: object) -> TestResponse:
    told = {"becomes": becomes, "depot": counter.depot.slug, "command_key": f"to {becomes}", **fields}
    return press(vera, f"/items/{item_id}/condition", page=f"/items/{item_id}", **told)


def test_an_empty_depot_says_what_to_do_next(vera: FlaskClient) -> None:
    page = vera.get("/items", headers={"Accept-Language": "en"})
    assert page.status_code == 200 and 'href="/items/new"' in page.text


def test_a_thing_is_registered_found_and_opened(vera: FlaskClient, counter: given.Counter) -> None:
    answer = register(vera, counter, size="190", brand="Åre", note="Rad ett\r\nRad två", code=spoken(CODE).lower())
    (item,) = items(counter)
    assert (answer.status_code, answer.location) == (303, f"/items/{item.id}")
    assert (item.size_text, item.brand, item.note) == ("190", "Åre", "Rad ett\nRad två")
    for search in ("åre 190", CODE, f"http://127.0.0.1:8000/I/{CODE}"):
        assert f'href="/items/{item.id}"' in vera.get("/items", query_string={"q": search}).text, search
    page = vera.get(f"/items/{item.id}").text
    assert spoken(CODE) in page and "190 cm" in page and "Rad två" in page


def test_a_search_answers_with_its_part_of_the_page_alone(vera: FlaskClient, counter: given.Counter) -> None:
    item_id = put_in(counter, brand="Select")
    headers = {"HX-Request": "true", "HX-Target": "stock"}
    part = vera.get("/items?q=select&category=&condition=&availability=", headers=headers)
    assert part.headers["HX-Replace-Url"] == "/items?q=select"
    assert f'href="/items/{item_id}"' in part.text and "<html" not in part.text
    assert 'hx-swap-oob="innerHTML:#stock-count"' in part.text


ODD = ["after=-1", "after=x", "after=99999999999999999999", "size_from=x&size_to=-", "inspected_before=2026"]


@pytest.mark.parametrize("query", [*ODD, "category=x", "condition=x&q=%00"])
def test_an_address_that_was_tampered_with_shows_a_page(vera: FlaskClient, query: str) -> None:
    assert vera.get(f"/items?{query}").status_code == 200


def test_a_list_sends_as_many_statements_for_one_as_for_fifty(
    app: Flask, vera: FlaskClient, counter: given.Counter
) -> None:
    vera.get("/about")  # asks once a minute whether letters go
    sent = statements_of(app)
    counts = []
    for many in (1, 49):
        begin_writing(counter.session)
        for _ in range(many):
            counter.item("football", brand="Stiga")
        counter.session.commit()
        sent.clear()
        assert vera.get("/items?q=stiga").text.count('class="line-name"') == (1 if many == 1 else 50)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 5, sent


def test_filters_stay_in_the_page_and_in_its_links(vera: FlaskClient, counter: given.Counter) -> None:
    begin_writing(counter.session)
    for _ in range(51):
        counter.item("football", brand="Stiga")
    counter.session.commit()
    page = vera.get(f"/items?q=stiga&category={category(counter, 'football')}&condition=ready").text
    assert 'value="stiga"' in page and re.search(r'<option[^>]*selected[^>]*value="ready"', page)
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    onward = following.group(1).replace("&amp;", "&")
    assert "condition=ready" in onward and "after=" in onward
    assert vera.get(onward).text.count('class="line-name"') == 1


def test_a_refusal_keeps_what_was_typed(vera: FlaskClient, counter: given.Counter) -> None:
    answer = register(vera, counter, size="lång", brand="Fischer", note="Fin", code="FB-1", donated_on="2026-01-02")
    assert answer.status_code == 422 and items(counter) == []
    for kept in ('value="lång"', 'value="Fischer"', ">\r\nFin</textarea>", 'value="FB-1"', 'value="2026-01-02"'):
        assert kept in answer.text, kept
    assert 'id="size-wrong"' in answer.text and key_in(answer) == "key of a test"
    assert register(vera, counter, size="190").status_code == 303


def test_nothing_chosen_is_said_at_the_category(vera: FlaskClient, counter: given.Counter) -> None:
    answer = register(vera, counter, category="", code=CODE)
    assert answer.status_code == 422 and 'id="category-wrong"' in answer.text and f'value="{CODE}"' in answer.text
    assert register(vera, counter, category="999999").status_code == 422
    assert items(counter) == []


def test_sent_twice_is_registered_once(vera: FlaskClient, counter: given.Counter) -> None:
    first, again = (register(vera, counter, brand="Fischer") for _ in range(2))
    assert first.location == again.location and len(items(counter)) == 1
    changed = register(vera, counter, brand="Atomic")
    assert changed.status_code == 422 and key_in(changed) != "key of a test"
    assert len(items(counter)) == 1


def test_another_like_it_brings_the_description_along(vera: FlaskClient, counter: given.Counter) -> None:
    answer = register(vera, counter, size="190", brand="Fischer", note="Repa", code=CODE, again="yes")
    (item,) = items(counter)
    assert answer.location == f"/items/new?like={item.id}"
    page = vera.get(answer.location).text
    assert 'value="190"' in page and 'value="Fischer"' in page
    assert "Repa" not in page and f'value="{CODE}"' not in page


def test_a_new_code_is_shown_to_be_written_down(vera: FlaskClient, counter: given.Counter) -> None:
    answer = register(vera, counter, wants_code="y", fresh_code=CODE)
    assert answer.location.endswith(f"?label={CODE}")
    assert "code--large" in vera.get(answer.location).text
    again = register(vera, counter, command_key="another key", wants_code="y", fresh_code=CODE)
    assert again.status_code == 422 and len(items(counter)) == 1


@pytest.mark.parametrize("field", ["brand", "note", "size", "code"])
def test_a_personnummer_is_not_kept_nor_sent_back(vera: FlaskClient, counter: given.Counter, field: str) -> None:
    answer = register(vera, counter, **{field: f"Åke {PERSONNUMMER}"})
    assert answer.status_code == 422 and PERSONNUMMER not in answer.text
    assert f'id="{field}-wrong"' in answer.text and items(counter) == []
    item_id = put_in(counter)
    answer = condition(vera, counter, item_id, "repair", repair_note=PERSONNUMMER)
    assert answer.status_code == 422 and PERSONNUMMER not in answer.text
    assert counter.session.scalar(select(func.count()).select_from(Note)) == 0


def test_a_label_scanned_into_another_field_is_moved_and_nothing_lost(
    vera: FlaskClient, counter: given.Counter
) -> None:
    answer = register(vera, counter, brand=CODE, note="Fin")
    assert answer.status_code == 422 and items(counter) == [] and 'id="code-wrong"' in answer.text
    assert re.search(rf'<input[^>]*name="code"[^>]*value="{CODE}"', answer.text)
    assert "Fin</textarea>" in answer.text and not re.search(rf'name="brand"[^>]*value="{CODE}"', answer.text)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("brand", "x" * 81),
        ("note", "x" * 501),
        ("size", "9" * 41),
        ("code", "x" * 65),
        ("code", "K7M2-9QX1"),
        ("donated_on", "2999-01-01"),
        ("inspected_on", "yesterday"),
        ("inspected_on", "0001-01-01"),
    ],
)
def test_what_is_too_long_or_no_day_is_said_at_its_field(
    vera: FlaskClient, counter: given.Counter, field: str, typed: str
) -> None:
    answer = register(vera, counter, **{field: typed})
    assert answer.status_code == 422 and f'id="{field}-wrong"' in answer.text
    assert items(counter) == []


def test_control_characters_are_left_out(vera: FlaskClient, counter: given.Counter) -> None:
    assert register(vera, counter, brand="Fi\x00scher\x07", note="a\x00b\nc\x1b").status_code == 303
    (item,) = items(counter)
    assert (item.brand, item.note) == ("Fi scher", "a b\nc")


def test_a_description_is_corrected(vera: FlaskClient, counter: given.Counter) -> None:
    item_id = put_in(counter, brand="Selekt", size="5")
    page = vera.get(f"/items/{item_id}/edit")
    assert 'value="Selekt"' in page.text
    fields = {"category": category(counter, "football"), "command_key": key_in(page), "brand": "Select"}
    assert press(vera, f"/items/{item_id}/edit", **fields, size="x").status_code == 422
    assert press(vera, f"/items/{item_id}/edit", **fields, size="4").location == f"/items/{item_id}"
    assert [(item.brand, item.size_text) for item in items(counter)] == [("Select", "4")]


def test_condition_goes_round_and_offers_its_undo(vera: FlaskClient, counter: given.Counter) -> None:
    item_id = put_in(counter)
    steps = ["repair", "ready", "missing", "found-broken", "missing", "found", "retire", "ready"]
    for number, becomes in enumerate(steps):
        answer = condition(vera, counter, item_id, becomes, command_key=f"step number {number}", reason="worn")
        assert answer.status_code == 303, becomes
        page = vera.get(answer.location).text
        assert 'action="/counter/undo"' in page, becomes
    assert [item.condition for item in items(counter)] == ["ready"]


def test_an_undo_that_was_offered_is_granted(vera: FlaskClient, counter: given.Counter) -> None:
    item_id = put_in(counter)
    offered = condition(vera, counter, item_id, "missing").location
    command = offered.partition("done=")[2]
    fields = {"command": command, "command_key": "undo of a test", "next": f"/items/{item_id}"}
    assert press(vera, "/counter/undo", depot=counter.depot.slug, **fields).status_code == 303
    assert [item.condition for item in items(counter)] == ["ready"]
    assert 'action="/counter/undo"' not in vera.get(offered).text


def test_what_is_out_offers_the_counter_and_refuses_a_condition(vera: FlaskClient, counter: given.Counter) -> None:
    begin_writing(counter.session)
    ball = counter.item()
    counter.lends(ball)
    counter.session.commit()
    page = vera.get(f"/items/{ball}").text
    assert f"/counter?add={ball}" in page and "Anna" not in page and 'value="missing"' not in page
    assert condition(vera, counter, ball, "missing").status_code == 422


def test_retiring_wants_a_reason_and_a_condition_a_word(vera: FlaskClient, counter: given.Counter) -> None:
    item_id = put_in(counter)
    assert condition(vera, counter, item_id, "retire").status_code == 422
    assert condition(vera, counter, item_id, "retire", reason="boredom").status_code == 422
    assert condition(vera, counter, item_id, "vanished").status_code == 400
    assert [item.condition for item in items(counter)] == ["ready"]


def test_a_label_is_put_on_replaced_and_refused_when_taken(vera: FlaskClient, counter: given.Counter) -> None:
    ball, other = put_in(counter), put_in(counter, code="FB-1")

    def label(key: str, **fields: object) -> TestResponse:
        return press(vera, f"/items/{ball}/label", page=f"/items/{ball}", command_key=f"label {key}", **fields)

    assert label("one", code=f"http://127.0.0.1:8000/I/{CODE}").status_code == 303
    fresh = code_from_number(77)
    assert label("two", fresh_code=fresh, code="", ends="worn").location == f"/items/{ball}?label={fresh}"
    taken = label("three", code="FB-1", ends="lost")
    assert taken.status_code == 422 and 'id="code-wrong"' in taken.text and 'value="FB-1"' in taken.text
    assert label("four", code="").status_code == 422
    counter.session.rollback()
    rows = counter.session.execute(select(Label.item_id, Label.code, Label.end_reason).order_by(Label.id))
    assert [tuple(row) for row in rows] == [(other, "FB-1", None), (ball, CODE, "worn"), (ball, fresh, None)]


def test_another_depots_thing_is_not_there(vera: FlaskClient, counter: given.Counter) -> None:
    begin_writing(counter.session)
    other = given.Counter(counter.session, given.a_depot(counter.session), counter.staff_id)
    theirs = other.item(code=CODE)
    counter.session.commit()
    for path in (f"/items/{theirs}", f"/items/{theirs}/edit", f"/items/new?like={theirs}"):
        assert vera.get(path).status_code == 404, path
    for becomes in ("repair", "missing", "retire"):
        told = {"becomes": becomes, "reason": "worn", "command_key": f"to {becomes}"}
        assert press(vera, f"/items/{theirs}/condition", **told).status_code == 404
    assert press(vera, f"/items/{theirs}/label", code="FB-1", command_key="label one").status_code == 404
    assert f"/items/{theirs}" not in vera.get("/items", query_string={"q": CODE}).text
