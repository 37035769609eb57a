"""What people type, made fit to keep: no control characters, no needless spaces, no personal identity number."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from lendlib.rules.identity import looks_like_personnummer

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


def no_personnummer(_form: Any, field: Any) -> None:
    """Refuse a personal identity number, and take it out: it is neither stored nor sent back."""
    if not looks_like_personnummer(field.data or ""):
        return
    field.data = _LONG_NUMBER.sub("…", field.data)
    if looks_like_personnummer(field.data):
        field.data = ""
    raise ValidationError(
        gettext("That looked like a personal identity number, so it was taken out. lendlib never keeps one.")
    )
