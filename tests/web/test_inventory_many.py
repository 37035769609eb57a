"""Filters in the address, many things at once, the repair queue and the stock on a day, without scripts."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.history import Command
from lendlib.models.inventory import Item
from lendlib.operations import conditions
from lendlib.rules.vocabulary import RetireReason, Role, Scope
from tests import given
from tests.web.people import press, someone_signed_in

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def branch(counter: given.Counter) -> given.Counter:
    begin_writing(counter.session)
    depot = given.a_depot(counter.session, "Filialen")
    counter.session.commit()
    return given.Counter(counter.session, depot, counter.staff_id)


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter, branch: given.Counter) -> FlaskClient:
    """Works at both."""
    roles = [(Role.VOLUNTEER, Scope.DEPOT, at.depot.id) for at in (counter, branch)]
    client = someone_signed_in(app, session, *roles)
    client.set_cookie("language", "en")
    return client


def put_in(counter: given.Counter, key: str = "football", **described: object) -> int:
    begin_writing(counter.session)
    item_id = counter.item(key, **described)  # type: ignore[arg-type]
    counter.session.commit()
    return item_id


def row(counter: given.Counter, item_id: int) -> Item:
    counter.session.rollback()
    return counter.session.get_one(Item, item_id, populate_existing=True)


def send(vera: FlaskClient, counter: given.Counter, path: str, *item_ids: int, **fields: object) -> TestResponse:
    told = {"items": " ".join(map(str, item_ids)), "command_key": f"key {len(fields)} {path}", "back": "/items?q=x"}
    return press(vera, path, depot=counter.depot.slug, **(told | fields))


def shown(page: TestResponse) -> set[int]:
    return {int(found) for found in re.findall(r'name="item" value="(\d+)"', page.text)}


def test_filters_stand_in_the_address(vera: FlaskClient, counter: given.Counter) -> None:
    fits, span = put_in(counter, "hockey-skates", size="35"), put_in(counter, "hockey-skates", size="34-36")
    put_in(counter, "hockey-skates", size="40")
    helmet = put_in(counter, "ski-helmet")
    winter = given.category_id(counter.session, "vinter")
    assert shown(vera.get("/items?q=skridskor+34-36")) == {fits, span}
    page = vera.get(f"/items?category={winter}&size_from=34&size_to=36,5")
    assert shown(page) == {fits, span}
    assert 'value="36,5"' in page.text and re.search(rf'<option[^>]*selected[^>]*value="{winter}"', page.text)
    assert "<details" in page.text and "open>" in page.text
    assert shown(vera.get("/items?inspected_before=2026-01-01")) == {helmet}
    assert shown(vera.get("/items?never_lent=yes")) == {fits, span, helmet} | shown(vera.get("/items?q=40"))


def test_a_size_in_letters_is_read_in_its_category(vera: FlaskClient, counter: given.Counter) -> None:
    small, large = put_in(counter, "winter-jacket", size="S"), put_in(counter, "winter-jacket", size="XL")
    jacket = given.category_id(counter.session, "winter-jacket")
    assert shown(vera.get(f"/items?category={jacket}&size_from=XS&size_to=M")) == {small}
    page = vera.get("/items?size_from=XS")
    assert shown(page) == {small, large} and "“XS” can&#39;t be read as a size" in page.text


def test_what_is_ticked_is_shown_and_changed_with_one_undo(vera: FlaskClient, counter: given.Counter) -> None:
    first, second = put_in(counter, brand="Puma"), put_in(counter, brand="Stiga")
    page = vera.get(f"/items/many?which=ticked&item={first}&item={second}&q=fotboll")
    assert "2 things" in page.text and f'value="{first} {second}"' in page.text
    assert 'value="/items?q=fotboll"' in page.text
    answer = send(vera, counter, "/items/many", first, second, brand="Select", inspected_today="y")
    assert answer.status_code == 303
    done = counter.session.scalars(select(Command.id).where(Command.verb == "edit_many")).one()
    assert answer.location == f"/items?q=x&done={done}"
    assert {row(counter, thing).brand for thing in (first, second)} == {"Select"}
    offered = vera.get(answer.location).text
    assert "2 things changed" in offered and 'action="/counter/undo"' in offered
    assert "2 things changed" in vera.get("/counter").text
    undone = press(vera, "/counter/undo", depot=counter.depot.slug, command=done, command_key="undo of many")
    assert undone.status_code == 303
    assert [row(counter, thing).brand for thing in (first, second)] == ["Puma", "Stiga"]


def test_all_that_is_found_is_bounded_and_says_so(vera: FlaskClient, counter: given.Counter, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("lendlib.web.inventory_many.MOST_AT_ONCE", 2)
    things = [put_in(counter, brand="Stiga") for _ in range(3)]
    put_in(counter, brand="Puma")
    page = vera.get("/items/many?which=all&q=stiga").text
    assert "finds more than 2" in page and f'value="{things[0]} {things[1]}"' in page


def test_nothing_ticked_says_so(vera: FlaskClient, counter: given.Counter) -> None:
    page = vera.get("/items/many?which=ticked")
    assert page.status_code == 200 and "Nothing is ticked" in page.text
    assert send(vera, counter, "/items/many", brand="x").status_code == 422


def test_a_refusal_keeps_what_was_typed_and_names_the_things(vera: FlaskClient, counter: given.Counter) -> None:
    out, ball = put_in(counter, brand="Puma"), put_in(counter)
    begin_writing(counter.session)
    counter.lends(out)
    counter.session.commit()
    answer = send(vera, counter, "/items/many", out, ball, becomes="to_repair", note="Trasig")
    assert answer.status_code == 422 and "Trasig</textarea>" in answer.text
    assert (
        "on loan" in answer.text
        and f'href="/items/{out}"' in answer.text
        and f'href="/items/{ball}"' not in answer.text
    )
    assert row(counter, ball).condition == "ready"
    retire = send(vera, counter, "/items/many", ball, becomes="retire")
    assert retire.status_code == 422 and 'id="reason-wrong"' in retire.text
    assert send(vera, counter, "/items/many", ball, size="mycket").status_code == 422
    wrong = send(vera, counter, "/items/many", ball, note="850709-9805")
    assert wrong.status_code == 422 and "850709" not in wrong.text


def test_things_are_moved_to_a_depot_where_one_works(
    vera: FlaskClient, counter: given.Counter, branch: given.Counter
) -> None:
    ball = put_in(counter, code="FB-1")
    page = vera.get(f"/items/many?which=ticked&item={ball}").text
    assert "Filialen" in page and 'action="/items/move"' in page
    answer = send(vera, counter, "/items/move", ball, to=branch.depot.id)
    assert answer.status_code == 303 and row(counter, ball).depot_id == branch.depot.id
    assert "1 thing moved to another depot" in vera.get(answer.location).text
    assert vera.get(f"/items/{ball}").status_code == 404


def test_a_depot_of_others_is_not_there_to_move_to(
    app: Flask, session: Session, vera: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(session)
    foreign = given.a_depot(session, "Främmande")
    session.commit()
    ball = put_in(counter)
    assert send(vera, counter, "/items/move", ball, to=foreign.id).status_code == 404
    assert send(vera, counter, "/items/move", ball, to="").status_code == 422
    alone = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    assert 'action="/items/move"' not in alone.get(f"/items/many?which=ticked&item={ball}").text


def test_foreign_things_are_left_out_and_refused(
    app: Flask, session: Session, vera: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(session)
    away = given.Counter(session, given.a_depot(session), counter.staff_id)
    theirs = away.item(brand="Puma")
    session.commit()
    assert "Nothing is ticked" in vera.get(f"/items/many?which=ticked&item={theirs}").text
    assert send(vera, counter, "/items/many", theirs, brand="Select").status_code == 404
    assert row(counter, theirs).brand == "Puma"


def test_the_way_back_leads_nowhere_else(vera: FlaskClient, counter: given.Counter) -> None:
    for number, back in enumerate(("https://example.org/items", "//example.org", "/counter?x", "/items/9")):
        ball = put_in(counter)
        answer = send(vera, counter, "/items/many", ball, brand="Åre", back=back, command_key=f"key number {number}")
        assert answer.location.startswith("/items?done="), back


def test_the_repair_queue_mends_and_retires(vera: FlaskClient, counter: given.Counter) -> None:
    first, second = put_in(counter, note="Fin boll"), put_in(counter)
    assert "Nothing is in repair" in vera.get("/items/repair").text
    begin_writing(counter.session)
    conditions.to_repair(counter.act(), second, "Läcker luft")
    counter.later(hours=1)
    conditions.to_repair(counter.act(), first)
    counter.session.commit()
    page = vera.get("/items/repair").text
    assert page.index(f'/items/{second}"') < page.index(f'/items/{first}"')
    assert "Läcker luft" in page and "Fin boll" in page
    file = vera.get("/items/repair?as=csv")
    assert file.mimetype == "text/csv" and file.headers["Cache-Control"] == "no-store"
    lines = file.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Thing;Label;In repair since;What was said" and len(lines) == 3
    assert lines[1].startswith("Football;") and lines[1].endswith(f"{counter.today};Läcker luft")
    told = {"depot": counter.depot.slug, "item": first}
    nothing = press(vera, "/items/repair", **told, becomes="retire", command_key="retire without")
    assert nothing.status_code == 422 and "Choose why it leaves the stock." in nothing.text
    ready = press(vera, "/items/repair", **told, becomes="ready", command_key="make it ready")
    assert ready.status_code == 303 and "Football ready again" in vera.get(ready.location).text
    told["item"] = second
    assert (
        press(vera, "/items/repair", **told, becomes="retire", reason="worn", command_key="retire it").status_code
        == 303
    )
    assert (row(counter, first).condition, row(counter, second).condition) == ("ready", "retired")
    assert press(vera, "/items/repair", **told, becomes="sold", command_key="sell it now").status_code == 404


def test_the_stock_on_a_day(app: Flask, counter: given.Counter) -> None:
    begin_writing(counter.session)
    registered = counter.today
    ball, worn = counter.item(), counter.item()
    counter.later(days=2)
    conditions.retire(counter.act(), worn, RetireReason.WORN)
    counter.session.commit()
    total = re.compile(r"<tfoot>.*?<td class=\"amount\">(\d+)</td>", re.S)

    def on(day: object) -> str:
        found = total.search(vera.get(f"/items/stock?on={day}").text)
        return found.group(1) if found else "0"

    assert ball
    with time_machine.travel("2026-12-01 12:00Z", tick=False):
        days = (registered - timedelta(1), registered, registered + timedelta(2))
        vera = someone_signed_in(app, counter.session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
        vera.set_cookie("language", "en")
        assert [on(day) for day in days] == ["0", "2", "1"]
        assert "Write the day like this" in vera.get("/items/stock?on=x").text
        assert "lies ahead" in vera.get("/items/stock?on=2999-01-01").text
