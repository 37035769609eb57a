"""What every answer tells the browser: what it may load, keep and show; cookies; addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config
from lendlib.operations.acts import new_key

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
# What reads labels in the camera's picture is WebAssembly: only a page that holds the camera may run it.
WITH_READER = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
SHUT = ("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "browsing-topics")
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(["camera=(self)", *(f"{what}=()" for what in SHUT)]),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 365 * 24 * 3600
STATIC = ROOT / "static"


@cache
def _version(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, with its content's version, so that browsers may keep it for a year."""
    return f"/static/{path}?v={_version(path)}"


def admit_reader() -> str:
    """Let the page that is being written run the reader of labels; called by the macro of the camera."""
    g.reader_admitted = True
    return ""


def is_current_asset() -> bool:
    """Whether the request names a static file with the version that it has now."""
    path = str((request.view_args or {}).get("filename", ""))
    inside = (STATIC / path).resolve().is_relative_to(STATIC) and Path(STATIC / path).is_file()
    return inside and request.args.get("v") == _version(path)


def dress(app: Flask, config: Config) -> None:
    """Cookies, CSRF, headers, and the one proxy that may speak for a client."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-lendlib" if config.is_https else f"lendlib-{config.port}",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        PREFERRED_URL_SCHEME="https" if config.is_https else "http",
    )
    CSRFProtect(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.globals.update(admit_reader=admit_reader, asset=asset, new_command_key=new_key)

    always = [*ALWAYS.items(), *([("Strict-Transport-Security", f"max-age={A_YEAR}")] if config.is_https else [])]

    @app.after_request
    def add_headers(response: Response) -> Response:
        _say_how_long(response)
        if g.get("reader_admitted"):
            response.headers.setdefault("Content-Security-Policy", WITH_READER)
        # All at once: to look for each among the others was a hundredth of a check-out.
        said = {name.lower() for name, _ in response.headers}
        response.headers.extend([(name, value) for name, value in always if name.lower() not in said])
        return response


def _say_how_long(response: Response) -> None:
    if request.endpoint == "static":
        if response.status_code in {200, 304} and is_current_asset():
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return
    if response.cache_control.immutable:
        return
    door = g.get("door")
    if door is not None and door.staff is not None:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
