"""Scales, ticks, classes and labels of pictures: round, few, rising, and never over each other."""


import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lendlib.outside.pictures_words import picture_words
from lendlib.rules.pictures import SMALL
from lendlib.rules.pictures_legend import class_names
from lendlib.rules.pictures_scales import Scale, breaks, class_of, round_ticks
from lendlib.rules.pictures_ticks import ticks_of
from lendlib.rules.pictures_type import breadth, broken, fitted, spread
from lendlib.rules.statistics import Member
from lendlib.rules.vocabulary_statistics import By

ENGLISH = picture_words("en")
COUNTS = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (7, (0, 2, 4, 6, 8)),
        (1234, (0, 250, 500, 750, 1000, 1250)),
        (60_000, (0, 20_000, 40_000, 60_000)),
    ],
)
def test_ticks_are_round(largest: int, ticks: tuple[float, ...]) -> None:
    assert round_ticks(largest, 5) == ticks


@given(COUNTS, st.integers(2, 8))
def test_ticks_are_few_and_reach_over_the_largest(largest: int, most: int) -> None:
    ticks = round_ticks(largest, most)
    assert ticks[0] == 0 and ticks[-1] >= largest
    assert 1 <= len(ticks) - 1 <= most
    assert all(float(tick).is_integer() for tick in ticks)
    assert len({round(b - a, 6) for a, b in pairwise(ticks)}) == 1
    assert Scale(ticks, 200).at(largest) <= 200


@given(st.floats(0.001, 1000, allow_nan=False))
def test_rates_have_ticks_between_whole_numbers(largest: float) -> None:
    ticks = round_ticks(largest, 5, is_whole=False)
    assert ticks[-1] >= largest * (1 - 1e-9) and len(ticks) <= 6


@given(st.lists(COUNTS, min_size=1, max_size=290))
def test_every_figure_falls_in_a_class_and_classes_rise(values: list[int]) -> None:
    ends = breaks(values)
    assert 1 <= len(ends) <= 5 and list(ends) == sorted(set(ends))
    assert all(1 <= class_of(value, ends) <= len(ends) for value in values)
    assert max(values) <= ends[-1]
    assert [class_of(value, ends) for value in sorted(values)] == sorted(class_of(value, ends) for value in values)


def test_nothing_is_a_class_of_its_own() -> None:
    assert breaks([0, 0]) == ()
    assert class_of(0, (10, 20)) == 0


def test_classes_are_named_from_where_to_where() -> None:
    assert class_names((1, 20, 1200), ENGLISH) == ["1", "2–20", "21–1,200"]
    assert class_names((3.6, 7.9), ENGLISH, is_whole=False) == [">0–3.6", "3.6–7.9"]


def members(by: By, count: int) -> list[Member]:
    codes = {
        By.MONTH: lambda i: f"{1977 + i // 12}-{i % 12 + 1:02}",
        By.WEEK: lambda i: f"{2007 + i // 52}-W{i % 52 + 1:02}",
        By.YEAR: lambda i: str(1950 + i),
        By.DAY: lambda i: f"{2025 + i // 336}-{i % 336 // 28 + 1:02}-{i % 28 + 1:02}",
    }
    return [Member(codes[by](i), codes[by](i)) for i in range(count)]


@settings(max_examples=60)
@given(st.sampled_from([By.MONTH, By.WEEK, By.YEAR, By.DAY]), st.integers(1, 600), st.integers(220, 700))
def test_names_along_the_bottom_have_room(by: By, count: int, room: int) -> None:
    found = members(by, min(count, 120) if by is By.YEAR else count)
    ticks = ticks_of(by, found, room, ENGLISH)
    slot = room / len(found)
    assert ticks
    ends = [(tick.index * slot, breadth(tick.name, SMALL)) for tick in ticks]
    for (here, wide), (there, wide_too) in pairwise(ends):
        assert there - here >= (wide + wide_too) / 2, [tick.name for tick in ticks]


def test_fifty_years_of_months_are_told_by_years_and_a_year_by_months() -> None:
    assert [tick.name for tick in ticks_of(By.MONTH, members(By.MONTH, 600), 640, ENGLISH)][:2] == ["1980", "1985"]
    year = ticks_of(By.MONTH, members(By.MONTH, 12), 640, ENGLISH)
    assert [tick.name for tick in year][:2] == ["Jan", "Feb"] and len(year) == 12
    assert [tick.over for tick in year] == ["1977", *[""] * 11]


def test_words_are_cut_where_they_have_no_room() -> None:
    assert fitted("Långfärdsskridskor", SMALL, 500) == "Långfärdsskridskor"
    cut = fitted("Långfärdsskridskor", SMALL, 60)
    assert cut.endswith("…") and breadth(cut, SMALL) <= 60
    assert fitted("Å", SMALL, 1) == ""
    assert broken("Loans per 1,000 inhabitants", SMALL, 120) == ["Loans per 1,000", "inhabitants"]


@given(st.lists(st.floats(0, 200, allow_nan=False), min_size=1, max_size=8))
def test_labels_are_spread_apart_in_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 16, 0, 200)
    in_order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    gaps = [placed[b] - placed[a] for a, b in pairwise(in_order)]
    assert all(gap >= 16 - 1e-6 for gap in gaps)
    assert all(place <= 200 + 1e-6 for place in placed) and not any(math.isnan(place) for place in placed)
