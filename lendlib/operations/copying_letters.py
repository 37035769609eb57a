"""What copying takes along of a depot's letters: when they go, and the depot's own words."""

from typing import Any

from sqlalchemy import delete, insert, literal, select

from lendlib.models.reminders import NoticeText
from lendlib.operations.acts import Act
from lendlib.operations.reminders_schedule import keep_timetable, timetable_now
from lendlib.rules.notices import KINDS

HOURS = "hours"
_WORDS = ("kind", "language", "form", "subject", "words", "changed_at")


def letters_of(act: Act, depot_id: int) -> dict[str, Any]:
    """What a depot has decided of its letters, by name.

    Of each kind (whether it is sent, days); of `hours` a span; of `kind language form` its own subject and words.
    """
    timetable = timetable_now(act.session, depot_id)
    sendings = {kind.value: (timetable.schedule.of(kind).is_on, timetable.schedule.of(kind).days) for kind in KINDS}
    texts = act.session.connection().execute(
        select(NoticeText.kind, NoticeText.language, NoticeText.form, NoticeText.subject, NoticeText.words)
        .where(NoticeText.depot_id == depot_id)
        .order_by(NoticeText.kind, NoticeText.language, NoticeText.form)
    )
    own = {f"{kind} {language} {form}": (subject, words) for kind, language, form, subject, words in texts}
    return sendings | {HOURS: (timetable.begins, timetable.ends)} | own


def take_over_letters(act: Act, from_id: int) -> None:
    """Let this act's depot send its letters as that one does."""
    keep_timetable(act, timetable_now(act.session, from_id))
    run, here = act.session.connection().execute, act.depot.id
    run(delete(NoticeText).where(NoticeText.depot_id == here))
    columns = [getattr(NoticeText, name) for name in _WORDS]
    theirs = select(literal(here, NoticeText.depot_id.type), *columns).where(NoticeText.depot_id == from_id)
    run(insert(NoticeText).from_select(["depot_id", *_WORDS], theirs, include_defaults=False))
