"""The least that a signed-in form can cost: Flask saying hello, with Flask-Login's user read from the database by the
same statement that our doors send, and Flask-WTF checking the token."""

from typing import Any

from flask import Flask
from flask_login import LoginManager, UserMixin, login_required, login_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.ground import SECRET
from bench.wsgi import answer, cookie_of, posting
from lendlib.operations.sessions import who_is
from lendlib.web.moments import now


class Account(UserMixin):
    """Who is signed in."""

    def __init__(self, token: str, name: str) -> None:
        self.token, self.name = token, name

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token


class Hello:
    """The app, and a browser that is signed in to it by one of our sign-ins."""

    def __init__(self, engine: Engine, token: str) -> None:
        self._app = Flask("hello")
        self._app.config.update(SECRET_KEY=SECRET, WTF_CSRF_TIME_LIMIT=None)
        CSRFProtect(self._app)
        login = LoginManager(self._app)

        @login.user_loader
        def load(kept: str) -> Account | None:
            with Session(engine) as session:
                signed_in = who_is(session, kept, now())
            return Account(kept, signed_in.staff.name) if signed_in else None

        @self._app.get("/sign-in")
        def sign_in() -> str:
            login_user(Account(token, ""))
            return str(generate_csrf())

        @self._app.post("/hello")
        @login_required
        def hello() -> str:
            return "hello"

        client: Any = self._app.test_client()
        csrf_token = client.get("/sign-in").text
        self._cookie, self._fields = cookie_of(client), [("csrf_token", csrf_token)]

    def environ(self) -> dict[str, Any]:
        """A press of its only button."""
        return posting("/hello", self._cookie, self._fields)

    def answer(self, environ: dict[str, Any]) -> None:
        """Say hello."""
        answer(self._app, environ, holds=b"hello")
