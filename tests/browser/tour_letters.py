"""The tour of letters: those that are kept, and the pages on which their words are written."""

from functools import partial

from lendlib.operations.commands import Done
from lendlib.operations.reminders_texts import save_texts
from lendlib.operations.reminders_usual import Texts, usual_texts
from lendlib.outside.letters import post_of
from lendlib.rules.letter_words import Words
from lendlib.rules.vocabulary import Role, Verb
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW
from tests.ground.kept_letters import keep_letter

LATE_WORDS = "/reminders/texts/late/sv"
OWN = Texts(Words("Hej från {depot}", "Hej {name}!\n\n{things}\n\n{link}"), "Hej! {things} {link}")


def kept(guest: Guest) -> None:
    """Letters about a visit that is late by now."""
    place = guest.place
    visit = place.lent(place.thing("alpine-skis", size="170", brand="Fischer"), place.thing("sledge"), ago=LATE)
    post = post_of(guest.house.config, guest.house.app.extensions["lendlib.keys"])

    def keeps(kind: NoticeKind, form: TextForm) -> None:
        def deed(act):  # type: ignore[no-untyped-def]
            keep_letter(act, visit, kind, post, form)
            return Done(0, Verb.NOTICE_TEXT, {})

        place.does(deed, NOW)

    keeps(NoticeKind.RECEIPT, TextForm.LONG)
    keeps(NoticeKind.LATE, TextForm.SHORT)
    guest.goes("/letters")


def words(guest: Guest, path: str = "/reminders/texts") -> None:
    """The words of letters, one of them the depot's own, with something out."""
    place = guest.place
    place.lent(place.thing("alpine-skis", size="170", brand="Fischer"), place.thing("sledge"))
    guest.comes_as(Role.COORDINATOR)
    place.does(lambda act: save_texts(act, NoticeKind.LATE, "sv", OWN, link="x" * 60), NOW)
    guest.goes(path)


def writing(guest: Guest, *, pressed: str, **typed: str) -> None:
    """A letter's words with something typed, and a button pressed."""
    words(guest, LATE_WORDS)
    for field, text in typed.items():
        guest.page.locator(f"#{field}").fill(text)
    guest.sends("main form.form", pressed)


def overtaken(guest: Guest) -> None:
    """Words saved by somebody else while they were looked at."""
    words(guest, LATE_WORDS)
    usual = usual_texts(NoticeKind.LATE, "sv")
    guest.place.does(lambda act: save_texts(act, NoticeKind.LATE, "sv", usual, link="x" * 60), NOW)
    guest.page.locator("#subject").fill("Hej igen")
    guest.sends("main form.form", "save")


def untouched(guest: Guest, path: str) -> None:
    """The page where nothing was written or lent yet."""
    guest.comes_as(Role.COORDINATOR)
    guest.goes(path)


LETTER_STOPS = {
    "letters.kept": [
        Stop("empty", lambda guest: guest.goes("/letters")),
        Stop("filled", kept),
    ],
    "reminders_texts.index": [Stop("filled", words)],
    "reminders_texts.text": [
        Stop("empty", partial(untouched, path="/reminders/texts/due_moved/en")),
        Stop("filled", partial(words, path=LATE_WORDS)),
        Stop("refused", partial(writing, pressed="save", words="{namn} {link}", short="x" * 310), expects=(422,)),
        Stop("overtaken", overtaken, expects=(409,)),
    ],
}
