"""A text with a zero in it, which PostgreSQL can't even be asked for: no form that is open to anyone breaks on it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import Depot
from lendlib.models.staff import Staff
from lendlib.operations.first_start import make_first_start_link
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.doors import rule_of
from lendlib.web.moments import now
from tests.web.people import PASSWORD, a_depot, a_person, press, sign_in, token_in
from tests.web.private_link import a_linking_counter

ZERO = "a\0b"
FIELDS = {
    "/I/<code>/fault": ("words", "photo_kept"),
    "/i/<code>/fault": ("words", "photo_kept"),
    "/l/<token>": ("loans", "command_key"),
    "/l/<token>/forget": ("command_key",),
    "/language": ("language", "next"),
    "/lock": ("lock-email", "lock-password", "lock-pin", "lock-who", "lock-next", "lock-path", "other"),
    "/lock/change": ("lock-next", "lock-from", "other"),
    "/lock/now": ("lock-next", "lock-from", "other"),
    "/new-password/<token>": ("password",),
    "/reports/46elks/<token>": ("id", "status", "delivered"),
    "/sign-in": ("email", "password", "next"),
    "/sign-out": ("other",),
    "/start/<token>": ("depot_name", "municipality", "name", "email", "password"),
    "/welcome/<token>": ("password", "pin"),
}


@pytest.fixture
def config(config: Config) -> Config:
    """Where anybody comes."""
    return replace(config, mode="hosted")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    return app.test_client()


def sends(client: FlaskClient, path: str, token: str, fields: dict[str, str]) -> TestResponse:
    return client.post(path, data={"csrf_token": token, "command_key": "a key of mine", **fields})


def public_forms(app: Flask) -> set[str]:
    doors = [(rule, rule_of(app, rule.endpoint)) for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    return {rule.rule for rule, door in doors if door is not None and door.is_public}


def test_every_form_that_is_open_to_anyone_bears_a_zero(app: Flask, session: Session, client: FlaskClient) -> None:
    assert public_forms(app) == FIELDS.keys()
    counter = a_linking_counter(app, session)
    _checkout, token = counter.lends_linked()
    begin_writing(session)
    code = new_code()
    counter.item("life-jacket", code=code)
    session.commit()
    for rule, names in FIELDS.items():
        proof = token_in(client.get("/sign-in"))
        path = rule.replace("<code>", code).replace("<token>", token)
        for name in names:
            others = {"email": "person@example.org", "lock-email": "person@example.org", "words": "loose", "pin": "40"}
            filled = {one: others.get(one, "a text") for one in names} | {name: ZERO}
            assert sends(client, path, proof, filled).status_code < 500, (rule, name)


def test_a_shared_counter_bears_a_zero(app: Flask, session: Session, client: FlaskClient) -> None:
    depot = a_depot(session)
    sign_in(client, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id)))
    for name in FIELDS["/lock"]:
        fields = {"lock-email": "", "lock-password": "a password", name: ZERO}
        assert press(client, "/lock", page="/about", **fields).status_code < 500, name


def test_the_first_start_makes_a_zero_a_space(session: Session, client: FlaskClient) -> None:
    begin_writing(session)
    link = f"/start/{make_first_start_link(session, now())}"
    session.commit()
    typed = {"depot_name": "Depå\0n", "municipality": "1780", "name": "Ada\0", "password": PASSWORD}
    assert press(client, link, page=link, email="ada\0@example.org", **typed).status_code == 422
    assert press(client, link, page=link, email="ada@example.org", **typed).status_code == 303
    assert session.scalars(select(Depot.name)).all() == ["Depå n"]
    assert session.scalars(select(Staff.name)).all() == ["Ada"]
