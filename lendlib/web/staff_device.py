"""The browser that several people share: a random cookie, signed, that knows which accounts have signed in in it."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from config import Config
from lendlib.operations.acts import Keys
from lendlib.operations.sessions import hash_of

A_YEAR = 365 * 24 * 3600
MOST_ACCOUNTS = 40
LENGTH_OF_SEAL = 16


@dataclass(frozen=True)
class Device:
    """A browser: its random name, and keyed digests of the accounts that it knows, the latest last."""

    id: str
    accounts: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """What the rows of its sign-ins keep."""
        return hash_of(self.id)

    def knows(self, email: str) -> bool:
        """Whether the account has signed in here before."""
        return _sealed(email) in self.accounts


def current_device() -> Device | None:
    """The browser of this request; None when nobody has signed in in it yet."""
    if "device" not in g:
        g.device = _read(request.cookies.get(_cookie_name()))
    device: Device | None = g.device
    return device


def device_to_keep() -> Device:
    """The same, or a new one, whose cookie `remember` sets."""
    g.device = current_device() or Device(secrets.token_urlsafe(24))
    device: Device = g.device
    return device


def remember(response: Response, device: Device, email: str) -> None:
    """Keep the device's cookie for a year from this sign-in, which it knows from now on."""
    config: Config = current_app.config["LENDLIB"]
    others = [account for account in device.accounts if account != _sealed(email)]
    known = replace(device, accounts=(*others, _sealed(email))[-MOST_ACCOUNTS:])
    response.set_cookie(
        _cookie_name(),
        _serializer().dumps([known.id, *known.accounts]),
        max_age=A_YEAR,
        secure=config.is_https,
        httponly=True,
        samesite="Lax",
    )


def _read(text: str | None) -> Device | None:
    if not text:
        return None
    try:
        kept: Any = _serializer().loads(text)
    except BadSignature:
        return None
    return Device(kept[0], tuple(kept[1:]))


def _serializer() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt="device")


def _sealed(email: str) -> str:
    keys: Keys = current_app.extensions["lendlib.keys"]
    return keys.seal(f"known here {email.strip().casefold()}")[:LENGTH_OF_SEAL]


def _cookie_name() -> str:
    config: Config = current_app.config["LENDLIB"]
    return "__Host-lendlib-device" if config.is_https else f"lendlib-device-{config.port}"
