"""The words of letters: those that lendlib brings, a depot's own in their place, and what a letter is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.lending import DueChange
from lendlib.models.reminders import NoticeText
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.depots import open_days
from lendlib.operations.reminders_usual import SPOKEN_FIRST, Texts, usual_languages, usual_texts
from lendlib.rules.calendar import OpenDays
from lendlib.rules.errors import NotFound
from lendlib.rules.letter_room import check
from lendlib.rules.letter_words import Words
from lendlib.rules.letters import OwedLetter
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.vocabulary import Verb, What
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm

OwnWords = Mapping[tuple[int, str, str, str], Words]
"""Words that depots have written themselves, by depot, kind, language and form."""


@dataclass(frozen=True)
class Material:
    """What the database knows for one letter beside what is owed, as values that outlive the transaction.

    `language` is that of the words. `changes`: how often each loan's last day was moved.
    """

    language: str
    words: Words
    open_days: OpenDays
    changes: Mapping[int, int]


@dataclass(frozen=True)
class OwnTexts:
    """Which languages and forms of one kind of letter a depot has written itself."""

    kind: NoticeKind
    languages: Mapping[str, frozenset[TextForm]]


def material_for(session: Session, owed: OwedLetter, form: TextForm) -> Material:
    """What one letter is made of."""
    return materials_for(session, [(owed, form)])[0]


def materials_for(session: Session, wanted: Sequence[tuple[OwedLetter, TextForm]]) -> list[Material]:
    """What letters are made of: words in the borrower's language, the depot's days, how last days have moved.

    In a few reads, whatever their number: two, and three for each depot.
    """
    first_days: dict[int, date] = {}
    for owed, _form in wanted:
        days = [owed.occasion_on, *(thing.due_on for thing in owed.things)]
        first_days[owed.depot_id] = min(first_days.get(owed.depot_id, days[0]), *days)
    own = _own_words(session, first_days)
    calendars = {depot_id: open_days(session, depot_id, day) for depot_id, day in first_days.items()}
    moved = changes_of(session, [thing.loan_id for owed, _form in wanted for thing in owed.things])
    return [
        Material(
            language=(language := spoken(owed.language)),
            words=_texts(own, owed.depot_id, owed.kind, language).of(form),
            open_days=calendars[owed.depot_id],
            changes={thing.loan_id: moved[thing.loan_id] for thing in owed.things if thing.loan_id in moved},
        )
        for owed, form in wanted
    ]


def spoken(language: str) -> str:
    """The language itself where there are words in it, else Swedish."""
    return language if language in usual_languages() else SPOKEN_FIRST


def changes_of(session: Session, loan_ids: Iterable[int]) -> dict[int, int]:
    """How often the last day of each loan was moved, or moved back."""
    moved = (
        select(DueChange.loan_id, func.count() + func.count(DueChange.undone_at))
        .where(DueChange.loan_id.in_(list(loan_ids)))
        .group_by(DueChange.loan_id)
    )
    return {row[0]: row[1] for row in session.connection().execute(moved)}


def texts_of(session: Session, depot_id: int, kind: NoticeKind, language: str) -> Texts:
    """What a depot's letters of that kind say: its own words, form by form, else those that lendlib brings."""
    return _texts(_own_words(session, [depot_id]), depot_id, kind, language)


def _texts(own: OwnWords, depot_id: int, kind: NoticeKind, language: str) -> Texts:
    usual = usual_texts(kind, language)
    long, short = (own.get((depot_id, kind, language, form), usual.of(form)) for form in TextForm)
    return Texts(long, short.words)


def _own_words(session: Session, depot_ids: Iterable[int]) -> OwnWords:
    table = NoticeText.__table__.c
    rows = session.connection().execute(
        select(table.depot_id, table.kind, table.language, table.form, table.subject, table.words).where(
            table.depot_id.in_(list(depot_ids))
        )
    )
    return {(row.depot_id, row.kind, row.language, row.form): Words(row.subject, row.words) for row in rows}


def own_texts(session: Session, depot_id: int) -> list[OwnTexts]:
    """Every kind of letter, and where the depot has words of its own."""
    rows = session.connection().execute(
        select(NoticeText.kind, NoticeText.language, NoticeText.form).where(NoticeText.depot_id == depot_id)
    )
    forms: dict[tuple[str, str], set[TextForm]] = {}
    for kind, language, form in rows:
        forms.setdefault((kind, language), set()).add(TextForm(form))
    return [
        OwnTexts(kind, {tongue: frozenset(forms.get((kind, tongue), ())) for tongue in usual_languages()})
        for kind in NoticeKind
    ]


def save_texts(
    act: Act, kind: NoticeKind, language: str, texts: Texts, *, link: str, seen: str | None = None
) -> commands.Done:
    """Let letters of that kind say this from now on; words as lendlib brings them are not kept as the depot's own.

    `link` is one as long as all are; `seen` the mark of the texts when the change began (`rules.seen.mark_of`).
    The result holds kind and language. Raises NotFound, SavedMeanwhile and what `letter_room.check` does.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        _lock(act, language)
        refuse_unseen(seen, texts_of(act.session, act.depot.id, kind, language))
        check(kind, texts.long, texts.short, link)
        _forget_own(act, kind, language)
        usual = usual_texts(kind, language)
        told = {"depot_id": act.depot.id, "kind": kind, "language": language, "changed_at": act.now}
        rows = [
            {**told, "form": form, "subject": texts.of(form).subject, "words": texts.of(form).words}
            for form in TextForm
            if texts.of(form) != usual.of(form)
        ]
        if rows:
            act.session.connection().execute(insert(NoticeText), rows)
        return _result(act, kind, language)

    return commands.once(act, Verb.NOTICE_TEXT, ["save", kind, language, texts], effect)


def _lock(act: Act, language: str) -> None:
    """Let two who write at once follow each other. Raises NotFound for a language that there are no words in."""
    if language not in usual_languages():
        raise NotFound
    act.session.connection().execute(select(Depot.id).where(Depot.id == act.depot.id).with_for_update(key_share=True))


def _forget_own(act: Act, kind: NoticeKind, language: str) -> None:
    own = delete(NoticeText).where(
        NoticeText.depot_id == act.depot.id, NoticeText.kind == kind, NoticeText.language == language
    )
    act.session.connection().execute(own)


def _result(act: Act, kind: NoticeKind, language: str) -> tuple[dict[str, Any], Any]:
    told = {"kind": kind, "language": language}
    return told, lambda command_id: history.tell(act, command_id, What.NOTICE_TEXT_CHANGED)
