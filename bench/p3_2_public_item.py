"""P3.2: the CPU of a thing's page for everybody, and of its 304, beside Flask's hello to a sign-in.

Each page is another thing's, as when people scan; each 304 is asked by a browser that has that page.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from flask import Flask

from bench.figures import Figure, Unmeasured, cpu_seconds, in_turns
from bench.ground import EMAIL, PASSWORD, a_place, code_of
from bench.hello import Hello
from bench.served import fields_of
from bench.wsgi import BROWSER, SERVER, answer
from lendlib import create_app
from lendlib.db import db

ROUNDS, EACH = 25, 40
PUBLIC = {"mode": "hosted", "base_url": "https://lendlib.example.org"}
HOST = {"HTTP_HOST": "lendlib.example.org", "wsgi.url_scheme": "https"}
HOLDS = b'class="public-thing"'


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P3.2, the page and its 304."""
    with a_place() as place:
        counter = place.app()
        token = _token(counter)
        with counter.app_context():
            engine = db.engine
        hello, phone = Hello(engine, token), Phone(create_app(place.config(**PUBLIC)))
        turns: list[Callable[[int], float]] = [
            lambda _: phone.page_cpu(EACH),
            lambda _: phone.unchanged_cpu(EACH),
            lambda _: _cpu_of(hello, EACH),
        ]
        page, unchanged, beside = in_turns(ROUNDS, *turns)
        phone.close()
        engine.dispose()
    told = f"{1000 * page:.2f} ms beside {1000 * beside:.2f} ms"
    yield Figure("P3.2", "public-item", page / beside, "<=", 4.5, told)
    told = f"{1000 * unchanged:.2f} ms beside {1000 * beside:.2f} ms"
    yield Figure("P3.2", "public-item-304", unchanged / beside, "<=", 2.7, told)


def _token(app: Flask) -> str:
    client: Any = app.test_client()
    form = {"csrf_token": dict(fields_of(client.get("/sign-in").text))["csrf_token"]}
    client.post("/sign-in", data=form | {"email": EMAIL, "password": PASSWORD})
    with client.session_transaction() as kept:
        return str(kept["_user_id"])


def _cpu_of(hello: Hello, times: int) -> float:
    presses = iter([hello.environ() for _ in range(times)])
    return cpu_seconds(times, lambda: hello.answer(next(presses)))


class Phone:
    """A phone's browser that scans one thing after another, and then the same ones again."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._items = count(1)

    def page_cpu(self, times: int) -> float:
        """The CPU seconds of one page."""
        scans = iter([self._asking(next(self._items)) for _ in range(times)])
        return cpu_seconds(times, lambda: answer(self._app, next(scans), holds=HOLDS))

    def unchanged_cpu(self, times: int) -> float:
        """The CPU seconds of one 304."""
        numbers = [next(self._items) for _ in range(times)]
        scans = iter([self._asking(number, HTTP_IF_NONE_MATCH=self._tag_of(number)) for number in numbers])
        return cpu_seconds(times, lambda: self._is_unchanged(next(scans)))

    def close(self) -> None:
        """Let go of the database."""
        with self._app.app_context():
            db.engine.dispose()

    def _asking(self, number: int, **headers: str) -> dict[str, Any]:
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/I/{code_of(number)}"}
        return SERVER | BROWSER | HOST | asked | headers

    def _tag_of(self, number: int) -> str:
        return str(self._sent(self._asking(number))[1]["ETag"])

    def _is_unchanged(self, environ: dict[str, Any]) -> None:
        status, _headers = self._sent(environ)
        if not status.startswith("304"):
            raise Unmeasured(f"the answer was {status}")

    def _sent(self, environ: dict[str, Any]) -> tuple[str, dict[str, str]]:
        told: list[tuple[str, dict[str, str]]] = []
        parts: Any = self._app.wsgi_app(
            environ,
            lambda status, headers, _problem=None: told.append((status, dict(headers))) or bytearray.append,
        )
        b"".join(parts)
        parts.close()
        return told[0]
