"""Power cuts at the counter: the server is killed amid check-outs, and nothing that it acknowledged is lost."""

import mmap
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT, Config
from lendlib.operations import inventory
from lendlib.rules.vocabulary import Role, Scope
from lendlib.serving import environ_of
from tests import given
from tests.ground.ports import free_port
from tests.ground.waiting import until
from tests.web.people import PASSWORD, a_person

pytestmark = pytest.mark.early
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
MARKING = ROOT / "tests" / "faults" / "marking"
KILLER, NURSERY = str(MARKING / "killer.py"), str(MARKING / "nursery.py")
CLIENTS = 4
BASKET = 3


@dataclass
class Ledger:
    """What the clients know: answers by key, and requests that were never answered."""

    answers: dict[str, str] = field(default_factory=dict)
    baskets: dict[str, list[int]] = field(default_factory=dict)
    repeated: int = 0
    differing: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)


class Till(threading.Thread):
    """One counter that lends without pause; an unanswered request is sent again under the same key."""

    def __init__(self, number: int, port: int, email: str, slug: str, items: list[int], ledger: Ledger) -> None:
        super().__init__(name=f"till {number}", daemon=True)
        self.number, self.port, self.email, self.slug, self.items = number, port, email, slug, items
        self.ledger, self.is_over, self.headers, self.token = ledger, threading.Event(), {}, ""

    def run(self) -> None:
        for turn in range(0, len(self.items) - BASKET, BASKET):
            if self.is_over.is_set():
                return
            key = f"till-{self.number}-visit-{turn:06d}"
            self.ledger.baskets[key] = self.items[turn : turn + BASKET]
            self.ledger.answers[key] = self._lend(key)
            if turn % (7 * BASKET) == 0:
                again = self._lend(key)
                self.ledger.repeated += 1
                if again != self.ledger.answers[key]:
                    self.ledger.differing.append((key, self.ledger.answers[key], again))
        raise AssertionError("the till ran out of things to lend")

    def sign_in(self) -> None:
        """Open the counter, before anything is killed: a page takes longer to make anew than a life may last."""
        status, headers, text = self._ask("GET", "/sign-in")
        self._keep_cookies(headers)
        fields = {"csrf_token": TOKEN.findall(text)[0], "email": self.email, "password": PASSWORD}
        status, headers, _ = self._ask("POST", "/sign-in", fields)
        assert status == 303, status
        self._keep_cookies(headers)
        _, headers, text = self._ask("GET", "/counter")
        self._keep_cookies(headers)
        self.token = TOKEN.findall(text)[0]

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        cookies = [value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie"]
        if cookies:
            self.headers["Cookie"] = "; ".join(cookies)

    def _lend(self, key: str) -> str:
        fields = [("item", item) for item in self.ledger.baskets[key]]
        fields += [("csrf_token", self.token), ("depot", self.slug), ("command_key", key), ("do", "lend")]
        fields += [("name", "Blå häger"), ("reach", ""), ("kind", "unstated"), ("home", "0000"), ("letters_in", "sv")]
        status, headers, _ = self._ask("POST", "/counter", fields)
        if status != 303:
            self.ledger.refused.append((key, status))
        return dict(headers).get("location", f"status {status}")

    def _ask(self, method: str, path: str, fields: object = None) -> tuple[int, list[tuple[str, str]], str]:
        """Ask until there is an answer, across the server's deaths."""
        body = urlencode(fields) if fields else None  # type: ignore[arg-type]
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}

        def once() -> tuple[int, list[tuple[str, str]], str] | None:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(method, path, body, {**self.headers, **form})
                answer = connection.getresponse()
                headers = [(name.lower(), value) for name, value in answer.getheaders()]
                return answer.status, headers, answer.read().decode()
            except (OSError, HTTPException):
                return None
            finally:
                connection.close()

        return until(once, f"{path} is answered", 60)  # type: ignore[return-value]


@contextmanager
def the_nursery(config: Config, mark_file: Path) -> Iterator[subprocess.Popen[str]]:
    """What starts a web server when it is told to."""
    environ = environ_of(config) | {"MARK_FILE": str(mark_file)}
    environ["PYTHONPATH"] = os.pathsep.join([str(MARKING), environ["PYTHONPATH"]])
    command, pipe = [sys.executable, NURSERY], subprocess.PIPE
    with (
        (config.instance / "server.log").open("ab") as log,
        subprocess.Popen(command, cwd=ROOT, env=environ, text=True, stdin=pipe, stdout=pipe, stderr=log) as nursery,
    ):
        try:
            yield nursery
        finally:
            nursery.kill()


@contextmanager
def the_server(nursery: subprocess.Popen[str]) -> Iterator[int]:
    """The real web server, by the number of its group; in the end all of it is dead."""
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write("\n")
    nursery.stdin.flush()
    server = int(nursery.stdout.readline())
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server, signal.SIGKILL)
        until(lambda: not is_there(server), "the server is gone")


def is_there(server: int) -> bool:
    """Whether it still runs."""
    try:
        os.kill(server, 0)
    except ProcessLookupError:
        return False
    return True


def kill_amid_check_outs(
    nursery: subprocess.Popen[str], mark_file: Path, ledger: Ledger, chance: random.Random
) -> bool:
    """One life of the server, ended by SIGKILL; whether that fell between BEGIN and COMMIT."""
    with mark_file.open("r+b") as file, mmap.mmap(file.fileno(), 1) as mark:
        mark[0] = 0
        answered = len(ledger.answers)
        with the_server(nursery) as server:
            until(lambda: len(ledger.answers) > answered + chance.randint(0, 8), "check-outs are answered", 60)
            if chance.random() < 0.7:
                subprocess.run([sys.executable, KILLER, str(mark_file), str(server)], check=True)
            else:
                os.killpg(server, signal.SIGKILL)
        return mark[0] == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kills", [50, pytest.param(1000, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    app: Flask, config: Config, session: Session, tmp_path: Path, kills: int
) -> None:
    config = Config(instance=config.instance, port=free_port(), secret_key=config.secret_key)
    counter = given.a_counter(session)
    football = given.category_id(session, "football")
    act = counter.act()
    items = [inventory.add_item(act, inventory.Description(football)) for _ in range(CLIENTS * BASKET * kills * 5)]
    session.commit()
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    mark_file = tmp_path / "mark"
    mark_file.write_bytes(b"\0")
    ledger, chance = Ledger(), random.Random(20261122)
    share = len(items) // CLIENTS
    tills = [
        Till(n, config.port, email, counter.depot.slug, items[n * share : (n + 1) * share], ledger)
        for n in range(CLIENTS)
    ]
    with the_nursery(config, mark_file) as nursery:
        with the_server(nursery):
            for till in tills:
                till.sign_in()
        for till in tills:
            till.start()
        inside = sum(kill_amid_check_outs(nursery, mark_file, ledger, chance) for _ in range(kills))
        with the_server(nursery):
            for till in tills:
                till.is_over.set()
            for till in tills:
                till.join(60)
                assert not till.is_alive()
    print(
        f"\n{kills} kills, {inside} between BEGIN and COMMIT, {len(ledger.answers)} check-outs acknowledged,", end=" "
    )
    print(f"{ledger.repeated} repeated")
    assert ledger.refused == [] and ledger.differing == []
    assert ledger.repeated > 0 and len(ledger.answers) > kills
    assert inside >= kills / 4
    assert lost_or_doubled(config.instance / "lendlib.sqlite3", ledger) == []


def lost_or_doubled(file: Path, ledger: Ledger) -> list[str]:
    """Everything that is wrong in the database, read without lendlib."""
    wrong: list[str] = []
    with closing(sqlite3.connect(file)) as connection:
        wrong += [line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        twice = "SELECT item_id FROM loan WHERE closed_at IS NULL GROUP BY item_id HAVING count(*) > 1"
        wrong += [f"item {item} is in two open loans" for (item,) in connection.execute(twice)]
        lent: dict[int, list[int]] = defaultdict(list)
        for checkout, item in connection.execute("SELECT checkout_id, item_id FROM loan ORDER BY item_id"):
            lent[checkout].append(item)
        for key, location in ledger.answers.items():
            checkout = int(location.rpartition("=")[2])
            if lent.pop(checkout, None) != sorted(ledger.baskets[key]):
                wrong.append(f"{key} was acknowledged as {location} and is not there whole")
        wrong += [f"checkout {checkout} was never acknowledged" for checkout in lent]
    return wrong
