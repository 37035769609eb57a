"""Which letter is owed to a borrower on which day, and why one that was owed is not sent after all.

A letter of a day is about one last day of a visit. Of those whose day has come only the latest is owed, so a week
without a worker brings one letter, not three. Nothing untrue is sent: what announces a day is owed until that day, what
says that it is today only on it. After the last letter the phone list is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from lendlib.rules.errors import N_
from lendlib.rules.vocabulary_reminders import NoticeKind

OF_A_DAY = (NoticeKind.BEFORE_DUE, NoticeKind.DUE_TODAY, NoticeKind.LATE, NoticeKind.LATER, NoticeKind.LATEST)
"""Letters about one last day, in the order in which they come."""

LATE_KINDS = OF_A_DAY[2:]
ANNOUNCING = frozenset({NoticeKind.BEFORE_DUE, NoticeKind.DUE_TODAY})

LAST_LETTER_LASTS = 30
"""For so many days the last letter is owed when nobody could send it; after that only a call is left."""

RECEIPT_LASTS, MOVE_LASTS, THANKS_LASTS = timedelta(days=1), timedelta(days=7), timedelta(days=2)
"""For so long after the fact a receipt, the news of a moved day, and thanks are owed."""

JUST_NOW = timedelta(hours=1)
"""A receipt goes at any hour while the borrower may still be on the way home."""


@dataclass(frozen=True)
class Sending:
    """Whether a kind of letter is sent, and how many days before or after the last day."""

    is_on: bool
    days: int = 0


@dataclass(frozen=True)
class Schedule:
    """How a depot reminds, each kind by its own name."""

    receipt: Sending = Sending(True)
    before_due: Sending = Sending(True, 2)
    due_today: Sending = Sending(True)
    late: Sending = Sending(True, 3)
    later: Sending = Sending(True, 10)
    latest: Sending = Sending(True, 30)
    due_moved: Sending = Sending(True)
    thanks: Sending = Sending(False)

    def of(self, kind: NoticeKind) -> Sending:
        """How one kind is sent."""
        sending: Sending = getattr(self, kind.value)
        return sending

    def days_after(self, kind: NoticeKind) -> int:
        """How many days after the last day a letter of a day is due: fewer than none for the one before it."""
        days = self.of(kind).days
        return {NoticeKind.BEFORE_DUE: -days, NoticeKind.DUE_TODAY: 0}.get(kind, days)


USUAL = Schedule()
KINDS = tuple(NoticeKind(field.name) for field in fields(Schedule))


def schedule_from(rules: Iterable[tuple[str, bool, int]]) -> Schedule:
    """The usual schedule, but for these kinds: (kind, whether it is sent, days)."""
    return replace(USUAL, **{NoticeKind(kind).value: Sending(is_on, days) for kind, is_on, days in rules})


@dataclass(frozen=True)
class Span:
    """The last days, from `first` to `last`, about which one kind is the letter that is owed today."""

    kind: NoticeKind
    first: date
    last: date


@lru_cache(maxsize=1024)
def due_spans(today: date, schedule: Schedule, parked_on: date | None = None) -> tuple[Span, ...]:
    """About which last days which letter is owed today; about one day never two.

    What was owed on `parked_on` or before is left out: nobody knows whether it was sent.
    """
    sent = [kind for kind in OF_A_DAY if schedule.of(kind).is_on]
    spans = []
    for kind, following in zip(sent, (*sent[1:], None), strict=False):
        after = schedule.days_after(kind)
        until = schedule.days_after(following) if following else after + LAST_LETTER_LASTS + 1
        if kind in ANNOUNCING:
            until = min(until, 0 if kind is NoticeKind.BEFORE_DUE else 1)
        first, last = today - timedelta(until - 1), today - timedelta(after)
        if parked_on is not None:
            first = max(first, parked_on - timedelta(after - 1))
        if first <= last:
            spans.append(Span(kind, first, last))
    return tuple(spans)


def notice_owed(
    due_on: date, today: date, schedule: Schedule = USUAL, parked_on: date | None = None
) -> NoticeKind | None:
    """The latest letter about a last day whose own day has come: a week without a worker brings one, not three."""
    spans = due_spans(today, schedule, parked_on)
    return next((span.kind for span in spans if span.first <= due_on <= span.last), None)


def notice_day(kind: NoticeKind, due_on: date, schedule: Schedule) -> date:
    """The day on which a letter about a last day is due."""
    return due_on + timedelta(schedule.days_after(kind))


def later_than(kind: NoticeKind) -> tuple[NoticeKind, ...]:
    """The letters that leave nothing to say to this one: about the same last day, for a receipt about any."""
    if kind in OF_A_DAY:
        return OF_A_DAY[OF_A_DAY.index(kind) + 1 :]
    later = {NoticeKind.RECEIPT: (NoticeKind.DUE_MOVED, *OF_A_DAY), NoticeKind.DUE_MOVED: OF_A_DAY}
    return later.get(kind, ())


def is_told_by_then(kind: NoticeKind, due_on: date, set_on: date, schedule: Schedule) -> bool:
    """Whether a letter would repeat what was said when the last day was set: on the letter's own day, or after it.

    `set_on` is the day on which the thing was lent, or the last day last moved.
    """
    return kind in ANNOUNCING and set_on >= notice_day(kind, due_on, schedule)


class Why(StrEnum):
    """Why a notice was not sent, or is not known to have been."""

    NO_LONGER_OWED = "no-longer-owed"
    NOT_YET = "not-yet"
    TOO_LATE = "too-late"
    LATER_OWED = "later-owed"
    TURNED_OFF = "turned-off"
    ERASED = "erased"
    PARKED = "parked"
    BY_HAND = "by-hand"
    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    REFUSED = "refused"
    GAVE_UP = "gave-up"
    NO_CHANNEL = "no-channel"
    NOT_DELIVERED = "not-delivered"
    MAYBE_SENT = "maybe-sent"


SENTENCES = {
    Why.NO_LONGER_OWED: N_("The things were back, or had another last day, before it could go."),
    Why.NOT_YET: N_("Its day has not come: the schedule or the clock was changed. It goes when it is time."),
    Why.TOO_LATE: N_("Its day passed before it could go."),
    Why.LATER_OWED: N_("A later letter about the same things took its place."),
    Why.TURNED_OFF: N_("The depot has turned this kind of letter off."),
    Why.ERASED: N_("The borrower's contact was erased before it could go."),
    Why.PARKED: N_("It waited in a backup that was restored. It may have been sent before."),
    Why.BY_HAND: N_("Somebody at the depot took it back."),
    Why.NO_ADDRESS: N_("The borrower's address was taken away, or proved wrong, before it could go."),
    Why.BAD_ADDRESS: N_("The address is wrong: nobody is there."),
    Why.REFUSED: N_("The other side refused the letter."),
    Why.GAVE_UP: N_("It was tried for days, and never went."),
    Why.NO_CHANNEL: N_("The channel that it was to go by is no longer set up."),
    Why.NOT_DELIVERED: N_("It went, but did not reach the borrower."),
    Why.MAYBE_SENT: N_("It may have been sent or not: the answer was lost."),
}

TAKEN_UP_AGAIN = frozenset(
    {Why.NO_LONGER_OWED, Why.NOT_YET, Why.TOO_LATE, Why.LATER_OWED, Why.TURNED_OFF, Why.NO_ADDRESS}
)
"""What was dropped for one of these is queued again when it is owed once more: a return may be undone."""

NEVER_REACHED = frozenset({Why.NO_ADDRESS, Why.BAD_ADDRESS, Why.NO_CHANNEL})
"""What ended for one of these may go by another channel."""
