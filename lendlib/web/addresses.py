"""Addresses without personal identity numbers: none is searched for, shown again or led back to."""

from urllib.parse import parse_qsl, urlencode

from flask import Flask, g, request
from werkzeug.datastructures import ImmutableMultiDict

from lendlib.rules.identity import looks_like_personnummer


def without_numbers(address: str) -> str:
    """A path of ours, without what in its query looks like a personal identity number; else as it is."""
    path, _, query = address.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in asked if not any(map(_is_number, pair))]
    if len(kept) == len(asked):
        return address
    return f"{path}?{urlencode(kept)}" if kept else path


def own_address() -> str:
    """This page's own address, to come back to."""
    return without_numbers(request.full_path) if request.query_string else request.path


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
    app.jinja_env.globals.update(own_address=own_address, is_number_asked=is_number_asked)
