"""People at the door: accounts with roles, and browsers that sign in as they do, through the page."""

import re
from datetime import timedelta
from io import BytesIO
from itertools import count

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lendlib.db import begin_writing, db
from lendlib.operations.staff import give_role
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given

PASSWORD = "four words in a row"
# What a hash costs to try stands in the hash. This one costs nothing: somebody signs in for each test of a page.
quick_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash
PASSWORD_HASH = quick_hash(PASSWORD)
_numbers = count(1)


def a_person(session: Session, *roles: tuple[Role, Scope, str | int | None], name: str = "Vera Volontär") -> str:
    """An account with these roles, each with its scope and what the scope names; gives its e-mail. Committed."""
    begin_writing(session)
    email = f"person{next(_numbers)}@example.org"
    staff_id = given.staff(session, name, now(), email=email, password_hash=PASSWORD_HASH)
    for role, scope, where in roles:
        reach = {} if scope is Scope.ALL else {f"{scope}_id" if scope is Scope.DEPOT else f"{scope}_code": where}
        give_role(session, staff_id, role, scope, **reach)  # type: ignore[arg-type]
    session.commit()
    return email


def a_depot(session: Session, name: str = "Testdepån", municipality: str = "1780") -> DepotPolicy:
    """A depot, committed."""
    begin_writing(session)
    depot = given.a_depot(session, name, municipality=municipality)
    session.commit()
    return depot


def a_counter_before(session: Session, days: int) -> given.Counter:
    """A depot's counter as it stood so many days before the test's Monday, committed."""
    depot = a_depot(session)
    begin_writing(session)
    staff_id = given.staff(session)
    session.commit()
    return given.Counter(session, depot, staff_id, now=given.MONDAY_NOON - timedelta(days))


def a_counter_yesterday(session: Session) -> given.Counter:
    """A depot's counter as it stood a day before now; not yet committed."""
    counter = given.a_counter(session)
    counter.now = now() - timedelta(days=1)
    return counter


def token_in(page: TestResponse) -> str:
    """The CSRF token of a page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def seen_on(page: TestResponse) -> str:
    """The mark of what a page's form was filled from."""
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def press(client: FlaskClient, path: str, page: str = "/about", **fields: object) -> TestResponse:
    """Send a form to a path, with the token of a page that the client has just opened."""
    token = token_in(client.get(page))
    return client.post(path, data={"csrf_token": token, **fields})


def upload(client: FlaskClient, path: str, sent: bytes, name: str = "foto.jpg", **fields: str) -> TestResponse:
    """Send a form with a photo, as a browser writes it."""
    told = {"csrf_token": token_in(client.get("/about")), "command_key": "a key of mine", **fields}
    boundary, body = encode_multipart({**told, "photo": FileStorage(BytesIO(sent), name)})
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    """Sign in through the page."""
    return press(client, "/sign-in", page="/sign-in", email=email, password=password)


def someone_signed_in(app: Flask, session: Session, *roles: tuple[Role, Scope, str | int | None]) -> FlaskClient:
    """A browser of its own, signed in with these roles."""
    client = app.test_client()
    assert sign_in(client, a_person(session, *roles)).status_code == 303
    return client


def statements_of(app: Flask) -> list[str]:
    """What the app sends to its database from now on."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def keep(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    return sent
