"""When people borrow: the year's season, the sports break, and the days that a depot is open or shut."""

from datetime import date, time, timedelta
from functools import cache

from lendlib.demo.places import Place
from lendlib.rules.calendar import Hours, OpenDays

A_DAY = timedelta(1)
DAYS_AHEAD = 430
# Loans a day and month, the sports break aside; together with it, February is a fifth to a quarter of the year.
MONTHS = (1.6, 2.0, 1.2, 0.6, 0.75, 0.8, 0.85, 0.7, 0.5, 0.45, 0.5, 1.0)
WINTER_SHARE = (0.94, 0.95, 0.88, 0.35, 0.03, 0.0, 0.0, 0.0, 0.03, 0.15, 0.5, 0.85)
SPORTS_BREAK_WEEK = 9
AUTUMN_BREAK_WEEK = 44
BREAK_FACTOR = 2.5
MOST_FACTOR = 1.33
BREAK_WEEKDAYS = (1.45, 1.1, 0.95, 0.9, 0.9, 0.8, 0.8)
OPEN_HOUSE = "Öppet hus"


def easter_day(year: int) -> date:
    """Easter Sunday (Gregorian; the algorithm of Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    lunar = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    solar = (32 + 2 * (century % 4) + 2 * (in_century // 4) - lunar - in_century % 4) % 7
    late = (golden + 11 * lunar + 22 * solar) // 451
    month, day = divmod(lunar + solar - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def closings(year: int) -> dict[date, str]:
    """The days of a year on which every depot is shut, and why."""
    easter = easter_day(year)
    midsummer = date(year, 6, 20) + timedelta((5 - date(year, 6, 20).weekday()) % 7)
    shut = dict.fromkeys((date(year, 12, day) for day in range(23, 27)), "Jul")
    shut |= {date(year, 12, 31): "Nyår", date(year, 1, 1): "Nyår", date(year, 1, 6): "Trettondedag jul"}
    shut |= {easter - 2 * A_DAY: "Påsk", easter - A_DAY: "Påsk", easter: "Påsk", easter + A_DAY: "Påsk"}
    shut |= {date(year, 5, 1): "Första maj", easter + 39 * A_DAY: "Kristi himmelsfärd"}
    shut |= {date(year, 6, 6): "Nationaldagen"}
    return shut | {midsummer - A_DAY: "Midsommar", midsummer: "Midsommar"}


def exceptions(place: Place, first: date, today: date, open_until: time) -> dict[date, tuple[tuple[Hours, ...], str]]:
    """A place's dated exceptions, with their reasons: school breaks, feasts, summer; and today, which is always open.

    `open_until` is the hour that today's opening must reach at least.
    """
    found: dict[date, tuple[tuple[Hours, ...], str]] = {}
    day = first
    while day <= today + timedelta(DAYS_AHEAD):
        _, week, weekday = day.isocalendar()
        if week in (SPORTS_BREAK_WEEK, AUTUMN_BREAK_WEEK) and weekday <= (6 if place.share > 0.4 else 5):
            hours = ((time(10), time(18)),) if place.parent is None else ((time(12), time(17)),)
            if place.parent is None or weekday in (1, 3):
                found[day] = (hours, "Sportlov" if week == SPORTS_BREAK_WEEK else "Höstlov")
        reason = closings(day.year).get(day)
        reason = reason or ("Sommarstängt" if place.is_closed_in_july and day.month == 7 else None)
        if reason and (place.weekly.get(day.weekday()) or day in found):
            found[day] = ((), reason)
        day += A_DAY
    found.setdefault(today, (place.weekly.get(today.weekday(), ()), OPEN_HOUSE))
    found[today] = (_hours_around(found[today][0], open_until), OPEN_HOUSE)
    return found


def _hours_around(hours: tuple[Hours, ...], moment: time) -> tuple[Hours, ...]:
    """Hours that hold the last two hours before a moment, and the usual ones."""
    opens, closes = hours[0] if hours else (time(10), time(18))
    start = moment.replace(hour=moment.hour - 2, minute=0) if moment.hour >= 2 else time(0)
    return ((min(opens, start), max(closes, time(min(moment.hour + 2, 23), 59 if moment.hour > 21 else 0))),)


def demand(day: date) -> float:
    """How much is asked for on a day, whether or not anybody is open."""
    _, week, weekday = day.isocalendar()
    usual = MONTHS[day.month - 1]
    if week == SPORTS_BREAK_WEEK:
        return max(usual, MONTHS[1]) * BREAK_FACTOR * BREAK_WEEKDAYS[weekday - 1]
    return usual


def weights(open_days: OpenDays, first: date, today: date) -> dict[date, float]:
    """What each open day carries: its week's demand, shared by the open days of that week.

    A day takes a third more than usual at most: in Christmas week, what doesn't fit stays at home.
    """
    usual = 7 / max(len(open_days.weekly), 1)
    shared: dict[date, float] = {}
    monday = first - timedelta(first.weekday())
    while monday <= today:
        week = [monday + timedelta(n) for n in range(7)]
        within = [day for day in week if first <= day <= today]
        is_open = [day for day in within if open_days.is_open(day)]
        total = sum(demand(day) for day in within)
        parts = [demand(day) for day in is_open]
        for day, part in zip(is_open, parts, strict=True):
            shared[day] = min(total / sum(parts), MOST_FACTOR * usual) * part
        monday += timedelta(7)
    return shared


def quotas(shared: dict[date, float], loans: float) -> dict[date, int]:
    """So many loans a day that together they are the wanted number, without a drift from rounding."""
    scale, planned, carried = loans / (sum(shared.values()) or 1), {}, 0.5
    for day, weight in shared.items():
        carried += weight * scale
        planned[day] = int(carried)
        carried -= planned[day]
    return planned
