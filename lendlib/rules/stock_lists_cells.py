"""What stands in a cell, read: days, numbers, conditions, codes. Text in, values out; ValueError for what is none."""

import re
import unicodedata
from datetime import date

from lendlib.rules.codes import is_own_code, normalise
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.scans import read_scan
from lendlib.rules.stock_lists import folded
from lendlib.rules.vocabulary import Condition, RetireReason

LONGEST_CODE = 64
MOST_OF_ONE = 500
EARLIEST = date(1900, 1, 1)

CONDITIONS: dict[str, Condition] = {
    **dict.fromkeys(("", "ready", "ok", "klar", "klart", "klart att låna ut", "hel", "helt", "bra"), Condition.READY),
    **dict.fromkeys(("bra skick", "gott skick", "good", "fine", "available", "tillgänglig", "inne"), Condition.READY),
    **dict.fromkeys(
        ("in repair", "in_repair", "repair", "på lagning", "lagas", "lagning", "trasig"), Condition.IN_REPAIR
    ),
    **dict.fromkeys(("trasigt", "reparation", "broken", "behöver lagas", "needs care"), Condition.IN_REPAIR),
    **dict.fromkeys(("missing", "saknas", "borta", "försvunnen", "försvunnet"), Condition.MISSING),
    **dict.fromkeys(
        ("retired", "ur bruk", "kasserad", "kasserat", "utrangerad", "slängd", "skrotad"), Condition.RETIRED
    ),
}
REASONS: dict[str, RetireReason] = {
    **dict.fromkeys(("worn", "worn out", "sliten", "slitet", "utsliten", "utslitet"), RetireReason.WORN),
    **dict.fromkeys(("unsafe", "not safe any more", "osäker", "osäkert", "inte säkert längre"), RetireReason.UNSAFE),
    **dict.fromkeys(("spares", "taken apart for spares", "reservdelar", "blev reservdelar"), RetireReason.SPARES),
    **dict.fromkeys(("given away", "given_away", "bortskänkt", "skänkt vidare"), RetireReason.GIVEN_AWAY),
    **dict.fromkeys(("lost", "gone for good", "borta", "borta för gott", "förlorad"), RetireReason.LOST),
    **dict.fromkeys(("registered twice", "registrerat två gånger", "dubbelregistrerat"), RetireReason.REGISTERED_TWICE),
    **dict.fromkeys(("registered by mistake", "by mistake", "registrerat av misstag"), RetireReason.BY_MISTAKE),
}
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d\d?)(?:\.(\d\d?)\.|/(\d\d?) )\s?(\d{4})")
_MONTHS = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*"
_MONTH = re.compile(rf"\d{{1,4}}[-. ]{_MONTHS}|{_MONTHS}[-. ]\d+", re.I)
_SHORTENED = re.compile(r"\d([.,]\d+)?E[+-]?\d+", re.I)
_DIGIT = re.compile(r"\d")


def read_day(text: str) -> date:
    """A day: 2026-11-23, 20261123, 23.11.2026 or 23/11 2026. With slashes alone nobody knows which is the month."""
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return date(int(found[4]), int(found[2] or found[3]), int(found[1]))
    raise ValueError("no day")


def looks_like_day(size: str) -> bool:
    """Whether a size is a day that a spreadsheet made of it."""
    return bool((_ISO.fullmatch(size) and "-" in size) or _MONTH.fullmatch(size))


def read_quantity(text: str) -> int:
    """How many things a line stands for; an empty cell is one."""
    whole = re.fullmatch(r"(\d{1,4})(?:[.,]0*)?(?: ?st\.?)?", text)
    number = 1 if not text else int(whole[1]) if whole else 0
    if not 1 <= number <= MOST_OF_ONE:
        raise ValueError("no quantity")
    return number


def read_condition(text: str) -> Condition:
    """A condition, in either language and in the words that lists use."""
    found = CONDITIONS.get(text.casefold()) or CONDITIONS.get(folded(text))
    if found is None:
        raise ValueError("no condition")
    return found


def read_reason(text: str) -> RetireReason | None:
    """Why a thing left the stock; none for an empty cell."""
    found = REASONS.get(text.casefold()) or REASONS.get(folded(text))
    if found is None and text:
        raise ValueError("no reason")
    return found


def read_code(text: str, bases: tuple[str, ...]) -> tuple[str, bool]:
    """A label's code as it will be scanned, and whether it is one of our own form.

    `bases` are the addresses that our labels may carry.
    """
    if text.isascii() and "/" not in text and len(text) <= LONGEST_CODE and text.isprintable():
        # What a scan would make of it, without asking each sign what it is.
        own = normalise(text) if 8 <= len(text) <= 12 else ""
        return (own, True) if own and is_own_code(own) else (text, False)
    scan = read_scan(text, bases)
    if scan.own_code:
        return scan.own_code, True
    if not scan.text or len(scan.text) > LONGEST_CODE or len(text) > 3 * LONGEST_CODE:
        raise ValueError("no code")
    return scan.text, False


def is_shortened(code: str) -> bool:
    """Whether a spreadsheet has written a long number as 1,23E+11, its last digits gone."""
    return "E" in code.upper() and _SHORTENED.fullmatch(code) is not None and "+" in code


def holds_personnummer(text: str) -> bool:
    """Whether a personal identity number stands in a cell."""
    if len(text) < 10 or sum(map(str.isdigit, text)) < 10:
        return False
    return looks_like_personnummer(text)


def without_personnummer(text: str) -> str:
    """A cell fit to be shown: digits of a personal identity number are left out."""
    return _DIGIT.sub("…", text) if holds_personnummer(text) else text


def tidy(text: str) -> str:
    """Typed words on one line, composed, without control characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in composed).split())


def tidy_lines(text: str) -> str:
    """The same, line by line."""
    if "\n" not in text and "\r" not in text:
        return tidy(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(tidy(line) for line in lines).strip()
