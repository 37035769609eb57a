"""Letters to compare: one visit that never was, and every letter to it as a file that people can read through.

`python -m tests.ground.letters` writes the files anew; look at what `git diff` says before it is kept.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lendlib.operations.reminders_texts import Material
from lendlib.operations.reminders_usual import usual_languages, usual_texts
from lendlib.outside.letters import Post, compose
from lendlib.rules.calendar import OpenDays
from lendlib.rules.letter_words import LATE_KINDS, Words
from lendlib.rules.letters import Letter, LetterThing, OwedLetter
from lendlib.rules.text_messages import size_of
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from tests import given

FOLDER = Path(__file__).resolve().parents[1] / "outside" / "letters"
LAST_DAY = date(2026, 12, 7)
POST = Post("https://lend.example.org", given.KEYS, has_links=True)
OPEN = OpenDays(given.WEEK, {LAST_DAY + timedelta(1): ()})
DAYS_AFTER = {NoticeKind.LATE: 3, NoticeKind.LATER: 10, NoticeKind.LATEST: 30, NoticeKind.DUE_TODAY: 0}
NAMES = {"sv": ("Längdskidor", "Pjäxor", "Skidhjälm"), "en": ("Cross-country skis", "Ski boots", "Ski helmet")}


def things(language: str = "sv", due_on: date = LAST_DAY) -> tuple[LetterThing, ...]:
    """Three things that are due on one day."""
    described = zip(NAMES.get(language, NAMES["en"]), ("190", "42", "54-58"), ("Madshus", "", "Uvex"), strict=True)
    return tuple(
        LetterThing(number, name, size, brand, due_on) for number, (name, size, brand) in enumerate(described, 1)
    )


def owed(kind: NoticeKind = NoticeKind.RECEIPT, language: str = "sv", **changed: object) -> OwedLetter:
    """A letter that is owed to somebody who never was."""
    letter = OwedLetter(
        notice_id=1,
        claim="claim",
        tries=1,
        kind=kind,
        occasion_on=LAST_DAY,
        channel="mail",
        depot_id=1,
        depot_slug="molkom",
        depot_name="Depån i Molkom",
        depot_address="Älvgatan 4, Molkom",
        time_zone="Europe/Stockholm",
        checkout_id=7,
        made_on=date(2026, 11, 23),
        name="Anna Åberg",
        to="anna@example.org",
        language=language,
        link_token="0123456789abcdef" * 2,
        things=() if kind is NoticeKind.THANKS else things(language),
        came_from_on=date(2026, 12, 4) if kind is NoticeKind.DUE_MOVED else None,
    )
    return replace(letter, **changed)  # type: ignore[arg-type]


def moment_of(kind: NoticeKind) -> datetime:
    """When such a letter is written."""
    return datetime(2026, 12, 7, 10, tzinfo=UTC) + timedelta(DAYS_AFTER.get(kind, -2))


def letter_of(
    owed: OwedLetter, form: TextForm = TextForm.LONG, words: Words | None = None, post: Post = POST
) -> Letter:
    """That letter, in the words that lendlib brings unless others are given."""
    said = words or usual_texts(owed.kind, owed.language).of(form)
    return compose(owed, form, Material(owed.language, said, OPEN, {}), post, moment_of(owed.kind))


def written(kind: NoticeKind, language: str, form: TextForm) -> str:
    """The letter as its file holds it."""
    letter = letter_of(owed(kind, language), form)
    if form is TextForm.SHORT:
        size = size_of(letter.words)
        return f"{size.places} places, {size.segments} segments\n\n{letter.words}\n"
    page = f"\n{letter.html}\n" if kind is NoticeKind.RECEIPT else ""
    calendar = "with" if letter.calendar else "without"
    assert kind not in LATE_KINDS or letter.calendar is None
    return f"Subject: {letter.subject}\n{calendar} a calendar\n\n{letter.words}{page}"


def file_of(kind: NoticeKind, language: str, form: TextForm) -> Path:
    """Where that letter is kept."""
    return FOLDER / f"{kind}.{language}.{form}.txt"


ALL = [(kind, language, form) for kind in NoticeKind for language in usual_languages() for form in TextForm]


if __name__ == "__main__":
    for letter in ALL:
        file_of(*letter).write_text(written(*letter), encoding="utf-8")
    print(f"{len(ALL)} letters written to {FOLDER.relative_to(Path.cwd())}")
