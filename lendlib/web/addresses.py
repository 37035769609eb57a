"""Addresses without personal identity numbers: none is searched for, shown again or led back to."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, current_app, g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from lendlib.rules.identity import looks_like_personnummer

AS_TYPED = "as-typed"
"""Marks the address of a form that is only to be shown again as it was typed; it is led back to without that."""


def without_numbers(address: str) -> str:
    """A path of ours, without what in its query looks like a personal identity number; else as it is."""
    return _without(address, lambda name, text: _is_number(name) or _is_number(text))


def _without(address: str, is_dropped: Callable[[str, str], bool]) -> str:
    path, _, query = address.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in asked if not is_dropped(*pair)]
    if len(kept) == len(asked):
        return address
    return f"{path}?{urlencode(kept)}" if kept else path


def own_address() -> str:
    """This page's own address, to come back to."""
    if not request.query_string:
        return request.path
    return without_numbers(_without(request.full_path, lambda name, _text: name == AS_TYPED))


def address_to_return_to() -> str:
    """The page to come back to: this one, unless it only answers forms; then that of the form, or the nearest above."""
    if request.method in {"GET", "HEAD"} and not isinstance(request.routing_exception, MethodNotAllowed):
        return own_address()
    if _is_page(request.path):
        return own_address()
    return page_before() or _nearest_page(request.path)


def page_before() -> str | None:
    """The page of ours that the form stood on, where the browser tells and it can be opened again."""
    try:
        before = urlsplit(request.referrer or "")
        is_ours = before.netloc == request.host
    except (ValueError, SecurityError):
        return None
    if not is_ours or not _is_page(before.path):
        return None
    return without_numbers(f"{before.path}?{before.query}" if before.query else before.path)


def _nearest_page(path: str) -> str:
    while path and not _is_page(path):
        path = path.rpartition("/")[0]
    return path or "/"


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


def is_number_asked() -> bool:
    """Whether a personal identity number was taken out of what is asked; the page says so."""
    return bool(g.get("is_number_asked"))


def take_numbers_out() -> None:
    """Empty every field of the address that holds one, before any page reads it."""
    asked = list(request.args.items(multi=True))
    if request.endpoint != "static" and any(_is_number(text) for _name, text in asked):
        g.is_number_asked = True
        request.args = ImmutableMultiDict((name, "" if _is_number(text) else text) for name, text in asked)


def _is_number(text: str) -> bool:
    return looks_like_personnummer(text, phone_allowed=True)


def guard_addresses(app: Flask) -> None:
    """Look at each address first; pages can ask what came of it."""
    app.before_request(take_numbers_out)
    app.jinja_env.globals.update(address_to_return_to=address_to_return_to, is_number_asked=is_number_asked)
