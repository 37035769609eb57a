"""Letters: every one as it is kept in tests/outside/letters, and what must hold whatever people call themselves."""

import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendlib.operations.reminders_usual import usual_languages, usual_texts
from lendlib.outside.letters import Post, compose
from lendlib.rules.letter_room import check, size_when_long
from lendlib.rules.letter_words import Words
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from lendlib.web.languages import LANGUAGES
from tests.ground import letters
from tests.ground.calendars import events_in
from tests.ground.catalogue import languages
from tests.ground.letters import ALL, FOLDER, POST, file_of, letter_of, owed, things, written

STEERING = st.text(alphabet=st.sampled_from("ab åñ\r\n\0\x0b\x85\u2028\u202e\u200f<>&\"'{}:;,@=?"), max_size=500)

UNKIND = {
    "sv": re.compile(r"avgift|böter|straff|inkasso|polis|skuld|måste|krav|kräv|stöld|försen|anmäl", re.IGNORECASE),
    "en": re.compile(r"\b(fees?|fined?|penalt|charge|police|must|debt|demand|theft|overdue|report)", re.IGNORECASE),
}


class Said(HTMLParser):
    """What a page says, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(page.partition("<body")[2].partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.mark.parametrize(("kind", "language", "form"), ALL)
def test_letters_are_as_they_were_read_through(kind: NoticeKind, language: str, form: TextForm) -> None:
    assert written(kind, language, form) == file_of(kind, language, form).read_text(encoding="utf-8"), (
        "python -m tests.ground.letters writes them anew"
    )


def test_no_letter_is_kept_that_nobody_writes() -> None:
    assert set(FOLDER.glob("*")) == {file_of(*letter) for letter in ALL}


def test_every_language_has_every_letter() -> None:
    assert set(usual_languages()) == set(LANGUAGES) == {*languages(), "en"}


@pytest.mark.parametrize(("kind", "language"), sorted({(kind, language) for kind, language, _form in ALL}))
def test_what_lendlib_brings_could_be_saved(kind: NoticeKind, language: str) -> None:
    texts = usual_texts(kind, language)
    assert texts.long.subject and len(texts.long.subject) <= 60
    check(kind, texts.long, texts.short, f"https://lana.kommunen.example.org/l/{'0' * 32}")
    assert size_when_long(texts.short, POST.a_link).is_plain


@pytest.mark.parametrize("form", TextForm)
def test_nobody_is_threatened_charged_or_blamed(form: TextForm) -> None:
    for kind in NoticeKind:
        for language, unkind in UNKIND.items():
            said = usual_texts(kind, language).of(form)
            assert not unkind.search(f"{said.subject} {said.words}"), f"{kind} in {language}"


def test_the_same_notice_has_the_same_id_and_another_has_another() -> None:
    first, again = letter_of(owed()), letter_of(owed(tries=4, claim="other", notice_id=9))
    assert first.message_id == again.message_id
    others = [owed(checkout_id=8), owed(kind=NoticeKind.LATE), owed(channel="webhook")]
    assert len({first.message_id, *(letter_of(other).message_id for other in others)}) == 4
    assert first.message_id.endswith("@lend.example.org>")


def test_the_page_says_what_the_words_say() -> None:
    for kind in NoticeKind:
        letter = letter_of(owed(kind))
        said = Said(letter.html)
        assert said.words == [word for word in letter.words.split() if word != "-"]
        assert said.links == [POST.link(owed().link_token)]


def test_without_borrowers_pages_no_letter_names_a_link() -> None:
    shut = Post("http://127.0.0.1:8000", POST.keys, has_links=False)
    assert "/l/" not in letter_of(owed(link_token="")).words
    for kind in NoticeKind:
        for form in TextForm:
            letter = letter_of(owed(kind), form, post=shut)
            assert "127.0.0.1" not in letter.words + letter.html
            assert not letter.words.rstrip().endswith(":")


def test_things_with_other_last_days_tell_them() -> None:
    first, second, third = things()
    later = replace(second, due_on=second.due_on.replace(day=21))
    letter = letter_of(owed(things=(later, first, third)))
    assert "- Längdskidor, Madshus, 190 (senast måndag 7 december)\n- Skidhjälm" in letter.words
    assert "- Pjäxor, 42 (senast måndag 21 december)\n" in letter.words
    assert [event.dtstart.value.day for event in events_in((letter.calendar or b"").decode())] == [7, 21]


def test_a_later_letter_replaces_the_event_of_the_receipt() -> None:
    receipt, moved = owed(), owed(NoticeKind.DUE_MOVED, things=things(due_on=letters.LAST_DAY.replace(day=9)))
    material = letters.Material("sv", usual_texts(NoticeKind.DUE_MOVED, "sv").long, letters.OPEN, {1: 1})
    now = letters.moment_of(NoticeKind.DUE_MOVED)
    [before] = events_in((letter_of(receipt).calendar or b"").decode())
    [after] = events_in((compose(moved, TextForm.LONG, material, POST, now).calendar or b"").decode())
    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert (before.dtstart.value.day, after.dtstart.value.day) == (7, 9)


def test_the_day_is_the_one_that_the_letter_is_about() -> None:
    first, second, third = things()
    early = replace(first, due_on=first.due_on.replace(day=5))
    assert "Sista dagen är måndag 7 december" in letter_of(owed(NoticeKind.BEFORE_DUE, things=(early, second))).words
    assert "senast lördag 5 december" in letter_of(owed(occasion_on=owed().made_on, things=(early, third))).words


@given(STEERING, STEERING, STEERING, STEERING, st.sampled_from(list(NoticeKind)))
def test_nothing_that_people_are_called_reaches_a_head_or_becomes_markup(
    name: str, depot: str, thing: str, address: str, kind: NoticeKind
) -> None:
    [first, *_others] = things()
    asked = owed(
        kind, name=name, depot_name=depot, depot_address=address, things=(replace(first, name=thing, brand=name),)
    )
    letter = letter_of(asked, words=Words("{depot}", "{name}\n\n{things}\n\n{depot} {address}, {link}"))
    for head in (letter.subject, letter.sender, letter.list_id, letter.message_id):
        assert head.isprintable() or not head
        assert len(head) <= 120
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"] = letter.subject, "depot@example.org"
    message.set_content(letter.words)
    assert message.as_bytes().partition(b"\r\n\r\n")[0].count(b"Bcc") == 0
    said = Said(letter.html)
    assert said.tags <= {"div", "p", "br", "ul", "li", "strong", "a"}
    assert said.links == [POST.link(asked.link_token)]
