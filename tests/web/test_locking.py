"""A shared counter: it locks by itself and by hand, keeps what was typed, and is handed on by PIN."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.depots import Depot
from lendlib.models.history import Command
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout
from lendlib.models.staff import Staff, StaffSession
from lendlib.rules.policy import DepotPolicy
from tests import given
from tests.web.at_counter import PIN, at_work, session_of, steps_in, with_pin
from tests.web.people import PASSWORD, press, statements_of, token_in

NOON = "2026-11-23 11:00Z"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The moment of these tests, a Monday noon; it stands still."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def vera(session: Session, depot: DepotPolicy, clock: time_machine.Traveller) -> str:
    return with_pin(session, depot, "Vera Volontär")


@pytest.fixture
def bo(session: Session, depot: DepotPolicy, clock: time_machine.Traveller) -> str:
    return with_pin(session, depot, "Bo Beredd", "2580")


def test_after_the_depots_minutes_every_page_asks_for_the_pin(
    app: Flask, session: Session, vera: str, clock: time_machine.Traveller
) -> None:
    client = at_work(app, vera)
    clock.shift(9 * 60)
    assert client.get("/counter").status_code == 200
    clock.shift(9 * 60)
    assert client.get("/items").status_code == 200
    clock.shift(10 * 60)
    for path in ("/counter", "/items", "/loans", "/account"):
        assert client.get(path).location == f"/lock?next={path}"
    part = client.get("/items", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/items?q=x"})
    assert part.status_code == 204 and part.headers["HX-Redirect"] == "/lock?next=/items?q%3Dx"
    assert client.get("/about").status_code == 200
    answer = steps_in(client, session, vera, pin=PIN, next="/items?q=x")
    assert (answer.status_code, answer.location) == (303, "/items?q=x")
    assert client.get("/counter").status_code == 200


def test_where_nobody_else_is_signed_in_there_is_no_talk_of_a_list(app: Flask, session: Session, vera: str) -> None:
    client = at_work(app, vera)
    client.set_cookie("language", "en")
    assert "Nobody else is signed in" in client.get("/lock").text
    assert "not in the list" not in client.get("/lock").text


def test_a_depot_may_never_lock(
    app: Flask, session: Session, vera: str, depot: DepotPolicy, clock: time_machine.Traveller
) -> None:
    begin_writing(session)
    session.execute(update(Depot).values(lock_minutes=0))
    session.commit()
    client = at_work(app, vera)
    clock.shift(8 * 3600)
    assert client.get("/counter").status_code == 200
    press(client, "/lock/now", page="/about")
    assert client.get("/counter").location == "/lock?next=/counter"


def test_being_seen_costs_a_write_a_minute(app: Flask, vera: str, clock: time_machine.Traveller) -> None:
    client = at_work(app, vera)
    client.get("/counter")
    sent = statements_of(app)
    client.get("/counter")
    assert [one for one in sent if one.startswith("UPDATE")] == []
    clock.shift(61)
    client.get("/counter")
    client.get("/counter")
    assert [one.split()[1] for one in sent if one.startswith("UPDATE")] == ["staff_session"]


def test_a_form_that_meets_the_lock_is_done_after_the_pin(
    app: Flask, session: Session, vera: str, depot: DepotPolicy, clock: time_machine.Traveller
) -> None:
    begin_writing(session)
    item = given.Counter(session, depot, 1).item()
    session.commit()
    client = at_work(app, vera)
    page = client.get("/counter")
    clock.shift(11 * 60)
    fields = {"csrf_token": token_in(page), "depot": depot.slug, "command_key": "a key of this test", "item": item}
    fields |= {"name": "Anna Åberg", "reach": "070-174 06 05", "do": "lend", "password": "never kept"}
    asked = client.post("/counter", data=fields)
    assert asked.status_code == 423 and "never kept" not in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    assert kept["lock-path"] == "/counter" and kept["name"] == "Anna Åberg" and kept["item"] == str(item)
    who = {"lock-who": session_of(session, vera)}
    wrong = client.post("/lock", data=kept | who | {"lock-pin": "9753"})
    assert wrong.status_code == 422 and 'name="name" value="Anna Åberg"' in wrong.text
    entered = client.post("/lock", data=kept | who | {"lock-pin": PIN})
    assert (entered.status_code, entered.location) == (307, "/counter")
    done = client.post("/counter", data=kept | who | {"lock-pin": PIN})
    assert done.status_code == 303 and done.location.startswith("/counter?lent=")
    session.rollback()
    assert (
        session.scalars(select(Checkout)).one().staff_id
        == session.scalars(select(Staff.id).filter_by(email=vera)).one()
    )


def test_what_vera_typed_bo_is_shown_and_not_made_to_do(
    app: Flask, session: Session, vera: str, bo: str, depot: DepotPolicy, clock: time_machine.Traveller
) -> None:
    begin_writing(session)
    item = given.Counter(session, depot, 1).item()
    session.commit()
    client = at_work(app, bo, vera)
    token = token_in(client.get("/counter"))
    clock.shift(11 * 60)
    own = {"csrf_token": token, "depot": depot.slug, "command_key": "a key of this test"}
    steps = {"lock-who": session_of(session, bo), "lock-pin": "2580"}
    lending = own | {"item": item, "name": "Anna Åberg", "do": "lend"}
    assert client.post("/counter", data=lending).status_code == 423
    entered = client.post("/lock", data=lending | steps | {"lock-path": "/counter"})
    assert (entered.status_code, entered.location) == (307, "/counter?do=show")
    desk = client.post("/counter?do=show", data=lending | steps)
    assert desk.status_code == 200 and 'value="Anna Åberg"' in desk.text and f'name="item" value="{item}"' in desk.text
    assert "Bo Beredd" in desk.text and session.scalars(select(Checkout)).all() == []
    clock.shift(11 * 60)
    retiring = own | {"what": "missing"}
    path = f"/items/{item}/condition"
    assert client.post(path, data=retiring).status_code == 423
    steps = {"lock-who": session_of(session, vera), "lock-pin": PIN, "lock-path": path}
    begun = client.post("/lock", data=retiring | steps)
    assert begun.status_code == 200 and f'action="{path}"' in begun.text and "Vera Volontär" in begun.text
    session.rollback()
    assert session.get_one(Item, item).condition == "ready"


def test_acts_carry_whoever_stepped_in(app: Flask, session: Session, vera: str, bo: str, depot: DepotPolicy) -> None:
    client = at_work(app, vera, bo)
    for email, pin in ((bo, "2580"), (vera, PIN), (bo, "2580"), (vera, PIN)):
        assert steps_in(client, session, email, pin=pin).status_code == 303
        name = session.scalars(select(Staff.name).filter_by(email=email)).one()
        assert name in client.get("/counter").text
        press(client, "/counter", page="/counter", depot=depot.slug, do=f"visitor::key-of-{name[:2]}-{pin}")
    session.rollback()
    told = session.execute(select(Staff.email).join(Command, Command.staff_id == Staff.id).order_by(Command.id))
    assert [row[0] for row in told] == [bo, vera]


def test_who_leaves_is_locked_and_an_old_token_opens_nothing(app: Flask, session: Session, vera: str, bo: str) -> None:
    client = at_work(app, vera, bo)
    with client.session_transaction() as kept:
        bos = kept["_user_id"]
    assert steps_in(client, session, vera).status_code == 303
    session.rollback()
    locked = dict(session.execute(select(Staff.email, StaffSession.locked_at.is_not(None)).join(StaffSession)).all())  # type: ignore[arg-type]
    assert {email: bool(is_locked) for email, is_locked in locked.items()} == {vera: False, bo: True}
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept["_user_id"] = bos
    assert thief.get("/counter").location == "/lock?next=/counter"
    assert steps_in(client, session, bo, pin="2580").status_code == 303
    assert thief.get("/counter").location == "/sign-in?next=/counter"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"pin": "9753"}, "pin"), ({"password": "not the password"}, "password"), ({"pin": "", "password": ""}, "pin")],
)
def test_what_is_no_proof(app: Flask, session: Session, vera: str, fields: dict[str, str], field: str) -> None:
    client = at_work(app, vera)
    press(client, "/lock/now", page="/about")
    answer = steps_in(client, session, vera, **fields)
    assert answer.status_code == 422 and f'id="lock-{field}-wrong"' in answer.text
    assert client.get("/counter").location == "/lock?next=/counter"
    assert steps_in(client, session, vera, password=PASSWORD).status_code == 303


def test_nobody_chosen_and_nobody_here(app: Flask, session: Session, vera: str, bo: str) -> None:
    client = at_work(app, vera)
    press(client, "/lock/now", page="/about")
    nobody = press(client, "/lock", page="/lock", **{"lock-pin": PIN})
    assert nobody.status_code == 422 and "lock-who-wrong" in nobody.text
    stranger = at_work(app, bo)
    mine = {"lock-who": session_of(session, vera), "lock-pin": PIN}
    assert press(stranger, "/lock", page="/lock", **mine).status_code == 404
    empty = app.test_client()
    assert empty.get("/lock").location == "/sign-in?next=/"
    assert press(empty, "/lock", **mine).status_code == 404
    assert press(empty, "/lock/now").location == "/sign-in"


def test_without_a_pin_the_password_is_asked(app: Flask, session: Session, depot: DepotPolicy) -> None:
    email = with_pin(session, depot, "Nisse Nolla", None)
    client = at_work(app, email)
    press(client, "/lock/now", page="/about")
    answer = steps_in(client, session, email, pin="1111")
    assert answer.status_code == 422 and "Nisse Nolla" in answer.text


def test_five_wrong_pins_and_the_password_still_helps(
    app: Flask, session: Session, vera: str, clock: time_machine.Traveller
) -> None:
    client = at_work(app, vera)
    press(client, "/lock/now", page="/about")
    answers = [steps_in(client, session, vera, pin=f"975{n}").status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    assert steps_in(client, session, vera).status_code == 429
    assert steps_in(client, session, vera, password=PASSWORD).status_code == 303
    press(client, "/lock/now", page="/about")
    clock.shift(5 * 60)
    assert steps_in(client, session, vera).status_code == 303


def test_a_locked_form_of_another_page_is_not_kept(app: Flask, session: Session, vera: str) -> None:
    """What is kept is sent on with our own token, so it must have come from a page of ours."""
    client = at_work(app, vera)
    press(client, "/lock/now", page="/about")
    assert client.post("/items/1/condition", data={"what": "retire"}).status_code == 400
    assert client.post("/items/1/condition", data={"what": "retire", "csrf_token": "wrong"}).status_code == 400


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/lock", "/lock/now", "evil"])
def test_the_lock_leads_nowhere_else(app: Flask, session: Session, vera: str, path: str) -> None:
    client = at_work(app, vera)
    press(client, "/lock/now", page="/about")
    answer = steps_in(client, session, vera, pin=PIN, path=path, next="//evil.example")
    assert (answer.status_code, answer.location) == (303, "/")


def test_signing_out_leaves_the_others(app: Flask, session: Session, vera: str, bo: str) -> None:
    client = at_work(app, vera, bo)
    press(client, "/lock/now", page="/about")
    assert press(client, "/sign-out", page="/about").location == "/sign-in"
    page = client.get("/sign-in")
    assert "Vera Volontär" in page.text and "Bo Beredd" not in page.text
    assert steps_in(client, session, vera).status_code == 303


def test_a_shut_account_steps_in_nowhere(app: Flask, session: Session, vera: str, bo: str) -> None:
    client = at_work(app, vera, bo)
    number = session_of(session, vera)
    begin_writing(session)
    session.execute(update(Staff).where(Staff.email == vera).values(disabled_at=given.MONDAY_NOON))
    session.commit()
    fields = {"lock-who": number, "lock-pin": PIN}
    assert press(client, "/lock", page="/lock", **fields).status_code == 404


def test_the_desk_goes_into_the_lock_and_back(
    app: Flask, session: Session, vera: str, depot: DepotPolicy, clock: time_machine.Traveller
) -> None:
    client = at_work(app, vera)
    desk = {"depot": depot.slug, "name": "Anna Åberg", "lock-from": "/counter"}
    for way, is_locked in (("change", False), ("now", True)):
        page = press(client, f"/lock/{way}", page="/counter", **desk)
        assert page.status_code == 200 and 'name="name" value="Anna Åberg"' in page.text
        assert ('action="/counter?do=show"' in page.text) is not is_locked
    fields = {"depot": depot.slug, "name": "Anna Åberg", "lock-path": "/counter?do=show", "lock-pin": PIN}
    answer = press(client, "/lock", page="/lock", **fields, **{"lock-who": session_of(session, vera)})
    assert (answer.status_code, answer.location) == (307, "/counter?do=show")
