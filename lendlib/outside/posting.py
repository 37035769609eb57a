"""One POST to a gateway over HTTP, knowing afterwards whether it may have been heard.

No redirect is ever followed, and no other host asked: what is posted names people.
"""

import http.client
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from lendlib.outside.talks import LONGEST_TALK, ends_within

MOST_READ = 10_000


class NotPosted(Exception):
    """Nothing reached the other side; `code` says what was in the way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """The request was on its way, and no answer came: it may have been heard or not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, how many seconds it asks us to wait, and the beginning of its words."""

    status: int
    wait_seconds: int | None
    words: str


def post(url: str, body: bytes, headers: dict[str, str], timeout: int) -> Answer:
    """Post to exactly this address. Raises NotPosted, NoAnswer."""
    parts = urlsplit(url)
    connection = reach(url, timeout)
    line = connection.sock
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with ends_within(LONGEST_TALK, lambda: line):
            connection.request("POST", target, body, {"User-Agent": "lendlib", **headers})
            answer = connection.getresponse()
            words = b""
            # A status alone is an answer, whatever becomes of its words.
            with suppress(OSError, http.client.HTTPException):
                words = answer.read(MOST_READ)
        return Answer(answer.status, _seconds(answer.getheader("Retry-After")), words.decode("utf-8", "replace"))
    except TimeoutError:
        raise NoAnswer("time-out") from None
    except (OSError, http.client.HTTPException):
        raise NoAnswer("dropped") from None
    finally:
        connection.close()


def reach(url: str, timeout: int) -> http.client.HTTPConnection:
    """A connection to the host of that address, verified where it is encrypted. Raises NotPosted."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=timeout)
    )
    try:
        connection.connect()
    except ssl.SSLCertVerificationError:
        raise NotPosted("certificate") from None
    except TimeoutError:
        raise NotPosted("time-out") from None
    except OSError:
        raise NotPosted("unreachable") from None
    return connection


def _seconds(text: str | None) -> int | None:
    """Retry-After as seconds; its other form, a date, is left to our own waiting. A day is the most that we believe."""
    return min(int(text), 86_400) if text and text.isdecimal() and text.isascii() and len(text) < 9 else None
