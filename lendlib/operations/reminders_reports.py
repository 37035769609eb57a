"""What a gateway reports of a message afterwards: whether it reached the phone. In any order, twice, or never."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.lending import Loan
from lendlib.models.reminders import WAITING, Attempt, Notice
from lendlib.rules.notices import Why
from lendlib.rules.vocabulary import What
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState

DELIVERED, NOT_DELIVERED = "delivered", "not-delivered"
SMS = "sms"
"""The channel whose messages have a number of the gateway's."""

_reported = (
    select(
        Attempt.id,
        Attempt.code,
        Attempt.began_at,
        Attempt.ended_at,
        Notice.id.label("notice_id"),
        Notice.checkout_id,
    )
    .join(Notice, Notice.id == Attempt.notice_id)
    .where(Attempt.reference == bindparam("reference"))
    .with_for_update()
)

_is_sending = select(exists().where(WAITING, Notice.state == NoticeState.SENDING, Notice.channel == SMS))


def report(session: Session, reference: str, *, is_delivered: bool, now: datetime) -> bool:
    """Write down what became of the message of that number; one that nobody knows changes nothing.

    False when it may become known: a message is being sent, and its number is written down after its report may come.
    Then the gateway must tell again.

    Delivered is the last word: what fails after it did not, and what is delivered after it failed was not failed. A
    number that nothing reaches is marked as bad on the contact, unless it was corrected since.
    """
    # Asked first: what is recorded between the two questions is found by the second.
    is_sending: bool = session.connection().execute(_is_sending).scalar_one()
    row = session.connection().execute(_reported, {"reference": reference}).one_or_none()
    if row is None:
        return not is_sending
    if row.code == DELIVERED or (row.code == NOT_DELIVERED and not is_delivered):
        return True
    if is_delivered:
        if row.code == NOT_DELIVERED:
            _take_back(session, row, now)
        _end(session, row, AttemptEnd.SENT, DELIVERED, now)
        return True
    _end(session, row, AttemptEnd.PERMANENT, NOT_DELIVERED, now)
    failed = {"state": NoticeState.FAILED, "why": Why.NOT_DELIVERED, "ended_at": now}
    _turn(session, row, [Notice.state == NoticeState.SENT], failed)
    mark_number(session, row.checkout_id, row.began_at, now)
    return True


def mark_number(session: Session, checkout_id: Any, written_to_at: datetime, now: datetime) -> None:
    """Mark that nothing reaches the number of a visit, unless its contact was corrected after it was written to."""
    corrected = exists().where(
        Event.loan_id == Loan.id,
        Loan.checkout_id == Contact.checkout_id,
        Event.what == What.CONTACT_CHANGED,
        Event.at > written_to_at,
    )
    session.connection().execute(
        update(Contact).where(Contact.checkout_id == checkout_id, ~corrected).values(bad_phone_at=now)
    )


def _take_back(session: Session, row: Any, now: datetime) -> None:
    """It was not lost after all: the notice counts as sent, and the number as good where this report had marked it."""
    was_failed = [Notice.state == NoticeState.FAILED, Notice.why == Why.NOT_DELIVERED]
    _turn(session, row, was_failed, {"state": NoticeState.SENT, "why": None, "ended_at": now})
    session.connection().execute(
        update(Contact)
        .where(Contact.checkout_id == row.checkout_id, Contact.bad_phone_at == row.ended_at)
        .values(bad_phone_at=None)
    )


def _end(session: Session, row: Any, ended_as: AttemptEnd, code: str, now: datetime) -> None:
    session.connection().execute(
        update(Attempt).where(Attempt.id == row.id).values(ended_as=ended_as, code=code, ended_at=now)
    )


def _turn(session: Session, row: Any, where: list[Any], values: dict[str, Any]) -> None:
    session.connection().execute(update(Notice).where(Notice.id == row.notice_id, *where).values(values))
