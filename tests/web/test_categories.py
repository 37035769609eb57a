"""The categories' room as a browser without scripts meets it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, seen_on, someone_signed_in


def signed_in(app: Flask, session: Session, role: Role, scope: Scope, where: int | None) -> FlaskClient:
    client = someone_signed_in(app, session, (role, scope, where))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def ada(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """Administers the network."""
    return signed_in(app, session, Role.ADMINISTRATOR, Scope.ALL, None)


def the(counter: given.Counter, key: str) -> int:
    counter.session.rollback()
    return given.category_id(counter.session, key)


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    told = {"command_key": f"key of {path}", "size_system": "one_size", "season": "all", "safety": "none"}
    return press(client, path, **(told | fields))


def test_the_tree_shows_every_group_and_leads_to_the_things_those_who_may_see_them(
    app: Flask, session: Session, ada: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(counter.session)
    counter.item("hockey-skates", size="38")
    counter.session.commit()
    page = ada.get("/categories").text
    assert "Hockey skates" in page and "Winter" in page and "New category" in page
    assert 'href="/items' not in page, "an administrator has no door to the things"
    karin = signed_in(app, session, Role.COORDINATOR, Scope.DEPOT, counter.depot.id)
    things = f'href="/items?category={the(counter, "hockey-skates")}&amp;condition=any"'
    assert things in karin.get("/categories").text


def test_a_category_is_made_changed_and_offered(ada: FlaskClient, counter: given.Counter) -> None:
    winter = the(counter, "vinter")
    fields = {"name_sv": "Isjakt", "name_en": "Ice yacht", "parent": winter, "size_system": "length_cm"}
    assert send(ada, "/categories/new", **fields).status_code == 303
    made = the(counter, "ice-yacht")
    assert "Isjakt" in ada.get(f"/categories/{made}").text
    again = send(ada, "/categories/new", **fields, command_key="another key")
    assert again.status_code == 422 and "already a category called" in again.text and 'value="Isjakt"' in again.text
    saved = send(ada, f"/categories/{made}", **fields | {"name_sv": "Isseglare", "safety": "check"})
    assert saved.status_code == 303
    counter.session.rollback()
    named = select(CategoryName.name).where(CategoryName.category_id == made, CategoryName.language == "sv")
    assert counter.session.scalar(named) == "Isseglare"
    assert send(ada, f"/categories/{made}", **fields | {"name_en": ""}, command_key="key three").status_code == 422
    assert ada.get("/categories/999999").status_code == 404


def test_two_who_change_a_category_at_once_see_each_other(ada: FlaskClient, counter: given.Counter) -> None:
    football, winter, balls = (the(counter, key) for key in ("football", "vinter", "boll"))
    path = f"/categories/{football}"
    seen = seen_on(ada.get(path))
    fields = {"name_sv": "Fotboll", "name_en": "Football", "parent": winter}
    assert send(ada, path, **fields, seen=seen, command_key="their key").status_code == 303
    mine = fields | {"name_sv": "Läderkula", "parent": balls}
    answer = send(ada, path, **mine, seen=seen)
    assert answer.status_code == 409 and 'value="Läderkula"' in answer.text
    assert "– Kept now: Fotboll" in answer.text and "– Kept now: Winter" in answer.text
    assert answer.text.count("Kept now") == 2 * 2, "only where it differs"
    assert send(ada, path, **mine, seen=seen_on(answer)).status_code == 303


def test_before_a_merge_the_page_says_how_much_it_takes_along(
    session: Session, ada: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(session)
    counter.item("football")
    counter.item("football")
    session.commit()
    page = ada.get(f"/categories/{the(counter, 'football')}").text
    assert "There is no undo." in page and "Right now that is 2 things" in page and "depots." not in page
    assert re.search(r"Right now that is \d+ categories\.", ada.get(f"/categories/{the(counter, 'vinter')}").text)


def test_a_merge_is_done_for_good_and_a_wrong_one_says_why(ada: FlaskClient, counter: given.Counter) -> None:
    sledge, kicksled, winter = (the(counter, key) for key in ("sledge", "kicksled", "vinter"))
    path = f"/categories/{sledge}/merge"
    wrong = send(ada, path, into=sledge)
    assert wrong.status_code == 422 and "merged into itself" in wrong.text
    assert "become one" in send(ada, path, into=winter).text
    assert "lies in it" in send(ada, f"/categories/{winter}/merge", into=sledge).text
    assert send(ada, path, into="").status_code == 422
    assert send(ada, path, into=kicksled).status_code == 303
    counter.session.rollback()
    assert counter.session.get_one(Category, sledge).merged_into_id == kicksled
    page = ada.get(f"/categories/{sledge}").text
    assert "This was merged into" in page and 'name="name_sv"' not in page
    assert f"/categories/{sledge}" not in ada.get("/categories").text


def test_a_coordinator_changes_categories_only_where_there_is_one_depot(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    carl = signed_in(app, session, Role.COORDINATOR, Scope.DEPOT, counter.depot.id)
    football = the(counter, "football")
    assert carl.get("/categories/new").status_code == 200
    begin_writing(session)
    given.a_depot(session, "Granndepån")
    session.commit()
    assert carl.get("/categories").status_code == 200 and "New category" not in carl.get("/categories").text
    for path in ("/categories/new", f"/categories/{football}"):
        assert carl.get(path).status_code == 403, path
    for path in ("/categories/new", f"/categories/{football}", f"/categories/{football}/merge"):
        assert send(carl, path, into=the(counter, "sledge")).status_code == 403, path
    at_one = signed_in(app, session, Role.ADMINISTRATOR, Scope.DEPOT, counter.depot.id)
    assert at_one.get("/categories/new").status_code == 403
    vera = signed_in(app, session, Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)
    assert vera.get("/categories").status_code == 403


def test_spellings_become_one_with_undo(app: Flask, session: Session, counter: given.Counter) -> None:
    carl = signed_in(app, session, Role.COORDINATOR, Scope.DEPOT, counter.depot.id)
    begin_writing(session)
    skates = [counter.item("hockey-skates", size="34-36") for _ in range(2)]
    session.execute(
        update(Item).where(Item.id == skates[0]).values(size_text="EU 34/36", size_low=None, size_high=None)
    )
    session.commit()
    path = f"/categories/{the(counter, 'hockey-skates')}/sizes"
    page = carl.get(path).text
    assert "EU 34/36" in page and "Not read as a size" in page and "34–36" in page
    assert send(carl, path, becomes="34-36").status_code == 422
    unreadable = send(carl, path, texts=["EU 34/36"], becomes="stora")
    assert unreadable.status_code == 422 and "checked" in unreadable.text
    answer = send(carl, path, texts=["EU 34/36", "34–36"], becomes="34-36")
    assert answer.status_code == 303
    offered = carl.get(answer.location).text
    assert "1 thing changed" in offered and f'action="{path}/undo"' in offered
    command = re.search(r'name="command" value="(\d+)"', offered)
    assert command
    assert press(carl, f"{path}/undo", command=command.group(1), command_key="undo it now").status_code == 303
    session.rollback()
    assert session.get_one(Item, skates[0], populate_existing=True).size_text == "EU 34/36"
    assert "No sizes yet" in carl.get(f"/categories/{the(counter, 'figure-skates')}/sizes").text
    assert carl.get(f"/categories/{the(counter, 'vinter')}/sizes").status_code == 404
