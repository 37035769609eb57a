"""P1.5: the CPU of the answer to a scan at the counter, two things in the basket, beside Flask's hello to a sign-in."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import Flask

from bench.figures import Figure, cpu_seconds, in_turns
from bench.ground import EMAIL, PASSWORD, a_place, code_of
from bench.hello import Hello
from bench.served import fields_of
from bench.wsgi import answer, cookie_of, posting
from lendlib.db import db

ROUNDS, EACH = 25, 40
ADDED = b'data-card="added"'


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.5."""
    with a_place() as place:
        app = place.app()
        counter = Scanner(app)
        with app.app_context():
            engine = db.engine
        hello = Hello(engine, counter.token)
        scan_cpu, hello_cpu = in_turns(ROUNDS, lambda _: counter.cpu(EACH), lambda _: _cpu_of(hello, EACH))
        engine.dispose()
    told = f"{1000 * scan_cpu:.2f} ms beside {1000 * hello_cpu:.2f} ms"
    yield Figure("P1.5", "scan", scan_cpu / hello_cpu, "<=", 5, told)


def _cpu_of(hello: Hello, times: int) -> float:
    presses = iter([hello.environ() for _ in range(times)])
    return cpu_seconds(times, lambda: hello.answer(next(presses)))


class Scanner:
    """A browser at the counter that scans one thing after another."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        client: Any = app.test_client()
        form = {"csrf_token": dict(fields_of(client.get("/sign-in").text))["csrf_token"]}
        client.post("/sign-in", data=form | {"email": EMAIL, "password": PASSWORD})
        page = client.get("/counter").text
        self._fields = fields_of(page.partition('id="visit"')[2].partition("</form>")[0])
        self._cookie = cookie_of(client)
        self._items = count(1)
        with client.session_transaction() as kept:
            self.token: str = kept["_user_id"]

    def cpu(self, times: int) -> float:
        """The CPU seconds of one scan."""
        scans = iter([self._scan() for _ in range(times)])
        return cpu_seconds(times, lambda: answer(self._app, next(scans), holds=ADDED))

    def _scan(self) -> dict[str, Any]:
        first, second, scanned = (next(self._items) for _ in range(3))
        desk = [("item", str(first)), ("item", str(second)), ("scan", code_of(scanned)), ("do", "scan")]
        typed = [("name", ""), ("reach", ""), ("command_key", "press-number-1"), ("scan_key", f"scan-number-{scanned}")]
        return posting("/counter", self._cookie, [*self._fields, *desk, *typed], HTTP_HX_REQUEST="true")
