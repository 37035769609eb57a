"""Whole months and the days around them, the year before, weeks, hours of two nights, and what each is called."""

from datetime import date

import pytest

from lendlib.rules.statistics_times import (
    Days,
    Months,
    code_of_day,
    cut,
    hour_of,
    later,
    members_of,
    periods,
    pieces,
)
from lendlib.rules.vocabulary_statistics import By


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ((2026, 1, 1), (2026, 12, 31), [Months(202601, 202612)]),
        ((2026, 1, 2), (2026, 3, 30), [Days(date(2026, 1, 2), date(2026, 1, 31)), Months(202602, 202602),
                                       Days(date(2026, 3, 1), date(2026, 3, 30))]),
        ((2026, 1, 2), (2026, 1, 31), [Days(date(2026, 1, 2), date(2026, 1, 31))]),
        ((2026, 1, 31), (2026, 2, 1), [Days(date(2026, 1, 31), date(2026, 2, 1))]),
        ((2026, 1, 1), (2026, 1, 30), [Days(date(2026, 1, 1), date(2026, 1, 30))]),
        ((2026, 12, 1), (2027, 1, 1), [Months(202612, 202612), Days(date(2027, 1, 1), date(2027, 1, 1))]),
        ((2028, 2, 1), (2028, 2, 29), [Months(202802, 202802)]),
        ((2028, 2, 1), (2028, 2, 28), [Days(date(2028, 2, 1), date(2028, 2, 28))]),
        ((2026, 5, 5), (2026, 5, 5), [Days(date(2026, 5, 5), date(2026, 5, 5))]),
    ],
)  # fmt: skip
def test_a_span_is_whole_months_and_the_days_around(
    first: tuple[int, int, int], last: tuple[int, int, int], found: list[Months | Days]
) -> None:
    assert pieces(date(*first), date(*last)) == found


def test_days_name_the_months_that_they_lie_in() -> None:
    assert Days(date(2026, 11, 30), date(2027, 1, 1)).months == [202611, 202612, 202701]


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((2026, 1, 1), (2026, 12, 31), ((2025, 1, 1), (2025, 12, 31))),
        ((2029, 2, 1), (2029, 2, 28), ((2028, 2, 1), (2028, 2, 29))),
        ((2028, 2, 1), (2028, 2, 29), ((2027, 2, 1), (2027, 2, 28))),
        ((2028, 2, 29), (2028, 3, 5), ((2027, 3, 1), (2027, 3, 5))),
        ((2028, 1, 5), (2028, 2, 28), ((2027, 1, 5), (2027, 2, 28))),
    ],
)
def test_the_year_before_has_the_same_dates_and_months_whole(
    first: tuple[int, int, int], last: tuple[int, int, int], before: tuple[tuple[int, int, int], tuple[int, int, int]]
) -> None:
    found = periods(date(*first), date(*last), (By.DAY, By.PERIOD))[1]
    assert (found.from_on, found.until_on) == (date(*before[0]), date(*before[1]))


def test_each_day_before_stands_with_one_of_the_span() -> None:
    """Whatever the span, no day that was counted falls outside of it."""
    for first, last in ((date(2028, 2, 29), date(2028, 12, 31)), (date(2029, 2, 27), date(2029, 3, 1))):
        before = periods(first, last, (By.DAY, By.PERIOD))[1]
        days = [date.fromordinal(n) for n in range(before.from_on.toordinal(), before.until_on.toordinal() + 1)]
        assert {first <= before.told(day) <= last for day in days} == {True}
    assert later(date(2028, 2, 29), 1) == date(2029, 2, 28) and later(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_weeks_are_those_of_iso() -> None:
    of_day = code_of_day(By.WEEK, is_season=False)
    assert [of_day(date(2027, 1, 3)), of_day(date(2027, 1, 4)), of_day(date(2024, 12, 30))] == [
        "2026-W53", "2027-W01", "2025-W01"
    ]  # fmt: skip
    names = [one.name for one in members_of(By.WEEK, date(2026, 12, 31), date(2027, 1, 4), "sv", is_season=False)]
    assert names == ["vecka 53, 2026", "vecka 1, 2027"]


@pytest.mark.parametrize(
    ("told", "hour"),
    [
        ("Europe/Stockholm 2026-10-25 00:3", "02"),
        ("Europe/Stockholm 2026-10-25 01:0", "02"),
        ("Europe/Stockholm 2026-10-25 02:0", "03"),
        ("Europe/Stockholm 2027-03-28 00:3", "01"),
        ("Europe/Stockholm 2027-03-28 01:0", "03"),
        ("Asia/Kathmandu 2026-11-23 11:1", "17"),
        ("America/St_Johns 2026-11-23 03:2", "00"),
    ],
)
def test_an_hour_is_read_on_the_clock_of_the_place(told: str, hour: str) -> None:
    assert hour_of(told) == hour


def test_members_of_time_are_all_there_in_order() -> None:
    span = date(2026, 11, 30), date(2027, 1, 1)
    codes = {by: [one.code for one in members_of(by, *span, "en", is_season=False)] for by in _TIMES}
    assert codes[By.MONTH] == ["2026-11", "2026-12", "2027-01"] and codes[By.YEAR] == ["2026", "2027"]
    assert len(codes[By.DAY]) == 33 and codes[By.HOUR][-1] == "23" and codes[By.WEEKDAY] == list("1234567")
    assert members_of(By.MONTH, *span, "sv", is_season=False)[0].name == "november 2026"
    assert [one.code for one in members_of(By.MONTH, *span, "sv", is_season=True)] == ["01", "11", "12"]
    ordinals = span[0].toordinal(), span[1].toordinal() + 1
    for by in _TIMES - {By.HOUR, By.WEEKDAY}:
        told = {code_of_day(by, is_season=False)(date.fromordinal(n)) for n in range(*ordinals)}
        assert told == set(codes[by]), by


_TIMES = {By.DAY, By.WEEK, By.MONTH, By.YEAR, By.WEEKDAY, By.HOUR}


def test_the_first_and_the_last_period_say_which_days_of_them_are_counted() -> None:
    march, may = date(2026, 3, 15), date(2026, 5, 10)
    assert cut(By.MONTH, march, may, "en") == [("March 2026", march, None), ("May 2026", None, may)]
    assert cut(By.YEAR, march, may, "sv") == [("2026", march, may)]
    monday, wednesday = date(2026, 11, 23), date(2026, 11, 25)
    assert cut(By.WEEK, march, may, "en") == [("week 11, 2026", march, None)], "a Sunday; the other ends its week"
    assert cut(By.WEEK, monday, wednesday, "sv") == [("vecka 48, 2026", None, wednesday)]
    assert cut(By.WEEK, date(2027, 1, 1), date(2027, 1, 10), "en") == [("week 53, 2026", date(2027, 1, 1), None)]
    assert cut(By.MONTH, date(2026, 2, 1), date(2026, 2, 28), "en") == []
    assert cut(By.YEAR, date(2024, 3, 15), date(2025, 12, 31), "en") == [("2024", date(2024, 3, 15), None)]
