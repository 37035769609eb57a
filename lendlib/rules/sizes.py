"""Sizes as people write them, and the numbers under them that make "skates 34-36" a range search.

The scale of letters is ours. All numbers lie within 0-1100, with two decimals at most.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from lendlib.rules.size_systems import AGES, FRACTIONS, LETTERS, SYSTEMS, WRITTEN

__all__ = ["SYSTEMS", "Size", "UnreadableSize", "overlaps", "read_size"]

LONGEST_TEXT = 40
_SIDES = frozenset(("l", "r", "v", "h", "left", "right", "vänster", "höger"))


class UnreadableSize(ValueError):
    """A text that is no size in its system; SYSTEMS[system].example shows what is."""

    def __init__(self, system: str) -> None:
        super().__init__(f"not a size in {system}")
        self.system = system


@dataclass(frozen=True)
class Size:
    """A size as written, without its unit, and its bounds in it; None is open, both None no measure."""

    system: str
    text: str
    low: Decimal | None
    high: Decimal | None


def read_size(system: str, text: str) -> Size:
    """Read a size; raises UnreadableSize, and KeyError for a system that is not in SYSTEMS.

    Clothing letters lie on a scale of their own (child's M is 900, adult's 1000, a step a letter) beside the
    numbers (centilong, glove size). Age words stand for years. Mondopoint in millimetres becomes centimetres.
    """
    pattern = WRITTEN[system]
    tidy = "".join(symbol for symbol in " ".join(text.split()) if symbol.isprintable())
    if len(tidy) > LONGEST_TEXT or not (tidy or system == "one_size"):
        raise UnreadableSize(system)
    if system == "one_size":
        return Size(system, tidy, None, None)
    if system == "hand":
        return _read_hand(tidy)
    if system == "clothing" and (letters := LETTERS.fullmatch(tidy)):
        return _read_letters(letters)
    if written := pattern.fullmatch(tidy):
        return _read_numbers(system, written)
    if system == "age_band":
        return _read_age_words(tidy)
    raise UnreadableSize(system)


def overlaps(size: Size, low: Decimal | None, high: Decimal | None) -> bool:
    """Say whether a size meets a sought range, bounds included; without a measure, only the open one."""
    if size.low is None and size.high is None:
        return low is None and high is None
    starts_in_time = size.low is None or high is None or size.low <= high
    ends_late_enough = size.high is None or low is None or size.high >= low
    return starts_in_time and ends_late_enough


def _read_numbers(system: str, written: re.Match[str]) -> Size:
    if written["hand"] and system != "length_cm":
        raise UnreadableSize(system)
    bounds = [written["at_most"], written["at_least"], written["second"], written["and_up"]]
    if sum(bound is not None for bound in bounds) > 1:
        raise UnreadableSize(system)
    first, shown = _number(system, written["first"])
    low: Decimal | None = first
    high: Decimal | None = first
    if written["second"]:
        high, shown_high = _number(system, written["second"])
        shown = f"{shown}–{shown_high}"
        if high < first:
            raise UnreadableSize(system)
    elif written["at_most"]:
        low, shown = None, f"max {shown}"
    elif written["at_least"] or written["and_up"]:
        high, shown = None, f"{shown}+"
    hand = (written["hand"] or "").upper()
    return Size(system, _side_by_side(written["age"], shown, hand), low, high)


def _number(system: str, typed: str) -> tuple[Decimal, str]:
    bounds = SYSTEMS[system]
    parts = re.fullmatch(r"([0-9]+(?:[.,][0-9]+)?) ?(.*)", typed)
    if parts is None:
        raise UnreadableSize(system)
    value = Decimal(parts[1].replace(",", ".")) + Decimal(FRACTIONS.get(parts[2], "0"))
    if system == "mondopoint" and value >= 90:
        value /= 10
        typed = str(value)
    if not bounds.least <= value <= bounds.most:
        raise UnreadableSize(system)
    return value, typed


def _read_letters(letters: re.Match[str]) -> Size:
    low = _on_scale(letters["age"], letters["first"])
    high = _on_scale(letters["age_2"] or letters["age"], letters["second"]) if letters["second"] else low
    if high < low:
        raise UnreadableSize("clothing")
    first = _side_by_side(letters["age"], letters["first"].upper())
    if letters["second"]:
        first += "–" + _side_by_side(letters["age_2"], letters["second"].upper())
    return Size("clothing", first, low, high)


def _side_by_side(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _on_scale(age: str | None, letter: str) -> Decimal:
    is_adult = age is None or AGES[age.casefold()][1] is None
    marks = letter.upper().removesuffix("S").removesuffix("L").removesuffix("M")
    steps = int(marks[0]) if marks[:1].isdigit() else len(marks)
    side = {"S": -1, "M": 0, "L": 1}[letter.upper()[-1]]
    return Decimal(1000 if is_adult else 900) + side * (1 + steps)


def _read_age_words(tidy: str) -> Size:
    if any(symbol.isdigit() for symbol in tidy):
        raise UnreadableSize("age_band")
    spans = [AGES.get(word) for word in re.split(r"[\s,/–-]+", tidy.casefold())]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return Size("age_band", tidy, None, None)
    ends = [high for _, high in known if high is not None]
    high = Decimal(max(ends)) if len(ends) == len(known) else None
    return Size("age_band", tidy, Decimal(min(low for low, _ in known)), high)


def _read_hand(tidy: str) -> Size:
    words = {word for word in re.split(r"[\s,/+–-]+", tidy.casefold()) if word}
    if not words & _SIDES or words - _SIDES - AGES.keys():
        raise UnreadableSize("hand")
    return Size("hand", tidy, None, None)
