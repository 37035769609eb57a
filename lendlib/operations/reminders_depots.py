"""How depots remind, as plain values: their schedule, their clock, the hours in which letters go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.reminders import NoticeRule
from lendlib.rules.calendar import day_of
from lendlib.rules.notices import USUAL, Schedule, Span, due_spans, schedule_from
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


_reading = (
    select(
        Depot.id, Depot.time_zone, Depot.letters_from, Depot.letters_until, Depot.parked_at,
        NoticeRule.kind, NoticeRule.is_on, NoticeRule.days,
    )
    .outerjoin(NoticeRule, NoticeRule.depot_id == Depot.id)
    .order_by(Depot.id)
)  # fmt: skip


def remindings(session: Session, depot_ids: Collection[int] | None = None) -> dict[int, Reminding]:
    """How these depots remind, or all of them, by their ids."""
    reading = _reading if depot_ids is None else _reading.where(Depot.id.in_(depot_ids))
    depots = {}
    for _, found in groupby(session.connection().execute(reading), key=itemgetter(0)):
        row, *more = found
        own = [(each.kind, each.is_on, each.days) for each in (row, *more) if each.kind]
        window = Window(row.letters_from, row.letters_until, row.time_zone)
        depots[row.id] = Reminding(schedule_from(own) if own else USUAL, window, row.parked_at)
    return depots
