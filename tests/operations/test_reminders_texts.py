"""A depot's own words: kept where they differ, refused when they can't be sent, gone when it goes back to the usual."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from lendlib.models.history import Event
from lendlib.models.reminders import NoticeText
from lendlib.operations.reminders_sample import NOBODY, NOWHERE, sample
from lendlib.operations.reminders_texts import material_for, own_texts, save_texts, texts_of
from lendlib.operations.reminders_usual import Texts, usual_texts
from lendlib.operations.renewing import renew
from lendlib.rules.errors import NotFound
from lendlib.rules.letter_room import TooLongForMessages
from lendlib.rules.letter_words import MissingPlaceholder, UnknownPlaceholder, Words
from lendlib.rules.seen import SavedMeanwhile, mark_of
from lendlib.rules.vocabulary import What
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from tests import given
from tests.ground import letters
from tests.ground.looking import loan_of

LATE = NoticeKind.LATE
USUAL = usual_texts(LATE, "sv")
OWN = Texts(Words("Hälsning", "Hej {name}! {things} {link}"), "Hej! {things} {link}")
LINK = letters.POST.a_link


def saves(counter: given.Counter, texts: Texts = OWN, language: str = "sv", **how: str) -> None:
    save_texts(counter.act(), LATE, language, texts, link=LINK, **how)


def said(counter: given.Counter, language: str = "sv") -> Texts:
    return texts_of(counter.session, counter.depot.id, LATE, language)


def rows(counter: given.Counter) -> int:
    return counter.session.execute(select(func.count()).select_from(NoticeText.__table__)).scalar_one()


def test_own_words_are_used_at_this_depot_in_this_language_alone(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    saves(counter)
    assert said(counter) == OWN
    assert said(counter, "en") == usual_texts(LATE, "en")
    assert said(neighbour) == USUAL
    [late] = [one for one in own_texts(counter.session, counter.depot.id) if one.kind == LATE]
    assert late.languages == {"sv": {TextForm.LONG, TextForm.SHORT}, "en": frozenset()}
    told = counter.session.execute(select(Event.what).order_by(Event.id.desc())).scalars().first()
    assert told == What.NOTICE_TEXT_CHANGED


def test_words_as_they_were_brought_are_not_kept_as_own(counter: given.Counter) -> None:
    saves(counter, Texts(USUAL.long, OWN.short))
    assert rows(counter) == 1
    assert said(counter) == Texts(USUAL.long, OWN.short)
    saves(counter, USUAL)
    assert rows(counter) == 0


def test_a_double_press_saves_once(counter: given.Counter) -> None:
    act = counter.act("the same key")
    first = save_texts(act, LATE, "sv", OWN, link=LINK)
    again = save_texts(act, LATE, "sv", OWN, link=LINK)
    assert (again.command_id, again.is_repeat, rows(counter)) == (first.command_id, True, 2)


WRONG = [
    (Texts(Words("Hej", "{namn} {things} {link}"), OWN.short), UnknownPlaceholder),
    (Texts(Words("{name}", OWN.long.words), OWN.short), UnknownPlaceholder),
    (Texts(OWN.long, "{things}"), MissingPlaceholder),
    (Texts(OWN.long, "{things} {link}" + "a" * 300), TooLongForMessages),
]


def test_what_can_not_be_sent_is_refused_and_nothing_changes(counter: given.Counter) -> None:
    for texts, refusal in WRONG:
        with pytest.raises(refusal):
            saves(counter, texts)
    assert rows(counter) == 0


def test_a_language_without_words_is_not_found(counter: given.Counter) -> None:
    with pytest.raises(NotFound):
        saves(counter, OWN, "xx")


def test_what_somebody_else_has_saved_meanwhile_is_not_written_over(counter: given.Counter) -> None:
    seen = mark_of(said(counter))
    saves(counter, seen=seen)
    with pytest.raises(SavedMeanwhile):
        saves(counter, replace(OWN, short="Hej hej! {things} {link}"), seen=seen)
    assert said(counter) == OWN


def test_a_letter_is_made_of_the_depots_words_and_days(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    loan = loan_of(counter.session, ball)
    counter.later(days=3)
    renew(counter.act(), [loan.id])
    saves(counter)
    owed = letters.owed(LATE, depot_id=counter.depot.id)
    owed = replace(owed, things=(replace(owed.things[0], loan_id=loan.id),))
    material = material_for(counter.session, owed, TextForm.LONG)
    assert (material.language, material.words, material.changes) == ("sv", OWN.long, {loan.id: 1})
    assert material.open_days.is_open(counter.today)
    assert material_for(counter.session, replace(owed, language="xx"), TextForm.SHORT).language == "sv"


def test_a_sample_has_real_things_and_nobody_real(counter: given.Counter) -> None:
    assert not any(sample(counter.act(), kind, "en").is_real for kind in NoticeKind)
    counter.lends(counter.item("football", size="5", brand="Select"))
    for kind in NoticeKind:
        real = sample(counter.act(), kind, "en")
        assert (real.is_real, real.owed.name, real.owed.link_token) == (True, NOBODY, NOWHERE)
        assert given.ANNA.name not in str(real.owed) and str(given.ANNA.phone) not in str(real.owed)
        assert [thing.name for thing in real.owed.things] == ([] if kind is NoticeKind.THANKS else ["Football"])
