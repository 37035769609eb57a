from datetime import date

import pytest
from hypothesis import given, strategies

from lendlib.rules.identity import looks_like_personnummer

# Numbers from Skatteverket's leaflets and from its well-known test person.
PERSON, TOLVAN, COORDINATION = "640823-3234", "121212-1212", "701063-2391"


def with_check(nine: str) -> str:
    """Luhn's check digit, by the table of doubled digits instead of by adding them."""
    total = sum(
        "0516273849".index(digit) if place % 2 == 0 else int(digit) for place, digit in enumerate(nine)
    )
    return nine + str(-total % 10)


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        "6408233234",
        "640823 3234",
        "640823+3234",
        "640823–3234",
        "196408233234",
        "19640823-3234",
        "1964-08-23-3234",
        "1964 08 23 3234",
        "64.08.23-3234",
        "６４０８２３-３２３４",
        COORDINATION,
        "7010632391",
        "197010632391",
        TOLVAN,
        f"Anna, {PERSON}, ringer i morgon",
        f"pnr:{PERSON}.",
        f"20 {PERSON}",
        f"2 par {PERSON}",
        f"0701234567 {PERSON}",
    ],
)
def test_an_identity_number_is_seen_anywhere(text: str) -> None:
    assert looks_like_personnummer(text)
    assert looks_like_personnummer(text, phone_allowed=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anna Svensson",
        "640823-3235",
        "641323-3234",
        "640832-3234",
        "19640230-1234",
        "2026-10-25",
        "1640823-32340",
        "73640823323418",
        "640823",
        "K7M2-9QXA",
        "\0🎿",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert not looks_like_personnummer(text)


@pytest.mark.parametrize(
    "phone",
    [
        *(
            "0701234567",
            "+46701234567",
            "0046701234567",
            "070-123 45 67",
            "070 123 45 67",
            "+46 70 123 45 67",
        ),
        *("+46 (0)70-123 45 67", "08-123 456 78", "0731234567", "0761234567", "0791234567"),
    ],
)
def test_a_telephone_number_is_not_an_identity_number(phone: str) -> None:
    assert not looks_like_personnummer(phone)
    assert not looks_like_personnummer(phone, phone_allowed=True)


def test_digits_that_may_be_either_are_seen_except_where_a_telephone_number_is_asked_for() -> None:
    either = with_check("070123456")
    assert looks_like_personnummer(either)
    assert not looks_like_personnummer(either, phone_allowed=True)
    assert not looks_like_personnummer(f"+46 (0){either[1:]}", phone_allowed=True)


@pytest.mark.parametrize("sign", ["-", "+", " "])
def test_parted_digits_are_seen_even_where_a_telephone_number_is_asked_for(sign: str) -> None:
    either = with_check("070123456")
    assert looks_like_personnummer(either[:6] + sign + either[6:], phone_allowed=True)
    assert looks_like_personnummer("20" + either, phone_allowed=True)


def test_a_mobile_number_parted_after_its_prefix_is_a_telephone_number() -> None:
    either = with_check("070123456")
    assert not looks_like_personnummer(either[:4] + "-" + either[4:])
    assert not looks_like_personnummer(either[:3] + "-" + either[3:])


def test_an_international_number_written_together_is_a_telephone_number() -> None:
    norrkoping = with_check("461123456")
    assert looks_like_personnummer(norrkoping)
    assert not looks_like_personnummer("+" + norrkoping)


def test_the_leap_day_is_a_date_in_leap_years_only() -> None:
    assert looks_like_personnummer(with_check("000229123"))
    assert not looks_like_personnummer(with_check("010229123"))
    assert looks_like_personnummer("20" + with_check("000229123"))
    assert not looks_like_personnummer("19" + with_check("000229123"))


@given(
    strategies.dates(date(1880, 1, 1), date(2029, 12, 31)),
    strategies.integers(0, 999),
    strategies.sampled_from([0, 60]),
    strategies.sampled_from(["", "-", "+", " "]),
    strategies.booleans(),
)
def test_every_number_of_every_day_is_seen(
    born_on: date, birth: int, added: int, sign: str, is_long: bool
) -> None:
    ten = with_check(f"{born_on:%y%m}{born_on.day + added:02}{birth:03}")
    century = f"{born_on.year // 100}" if is_long else ""
    assert looks_like_personnummer(f"hej {century}{ten[:6]}{sign}{ten[6:]} hej")


@given(strategies.text(), strategies.booleans())
def test_no_text_breaks_the_look(text: str, phone_allowed: bool) -> None:
    assert looks_like_personnummer(text, phone_allowed) in {True, False}
