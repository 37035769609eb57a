"""A form that met a locked counter: kept in the page that asks for the PIN, and sent on from there."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request

from lendlib.web.addresses import address_to_return_to, own_address, page_before
from lendlib.web.languages import own_path

PREFIX = "lock-"
DESK, DESK_AS_IT_WAS = "/counter", "/counter?do=show"
NEVER_KEPT = {"csrf_token", "password", "old_password", "pin", "pin-pin", "pin-password"}
KEPT_KIND = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Kept:
    """What waits: where it was headed (nowhere, when nothing waits), and the page to go to otherwise."""

    onward: str = "/"
    path: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def is_desk(self) -> bool:
        """Whether it is the counter's desk, which can be shown again without doing anything."""
        return urlsplit(self.path).path == DESK

    @property
    def wants_doing(self) -> bool:
        """Whether something will be done with it, not only shown."""
        return bool(self.path) and self.path != DESK_AS_IT_WAS


def kept_by_lock() -> Kept:
    """What the lock's own form carries: the desk from which it was locked, or a form that it keeps."""
    onward = own_path(request.form.get(f"{PREFIX}next"))
    path = DESK_AS_IT_WAS if request.form.get(f"{PREFIX}from") == DESK else request.form.get(f"{PREFIX}path", "")
    if not path or own_path(path) != path or path.startswith("/lock"):
        return Kept(onward)
    return Kept(onward, path, _fields())


def kept_from_outside() -> Kept:
    """The form of who is signed out: no token proves it any more, so it has to come from a page of ours."""
    return kept_from_elsewhere() if page_before() else Kept(address_to_return_to())


def kept_from_elsewhere() -> Kept:
    """The form that was just sent to a page behind the lock. Files can't be kept: then only the way back is."""
    onward = own_path(page_before() or address_to_return_to())
    if request.mimetype != KEPT_KIND:
        return Kept(onward)
    return Kept(onward, own_address(), _fields())


def check_form_is_ours() -> None:
    """The check that every form gets behind the lock, for one that did not come so far. Raises CSRFError."""
    current_app.extensions["csrf"].protect()


def _fields() -> tuple[tuple[str, str], ...]:
    sent = request.form.items(multi=True)
    return tuple((name, value) for name, value in sent if name not in NEVER_KEPT and not name.startswith(PREFIX))
