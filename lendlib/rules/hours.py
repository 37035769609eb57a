"""Opening hours as people write them, and the days that differ from the week, gathered into spans."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from lendlib.rules.calendar import Hours
from lendlib.rules.errors import N_, Refused

# Two days with the same hours belong together when no more than a weekend lies between them.
LONGEST_STEP = timedelta(days=3)
MOST_DAYS = 366
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?|(\d{2})(\d{2})")


class NotATime(Refused):
    """That is no time of the day."""

    code = "not-a-time"
    sentence = N_("“{text}” is no time of the day.")
    advice = N_("Write it like 9, 9.30 or 09:30.")


class HoursBackwards(Refused):
    """Opening hours end after they begin, on the same day."""

    code = "hours-backwards"
    sentence = N_("The depot must close later than it opens.")
    advice = N_("Look at both times.")
    field = "closes"


class HoursOverlap(Refused):
    """Two spans of hours of one day have time in common."""

    code = "hours-overlap"
    sentence = N_("These hours run into others of the same day.")
    advice = N_("Write them as one span, or leave time between.")


class SpanBackwards(Refused):
    """A span of days ends on or after the day that it begins."""

    code = "span-backwards"
    sentence = N_("The last day comes before the first.")
    advice = N_("Look at both days.")
    field = "to_on"


class SpanTooLong(Refused):
    """A span of days is a year at most."""

    code = "span-too-long"
    sentence = N_("That is longer than a year.")
    advice = N_("Choose an earlier last day.")
    field = "to_on"


@dataclass(frozen=True)
class Differing:
    """A day that differs from the week: its hours, none when it is closed, and why."""

    day: date
    hours: tuple[Hours, ...]
    reason: str


@dataclass(frozen=True)
class DifferingSpan:
    """Days that differ in the same way, told as one."""

    days: tuple[date, ...]
    hours: tuple[Hours, ...]
    reason: str

    @property
    def first(self) -> date:
        """Its first day."""
        return self.days[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return self.days[-1]


def read_time(text: str) -> time:
    """Read a time of the day as people write it: 9, 9.30, 09:30, 0930. Raises NotATime."""
    bare = text.strip()
    found = _TIME.fullmatch(bare) if bare.isascii() else None
    if found is None:
        raise NotATime(text=bare)
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if hour > 23 or minute > 59:
        raise NotATime(text=bare)
    return time(hour, minute)


def check_hours(opens: time, closes: time) -> Hours:
    """The two as a span. Raises HoursBackwards."""
    if opens >= closes:
        raise HoursBackwards
    return opens, closes


def overlapping(spans: Sequence[Hours]) -> int | None:
    """The place of the first span that begins before an earlier one has ended; None when all stand apart."""
    ended: time | None = None
    for place in sorted(range(len(spans)), key=lambda place: spans[place]):
        opens, closes = spans[place]
        if ended is not None and opens < ended:
            return place
        ended = closes
    return None


def days_of_span(first: date, last: date, weekdays: Iterable[int] = range(7)) -> list[date]:
    """The days from the first to the last that fall on these weekdays. Raises SpanBackwards, SpanTooLong."""
    if last < first:
        raise SpanBackwards
    if (last - first).days >= MOST_DAYS:
        raise SpanTooLong
    wanted = set(weekdays)
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [day for day in days if day.weekday() in wanted]


def as_spans(differing: Iterable[Differing]) -> list[DifferingSpan]:
    """Gather days, in order: neighbours with the same hours and reason are one span, a weekend between or not."""
    spans: list[DifferingSpan] = []
    for one in sorted(differing, key=lambda one: one.day):
        last = spans[-1] if spans else None
        if (
            last is not None
            and (last.hours, last.reason) == (one.hours, one.reason)
            and one.day - last.last <= LONGEST_STEP
        ):
            spans[-1] = DifferingSpan((*last.days, one.day), last.hours, last.reason)
        else:
            spans.append(DifferingSpan((one.day,), one.hours, one.reason))
    return spans
