from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies

from lendlib.rules.holidays_of_sweden import holiday_names, holidays_of_sweden

YEARS = strategies.integers(2024, 2060)
BY_LAW = 13


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule (Meeus, Jones, Butcher)."""
    golden, century, place = year % 19, year // 100, year % 100
    leap = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (place // 4) - leap - place % 4) % 7
    late = (golden + 11 * leap + 22 * week) // 451
    month, day = divmod(leap + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def free_days(year: int) -> dict[str, date]:
    """Each holiday's day by its name; two may fall on one day, as in 2049."""
    known = holidays_of_sweden(date(year, 1, 1), date(year, 12, 31), "sv")
    return {name: one.day for one in known if one.is_free for name in one.name.split("; ")}


@settings(deadline=None)
@given(YEARS)
def test_a_year_holds_its_holidays_and_eves(year: int) -> None:
    days, sunday = free_days(year), easter(year)
    assert days["Nyårsdagen"] == date(year, 1, 1)
    assert days["Långfredagen"] == sunday - timedelta(2)
    assert days["Annandag påsk"] == sunday + timedelta(1)
    assert days["Kristi himmelsfärdsdag"] == sunday + timedelta(39)
    assert days["Nationaldagen"] == date(year, 6, 6)
    assert (days["Midsommarafton"].weekday(), days["Midsommarafton"].month) == (4, 6)
    assert days["Midsommardagen"] - days["Midsommarafton"] == timedelta(1)
    assert 19 <= days["Midsommarafton"].day <= 25
    assert days["Alla helgons dag"].weekday() == 5
    assert {days["Julafton"], days["Juldagen"], days["Nyårsafton"]} == {
        date(year, 12, 24),
        date(year, 12, 25),
        date(year, 12, 31),
    }
    assert len(days) >= BY_LAW


@settings(deadline=None)
@given(YEARS)
def test_every_language_names_the_same_days(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    swedish, english = (holiday_names(first, last, language) for language in ("sv", "en"))
    assert swedish.keys() == english.keys()
    assert holiday_names(first, last, "ar") == english
    assert not any("(" in name for name in (*swedish.values(), *english.values()))


@settings(deadline=None)
@given(strategies.dates(date(2024, 1, 1), date(2050, 1, 1)), strategies.integers(0, 400))
def test_days_outside_are_left_out_and_the_rest_is_in_order(first: date, ahead: int) -> None:
    last = first + timedelta(days=ahead)
    found = [one.day for one in holidays_of_sweden(first, last, "sv")]
    assert found == sorted(set(found)) and all(first <= day <= last for day in found)


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2027, 3, 28), "Easter Sunday"), (date(2026, 12, 24), "Christmas Eve"), (date(2027, 6, 25), "Midsummer Eve")],
)
def test_a_change_of_clocks_may_be_a_holiday(day: date, name: str) -> None:
    assert holiday_names(day, day, "en") == {day: name}


def test_a_plain_day_and_a_leap_day_are_none() -> None:
    assert holiday_names(date(2026, 10, 25), date(2026, 10, 25), "sv") == {}
    assert holiday_names(date(2028, 2, 28), date(2028, 3, 1), "sv") == {}
