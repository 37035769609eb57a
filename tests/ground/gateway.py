"""A gateway for text messages as 46elks is one, over HTTP on the loopback; it fails as it is told, number by number."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Posted:
    """A request that came, as it was sent."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Gateway:
    """What came, and how it is answered: `script` gives for a number what happens in turn.

    A step is an answer (`429 slow down`, `429 retry-after=90`, `302 location=…`), `drop` or `stall`. Without a step the
    message is taken, under the number s1, s2 and so on.
    """

    script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    posted: list[Posted] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    def step(self, number: str) -> str | None:
        steps = self.script[number]
        return steps.pop(0) if steps else None


class Desk(BaseHTTPRequestHandler):
    """Answers one request."""

    gateway: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        posted = Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.gateway.posted.append(posted)
        number = posted.json["to"] if body.startswith(b"{") else posted.fields["to"]
        step = self.gateway.step(number)
        if step == "stall":
            self.gateway.closing.wait(30)
        if step in {"stall", "drop"}:
            self.close_connection = True
            return
        status, _, words = (step or "200").partition(" ")
        if step is None:
            self.gateway.sent.append(number)
            words = json.dumps({"id": f"s{len(self.gateway.sent)}", "status": "created", "to": number})
        name, is_header, value = words.partition("=")
        self.send_response(int(status))
        if is_header:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(words.encode())))
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_what: object) -> None:
        """Say nothing."""


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway on a free port."""
    made = Gateway()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnDesk", (Desk,), {"gateway": made}))
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
