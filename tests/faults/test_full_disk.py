"""A database that has no room left says so, keeps no half of anything, and goes on when there is room again."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_depot, press, someone_signed_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"])
MOST_TRIES = 60


def limit_pages(engine: Engine) -> dict[str, int]:
    """Let the file grow to so many pages; 0 takes the limit away again."""
    limit = {"pages": 0}

    @event.listens_for(engine, "checkout")
    def set_limit(connection: Any, *_rest: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit['pages'] or 1_000_000}").fetchall()

    return limit


def register(client: FlaskClient, category_id: int, number: int) -> TestResponse:
    note = f"{number} " + "en lång anteckning " * 20
    return press(client, "/items/new", category=category_id, note=note, command_key=f"item no {number}")


def counts(session: Session) -> tuple[int, ...]:
    session.rollback()
    kept = tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Item, Command, Event))
    session.rollback()
    return kept


def test_a_full_disk_is_said_and_the_same_press_goes_through_when_there_is_room(
    app: Flask, session: Session, engine: Engine
) -> None:
    depot = a_depot(session)
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, depot.id))
    client.set_cookie("language", "en")
    football = given.category_id(session, "football")
    limit = limit_pages(engine)
    limit["pages"] = session.scalar(text("PRAGMA page_count")) or 0
    session.rollback()
    done, answer = 0, register(client, football, 0)
    while answer.status_code == 303 and done < MOST_TRIES:
        done += 1
        answer = register(client, football, done)
    assert answer.status_code == 503 and "is full. Nothing was changed." in answer.text
    assert counts(session) == (done, done, done), "each thing has its command and its event, and none stands half"
    limit["pages"] = 0
    assert register(client, football, done).status_code == 303
    assert counts(session) == (done + 1,) * 3
    assert session.scalar(text("PRAGMA integrity_check")) == "ok"
