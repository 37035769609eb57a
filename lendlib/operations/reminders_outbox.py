"""The outbox: notices are claimed, tried, and what came of each try is written down. Two workers at once are harmless.

Who claims has the notices for a while (a lease). A try has a row before it is made, so that after a crash it is known
which letters may have gone: where the other side knows a letter again they are sent once more, elsewhere they are held
for a person to decide.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.reminders import WAITING, Attempt, Notice
from lendlib.operations.acts import new_key
from lendlib.rules.letters import OwedLetter, Reply
from lendlib.rules.notices import Why
from lendlib.rules.outbox import MOST_TRIES, wait_after
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState

LEASE = timedelta(minutes=5)
CUT_OFF = "cut-off"
FREE = {"claim": None, "claimed_until": None}


@dataclass(frozen=True)
class Claim:
    """A notice that is ours until the lease runs out, and the token that says so."""

    notice_id: int
    token: str


_due = (
    select(Notice.id)
    .where(
        WAITING,
        Notice.state == NoticeState.QUEUED,
        Notice.next_try_at <= bindparam("now"),
        Notice.channel.in_(bindparam("channels", expanding=True)),
    )
    .order_by(Notice.next_try_at, Notice.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_take = (
    update(Notice)
    .where(Notice.id.in_(select(_due.c.id)))
    .values(
        state=NoticeState.SENDING,
        claim=bindparam("token"),
        claimed_until=bindparam("until"),
        tries=Notice.tries + 1,
    )
    .returning(Notice.id)
)


def claim(session: Session, channels: Collection[str], now: datetime, *, most: int) -> list[Claim]:
    """Take the notices of these channels that are due, the oldest first: one statement, so that nobody takes them too.

    Call `settle` before, for what others have left.
    """
    token = new_key()
    values = {"now": now, "channels": list(channels), "most": most, "token": token, "until": now + LEASE}
    taken = session.connection().execute(_take, values)
    return [Claim(notice_id, token) for notice_id in sorted(taken.scalars())]


def settle(session: Session, ways: Collection[Way], now: datetime) -> dict[str, int]:
    """Put in order what a worker left that died, and what no channel carries any more; say how many were held.

    A notice whose try had not begun is queued as if nothing had been. One whose letter may have gone is queued again
    where its channel knows it by its id; elsewhere it is `unknown`, and a person decides.
    """
    left = (WAITING, Notice.state == NoticeState.SENDING, Notice.claimed_until < now)
    begun = exists().where(Attempt.notice_id == Notice.id, Attempt.ended_at.is_(None))
    safe = Notice.channel.in_([way.name for way in ways if way.is_safe_to_repeat])
    counted = case((begun, Notice.tries), else_=Notice.tries - 1)
    held = _set(session, [*left, begun, ~safe], state=NoticeState.UNKNOWN, why=Why.MAYBE_SENT, **FREE)
    again = _set(session, left, state=NoticeState.QUEUED, tries=counted, **FREE)
    if held or again:
        session.connection().execute(
            update(Attempt)
            .where(Attempt.notice_id.in_([*held, *again]), Attempt.ended_at.is_(None))
            .values(ended_at=now, ended_as=AttemptEnd.UNKNOWN, code=CUT_OFF)
        )
    tired = [Notice.id.in_(again), Notice.state == NoticeState.QUEUED, Notice.tries >= MOST_TRIES]
    gave_up = _set(session, tired, **_ended(now, Why.GAVE_UP)) if again else []
    orphaned = [
        WAITING,
        Notice.state == NoticeState.QUEUED,
        Notice.next_try_at <= now,
        Notice.channel.not_in([way.name for way in ways]),
    ]
    orphans = _set(session, orphaned, **_ended(now, Why.NO_CHANNEL))
    return {"unknown": len(held), "failed": len(gave_up) + len(orphans)}


def begin(session: Session, owed: OwedLetter, now: datetime) -> int | None:
    """Write down that this letter is about to be sent, and give the try's id; None when the notice is ours no more."""
    if not _set(session, _ours(owed), claimed_until=now + LEASE):
        return None
    row = {"depot_id": owed.depot_id, "notice_id": owed.notice_id, "began_at": now}
    attempt_id: int = session.connection().execute(insert(Attempt).returning(Attempt.id), row).scalar_one()
    return attempt_id


def record(
    session: Session, owed: OwedLetter, attempt_id: int, reply: Reply, way: Way, now: datetime, chance: float
) -> NoticeState | None:
    """Write down what came of a try, and give how the notice stands now; None when it had become another's meanwhile.

    `chance` (at least 0, below 1) spreads the next tries. A bad address is marked on the contact if it is still there.
    """
    session.connection().execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(ended_at=now, ended_as=reply.ended_as, code=reply.code[:32], reference=reply.reference)
    )
    if reply.is_bad_address:
        mark_bad(session, owed.checkout_id, way, owed.to, now)
    values = _outcome(owed.tries, reply, way, now, chance)
    return NoticeState(values["state"]) if _set(session, _ours(owed), **values, **FREE) else None


def release(session: Session, letters: Sequence[OwedLetter]) -> None:
    """Give back what was claimed and not tried."""
    for owed in letters:
        _set(session, _ours(owed), state=NoticeState.QUEUED, tries=Notice.tries - 1, **FREE)


def mark_bad(session: Session, checkout_id: int, way: Way, address: str, now: datetime) -> None:
    """Mark on the contact of a visit that nobody is at this address, unless it was corrected meanwhile."""
    reach, bad_at = {
        Address.EMAIL: (Contact.email, Contact.bad_email_at),
        Address.PHONE: (Contact.phone, Contact.bad_phone_at),
    }[way.takes]
    session.connection().execute(
        update(Contact).where(Contact.checkout_id == checkout_id, reach == address).values({bad_at: now})
    )


def _outcome(tries: int, reply: Reply, way: Way, now: datetime, chance: float) -> dict[str, Any]:
    """The notice's columns after a try."""
    if reply.ended_as is AttemptEnd.SENT:
        return {"state": NoticeState.SENT, "ended_at": now, "why": None}
    if reply.ended_as is AttemptEnd.PERMANENT:
        return _ended(now, Why.BAD_ADDRESS if reply.is_bad_address else Why.REFUSED)
    if reply.ended_as is AttemptEnd.UNKNOWN and not way.is_safe_to_repeat:
        return {"state": NoticeState.UNKNOWN, "why": Why.MAYBE_SENT}
    if tries >= MOST_TRIES:
        return _ended(now, Why.GAVE_UP)
    asked = timedelta(seconds=reply.wait_seconds or 0)
    return {"state": NoticeState.QUEUED, "next_try_at": now + max(asked, wait_after(tries, chance))}


def _ended(now: datetime, why: Why) -> dict[str, Any]:
    return {"state": NoticeState.FAILED, "ended_at": now, "why": why}


def _ours(owed: OwedLetter) -> list[ColumnElement[bool]]:
    """Holds while nobody else has claimed or ended the notice."""
    return [Notice.id == owed.notice_id, Notice.claim == owed.claim, Notice.state == NoticeState.SENDING]


def _set(session: Session, where: Sequence[Any], **values: Any) -> list[int]:
    """Change notices, and give the ids of those that were."""
    changed = session.connection().execute(update(Notice).where(*where).values(values).returning(Notice.id))
    return list(changed.scalars())
