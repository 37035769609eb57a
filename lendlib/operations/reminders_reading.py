"""Claimed notices read anew, just before they are sent: who, where, what is still out; or why nothing is sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from lendlib.models.reminders import Notice
from lendlib.operations.acts import Keys
from lendlib.operations.lending import hash_of_link
from lendlib.operations.reminders_depots import Reminding, remindings
from lendlib.operations.reminders_visits import NOTICES, Lent, VisitToWrite, visits_to_write
from lendlib.rules.letters import OwedLetter
from lendlib.rules.notices import JUST_NOW, OF_A_DAY, Why, is_told_by_then, later_than, notice_day, notice_owed
from lendlib.rules.reach import Way
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState


class Claimed(Protocol):
    """A notice that is ours for a while, and the token that says so."""

    @property
    def notice_id(self) -> int: ...

    @property
    def token(self) -> str: ...


def read_owed(
    session: Session, claims: Sequence[Claimed], now: datetime, keys: Keys, ways: Sequence[Way], *, has_pages: bool
) -> list[OwedLetter]:
    """All that the letters of these claimed notices need, in as few reads whatever their number.

    What is owed no longer is dropped with its reason; what may not go at this hour waits for the depot's next. Call
    it in the transaction of the claim. `has_pages`: whether a borrower's phone can open the visit's page; without,
    letters carry no link.
    """
    tokens = {claim.notice_id: claim.token for claim in claims}
    rows = [
        row
        for row in session.connection().execute(NOTICES, {"ids": list(tokens)})
        if row.claim == tokens[row.id]
    ]
    depots = remindings(session, {row.depot_id for row in rows})
    visits = visits_to_write(session, {row.checkout_id for row in rows})
    by_name = {way.name: way for way in ways}
    letters: list[OwedLetter] = []
    dropped: dict[Why, list[int]] = defaultdict(list)
    waiting: dict[datetime, list[int]] = defaultdict(list)
    for row in rows:
        depot, visit, way = depots[row.depot_id], visits[row.checkout_id], by_name[row.channel]
        if why := _why_not(row, visit, depot, way, now):
            dropped[why].append(row.id)
        elif not depot.window.is_open(now) and not _is_just_made(row, now):
            waiting[depot.window.next_moment(now)].append(row.id)
        else:
            letters.append(_letter(row, visit, way, keys, has_pages=has_pages))
    for why, ids in dropped.items():
        _free(session, ids, state=NoticeState.DROPPED, ended_at=now, why=why)
    for moment, ids in waiting.items():
        _free(session, ids, state=NoticeState.QUEUED, next_try_at=moment, tries=Notice.tries - 1)
    return letters


def _why_not(row: Any, visit: VisitToWrite, depot: Reminding, way: Way, now: datetime) -> Why | None:
    """Why nothing is sent; None when the letter is owed."""
    kind, about = NoticeKind(row.kind), _about(row, visit)
    if row.contact_id is None:
        return Why.ERASED
    if depot.parked_at is not None and row.queued_at <= depot.parked_at:
        return Why.PARKED
    if not depot.schedule.of(kind).is_on:
        return Why.TURNED_OFF
    if _address(row, way) is None:
        return Why.NO_ADDRESS
    if not about:
        return Why.NO_LONGER_OWED
    if any(_overtakes(other, occasion_on, row) for other, occasion_on in visit.planned):
        return Why.LATER_OWED
    if kind is NoticeKind.DUE_MOVED and row.occasion_on < depot.day(now):
        return Why.TOO_LATE
    return _why_not_today(kind, row.occasion_on, about, depot, now) if kind in OF_A_DAY else None


def _why_not_today(
    kind: NoticeKind, due_on: date, about: Sequence[Lent], depot: Reminding, now: datetime
) -> Why | None:
    """Why a letter about a last day comes at the wrong time."""
    today, schedule = depot.day(now), depot.schedule
    owed = notice_owed(due_on, today, schedule)
    if owed is kind:
        is_told = all(is_told_by_then(kind, due_on, lent.set_on, schedule) for lent in about)
        return Why.NO_LONGER_OWED if is_told else None
    if owed in later_than(kind):
        return Why.LATER_OWED
    return Why.NOT_YET if today < notice_day(kind, due_on, schedule) else Why.TOO_LATE


def _overtakes(other: NoticeKind, occasion_on: date, row: Any) -> bool:
    kind = NoticeKind(row.kind)
    return other in later_than(kind) and (kind is NoticeKind.RECEIPT or occasion_on == row.occasion_on)


def _about(row: Any, visit: VisitToWrite) -> list[Lent]:
    """The things that the letter names; none means that it is owed no longer."""
    kind = NoticeKind(row.kind)
    if kind is NoticeKind.THANKS:
        return [lent for lent in visit.lent if lent.is_back] if visit.ended_on == row.occasion_on else []
    if kind is NoticeKind.RECEIPT:
        return visit.out
    due = [lent for lent in visit.out if lent.thing.due_on == row.occasion_on]
    return [lent for lent in due if lent.came_from()] if kind is NoticeKind.DUE_MOVED else due


def _address(row: Any, way: Way) -> str | None:
    """Whereto the letter goes: empty where the channel needs no address, None where there is no good one."""
    phone = None if row.bad_phone_at else row.phone
    email = None if row.bad_email_at else row.email
    return way.address_in(phone, email)


def _is_just_made(row: Any, now: datetime) -> bool:
    """Whether it is the receipt of a visit that was made at the counter within the hour: it goes at any hour."""
    is_of_counter = row.kind == NoticeKind.RECEIPT and row.made_at == row.recorded_at
    return bool(is_of_counter and now - row.made_at <= JUST_NOW)


def _letter(row: Any, visit: VisitToWrite, way: Way, keys: Keys, *, has_pages: bool) -> OwedLetter:
    about = _about(row, visit)
    token = keys.link_token(row.checkout_id, row.link_version) if has_pages else ""
    return OwedLetter(
        notice_id=row.id,
        claim=row.claim,
        tries=row.tries,
        kind=NoticeKind(row.kind),
        occasion_on=row.occasion_on,
        channel=row.channel,
        depot_id=row.depot_id,
        depot_slug=row.slug,
        depot_name=row.depot_name,
        depot_address=row.address,
        time_zone=row.time_zone,
        checkout_id=row.checkout_id,
        made_on=row.made_on,
        name=row.name,
        to=_address(row, way) or "",
        language=row.language,
        # A link that was made by another key is dead, and none is better than that one.
        link_token=token if token and hash_of_link(token) == row.link_hash else "",
        things=tuple(lent.thing for lent in about),
        came_from_on=min((day for lent in about if (day := lent.came_from())), default=None)
        if row.kind == NoticeKind.DUE_MOVED
        else None,
    )


def _free(session: Session, ids: Sequence[int], **values: Any) -> None:
    """Let go of claimed notices."""
    session.connection().execute(
        update(Notice).where(Notice.id.in_(ids)).values(claim=None, claimed_until=None, **values)
    )
