"""Whether the worker lives and letters go out, in one statement: read for the banner on the pages of the staff."""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, false, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from lendlib.models.jobs import JobRun
from lendlib.models.reminders import HELD, WAITING, Attempt, Notice
from lendlib.rules.notices import Why
from lendlib.rules.reach import BY_MAIL
from lendlib.rules.trouble import Line
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState

# Longer than the longest wait between two tries: what was sent before says nothing about now.
LOOKED_BACK = timedelta(days=1)
SIGN_IN_OF_MAIL = "% sign-in"
SIGN_IN_OF_GATEWAYS = ("401", "403")

_here = Notice.depot_id == bindparam("depot_id")
_back = bindparam("back", type_=Attempt.began_at.type)
_went = (
    select(Notice.channel, func.max(Notice.ended_at).label("at"))
    .where(_here, Notice.state == NoticeState.SENT, Notice.ended_at > _back)
    .group_by(Notice.channel)
    .cte("went")
)
_due = or_(Notice.tries > 0, Notice.next_try_at <= bindparam("now", type_=Notice.next_try_at.type))
_lost = (Why.REFUSED, Why.GAVE_UP)
# Each part by the index that is its own.
_letters = union_all(
    select(Notice.id, Notice.channel, Notice.queued_at, true().label("waits")).where(
        _here, Notice.ended_at.is_(None), WAITING, _due
    ),
    select(Notice.id, Notice.channel, Notice.queued_at, false()).where(
        _here, HELD, Notice.state == NoticeState.UNKNOWN
    ),
    select(Notice.id, Notice.channel, Notice.queued_at, false()).where(
        _here, Notice.state == NoticeState.FAILED, Notice.why.in_(_lost), Notice.ended_at > _back
    ),
).cte("letter")
_is_refused = or_(
    Attempt.code.like(SIGN_IN_OF_MAIL), and_(_letters.c.channel != BY_MAIL, Attempt.code.in_(SIGN_IN_OF_GATEWAYS))
)
_stuck = (
    select(
        _letters.c.channel,
        func.count(case((_letters.c.waits, _letters.c.id)).distinct()).label("waiting"),
        func.count(case((~_letters.c.waits, Attempt.notice_id)).distinct()).label("ended"),
        func.min(Attempt.began_at).label("since"),
        func.max(case((_is_refused, 1), else_=0)).label("refused"),
    )
    .outerjoin(_went, _went.c.channel == _letters.c.channel)
    .outerjoin(
        Attempt,
        and_(
            Attempt.notice_id == _letters.c.id,
            Attempt.ended_as != AttemptEnd.SENT,
            Attempt.began_at >= _letters.c.queued_at,
            Attempt.began_at > func.coalesce(_went.c.at, _back),
        ),
    )
    .group_by(_letters.c.channel)
    .subquery("stuck")
)
_tick = select(func.max(JobRun.ended_at).label("last")).subquery("tick")
_read = select(_tick.c.last, *_stuck.c).select_from(_tick.outerjoin(_stuck, true()))


def how_it_goes(session: Session, depot_id: int | None, now: datetime) -> tuple[datetime | None, tuple[Line, ...]]:
    """When the worker was last seen, and how each channel stands by which letters of the depot wait or were lost."""
    asked = {"depot_id": depot_id or 0, "now": now, "back": now - LOOKED_BACK}
    rows = session.connection().execute(_read, asked).all()
    lines = tuple(
        Line(row.channel, row.waiting, row.since, bool(row.refused), row.ended) for row in rows if row.channel
    )
    return rows[0].last, lines
