"""The times of statistics: which day belongs to which week, month or hour, what each is called, and the year before.

Codes are those of ISO 8601: 2026-11-23, 2026-W48, 2026-11, 2026; weekdays 1 (Monday) to 7, hours 00 to 23.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lendlib.rules.calendar import month_number
from lendlib.rules.statistics import Member
from lendlib.rules.statistics_names import MONTHS, SPAN, WEEK, WEEK_OF_YEAR, WEEKDAYS, spoken
from lendlib.rules.vocabulary_statistics import By

NOW, BEFORE = "now", "before"
# Fifty-two whole weeks, so that Mondays stand beside Mondays.
A_YEAR_OF_WEEKS = timedelta(weeks=52)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A span of days to count, and how its days are told as those of the span that was asked for.

    `years` and `weeks` lie between the two.
    """

    code: str
    from_on: date
    until_on: date
    years: int = 0
    weeks: int = 0

    def told(self, day: date) -> date:
        """The day beside which it stands: the same date, or weekday, of the span that was asked for."""
        return later(day, self.years) + timedelta(weeks=self.weeks)

    def told_month(self, month: int) -> int:
        """The same of a month such as 202611."""
        return month + 100 * self.years


@dataclass(frozen=True)
class Months:
    """Whole calendar months, as 202601 to 202612, both counted."""

    first: int
    last: int


@dataclass(frozen=True)
class Days:
    """Days, both counted."""

    first: date
    last: date

    @property
    def months(self) -> list[int]:
        """The months that they lie in."""
        return [month_number(day) for day in firsts(self.first, self.last)]


def periods(from_on: date, until_on: date, by: Sequence[By]) -> tuple[Period, ...]:
    """The span that was asked for, and the one a year before it where the two shall stand beside each other.

    By week it is 52 weeks before, so that each weekday has its like. Otherwise the same dates; a month's last day has
    the last day of that month. What is told of 29 February stands with the 28th in a year that has no such day.
    """
    now = Period(NOW, from_on, until_on)
    if By.PERIOD not in by:
        return (now,)
    if By.WEEK in by:
        return now, Period(BEFORE, from_on - A_YEAR_OF_WEEKS, until_on - A_YEAR_OF_WEEKS, weeks=52)
    is_last = (until_on + A_DAY).month != until_on.month
    until = later(until_on + A_DAY, -1) - A_DAY if is_last else later(until_on, -1)
    # 29 February has nothing before it: the span begins with March.
    from_ = later(from_on + A_DAY, -1) if (from_on.month, from_on.day) == (2, 29) else later(from_on, -1)
    return now, Period(BEFORE, from_, until, years=1)


def later(day: date, years: int) -> date:
    """The same date so many years later; 29 February is the 28th where there is none."""
    if (day.month, day.day) == (2, 29):
        day = day - A_DAY if not _is_leap(day.year + years) else day
    return day.replace(year=day.year + years)


def pieces(from_on: date, until_on: date) -> list[Months | Days]:
    """The span as whole months, with the days before and after them."""
    first = from_on if from_on.day == 1 else next_month(from_on)
    after = until_on + A_DAY
    end = after.replace(day=1)
    if first >= end:
        return [Days(from_on, until_on)]
    found: list[Months | Days] = [Months(month_number(first), month_number(end - A_DAY))]
    if from_on < first:
        found.insert(0, Days(from_on, first - A_DAY))
    if end < after:
        found.append(Days(end, until_on))
    return found


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def firsts(from_on: date, until_on: date) -> Iterator[date]:
    """The first day of each month that the span touches."""
    day = from_on.replace(day=1)
    while day <= until_on:
        yield day
        day = next_month(day)


def code_of_day(by: By, *, is_season: bool) -> Callable[[date], str]:
    """How a day is told in that dimension. A season's months and weeks have no year: they stand beside each other."""
    return {
        By.DAY: date.isoformat,
        By.WEEK: _week_of_year if is_season else _week,
        By.MONTH: _month_of_year if is_season else _month,
        By.YEAR: _year,
        By.WEEKDAY: _weekday,
    }[by]


def code_of_month(by: By, *, is_season: bool) -> Callable[[int], str]:
    """How a month such as 202611 is told in that dimension."""
    if by is By.YEAR:
        return lambda month: str(month // 100)
    if is_season:
        return lambda month: f"{month % 100:02}"
    return lambda month: f"{month // 100}-{month % 100:02}"


def is_leap_day(code: str) -> bool:
    """Whether a day's code is that of 29 February."""
    return code.endswith("-02-29")


def year_of_week(day: date) -> str:
    """The year that a day's ISO week belongs to."""
    return f"{day.isocalendar().year:04}"


def hour_of(told: str) -> str:
    """The hour on the clock of a place, from its zone and a quarter in UTC: "Europe/Stockholm 2026-10-25 00:1"."""
    zone, day, quarter = told.split(" ")
    hour, number = quarter.split(":")
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    moment += timedelta(hours=int(hour), minutes=15 * int(number))
    return f"{moment.astimezone(ZoneInfo(zone)).hour:02}"


def members_of(by: By, from_on: date, until_on: date, language: str, *, is_season: bool) -> tuple[Member, ...]:
    """Every member of a dimension of time that the span touches, in order. Hours and weekdays are always all."""
    spoken_in = spoken(language)
    if by is By.HOUR:
        return tuple(Member(f"{hour:02}", f"{hour:02}–{hour + 1:02}") for hour in range(24))
    if by is By.WEEKDAY:
        return tuple(Member(str(number), name) for number, name in enumerate(WEEKDAYS[spoken_in], 1))
    if by is By.DAY:
        days = range((until_on - from_on).days + 1)
        codes = [(from_on + timedelta(days=number)).isoformat() for number in days]
        return tuple(Member(code, code) for code in codes)
    if by is By.WEEK:
        return _weeks(from_on, until_on, spoken_in, is_season=is_season)
    if by is By.YEAR:
        return tuple(Member(str(year), str(year)) for year in range(from_on.year, until_on.year + 1))
    months = MONTHS[spoken_in]
    found = list(firsts(from_on, until_on))
    if is_season:
        return tuple(Member(f"{month:02}", months[month - 1]) for month in sorted({day.month for day in found}))
    return tuple(Member(_month(day), f"{months[day.month - 1]} {day.year}") for day in found)


def cut(by: By, from_on: date, until_on: date, language: str) -> list[tuple[str, date | None, date | None]]:
    """The first and the last week, month or year of a span where it holds only some of their days.

    Of each its name, the day from which it is counted, and the day to which, where that is not its own first or last.
    """
    code = code_of_day(by, is_season=False)
    begins = from_on if code(from_on - A_DAY) == code(from_on) else None
    ends = until_on if code(until_on + A_DAY) == code(until_on) else None
    pieces = [(from_on, begins, None), (until_on, None, ends)]
    if code(from_on) == code(until_on):
        pieces = [(from_on, begins, ends)]
    return [
        (members_of(by, day, day, language, is_season=False)[0].name, first, last)
        for day, first, last in pieces
        if first or last
    ]


def weeks_years(from_on: date, until_on: date) -> tuple[Member, ...]:
    """The years that the span's weeks belong to."""
    years = range(from_on.isocalendar().year, until_on.isocalendar().year + 1)
    return tuple(Member(str(year), str(year)) for year in years)


def period_members(found: Sequence[Period], language: str) -> tuple[Member, ...]:
    """The spans, each by its days: whole years by their number alone."""
    return tuple(Member(period.code, _span_name(period, spoken(language))) for period in found)


def _span_name(period: Period, language: str) -> str:
    first, last = period.from_on, period.until_on
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return SPAN[language].format(first=first.isoformat(), last=last.isoformat())


def _weeks(from_on: date, until_on: date, language: str, *, is_season: bool) -> tuple[Member, ...]:
    monday = from_on - timedelta(days=from_on.weekday())
    mondays = [monday + timedelta(weeks=number) for number in range((until_on - monday).days // 7 + 1)]
    if is_season:
        numbers = sorted({day.isocalendar().week for day in mondays})
        return tuple(Member(f"W{week:02}", WEEK_OF_YEAR[language].format(week=week)) for week in numbers)
    iso = [day.isocalendar() for day in mondays]
    return tuple(
        Member(f"{week.year:04}-W{week.week:02}", WEEK[language].format(week=week.week, year=week.year)) for week in iso
    )


def _week(day: date) -> str:
    iso = day.isocalendar()
    return f"{iso.year:04}-W{iso.week:02}"


def _week_of_year(day: date) -> str:
    return f"W{day.isocalendar().week:02}"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _month_of_year(day: date) -> str:
    return f"{day.month:02}"


def _year(day: date) -> str:
    return f"{day.year:04}"


def _weekday(day: date) -> str:
    return str(day.isoweekday())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
