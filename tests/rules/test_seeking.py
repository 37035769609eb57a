"""Sizes among the words of a search."""

import pytest

from lendlib.rules.seeking import Sought, read_sought, stems


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("34-36", 34, 36),
        ("34–36", 34, 36),
        ("36", 36, 36),
        ("7,75", 7.75, 7.75),
        ("26.5-27,5", 26.5, 27.5),
        ("170cm", 170, 170),
        ("40-50kg", 40, 50),
    ],
)
def test_a_size_is_read_with_its_bounds(typed: str, low: float, high: float) -> None:
    assert read_sought([typed]) == (Sought(typed, low, high),)


@pytest.mark.parametrize("typed", ["36-34", "4711", "1_0", "fb-0017", "100%", "m", "34-36-38", "-5", "", "٣٤"])
def test_what_is_no_size_stays_a_word(typed: str) -> None:
    assert read_sought([typed]) == (Sought(typed),)


def test_a_dash_between_spaces_joins_two_numbers() -> None:
    assert read_sought(["skates", "34", "-", "36"]) == (Sought("skates"), Sought("34-36", 34, 36))
    assert read_sought(["skates", "-", "36"]) == (Sought("skates"), Sought("-"), Sought("36", 36, 36))


def test_the_word_size_before_a_size_says_nothing() -> None:
    assert read_sought(["strl", "38"]) == (Sought("38", 38, 38),)
    assert read_sought(["storlek", "okänd"]) == (Sought("storlek"), Sought("okänd"))


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("hjälmar", ("hjälm",)),
        ("pulkor", ("pulk",)),
        ("cyklar", ("cykl", "cykel")),
        ("flytvästarna", ("flytväst",)),
        ("bollen", ("boll",)),
        ("helmets", ("helmet",)),
        ("tält", ("tält",)),
        ("bor", ("bor",)),
        ("36", ("36",)),
    ],
)
def test_a_plural_has_its_stems(word: str, written: tuple[str, ...]) -> None:
    assert stems(word) == written
