"""What every answer tells the browser."""

from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import ROOT
from lendlib import create_app
from lendlib.web.doors import public
from lendlib.web.headers import asset
from tests.ground.templates import make_config
from tests.web.people import a_person, press, sign_in, someone_signed_in, token_in

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


@pytest.mark.parametrize("path", ["/", "/about", "/nothing-here", "/account", "/static/css/base.css", "/sign-out"])
def test_every_answer_is_dressed(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Permissions-Policy"].startswith("camera=(self), ")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in answer.headers


def test_nothing_of_a_signed_in_page_is_kept(app: Flask, session: Session) -> None:
    client = someone_signed_in(app, session)
    for path in ("/account", "/about"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path
    assert app.test_client().get("/about").headers["Cache-Control"] == "private, no-cache"


def test_a_versioned_file_is_kept_for_a_year(client: FlaskClient) -> None:
    address = asset("css/base.css")
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.data == (ROOT / "static/css/base.css").read_bytes()
    for other in ("/static/css/base.css", "/static/css/base.css?v=older"):
        with client.get(other) as answer:
            assert "no-cache" in answer.headers["Cache-Control"]
    with client.get("/static/../config.py?v=1") as answer:
        assert answer.status_code == 404


def test_plain_cookies_on_this_machine(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("lendlib-8000=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie


@pytest.fixture
def https_app(tmp_path: Path) -> Flask:
    config = make_config(
        tmp_path, base_url="https://lend.example.org", mode="hosted", trusted_proxies=1, max_request_bytes=20_000
    )
    app = create_app(config)
    app.add_url_rule("/scheme", view_func=public(lambda: f"{request.scheme} {request.remote_addr}"), endpoint="scheme")
    return app


def test_cookies_behind_https_belong_to_the_host_alone(https_app: Flask) -> None:
    answer = https_app.test_client().get("/sign-in", base_url="https://lend.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lendlib=") and "Secure" in cookie and "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_one_proxy_speaks_for_the_client(https_app: Flask) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 192.0.2.7", "Host": "lend.example.org"}
    assert https_app.test_client().get("/scheme", headers=headers).text == "https 192.0.2.7"


def test_no_proxy_is_trusted_unless_told(app: Flask) -> None:
    app.add_url_rule("/scheme", view_func=public(lambda: f"{request.scheme} {request.remote_addr}"), endpoint="scheme")
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6"}
    assert app.test_client().get("/scheme", headers=headers).text == "http 127.0.0.1"


def test_another_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400
    # The page that says so looks for the page that the form stood on.
    strange: dict[str, str]
    for strange in ({"Host": "evil.example"}, {"Host": "evil.example", "Referer": "http://[::1"}):
        assert client.post("/items/1/condition", headers=strange).status_code == 400


def test_a_form_needs_its_token(app: Flask, session: Session) -> None:
    client = someone_signed_in(app, session)
    for fields in ({}, {"csrf_token": "made up"}):
        assert client.post("/sign-out", data=fields).status_code == 400
    assert client.get("/account").status_code == 200
    stranger = app.test_client()
    with stranger.get("/about"):
        pass
    with stranger.session_transaction() as kept, client.session_transaction() as own:
        assert kept["csrf_token"] != own["csrf_token"]
    assert press(client, "/sign-out").status_code == 303


def test_the_token_of_before_a_sign_in_is_worthless_after(app: Flask, session: Session) -> None:
    client = app.test_client()
    before = token_in(client.get("/about"))
    sign_in(client, a_person(session))
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400
