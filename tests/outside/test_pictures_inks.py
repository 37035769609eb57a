"""The colours of pictures: seen by whoever sees little colour, on white, on the light page and on the dark one."""


import re
from collections.abc import Mapping
from itertools import pairwise

import pytest

from lendlib.outside.pictures_inks import INKS, PAPER
from lendlib.rules.pictures import DARK_LEVELS, LEVELS, SERIES, Ink
from tests.house.files import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
PICTURES = (ROOT / "static" / "css" / "statistics-pictures.css").read_text()
NAMED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
OF_TOKENS = {Ink.TEXT: "ink", Ink.SOFT: "ink-soft", Ink.GRID: "line", Ink.EDGE: "edge", Ink.NONE: "surface"}


def lists(sheet: str) -> list[dict[str, str]]:
    """The colours by name: those of the light page, then the dark ones, which stand twice."""
    return [found for block in sheet.split("}") if (found := dict(NAMED.findall(block)))]


def name_of(ink: Ink) -> str:
    if ink in OF_TOKENS:
        return OF_TOKENS[ink]
    return ink.value if ink in LEVELS else f"ink-{ink.value}"


def colours(theme: int) -> Mapping[Ink, str]:
    named = lists(TOKENS)[theme] | lists(PICTURES)[theme]
    return {ink: named[name_of(ink)] for ink in Ink if ink is not Ink.HIDDEN} | {Ink.HIDDEN: named["ink-soft"]}


def light_of(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_dark_colours_stand_twice_alike() -> None:
    _light, *dark = lists(PICTURES)
    assert len(dark) == 2 and dark[0] == dark[1]


def test_files_have_the_colours_of_the_light_page() -> None:
    of_page = colours(0)
    assert {ink: of_page[ink] for ink in Ink if ink is not Ink.NONE} == {
        ink: colour for ink, colour in INKS.items() if ink is not Ink.NONE
    }


@pytest.mark.parametrize("theme", ["file", "light", "dark"])
def test_marks_and_words_stand_out(theme: str) -> None:
    inks = INKS if theme == "file" else colours(["light", "dark"].index(theme))
    ground = PAPER if theme == "file" else inks[Ink.NONE]
    for ink in (*SERIES, Ink.BEFORE, Ink.EDGE, Ink.HIDDEN):
        assert contrast(inks[ink], ground) >= 3, ink
    for level in LEVELS:
        words = inks[Ink.ON_DARK if level in DARK_LEVELS else Ink.TEXT]
        assert contrast(words, inks[level]) >= 4.5, level
    for ink in (Ink.TEXT, Ink.SOFT):
        assert contrast(inks[ink], ground) >= 4.5, ink
    assert contrast(inks[Ink.TEXT], inks[Ink.GROUND]) >= 4.5


@pytest.mark.parametrize("theme", ["file", "light", "dark"])
def test_deeper_is_more_in_grey_too(theme: str) -> None:
    inks = INKS if theme == "file" else colours(["light", "dark"].index(theme))
    lights = [light_of(inks[level]) for level in LEVELS[1:]]
    assert lights == sorted(lights, reverse=theme != "dark")
    assert all(contrast(inks[a], inks[b]) >= 1.3 for a, b in pairwise(LEVELS[1:]))
