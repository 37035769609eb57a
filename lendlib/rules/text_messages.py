"""How much room a text message has: GSM 03.38 where all its letters stand there, else UCS-2, in parts that phones join.

Source: 3GPP TS 23.038, 6.2.1 (the default alphabet and its extension) and TS 23.040, 9.2.3.24 (six octets of each part
say that it is one).
"""

import unicodedata
from dataclasses import dataclass

PLAIN = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = "\f^{}\\[~]|€"
"""Letters of the extension: each takes two places."""
MOST_SEGMENTS = 2
ROOM = {True: (160, 153), False: (70, 67)}
"""Places of a message alone, and of each part of several: in GSM 03.38, in UCS-2."""

_PLAIN, _DOUBLE = frozenset(PLAIN), frozenset(DOUBLE)
_COUNTERPARTS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‘’‚′`´", "'"),
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t", " "),
        **dict(zip("łŁđĐðÐı×•", "lLdDdDix-", strict=True)),
        **dict(zip("…œŒþÞ", ("...", "oe", "OE", "th", "Th"), strict=True)),
    }
)


@dataclass(frozen=True)
class Size:
    """How long a message is: its places, the parts that it is sent in, and the letters that make it UCS-2."""

    places: int
    segments: int
    odd: str

    @property
    def is_plain(self) -> bool:
        """Whether every letter stands in GSM 03.38, so that more than twice as much has room."""
        return not self.odd

    @property
    def fits(self) -> bool:
        """Whether it is no longer than a message may be."""
        return self.segments <= MOST_SEGMENTS


def size_of(text: str) -> Size:
    """Measure a message. No letter is cut in two between parts, so a part may end with a place that stays empty."""
    odd = "".join(dict.fromkeys(sign for sign in text if sign not in _PLAIN and sign not in _DOUBLE))
    costs = [_cost(sign, is_plain=not odd) for sign in text]
    alone, part = ROOM[not odd]
    if sum(costs) <= alone:
        return Size(sum(costs), 1 if text else 0, odd)
    segments, used = 1, 0
    for cost in costs:
        if used + cost > part:
            segments, used = segments + 1, 0
        used += cost
    return Size(sum(costs), segments, odd)


def _cost(sign: str, *, is_plain: bool) -> int:
    return 2 if (sign in _DOUBLE if is_plain else ord(sign) > 0xFFFF) else 1


def made_plain(text: str) -> str:
    """The text with a plain counterpart for each letter that has one (á: a, –: -); any other letter stays."""
    return "".join(sign if sign in _PLAIN or sign in _DOUBLE else _counterpart(sign) for sign in text)


def _counterpart(sign: str) -> str:
    nearest = sign.translate(_COUNTERPARTS)
    if nearest == sign:
        parts = unicodedata.normalize("NFKD", sign)
        nearest = "".join(part for part in parts if not unicodedata.combining(part))
    return nearest if nearest and all(part in _PLAIN for part in nearest) else sign
