"""Months and counts as people write them in spreadsheets. Text in, values out; Unread for what is none."""

import re
from datetime import date

from lendlib.rules.statistics_earlier_faults import Wrong
from lendlib.rules.statistics_names import MONTHS

MOST = 9_999_999
_SPACES = "\\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_MINUS = "-\N{MINUS SIGN}\N{EN DASH}"
_SEPARATED = re.compile(rf"\d{{1,3}}(?:([{_SPACES}.,'])\d{{3}})(?:\1\d{{3}})*")
_ENDS_IN_ZEROS = re.compile(r"(.*)[.,]0{1,2}")
_DECIMAL = re.compile(rf"[\d{_SPACES}]+[.,]\d+")
_YEAR = re.compile(r"(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{2})|(\d{4})[-/. ](\d)")
_FIRST_DAY = re.compile(r"(\d{4})-(\d{2})-01(?:[T ][0:.]+)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_NAMED = re.compile(r"([^\W\d_]{3,})\.?[-/ ]?(\d{4}|\d{2})|(\d{4})[-/ ]?([^\W\d_]{3,})\.?")
_NUMBERS = {
    name[:length].casefold(): number
    for names in MONTHS.values()
    for number, name in enumerate(names, 1)
    for length in (3, 4, len(name))
}


class Unread(Exception):
    """A cell that is not what it should be."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def read_month(text: str) -> int:
    """A month as 202403, or a whole year as 202400: 2024-03, 2024-03-01, mars 2024, 2024. Raises Unread."""
    written = " ".join(text.split()).strip(".")
    if found := _YEAR.fullmatch(written):
        return int(found[1]) * 100
    if found := _FIRST_DAY.fullmatch(written) or _YEAR_FIRST.fullmatch(written):
        year, month = (int(part) for part in found.groups() if part)
    elif found := _MONTH_FIRST.fullmatch(written):
        month, year = int(found[1]), int(found[2])
    elif found := _NAMED.fullmatch(written):
        year, month = _named(found[1] or found[4], found[2] or found[3])
    else:
        raise Unread(Wrong.NO_MONTH)
    if not 1 <= month <= 12:
        raise Unread(Wrong.NO_MONTH)
    return year * 100 + month


def _named(name: str, year: str) -> tuple[int, int]:
    number = _NUMBERS.get(name.casefold())
    if number is None:
        raise Unread(Wrong.NO_MONTH)
    # Excel shortens "mars 2024" to "mar-24".
    return int(year) + (2000 if len(year) == 2 else 0), number


def is_over(month: int, today: date) -> bool:
    """Whether a month, or a whole year, is over."""
    return month // 100 < today.year or (month % 100 != 0 and month < today.year * 100 + today.month)


def read_count(text: str) -> int | None:
    """A whole number that is not negative; None for an empty cell and a dash. Spaces, dots and commas between
    thousands are taken: "12 345". Raises Unread.
    """
    written = text.strip()
    if written.strip(_MINUS) == "":
        return None
    is_negative = written[0] in _MINUS
    bare = written.lstrip(f"{_MINUS}+ ") if is_negative else written
    number = _whole(bare)
    if number is None:
        raise Unread(Wrong.NOT_WHOLE if _DECIMAL.fullmatch(bare) else Wrong.NO_NUMBER)
    if is_negative and number:
        raise Unread(Wrong.NEGATIVE)
    if number > MOST:
        raise Unread(Wrong.TOO_LARGE)
    return number


def _whole(text: str) -> int | None:
    for written in (text, *_ENDS_IN_ZEROS.findall(text)):
        if written.isascii() and written.isdecimal() and len(written) < 20:
            return int(written)
        if len(written) < 40 and _SEPARATED.fullmatch(written):
            return int(re.sub(r"\D", "", written))
    return None
