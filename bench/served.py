"""lendlib served as it is served to people, and browsers signed in at its counter."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode

from bench.figures import Unmeasured
from bench.ground import EMAIL, PASSWORD, SECRET, Place
from config import ROOT

STARTS_WITHIN = 60.0
FIELD = re.compile(r'<input\b[^>]*\bname="(?P<name>[^"]+)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')
ONE_OF_MANY = re.compile(r'type="(?:radio|checkbox)"')
# What each press makes anew, or types itself.
TYPED = {"item", "name", "reach", "command_key", "scan", "scan_key", "do", "next", "note"}


@contextmanager
def served(place: Place, **settings: str) -> Iterator[int]:
    """lendlib at that place, by its own command and with more settings; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environ = {name: text for name, text in os.environ.items() if not name.startswith("LENDLIB_")}
    environ |= {"LENDLIB_INSTANCE": str(place.folder), "LENDLIB_PORT": str(port), "LENDLIB_SECRET_KEY": SECRET}
    environ |= settings
    with (place.folder / "server.log").open("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "lendlib", "start"], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            _wait(server, port)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            log.seek(0)
            said = log.read()
    if "Traceback" in said:
        raise Unmeasured(f"the server said:\n{said[-3000:]}")


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise Unmeasured("the server did not start")


@dataclass(frozen=True)
class SignedIn:
    """What a browser holds at the counter: its cookie, and the fields of the form that it has open."""

    cookie: str
    fields: list[tuple[str, str]]


def sign_in(port: int) -> SignedIn:
    """Sign in through the page and open the counter."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    page, cookie = _ask(connection, "GET", "/sign-in", "")
    form = {"csrf_token": dict(fields_of(page))["csrf_token"], "email": EMAIL, "password": PASSWORD}
    _, cookie = _ask(connection, "POST", "/sign-in", cookie, form)
    page, cookie = _ask(connection, "GET", "/counter", cookie)
    connection.close()
    return SignedIn(cookie, fields_of(page.partition('id="visit"')[2].partition("</form>")[0]))


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send of a form that was left as it came, without what each press brings itself."""
    sent = []
    for found in FIELD.finditer(page):
        value = VALUE.search(found[0])
        is_left_out = ONE_OF_MANY.search(found[0]) and " checked" not in found[0]
        if found["name"] not in TYPED and not is_left_out:
            sent.append((found["name"], unescape(value[1]) if value else ""))
    return sent + ([("home", "0000")] if 'name="home"' in page else [])


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, cookie: str, form: dict[str, str] | None = None
) -> tuple[str, str]:
    headers = {"Cookie": cookie, "Accept-Language": "sv", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status not in (200, 303):
        raise Unmeasured(f"{method} {path} answered {answer.status}: {page[:500]}")
    jar = dict(pair.split("=", 1) for pair in cookie.split("; ") if pair)
    for line in answer.headers.get_all("Set-Cookie") or []:
        name, _, value = line.partition(";")[0].partition("=")
        jar[name] = value
    return page, "; ".join(f"{name}={value}" for name, value in jar.items())


class Browsers:
    """The load: a process of its own that sends what it is told."""

    def __init__(self, port: int, signed_in: list[SignedIn]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.browsers"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        browsers = [(browser.cookie, browser.fields) for browser in signed_in]
        self._say({"port": port, "browsers": browsers})

    def send(self, rounds: list[list[dict[str, list[str]]]]) -> dict[str, Any]:
        """Send to each browser its requests; gives the seconds, each request's own in order, and the errors."""
        self._say(rounds)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Unmeasured("the browsers' process ended")
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _say(self, what: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
