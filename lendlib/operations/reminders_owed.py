"""What is owed to borrowers by now and not yet planned: a few reads, whatever the number of depots and loans."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lendlib.operations import reminders_queries as queries
from lendlib.operations.reminders_depots import Reminding
from lendlib.rules.calendar import day_of
from lendlib.rules.notices import (
    ANNOUNCING,
    MOVE_LASTS,
    OF_A_DAY,
    RECEIPT_LASTS,
    THANKS_LASTS,
    Span,
    is_told_by_then,
)
from lendlib.rules.reach import Way
from lendlib.rules.vocabulary_reminders import NoticeKind

# A request may have read its clock some time before its visit got its number.
_CLOCKS_APART = timedelta(hours=1)
_LASTS = {NoticeKind.DUE_MOVED: MOVE_LASTS, NoticeKind.RECEIPT: RECEIPT_LASTS, NoticeKind.THANKS: THANKS_LASTS}
_PLACES = dict.fromkeys(OF_A_DAY, 0) | {kind: place for place, kind in enumerate(_LASTS, 1)}


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
    connection = session.connection()
    since: dict[str, Any] = {f"{kind}_since": now - lasts for kind, lasts in _LASTS.items()}
    since["receipt_before"] = since["receipt_since"] - _CLOCKS_APART
    found = []
    for (spans, others), depot_ids in _alike(now, depots).items():
        named = tuple(depot_ids) if len(depot_ids) < len(depots) else ()
        question = queries.owed(connection.dialect.name, ways, spans, others, named)
        # A depot made since the rules were read has its turn in the next minute.
        rows = (row for row in question.ask(connection, **since) if row.depot_id in depots)
        found += [_owed(row) for row in rows if _is_right(row, now, depots[row.depot_id])]
    return _latest(found)


def _alike(
    now: datetime, depots: Mapping[int, Reminding]
) -> dict[tuple[tuple[Span, ...], tuple[NoticeKind, ...]], list[int]]:
    """The depots for which the same is asked: about the same last days, and of the same other kinds."""
    ways: dict[Reminding, list[int]] = defaultdict(list)
    for depot_id, depot in depots.items():
        ways[depot].append(depot_id)
    alike: dict[tuple[tuple[Span, ...], tuple[NoticeKind, ...]], list[int]] = defaultdict(list)
    for depot, depot_ids in ways.items():
        alike[depot.due_spans(now), depot.others] += depot_ids
    alike.pop(((), ()), None)
    return alike


def _is_right(row: Any, now: datetime, depot: Reminding) -> bool:
    """Whether the depot's own calendar agrees."""
    if row.kind == NoticeKind.DUE_MOVED:
        is_ahead: bool = row.occasion_on >= depot.day(now)
        return is_ahead
    if row.kind not in ANNOUNCING:
        return True
    moved_on = day_of(row.at, depot.window.zone) if row.at else row.set_on
    return not is_told_by_then(NoticeKind(row.kind), row.occasion_on, max(row.set_on, moved_on), depot.schedule)


def _owed(row: Any) -> Owed:
    kind = NoticeKind(row.kind)
    handed_at = row.at if kind is NoticeKind.RECEIPT else None
    return Owed(row.checkout_id, row.depot_id, kind, row.occasion_on, row.channel, handed_at)


def _latest(found: list[Owed]) -> list[Owed]:
    """Of one visit's letters that say the same the latest: of a last day the letters of a day, then what moved it."""
    found.sort(key=lambda owed: (_PLACES[owed.kind], owed.checkout_id, owed.occasion_on))
    of_last_days: dict[tuple[int, date], Owed] = {}
    for owed in found:
        if owed.kind not in (NoticeKind.RECEIPT, NoticeKind.THANKS):
            of_last_days.setdefault((owed.checkout_id, owed.occasion_on), owed)
    told = {checkout_id for checkout_id, _ in of_last_days}
    receipts = (owed for owed in found if owed.kind is NoticeKind.RECEIPT and owed.checkout_id not in told)
    return [*of_last_days.values(), *receipts, *(owed for owed in found if owed.kind is NoticeKind.THANKS)]
