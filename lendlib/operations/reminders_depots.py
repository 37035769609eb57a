"""How depots remind, as plain values: their schedule, their clock, the hours in which letters go."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.reminders import NoticeRule
from lendlib.rules.calendar import day_of
from lendlib.rules.notices import Schedule, Span, due_spans, schedule_from
from lendlib.rules.windows import Window


@dataclass(frozen=True)
class Reminding:
    """How one depot reminds. What was owed before `parked_at` is not sent: nobody knows whether it was."""

    schedule: Schedule
    window: Window
    parked_at: datetime | None

    def day(self, now: datetime) -> date:
        """The depot's own day of a moment."""
        return day_of(now, self.window.zone)

    def parked_on(self) -> date | None:
        """The last day that is left out."""
        return day_of(self.parked_at, self.window.zone) if self.parked_at else None

    def due_spans(self, now: datetime) -> tuple[Span, ...]:
        """About which last days which letter is owed now."""
        return due_spans(self.day(now), self.schedule, self.parked_on())


_depots = select(Depot.id, Depot.time_zone, Depot.letters_from, Depot.letters_until, Depot.parked_at)
_rules = select(NoticeRule.depot_id, NoticeRule.kind, NoticeRule.is_on, NoticeRule.days)


def remindings(session: Session, depot_ids: Collection[int] | None = None) -> dict[int, Reminding]:
    """How these depots remind, or all of them, by their ids."""
    depots, rules = _depots, _rules
    if depot_ids is not None:
        depots, rules = depots.where(Depot.id.in_(depot_ids)), rules.where(NoticeRule.depot_id.in_(depot_ids))
    connection = session.connection()
    own: dict[int, list[tuple[str, bool, int]]] = defaultdict(list)
    for depot_id, kind, is_on, days in connection.execute(rules):
        own[depot_id].append((kind, is_on, days))
    return {
        row.id: Reminding(
            schedule=schedule_from(own[row.id]),
            window=Window(row.letters_from, row.letters_until, row.time_zone),
            parked_at=row.parked_at,
        )
        for row in connection.execute(depots)
    }
