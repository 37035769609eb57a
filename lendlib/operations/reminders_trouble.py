"""Whether the worker lives and letters go out, in one statement: read for the banner on the pages of the staff."""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import Session

from lendlib.models.jobs import JobRun
from lendlib.models.reminders import WAITING, Attempt, Notice
from lendlib.operations.reminders_acts import MAIL
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
_is_refused = or_(
    Attempt.code.like(SIGN_IN_OF_MAIL), and_(Notice.channel != MAIL, Attempt.code.in_(SIGN_IN_OF_GATEWAYS))
)
_stuck = (
    select(
        Notice.channel,
        func.count(Notice.id.distinct()).label("waiting"),
        func.min(Attempt.began_at).label("since"),
        func.max(case((_is_refused, 1), else_=0)).label("refused"),
    )
    .outerjoin(_went, _went.c.channel == Notice.channel)
    .outerjoin(
        Attempt,
        and_(
            Attempt.notice_id == Notice.id,
            Attempt.ended_as == AttemptEnd.TEMPORARY,
            Attempt.began_at >= Notice.queued_at,
            Attempt.began_at > func.coalesce(_went.c.at, _back),
        ),
    )
    .where(
        _here,
        WAITING,
        or_(Notice.tries > 0, Notice.next_try_at <= bindparam("now", type_=Notice.next_try_at.type)),
    )
    .group_by(Notice.channel)
    .subquery("stuck")
)
_tick = select(func.max(JobRun.ended_at).label("last")).subquery("tick")
_read = select(_tick.c.last, _stuck.c.channel, _stuck.c.waiting, _stuck.c.since, _stuck.c.refused).select_from(
    _tick.outerjoin(_stuck, true())
)


def how_it_goes(session: Session, depot_id: int | None, now: datetime) -> tuple[datetime | None, tuple[Line, ...]]:
    """When the worker was last seen, and how each channel stands by which letters of the depot wait."""
    asked = {"depot_id": depot_id or 0, "now": now, "back": now - LOOKED_BACK}
    rows = session.connection().execute(_read, asked).all()
    lines = tuple(Line(row.channel, row.waiting, row.since, bool(row.refused)) for row in rows if row.channel)
    return rows[0].last, lines
