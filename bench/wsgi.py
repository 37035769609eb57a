"""Calling an app as its server does, with nothing between: for counting the CPU of an answer alone."""

import io
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from bench.figures import Unmeasured

BROWSER = {
    "HTTP_HOST": "127.0.0.1:8000",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "sv-SE,sv;q=0.8,en;q=0.5",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
SERVER = {
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def posting(path: str, cookie: str, fields: Iterable[tuple[str, str]], **headers: str) -> dict[str, Any]:
    """The environ of a form sent by a browser, to be used once."""
    body = urlencode(list(fields)).encode()
    form = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_COOKIE": cookie,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    return SERVER | BROWSER | form | headers


def answer(app: Flask, environ: dict[str, Any], *, holds: bytes) -> bytes:
    """The answer's body. Raises Unmeasured unless it is a 200 that holds these bytes."""
    statuses: list[str] = []
    parts: Any = app.wsgi_app(
        environ, lambda status, _headers, _problem=None: statuses.append(status) or bytearray.append
    )
    body = b"".join(parts)
    parts.close()
    if not statuses[0].startswith("200") or holds not in body:
        raise Unmeasured(f"the answer was {statuses[0]}: {body[:500]!r}")
    return body


def cookie_of(client: Any) -> str:
    """What a test client would send as its cookies."""
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())
