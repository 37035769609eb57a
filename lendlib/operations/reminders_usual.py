"""The words of letters that lendlib brings, a file a language: lendlib/reference/letters."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lendlib.operations.reference import FOLDER
from lendlib.rules.letter_words import Words
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm

LETTERS = FOLDER / "letters"
SPOKEN_FIRST = "sv"


@dataclass(frozen=True)
class Texts:
    """Both forms of one kind of letter in one language: a letter with a subject, and a text message."""

    long: Words
    short: str

    def of(self, form: TextForm) -> Words:
        """The words of one form."""
        return self.long if form is TextForm.LONG else Words("", self.short)


@cache
def usual_languages() -> tuple[str, ...]:
    """The languages that there are words in."""
    return tuple(sorted(path.stem for path in LETTERS.glob("*.toml")))


def usual_texts(kind: NoticeKind, language: str) -> Texts:
    """The words of one kind of letter, in Swedish where there are none in that language."""
    return _read(language if language in usual_languages() else SPOKEN_FIRST)[kind]


@cache
def _read(language: str) -> Mapping[NoticeKind, Texts]:
    """A language's file: a table a kind, each with a subject, words, and the short words of a text message."""
    with (LETTERS / f"{language}.toml").open("rb") as file:
        told = tomllib.load(file)
    return {
        NoticeKind(kind): Texts(Words(text["subject"], text["words"].strip()), text["short"].strip())
        for kind, text in told.items()
    }
