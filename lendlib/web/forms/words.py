"""What people type, made fit to keep: no control characters, no needless spaces, no personal identity number."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from lendlib.rules.errors import N_
from lendlib.rules.identity import looks_like_personnummer

TAKEN_OUT = N_("That looked like a personal identity number, so it was taken out. lendlib never keeps one.")
IF_A_PHONE = N_("If it is a phone number, write it with a hyphen, like 0303-12 34 56.")
TOO_LONG = lazy_gettext("That is too long: at most %(max)d characters.")
_LONG_NUMBER = re.compile(r"[0-9][0-9\s./+\u2010-\u2015\u2212-]{8,}[0-9]")


def one_line(text: str | None) -> str:
    """Typed words on one line, composed (an o with dots is one ö)."""
    composed = unicodedata.normalize("NFC", text or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in composed).split())


def some_lines(text: str | None) -> str:
    """Typed words on lines of their own, without empty ones at the ends."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(one_line(line) for line in lines).strip()


def without_personnummer(text: str, *, phone_allowed: bool = False, mark: str = "…") -> str:
    """The rest of a text that holds a personal identity number, `mark` in its place; nothing where one is left."""
    rest = _LONG_NUMBER.sub(lambda run: mark if looks_like_personnummer(run[0], phone_allowed) else run[0], text)
    return "" if looks_like_personnummer(rest, phone_allowed) else rest


def no_personnummer(_form: Any, field: Any) -> None:
    """Refuse a personal identity number, and take it out: it is neither stored nor sent back."""
    if not looks_like_personnummer(field.data or ""):
        return
    field.data = without_personnummer(field.data)
    raise ValidationError(gettext(TAKEN_OUT))
