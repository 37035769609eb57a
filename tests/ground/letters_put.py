"""Letters put into the outbox as plain rows, in any state, with the tries that led there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lendlib.models.lending import Checkout
from lendlib.models.reminders import Attempt, Notice
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState

ENDED = (NoticeState.SENT, NoticeState.FAILED, NoticeState.DROPPED)


def put_letter(
    session: Session,
    checkout_id: int,
    state: NoticeState,
    at: datetime,
    *,
    kind: NoticeKind = NoticeKind.RECEIPT,
    channel: str = "mail",
    why: str | None = None,
    tries: Sequence[tuple[AttemptEnd, str]] = (),
    minutes_ago: float = 0,
) -> int:
    """A letter of a visit as it stands at that moment; its tries, each as (end, code), began so many minutes before."""
    visit = session.get_one(Checkout, checkout_id)
    began_at = at - timedelta(minutes=minutes_ago)
    notice = Notice(
        depot_id=visit.depot_id,
        checkout_id=checkout_id,
        kind=kind,
        occasion_on=visit.made_on,
        channel=channel,
        state=state,
        queued_at=began_at - timedelta(seconds=20),
        next_try_at=at + timedelta(minutes=5) if tries else at,
        tries=len(tries),
        ended_at=at if state in ENDED else None,
        why=why,
    )
    session.add(notice)
    session.flush()
    for number, (ended_as, code) in enumerate(tries):
        moment = began_at + timedelta(seconds=number)
        row = {"depot_id": visit.depot_id, "notice_id": notice.id, "ended_as": ended_as, "code": code}
        session.add(Attempt(**row, began_at=moment, ended_at=moment))
    session.flush()
    return notice.id
