"""Eight browsers that lend at once, as one cheap process: `python -m bench.browsers`, spoken to in JSON lines.

The first line says the port and what each browser holds; each later one which requests to send. Connections and
requests are made before the clock runs, an answer is read to its end, and only its status and where it leads are
looked at.

Each round connects anew. Which of the server's processes takes a connection is chance, and how evenly eight of them
fall makes a third of the speed: kept for all rounds, one throw of the dice would be the figure.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

LEADS_ON = b"/counter?lent="


@dataclass
class Browser(asyncio.Protocol):
    """One connection a round, kept alive: sends its requests one after another and notes how long each took."""

    cookie: str
    fields: list[tuple[str, str]]
    port: int
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _hung_up: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Connect."""
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Hang up, and wait until that is done; where the server did so before, nothing is left to do."""
        if self._transport.is_closing():
            return
        self._hung_up = asyncio.get_running_loop().create_future()
        self._transport.close()
        await self._hung_up

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        self._transport, self._hung_up = transport, None

    def request(self, lent: dict[str, list[str]]) -> bytes:
        """A press of "Lend out", as a browser sends the form."""
        body = urlencode([*self.fields, *((name, text) for name, texts in lent.items() for text in texts)]).encode()
        head = (
            f"POST /counter HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            "Accept-Language: sv-SE,sv;q=0.8,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nReferer: http://127.0.0.1:{self.port}/counter\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def send(self, requests: list[bytes]) -> None:
        """Send them in turn."""
        self._left, self._received = iter(requests), b""
        self._done = asyncio.get_running_loop().create_future()
        self._next()
        await self._done

    def data_received(self, data: bytes) -> None:
        """Note a whole answer, and go on."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length or 0):
            return
        self.took.append(time.perf_counter() - self._begun)
        if not head.startswith(b"HTTP/1.1 303") or LEADS_ON not in head:
            self.wrong.append(self._received[:2000].decode(errors="replace"))
        self._received = b""
        self._next()

    def connection_lost(self, problem: Exception | None) -> None:
        """We hung up; or the server did: an error, and the end of this round."""
        if self._hung_up is not None:
            self._hung_up.set_result(None)
            return
        self.wrong.append(f"connection lost: {problem}")
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        request = next(self._left, None)
        if request is None:
            self._done.set_result(None)
            return
        self._begun = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]


async def _serve() -> None:
    told = json.loads(sys.stdin.readline())
    browsers = [Browser(cookie, [tuple(pair) for pair in pairs], told["port"]) for cookie, pairs in told["browsers"]]
    while line := sys.stdin.readline():
        rounds = [
            [browser.request(lent) for lent in each] for browser, each in zip(browsers, json.loads(line), strict=True)
        ]
        await asyncio.gather(*(browser.open() for browser in browsers))
        begun = time.perf_counter()
        await asyncio.gather(*(browser.send(each) for browser, each in zip(browsers, rounds, strict=True)))
        seconds = time.perf_counter() - begun
        await asyncio.gather(*(browser.close() for browser in browsers))
        took = sorted(spent for browser in browsers for spent in browser.took)
        wrong = [said for browser in browsers for said in browser.wrong]
        print(json.dumps({"seconds": seconds, "took": took, "wrong": wrong[:3], "errors": len(wrong)}), flush=True)
        for browser in browsers:
            browser.took, browser.wrong = [], []


if __name__ == "__main__":
    asyncio.run(_serve())
