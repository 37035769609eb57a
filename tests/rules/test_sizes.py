from decimal import Decimal

import pytest
from hypothesis import given, strategies

from lendlib.rules.sizes import SYSTEMS, Size, UnreadableSize, overlaps, read_size


def bounds(system: str, text: str) -> tuple[str, Decimal | None, Decimal | None]:
    size = read_size(system, text)
    return size.text, size.low, size.high


@pytest.mark.parametrize(
    ("system", "typed", "text", "low", "high"),
    [
        ("length_cm", "170 cm", "170", "170", "170"),
        ("length_cm", "170CM", "170", "170", "170"),
        ("length_cm", "junior 150", "junior 150", "150", "150"),
        ("length_cm", "96 cm l", "96 L", "96", "96"),
        ("length_cm", "60–104 + R", "60–104 R", "60", "104"),
        ("eu_shoe", "34-36", "34–36", "34", "36"),
        ("eu_shoe", "34 – 36", "34–36", "34", "36"),
        ("eu_shoe", "38/39", "38–39", "38", "39"),
        ("eu_shoe", "34 till 36", "34–36", "34", "36"),
        ("eu_shoe", "stl 38,5", "38,5", "38.5", "38.5"),
        ("eu_shoe", "EU 38½", "38½", "38.5", "38.5"),
        ("eu_shoe", "36 2/3", "36 2/3", "36.67", "36.67"),
        ("mondopoint", "26.5", "26.5", "26.5", "26.5"),
        ("mondopoint", "265 mm", "26.5", "26.5", "26.5"),
        ("head_cm", "52-56cm", "52–56", "52", "56"),
        ("weight_kg", "90+", "90+", "90", None),
        ("weight_kg", "90+ kg", "90+", "90", None),
        ("weight_kg", "från 90 kg", "90+", "90", None),
        ("weight_kg", "90 kg och uppåt", "90+", "90", None),
        ("weight_kg", "max 20", "max 20", None, "20"),
        ("weight_kg", "upp till 20 kg", "max 20", None, "20"),
        ("weight_kg", "2,5 kg", "2,5", "2.5", "2.5"),
        ("wheel_in", "26 tum", "26", "26", "26"),
        ("wheel_in", '27.5"', "27.5", "27.5", "27.5"),
        ("deck_in", "7,75", "7,75", "7.75", "7.75"),
        ("length_in", "25 inches", "25", "25", "25"),
        ("persons", "2–3 pers", "2–3", "2", "3"),
        ("persons", "1 person", "1", "1", "1"),
        ("litres", "45 liter", "45", "45", "45"),
        ("ball_no", "0", "0", "0", "0"),
        ("ball_no", "nr 5", "5", "5", "5"),
        ("diameter_cm", "65 cm", "65", "65", "65"),
        ("age_band", "7–12 år", "7–12", "7", "12"),
        ("age_band", "vuxen", "vuxen", "16", None),
        ("age_band", "Barn", "Barn", "3", "12"),
        ("age_band", "barn/junior", "barn/junior", "3", "15"),
        ("age_band", "junior - vuxen", "junior - vuxen", "7", None),
        ("age_band", "knatte", "knatte", None, None),
        ("clothing", "170 cl", "170", "170", "170"),
        ("clothing", "92–164", "92–164", "92", "164"),
        ("clothing", "barn 120", "barn 120", "120", "120"),
        ("clothing", "M", "M", "1000", "1000"),
        ("clothing", "xs-xl", "XS–XL", "998", "1002"),
        ("clothing", "S/M", "S–M", "999", "1000"),
        ("clothing", "3XL", "3XL", "1004", "1004"),
        ("clothing", "XXXL", "XXXL", "1004", "1004"),
        ("clothing", "barn XS–vuxen XL", "barn XS–vuxen XL", "898", "1002"),
        ("hand", "L", "L", None, None),
        ("hand", "R junior", "R junior", None, None),
        ("hand", "vänster, vuxen", "vänster, vuxen", None, None),
        ("one_size", "", "", None, None),
        ("one_size", " 2–3  pers ", "2–3 pers", None, None),
    ],
)
def test_a_size_is_read_as_people_write_it(
    system: str, typed: str, text: str, low: str | None, high: str | None
) -> None:
    assert bounds(system, typed) == (text, low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    ("system", "typed"),
    [
        ("length_cm", ""),
        ("length_cm", "lång"),
        ("length_cm", "1000000000"),
        ("length_cm", "600"),
        ("length_cm", "-170"),
        ("length_cm", "1e2"),
        ("length_cm", "NaN"),
        ("length_cm", "Infinity"),
        ("length_cm", "170 kg"),
        ("length_cm", "170.125"),
        ("length_cm", "١٧٠"),
        ("eu_shoe", "36-34"),
        ("eu_shoe", "38 L"),
        ("eu_shoe", "34-36-38"),
        ("weight_kg", "max 20+"),
        ("weight_kg", "0"),
        ("weight_kg", "model range"),
        ("clothing", "80–170 cl / XS–XL"),
        ("clothing", "XL-S"),
        ("clothing", "XM"),
        ("age_band", "vuxen 7 eller 8"),
        ("age_band", "120"),
        ("hand", "junior"),
        ("hand", "Z"),
        ("one_size", "x" * 41),
    ],
)
def test_what_is_no_size_is_refused(system: str, typed: str) -> None:
    with pytest.raises(UnreadableSize) as refusal:
        read_size(system, typed)
    assert refusal.value.system == system


def test_an_unknown_system_is_the_programs_mistake() -> None:
    with pytest.raises(KeyError):
        read_size("furlongs", "3")


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_examples_of_a_system_are_readable(system: str) -> None:
    for example in SYSTEMS[system].example.split(", "):
        assert read_size(system, example).text == example


@given(strategies.sampled_from(sorted(SYSTEMS)), strategies.text(max_size=60))
def test_any_text_is_a_sane_size_or_refused(system: str, typed: str) -> None:
    try:
        size = read_size(system, typed)
    except UnreadableSize:
        return
    for bound in (size.low, size.high):
        assert bound is None or (0 <= bound <= 1100 and bound == round(bound, 2))
    assert size.low is None or size.high is None or size.low <= size.high
    assert size.text.isprintable()


@given(
    strategies.sampled_from(sorted(SYSTEMS)),
    strategies.from_regex(r"[0-9]{1,3}(,5)?( ?- ?[0-9]{1,3}|\+)?", fullmatch=True),
)
def test_a_size_once_read_reads_the_same_again(system: str, typed: str) -> None:
    try:
        size = read_size(system, typed)
    except UnreadableSize:
        return
    assert read_size(system, size.text) == size


@pytest.mark.parametrize(
    ("typed", "low", "high", "meets"),
    [
        ("34-36", 36, 40, True),
        ("34-36", 37, 40, False),
        ("34-36", 20, 34, True),
        ("34-36", None, 33, False),
        ("34-36", None, None, True),
        ("max 20", 30, None, False),
        ("max 20", 15, 30, True),
        ("30+", 52, 52, True),
        ("30+", None, 29, False),
    ],
)
def test_a_size_meets_a_sought_range(typed: str, low: int | None, high: int | None, meets: bool) -> None:
    size = read_size("eu_shoe", typed)
    sought = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    assert overlaps(size, *sought) is meets


def test_a_size_without_a_measure_meets_only_the_open_range() -> None:
    size = Size("one_size", "", None, None)
    assert overlaps(size, None, None)
    assert not overlaps(size, Decimal(1), None)
