"""How depots remind, as plain values: their schedule, their clock, the hours in which letters go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from lendlib.models.depots import Depot
from lendlib.models.reminders import NoticeRule
from lendlib.operations.plain_reading import PlainQuestion, write_out
from lendlib.rules.calendar import day_of
from lendlib.rules.notices import KINDS, OF_A_DAY, USUAL, Schedule, Span, due_spans, schedule_from
from lendlib.rules.vocabulary_reminders import NoticeKind
from lendlib.rules.windows import Window


@dataclass(frozen=True, eq=False)
class Reminding:
    """How depots remind: one for all that do it alike, known by itself.

    What was owed before `parked_at` is not sent: nobody knows whether it was.
    """

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

    @cached_property
    def others(self) -> tuple[NoticeKind, ...]:
        """The kinds that go besides those of a day."""
        return tuple(kind for kind in KINDS if kind not in OF_A_DAY and self.schedule.of(kind).is_on)


# Times and moments as the database gives them: each tick reads all depots, and they seldom change.
_reading = (
    select(
        Depot.id, Depot.time_zone, *(type_coerce(each, NullType()) for each in (
            Depot.letters_from, Depot.letters_until, Depot.parked_at, NoticeRule.kind, NoticeRule.is_on, NoticeRule.days
        )),
    )
    .outerjoin(NoticeRule, NoticeRule.depot_id == Depot.id)
    .order_by(Depot.id)
)  # fmt: skip


def remindings(session: Session, depot_ids: Collection[int] | None = None) -> Mapping[int, Reminding]:
    """How these depots remind, or all of them, by their ids."""
    connection = session.connection()
    if depot_ids is None:
        return _remindings(tuple(_reading_all(connection.dialect.name).untold(connection)))
    rows = connection.execute(_reading.where(Depot.id.in_(depot_ids)))
    return _remindings(tuple(tuple(row) for row in rows))


@lru_cache(maxsize=16)
def _remindings(rows: tuple[tuple[Any, ...], ...]) -> Mapping[int, Reminding]:
    """What these rows say, depot by depot: from one tick to the next they seldom change."""
    found = groupby(rows, key=itemgetter(0))
    return MappingProxyType({depot_id: _reminding(tuple(row[1:] for row in own)) for depot_id, own in found})


@cache
def _reading_all(dialect_name: str) -> PlainQuestion:
    return write_out(_reading, dialect_name)


@lru_cache(maxsize=1024)
def _reminding(rows: tuple[tuple[Any, ...], ...]) -> Reminding:
    """What these rows of one depot say."""
    (zone, begins, ends, parked_at, *_), *_ = rows
    own = [(kind, bool(is_on), days) for *_, kind, is_on, days in rows if kind]
    window = Window(_time(begins), _time(ends), zone)
    return Reminding(schedule_from(own) if own else USUAL, window, _moment(parked_at))


def _time(given: time | str) -> time:
    return time.fromisoformat(given) if isinstance(given, str) else given


def _moment(given: datetime | str | None) -> datetime | None:
    if given is None:
        return None
    if isinstance(given, str):
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    return given.astimezone(UTC)
