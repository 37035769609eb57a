"""A letter as a text message: whatever stands in it, it is two segments at most, and its link is whole."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lendlib.rules.letter_room import (
    LONG_VALUES,
    OddLettersTakeRoom,
    TooLongForMessages,
    check_short,
    fitted,
    size_when_long,
)
from lendlib.rules.letter_words import Placeholder
from lendlib.rules.text_messages import DOUBLE, PLAIN, size_of
from lendlib.rules.vocabulary_reminders import NoticeKind

LINK = f"https://lend.example.org/l/{'0' * 32}"
DAYS = {
    Placeholder.LAST_DAY: "onsdag 30 september 2026",
    Placeholder.LENT_DAY: "onsdag 16 september 2026",
    Placeholder.EARLIER_DAY: "måndag 28 september 2026",
    Placeholder.DAYS_LATE: "400 dagar",
    Placeholder.LINK: LINK,
}
LETTERS = st.text(alphabet=st.sampled_from(PLAIN.replace("\n", "").replace("\r", "") + DOUBLE + "áł–Жع😀"), max_size=90)
PIECES = st.one_of(
    st.sampled_from([placeholder.written for placeholder in Placeholder if placeholder is not Placeholder.LINK]),
    st.text(alphabet="abcåäö .,!\nЖ", max_size=60),
)


def says(things: list[str] | tuple[str, ...], more: int) -> str:
    return (", ".join(things) + (f" och {more} till" if more else "")) if things else f"{more} saker"


def test_fewer_things_are_named_when_there_is_no_room_for_all() -> None:
    short = "Du har lånat {things}. Senast {last_day}.\n{link}"
    things = [f"Längdskidor {number}" for number in range(150, 200)]
    told = fitted(short, DAYS, things, says)
    assert told.startswith("Du har lånat Längdskidor 150, Längdskidor 151") and "till. Senast onsdag" in told
    assert size_of(told).fits and LINK in told
    assert fitted(short, DAYS, things[:2], says).startswith("Du har lånat Längdskidor 150, Längdskidor 151. Senast")


def test_a_name_in_other_letters_never_makes_the_message_dear() -> None:
    short = "Hej {name}! {things} senast {last_day}.\n{link}"
    assert "Hej Lukasz!" in fitted(short, {**DAYS, Placeholder.NAME: "Łukasz"}, ["Pjäxor"], says)
    told = fitted(short, {**DAYS, Placeholder.NAME: "Оксана Ковальчук"}, ["Pjäxor 42"], says)
    assert told.startswith("Hej Оксана Ковальчук! Pjäxor 42 senast") and size_of(told).segments == 2
    longer = fitted("Vi ses snart. " * 4 + short, {**DAYS, Placeholder.NAME: "Оксана Ковальчук"}, ["Pjäxor 42"], says)
    assert "Hej! 1 saker senast" in longer or "Hej! Pjäxor" in longer
    assert size_of(longer).fits


def test_a_text_that_takes_too_much_room_is_refused_with_the_count() -> None:
    check_short(NoticeKind.RECEIPT, "{last_day} {link}" + "a" * 200, LINK)
    with pytest.raises(TooLongForMessages) as no:
        check_short(NoticeKind.RECEIPT, "{last_day} {link}" + "a" * 300, LINK)
    assert no.value.values["segments"] == 3


def test_letters_that_take_room_are_named() -> None:
    with pytest.raises(OddLettersTakeRoom) as no:
        check_short(NoticeKind.RECEIPT, "{last_day} {link} – " + "a" * 100, LINK)
    assert no.value.values["odd"] == "–"


@given(st.lists(PIECES, max_size=8), st.lists(LETTERS, max_size=6), LETTERS, LETTERS, LETTERS, LETTERS)
def test_what_was_let_through_is_never_longer_than_two_segments(
    pieces: list[str], things: list[str], name: str, depot: str, address: str, hours: str
) -> None:
    short = " ".join([*pieces, Placeholder.LINK.written])
    assume(size_when_long(short, LINK).fits)
    values = {
        **DAYS,
        Placeholder.NAME: name,
        Placeholder.DEPOT: depot,
        Placeholder.ADDRESS: address,
        Placeholder.HOURS: hours,
    }
    told = fitted(short, values, things, says)
    assert size_of(told).fits
    assert LINK in told


def test_long_values_stand_for_every_placeholder() -> None:
    assert set(LONG_VALUES) == set(Placeholder) - {Placeholder.LINK}
