"""The ways in which gear is measured, and what each unit is called by those who write it.

Bounds and the years that age words stand for are ours.
"""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class SizeSystem:
    """A way of measuring: the unit to write after a size (may be empty), an example, and the sane bounds.

    `units` is the pattern of what people write for the unit; it is read and dropped.
    """

    unit: str
    example: str
    units: str = ""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)


def _measured(unit: str, example: str, units: str, least: str, most: str) -> SizeSystem:
    return SizeSystem(unit, example, units, Decimal(least), Decimal(most))


SYSTEMS: dict[str, SizeSystem] = {
    "length_cm": _measured("cm", "170", "cm", "20", "500"),
    "eu_shoe": _measured("", "34–36", "eur?", "14", "55"),
    "mondopoint": _measured("", "26,5", "cm|mm|mp", "9", "36"),
    "head_cm": _measured("cm", "52–56", "cm", "35", "70"),
    "weight_kg": _measured("kg", "40–50", "kg|kilo", "0.1", "300"),
    "wheel_in": _measured("″", "26", "tum|inch(?:es)?|in|[\"”″]|''", "6", "36"),
    "deck_in": _measured("″", "7,75", "tum|inch(?:es)?|in|[\"”″]|''", "5", "12"),
    "length_in": _measured("″", "25", "tum|inch(?:es)?|in|[\"”″]|''", "10", "60"),
    "persons": _measured("pers", "2–3", r"pers(?:\.|on(?:er|s)?)?|p", "1", "30"),
    "litres": _measured("l", "45", "l|lit(?:er|ers|re|res)", "1", "200"),
    "ball_no": _measured("", "5", "", "0", "10"),
    "diameter_cm": _measured("cm", "65", "cm", "5", "150"),
    "clothing": _measured("", "M, 120", "cl|cm", "1", "200"),
    "age_band": _measured("", "7–12, vuxen", r"år|years?|yrs?|y", "0", "99"),
    "hand": SizeSystem("", "R junior"),
    "one_size": SizeSystem("", ""),
}

AGES: dict[str, tuple[int, int | None]] = (
    dict.fromkeys(("baby", "bebis"), (0, 2))
    | dict.fromkeys(("barn", "child", "children", "kid", "kids"), (3, 12))
    | dict.fromkeys(("junior", "jr"), (7, 15))
    | dict.fromkeys(("ungdom", "youth", "teen"), (13, 19))
    | dict.fromkeys(("vuxen", "vuxna", "adult", "adults"), (16, None))
)

_AGE = "|".join(AGES)
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,2}|\ ?[½⅓⅔]|\ (?:1/2|1/3|2/3))?"
FRACTIONS = {"½": "0.5", "1/2": "0.5", "⅓": "0.33", "1/3": "0.33", "⅔": "0.67", "2/3": "0.67"}
_DASH = r"\s*(?:[-–—−/]|till|to)\s*"
_LETTER = r"(?:[2-5]X|X{1,5})?[SL]|M"
LETTERS = re.compile(
    rf"(?:(?P<age>{_AGE})\s+)?(?P<first>{_LETTER})(?:{_DASH}(?:(?P<age_2>{_AGE})\s+)?(?P<second>{_LETTER}))?",
    re.IGNORECASE,
)
WRITTEN = {
    name: re.compile(
        rf"""(?:(?:stl|strl|storlek|size|eur?|nr|no)\.?\s*)? (?:(?P<age>{_AGE})\s+)?
        (?:(?P<at_most>max\.?|högst|upp\ till|up\ to|<=?|≤)|(?P<at_least>min\.?|minst|från|from|>=?|≥))?
        \s*(?P<first>{_NUMBER})\s*(?:{system.units})?
        (?:{_DASH}(?P<second>{_NUMBER})\s*(?:{system.units})?)?
        (?P<and_up>\s*(?:\+(?!\s*[LRVH])|och\ uppåt|and\ up))?\s*(?:{system.units})?
        (?:\s*\+?\s*(?P<hand>[LRVH]))?""",
        re.IGNORECASE | re.VERBOSE,
    )
    for name, system in SYSTEMS.items()
}
