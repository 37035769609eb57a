"""Numbers of addresses and forms: ids and pages, read so that none is larger than a database can ask for."""

from flask import request
from werkzeug.routing import IntegerConverter

LONGEST = 17
LARGEST = 10**LONGEST - 1


class IdConverter(IntegerConverter):
    """What `<int:…>` in a route takes: an id that can be, else there is no such page."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"max": LARGEST} | kwargs))  # type: ignore[arg-type]


def as_id(text: str | None) -> int | None:
    """An id as it stands in an address or a form; none for what no id can be."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST else None


def number_in_address(name: str) -> int:
    """A number of the address; 0 for none, and for what no id or page can be."""
    return as_id(request.args.get(name)) or 0


def number_in_form(name: str) -> int:
    """A number of the form; 0 for none, and for what no id can be."""
    return as_id(request.form.get(name)) or 0
