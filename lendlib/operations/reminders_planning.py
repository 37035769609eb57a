"""Planning: what is owed to borrowers becomes notices in the outbox. Late, twice or side by side is harmless."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.reminders import WAITING, Attempt, Notice
from lendlib.operations.reminders_depots import Reminding, remindings
from lendlib.operations.reminders_owed import Owed, find_owed
from lendlib.rules.notices import JUST_NOW, TAKEN_UP_AGAIN
from lendlib.rules.reach import Way
from lendlib.rules.vocabulary_reminders import NoticeState

# A try may begin while a plan is made, by a clock that goes a little otherwise.
JUST_AHEAD = timedelta(minutes=5)
# Of two who plan at once the second sees what the first has planned. Depots, whose ids others wait for, begin at 1.
_take_turns = text("SELECT pg_advisory_xact_lock(0, 1)")


def plan(session: Session, now: datetime, ways: tuple[Way, ...]) -> int:
    """Queue the notices that are owed by now at all depots, by these channels, and say how many are new.

    Call it in a transaction that writes. A letter waits for its depot's hours, but for the receipt of a visit that was
    made at the counter within the hour.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_take_turns)
    depots = remindings(session)
    _mend_moments(session, now, depots)
    rows = [_row(owed, depots[owed.depot_id], now) for owed in find_owed(session, now, ways, depots)]
    if not rows:
        return 0
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    add = dialect.insert(Notice)
    # One by one, since no list is sent with many rows at once.
    may_go_again = or_(*(Notice.why == why for why in sorted(TAKEN_UP_AGAIN)))
    again = {"state": NoticeState.QUEUED, "ended_at": None, "why": None, "tries": 0}
    queue = add.on_conflict_do_update(
        index_elements=["checkout_id", "kind", "occasion_on", "channel"],
        set_=again | {name: add.excluded[name] for name in ("queued_at", "next_try_at")},
        where=(Notice.state == NoticeState.DROPPED) & may_go_again,
    )
    new: int = connection.execute(queue, rows, execution_options={"preserve_rowcount": True}).rowcount
    return new


def _mend_moments(session: Session, now: datetime, depots: Mapping[int, Reminding]) -> None:
    """Let nothing wait beyond its depot's next hours: they, or a clock that stood wrong, were changed.

    What was tried waits as long as its last try let it, unless that lies ahead: then the clock was ahead.
    """
    last_try = select(Attempt.began_at).where(Attempt.notice_id == Notice.id).order_by(Attempt.id.desc()).limit(1)
    was_ahead = last_try.scalar_subquery() > now + JUST_AHEAD
    alike: dict[datetime, list[int]] = defaultdict(list)
    for depot_id, depot in depots.items():
        alike[depot.window.next_moment(now)].append(depot_id)
    for moment, depot_ids in alike.items():
        session.connection().execute(
            update(Notice)
            .where(
                WAITING,
                Notice.state == NoticeState.QUEUED,
                or_(Notice.tries == 0, was_ahead),
                Notice.next_try_at > moment,
                Notice.depot_id.in_(depot_ids),
            )
            .values(next_try_at=moment)
        )


def _row(owed: Owed, depot: Reminding, now: datetime) -> dict[str, Any]:
    is_at_once = owed.handed_at is not None and now - owed.handed_at <= JUST_NOW
    return {
        "checkout_id": owed.checkout_id,
        "depot_id": owed.depot_id,
        "kind": owed.kind,
        "occasion_on": owed.occasion_on,
        "channel": owed.channel,
        "state": NoticeState.QUEUED,
        "queued_at": now,
        "next_try_at": now if is_at_once else depot.window.next_moment(now),
        "tries": 0,
    }
