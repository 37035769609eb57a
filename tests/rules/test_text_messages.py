"""How much room a text message has, counted by hand and by a second way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendlib.rules.text_messages import DOUBLE, PLAIN, made_plain, size_of

ANY = st.text(alphabet=st.sampled_from(PLAIN + DOUBLE + "łЖ–😀"), max_size=500)


def test_the_alphabet_is_whole() -> None:
    assert len(PLAIN) == len(set(PLAIN)) == 127  # and the escape, which is no letter
    assert len(DOUBLE) == 10
    assert set("åäöÅÄÖéÉüÜ") <= set(PLAIN)


@pytest.mark.parametrize(
    ("text", "places", "segments"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("å" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("ж" * 70, 70, 1),
        ("ж" * 71, 71, 2),
        ("ж" * 134, 134, 2),
        ("ж" * 135, 135, 3),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
    ],
)
def test_places_and_segments(text: str, places: int, segments: int) -> None:
    size = size_of(text)
    assert (size.places, size.segments) == (places, segments)
    assert size.fits == (segments <= 2)


def test_a_letter_of_two_places_is_never_cut_in_two() -> None:
    assert size_of("a" * 152 + "€" + "a" * 152).segments == 3
    assert size_of("ж" * 66 + "😀" + "ж" * 66).segments == 3


def test_the_letters_that_take_room_are_named_once() -> None:
    assert size_of("Łódź – nöje, –").odd == "Łóź–"
    assert not size_of("Łódź").is_plain and size_of("åäö [x]").is_plain


@given(ANY)
def test_each_segment_holds_what_it_may(text: str) -> None:
    size = size_of(text)
    alone, part = (160, 153) if size.is_plain else (70, 67)
    assert size.segments == (0 if not text else 1) or size.places > alone
    assert (size.segments - 1) * (part - 1) < max(size.places, 1)
    assert size.places <= max(alone, size.segments * part)


@given(st.text(max_size=12))
def test_what_has_a_plain_counterpart_gets_it_and_the_rest_stays(text: str) -> None:
    plain = made_plain(text)
    assert made_plain(plain) == plain
    assert set(size_of(plain).odd) <= set(text)


def test_counterparts() -> None:
    assert made_plain("Łukasz Novák – “Šárka” ÅÄÖ…") == 'Lukasz Novak - "Sarka" ÅÄÖ...'
    assert made_plain("Оксана") == "Оксана"
