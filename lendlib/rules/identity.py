"""Swedish personal identity numbers, recognised only in order to warn: lendlib never asks for one.

Format and check digit: Skatteverket, SKV 704 (personnummer) and SKV 707 (samordningsnummer: the day plus 60).
"""

import re
import unicodedata
from datetime import date

# The date whole or parted twice by the same sign: "0701-234567" is a telephone number. A lookahead, so that
# "20 850709-9805" is tried from the 8 too.
_SHAPE = re.compile(
    r"""(?<![0-9]) (?= (?P<century>18|19|20)?
        (?P<year>[0-9]{2}) (?P<sign>[ ./-]?) (?P<month>[0-9]{2}) (?P=sign) (?P<day>[0-9]{2})
        (?P<parting>\s{0,3}[-+]?\s{0,3}) (?P<last>[0-9]{4}) (?![0-9]) )""",
    re.VERBOSE,
)
_AS_HYPHEN = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def looks_like_personnummer(text: str, phone_allowed: bool = False) -> bool:
    """Say whether a text holds a personal identity or coordination number with a real date and a right check.

    A person born in 2007 and a mobile telephone may have the same ten digits: where a telephone number is
    asked for, phone_allowed lets unparted digits beginning with 07 pass.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_AS_HYPHEN)
    return any(
        _is_date(match) and _check_is_right(match) and not _is_phone(match, phone_allowed)
        for match in _SHAPE.finditer(plain)
    )


def _is_date(match: re.Match[str]) -> bool:
    day = int(match["day"])
    try:
        # Without a century any will do, and 2000 is the one of them in which 00 was a leap year.
        date(
            int((match["century"] or "20") + match["year"]),
            int(match["month"]),
            day - 60 if day > 60 else day,
        )
    except ValueError:
        return False
    return True


def _check_is_right(match: re.Match[str]) -> bool:
    """Luhn's check over the ten digits, doubling the first and every second."""
    digits = match["year"] + match["month"] + match["day"] + match["last"]
    doubled = "".join(str(int(digit) * (2 - place % 2)) for place, digit in enumerate(digits))
    return sum(map(int, doubled)) % 10 == 0


def _is_phone(match: re.Match[str], phone_allowed: bool) -> bool:
    if match["century"] or match["sign"] or match["parting"]:
        return False
    # +46 11 23 45 67 written together is a date in 1946; nobody writes a plus before an identity number.
    is_international = match["year"] == "46" and match.string[: match.start()].endswith("+")
    return is_international or (phone_allowed and match["year"] == "07")
