"""What else is kept with a visit besides contact and loans: notes, calls, letters and renewals, for who asks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lendlib.models.contacts import PhoneMark
from lendlib.models.history import Note
from lendlib.models.lending import DueChange, Loan
from lendlib.models.reminders import KeptLetter, Notice
from lendlib.operations.acts import Act
from lendlib.operations.reminders_kept import LINK_MARK
from lendlib.rules.reach import KEPT_HERE
from lendlib.rules.vocabulary import CallMark, DueReason
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState


@dataclass(frozen=True)
class Call:
    """What came of one call."""

    made_at: datetime
    mark: CallMark
    promised_on: date | None
    note: str


@dataclass(frozen=True)
class Moved:
    """A last day of one loan that was moved."""

    loan_id: int
    made_at: datetime
    from_on: date
    to_on: date
    reason: DueReason
    is_undone: bool


@dataclass(frozen=True)
class Written:
    """A letter that was to be sent, and its words where they are kept; the private link left out.

    `is_kept_here`: no channel carries it out of the house.
    """

    at: datetime
    kind: NoticeKind
    state: NoticeState
    is_kept_here: bool
    subject: str
    words: str


@dataclass(frozen=True)
class Besides:
    """All of it, each in the order in which it came to be."""

    notes: tuple[tuple[datetime, str], ...]
    calls: tuple[Call, ...]
    moved: tuple[Moved, ...]
    letters: tuple[Written, ...]


def besides(act: Act, checkout_id: int) -> Besides:
    """What is kept with a visit of this depot. The caller has made sure that it is one."""
    run = act.session.execute
    notes = run(select(Note.made_at, Note.text).where(Note.checkout_id == checkout_id).order_by(Note.id))
    calls = run(
        select(PhoneMark.made_at, PhoneMark.mark, PhoneMark.promised_on, PhoneMark.note)
        .where(PhoneMark.checkout_id == checkout_id)
        .order_by(PhoneMark.id)
    )
    moved = run(
        select(
            DueChange.loan_id,
            DueChange.made_at,
            DueChange.from_on,
            DueChange.to_on,
            DueChange.reason,
            DueChange.undone_at,
        )
        .join(Loan, Loan.id == DueChange.loan_id)
        .where(Loan.checkout_id == checkout_id)
        .order_by(DueChange.id)
    )
    letters = run(
        select(
            Notice.queued_at,
            Notice.ended_at,
            Notice.kind,
            Notice.state,
            Notice.channel,
            KeptLetter.subject,
            KeptLetter.words,
        )
        .outerjoin(KeptLetter, KeptLetter.notice_id == Notice.id)
        .where(Notice.checkout_id == checkout_id)
        .order_by(Notice.id)
    )
    return Besides(
        notes=tuple((row.made_at, row.text) for row in notes),
        calls=tuple(Call(row.made_at, CallMark(row.mark), row.promised_on, row.note) for row in calls),
        moved=tuple(Moved(*row[:4], DueReason(row.reason), row.undone_at is not None) for row in moved),
        letters=tuple(
            Written(
                at=row.ended_at or row.queued_at,
                kind=NoticeKind(row.kind),
                state=NoticeState(row.state),
                is_kept_here=row.channel == KEPT_HERE,
                subject=row.subject or "",
                words=(row.words or "").replace(LINK_MARK, "…"),
            )
            for row in letters
        ),
    )
