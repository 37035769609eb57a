"""What is owed to borrowers by now and not yet planned: a few reads, whatever the number of depots and loans."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lendlib.operations import reminders_queries as queries
from lendlib.operations.reminders_depots import Reminding
from lendlib.rules.calendar import day_of
from lendlib.rules.notices import (
    MOVE_LASTS,
    OF_A_DAY,
    RECEIPT_LASTS,
    THANKS_LASTS,
    is_told_by_then,
)
from lendlib.rules.reach import Way
from lendlib.rules.vocabulary_reminders import NoticeKind

# A request may have read its clock some time before its visit got its number.
_CLOCKS_APART = timedelta(hours=1)
_NEVER = {"first": date.max, "last": date.min}


@dataclass(frozen=True)
class Owed:
    """One notice that is owed. `handed_at`: when the borrower got the things at the counter, for a receipt of that."""

    checkout_id: int
    depot_id: int
    kind: NoticeKind
    occasion_on: date
    channel: str
    handed_at: datetime | None = None


def find_owed(
    session: Session, now: datetime, ways: tuple[Way, ...], depots: Mapping[int, Reminding]
) -> list[Owed]:
    """What is owed now and was not planned; of one visit's letters that say the same, only the latest."""
    owed = {(found.checkout_id, found.occasion_on): found for found in _of_days(session, now, ways, depots)}
    for found in _of_moves(session, now, ways, depots):
        owed.setdefault((found.checkout_id, found.occasion_on), found)
    told = {checkout_id for checkout_id, _ in owed}
    receipts = (found for found in _of_visits(session, now, ways, depots) if found.checkout_id not in told)
    return [*owed.values(), *receipts, *_of_returns(session, now, ways, depots)]


def _of_days(
    session: Session, now: datetime, ways: tuple[Way, ...], depots: Mapping[int, Reminding]
) -> Iterator[Owed]:
    alike = defaultdict(list)
    for depot_id, depot in depots.items():
        alike[depot.due_spans(now)].append(depot_id)
    for spans, depot_ids in alike.items():
        if not spans:
            continue
        asked: dict[str, Any] = {f"{kind}_{end}": day for kind in OF_A_DAY for end, day in _NEVER.items()}
        for span in spans:
            asked |= {f"{span.kind}_first": span.first, f"{span.kind}_last": span.last}
        asked["lowest"], asked["highest"] = min(span.first for span in spans), max(span.last for span in spans)
        rows = session.connection().execute(queries.of_days(ways), asked | {"depot_ids": depot_ids})
        for row in rows:
            depot, kind = depots[row.depot_id], NoticeKind(row.kind)
            moved_on = day_of(row.moved_at, depot.window.zone) if row.moved_at else row.lent_on
            if not is_told_by_then(kind, row.due_on, max(row.lent_on, moved_on), depot.schedule):
                yield Owed(row.checkout_id, row.depot_id, kind, row.due_on, row.channel)


def _of_moves(
    session: Session, now: datetime, ways: tuple[Way, ...], depots: Mapping[int, Reminding]
) -> Iterator[Owed]:
    asked = {"depot_ids": _sending(depots, NoticeKind.DUE_MOVED), "since": now - MOVE_LASTS}
    for row in session.connection().execute(queries.of_moves(ways), asked):
        if row.due_on >= depots[row.depot_id].day(now):
            yield Owed(row.checkout_id, row.depot_id, NoticeKind.DUE_MOVED, row.due_on, row.channel)


def _of_visits(
    session: Session, now: datetime, ways: tuple[Way, ...], depots: Mapping[int, Reminding]
) -> Iterator[Owed]:
    since, connection = now - RECEIPT_LASTS, session.connection()
    first_id = connection.execute(queries.FIRST_VISIT, {"since": since - _CLOCKS_APART}).scalar_one()
    asked = {"depot_ids": _sending(depots, NoticeKind.RECEIPT), "since": since, "first_id": first_id}
    for row in connection.execute(queries.of_visits(ways), asked):
        handed_at = row.made_at if row.made_at == row.recorded_at else None
        yield Owed(row.id, row.depot_id, NoticeKind.RECEIPT, row.made_on, row.channel, handed_at)


def _of_returns(
    session: Session, now: datetime, ways: tuple[Way, ...], depots: Mapping[int, Reminding]
) -> Iterator[Owed]:
    asked = {"depot_ids": _sending(depots, NoticeKind.THANKS), "since": now - THANKS_LASTS}
    if asked["depot_ids"]:
        for row in session.connection().execute(queries.of_returns(ways), asked):
            yield Owed(row.id, row.depot_id, NoticeKind.THANKS, row.ended_on, row.channel)


def _sending(depots: Mapping[int, Reminding], kind: NoticeKind) -> Collection[int]:
    return [depot_id for depot_id, depot in depots.items() if depot.schedule.of(kind).is_on]
