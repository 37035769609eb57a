"""Texts with placeholders: read, refused with words that name what is wrong, filled without leaving bare lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendlib.rules.errors import Refused
from lendlib.rules.letter_words import (
    BrokenPlaceholder,
    MissingPlaceholder,
    Placeholder,
    UnknownPlaceholder,
    as_text,
    check_subject,
    check_words,
    fill,
    may_hold,
    must_hold,
    one_line,
    subject_may_hold,
)
from lendlib.rules.vocabulary_reminders import NoticeKind

RECEIPT = NoticeKind.RECEIPT
FULL = {placeholder: f"<{placeholder}>" for placeholder in Placeholder}


def said(words: str, **values: str) -> str:
    return as_text(fill(words, {Placeholder(name): value for name, value in values.items()}))


def test_placeholders_are_filled_and_braces_are_written_double() -> None:
    assert said("Hej {name}! {{name}} }}{{", name="Åsa") == "Hej Åsa! {name} }{"


def test_what_is_filled_in_is_never_read_again() -> None:
    assert said("{name}", name="{link} {{x}} {") == "{link} {{x}} {"


def test_an_unknown_placeholder_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UnknownPlaceholder) as no:
        check_words(RECEIPT, "{last_day} {link} {namn}")
    assert no.value.values["placeholder"] == "{namn}"
    assert "{name}, {things}" in str(no.value.values["known"])


@pytest.mark.parametrize("words", ["{ name}", "{Name}", "{}", "{name!r}", "{name:>10}", "{0}", "{name.__class__}"])
def test_there_is_no_template_language(words: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        check_words(RECEIPT, words)


@pytest.mark.parametrize("words", ["{", "}", "a {name", "name} b", "{{{", "{na{me}", "{name\n}"])
def test_a_brace_alone_is_refused_and_shown_where_it_stands(words: str) -> None:
    with pytest.raises(BrokenPlaceholder) as no:
        check_words(RECEIPT, words)
    assert str(no.value.values["near"]) in words


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_has_to_hold_its_link_and_may_hold_what_it_must(kind: NoticeKind) -> None:
    assert Placeholder.LINK in must_hold(kind) <= may_hold(kind)
    with pytest.raises(MissingPlaceholder):
        check_words(kind, "Hej!")
    check_words(kind, " ".join(placeholder.written for placeholder in may_hold(kind)))


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_subject_tells_neither_who_nor_what(kind: NoticeKind) -> None:
    assert not {Placeholder.NAME, Placeholder.THINGS, Placeholder.LINK} & subject_may_hold(kind)
    with pytest.raises(UnknownPlaceholder):
        check_subject(kind, "{name}")


def test_days_late_and_the_earlier_day_stand_where_there_are_such() -> None:
    assert Placeholder.DAYS_LATE not in may_hold(RECEIPT) and Placeholder.DAYS_LATE in may_hold(NoticeKind.LATE)
    assert must_hold(NoticeKind.DUE_MOVED) >= {Placeholder.EARLIER_DAY, Placeholder.LAST_DAY}


def test_a_line_with_nothing_to_say_is_left_out() -> None:
    words = "Hej!\n\nÖppet: {hours}\nVar: {address}\n\nLän: {link}\n\nVi ses"
    assert said(words) == "Hej!\n\nVi ses"
    assert said(words, address="Älvgatan 4") == "Hej!\n\nVar: Älvgatan 4\n\nVi ses"


def test_a_gap_in_a_line_closes_up() -> None:
    assert said("Hej {name}! Tack, {depot}.", depot="Depån") == "Hej! Tack, Depån."
    assert said("Från {depot} till {name}", depot="Depån") == "Från Depån till"


@given(st.text(max_size=80))
def test_any_words_are_read_or_refused(words: str) -> None:
    try:
        check_words(RECEIPT, words)
        check_subject(RECEIPT, words)
    except Refused as no:
        assert str(no)


@given(st.text(alphabet=st.characters(exclude_characters="{}"), max_size=80))
def test_words_without_braces_are_said_as_they_are(words: str) -> None:
    told = as_text(fill(words, FULL))
    assert [line for line in told.splitlines() if line] == [line for line in words.splitlines() if line]


@given(st.text(max_size=600), st.integers(2, 80))
def test_a_name_is_one_line_without_anything_that_steers(name: str, most: int) -> None:
    line = one_line(name, most)
    assert len(line) <= most and line.isprintable()
    assert one_line(line, most) == line


@pytest.mark.parametrize("name", ["A\r\nBcc: b@example.org", "A\x00B", "A\u202eB", "A\u2028B", "A\x85B", "A\x0bB"])
def test_lines_and_marks_end_in_a_name(name: str) -> None:
    assert one_line(name, 60) in {"A Bcc: b@example.org", "A B"}
