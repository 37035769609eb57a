"""Who of a group has which thing, as it is typed: a line each."""

from flask_babel import gettext

from lendlib.operations.groups import LONGEST_LINE
from lendlib.rules.identity import looks_like_personnummer
from lendlib.web.forms.borrower import clean, named_without
from lendlib.web.forms.words import TAKEN_OUT, TOO_LONG


def read_line(text: str | None) -> tuple[str, str]:
    """The words of a line, and what is wrong with them; a personal identity number is taken out."""
    words = clean(text)
    if looks_like_personnummer(words):
        return named_without(words), gettext(TAKEN_OUT)
    if len(words) > LONGEST_LINE:
        return words, str(TOO_LONG) % {"max": LONGEST_LINE}
    return words, ""
