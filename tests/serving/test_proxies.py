"""The proxy configurations that are shipped: what their logs would show, what they pass on, and how much they take.

Neither nginx nor Caddy needs to be here: the rules that mask are regular expressions, read from the files themselves.
"""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, request

from config import ROOT, Config
from lendlib import create_app
from lendlib.db import db
from lendlib.web import stock_import
from lendlib.web.doors import public

NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
CADDY = (ROOT / "deploy" / "Caddyfile").read_text()
TOKEN = "0123456789abcdef0123456789abcdef"
HIDING = [
    f"/l/{TOKEN}", f"/l/{TOKEN}/forget", f"/l/{TOKEN}/calendar.ics", f"/l/{TOKEN}?renewed=7", f"/L/{TOKEN.upper()}",
    f"//l/{TOKEN}", f"/l//{TOKEN}", f"/./l/{TOKEN}", f"/x/../l/{TOKEN}", f"/%6c/{TOKEN}", f"/l%2f{TOKEN}",
    f"/l%2F{TOKEN}", f"/;l/{TOKEN}", f"/{TOKEN}", f"/l/x{TOKEN}", f"/l/{TOKEN[:-1]}", "/l/l/x",
    f"/sign-in?next=/l/{TOKEN}", f"/loans?q={TOKEN}", f"http://lend.example.org/l/{TOKEN}",
    f"/start/{TOKEN}", f"/welcome/{TOKEN}", f"/new-password/{TOKEN}", f"/metrics/{TOKEN}",
    f"/reports/46elks/{TOKEN}", f"/reports/46elks/{TOKEN[:20]}",
]  # fmt: skip
PLAIN = ["/", "/counter", "/i/ABCD2345", "/I/ABCD2345", "/d/molkom", "/loans/17/receipt", "/static/css/tokens.css"]


def nginx_shows(address: str) -> str:
    """What nginx's log would have of an address, by the map of the file."""
    [(pattern, shown)] = re.findall(r'"~\*(.+?)"\s+"(.+?)";', NGINX)
    found = re.match(pattern.replace("?<", "?P<").replace("?P<=", "?<="), address, re.I)
    return shown.replace("${lendlib_seen}", found["lendlib_seen"]) if found else address


def caddy_shows(address: str) -> str:
    """What Caddy's log would have of it, by both filters of the file, which are one."""
    rules = set(re.findall(r'request>uri regexp "(.+?)" "(.+?)"', CADDY))
    assert CADDY.count("request>uri regexp") == CADDY.count("format filter") == 2
    [(pattern, shown)] = rules
    return re.sub(pattern, lambda found: shown.replace("${1}", found[1] or ""), address)


@pytest.mark.parametrize("shows", [nginx_shows, caddy_shows])
def test_no_log_shows_a_secret_address(shows: Callable[[str], str]) -> None:
    for address in HIDING:
        told = shows(address)
        assert not re.search(r"[0-9a-f]{8}", told, re.I), (address, told)
        assert told.endswith("(masked)"), (address, told)
    assert [shows(address) for address in PLAIN] == PLAIN
    assert shows("/loans?q=Anna") == "/loans?(masked)"


def test_nginx_logs_nothing_but_what_its_format_names() -> None:
    [format_] = re.findall(r"log_format lendlib (.+?);", NGINX, re.S)
    assert set(re.findall(r"\$\w+", format_)) == {
        "$remote_addr", "$time_iso8601", "$request_method", "$lendlib_address", "$server_protocol",
        "$status", "$body_bytes_sent", "$request_time",
    }  # fmt: skip
    assert set(re.findall(r"access_log .+? (\w+);", NGINX)) == {"lendlib"}
    assert {level for _, level in re.findall(r"error_log (\S+) (\w+);", NGINX)} == {"crit", "emerg"}
    [secret] = re.findall(r"location ~\* \^/\((.+?)\)/ \{\s+error_log /dev/null emerg;", NGINX)
    assert secret == "l|start|welcome|new-password|metrics|reports"


def test_caddy_logs_no_headers() -> None:
    assert CADDY.count("request>headers delete") == CADDY.count("resp_headers delete") == 2


@pytest.mark.parametrize(
    ("text", "line", "host", "client", "scheme"),
    [
        (NGINX, r"proxy_set_header (X-Forwarded-\w+)\s+(\S+);", "$host", "$remote_addr", "$scheme"),
        (CADDY, r"header_up (X-Forwarded-\w+) (\S+)", "{host}", "{remote_host}", "{scheme}"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_they_pass_on_is_what_lendlib_reads(
    config: Config, text: str, line: str, host: str, client: str, scheme: str
) -> None:
    said = {host: "lend.example.org", client: "203.0.113.9", scheme: "https"}
    passed = {name: said[value] for name, value in re.findall(line, text)}
    assert len(passed) == 3
    app = behind_one_proxy(config)
    answer = app.test_client().get("/who", headers=passed, base_url="http://lend.example.org")
    assert answer.text == "203.0.113.9 https lend.example.org"


def behind_one_proxy(config: Config) -> Flask:
    """The app as the files say that it should be set, with a page that tells whom it believes to see."""
    app = create_app(replace(config, mode="hosted", base_url="https://lend.example.org", trusted_proxies=1))

    @app.get("/who")
    @public
    def who() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    with app.app_context():
        db.engine.dispose()
    return app


def test_bodies_are_limited_but_not_below_what_lendlib_takes() -> None:
    unit = {"k": 2**10, "m": 2**20, "K": 10**3, "M": 10**6}
    for text, size in ((NGINX, r"client_max_body_size (\d+)([km]);"), (CADDY, r"max_size (\d+)([KM])B")):
        limits = [int(number) * unit[of] for number, of in re.findall(size, text)]
        assert len(limits) == 2 and min(limits) <= 16 * 2**10
        assert stock_import.LARGEST < max(limits) < 50_000_000
    assert "proxy_cache off;" in NGINX and "proxy_store off;" in NGINX and "proxy_max_temp_file_size 0;" in NGINX
