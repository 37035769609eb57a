from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given, strategies

from lendlib.rules.calendar import (
    OpenDays,
    day_of,
    due_day,
    earliest_due_day,
    latest_due_day,
    month_number,
    next_open_day,
    open_between,
    renewed_due_day,
    undo_until,
)

EVENING = (time(16), time(19))
NOON = (time(11), time(14))
MONDAY, WEDNESDAY, SATURDAY = 0, 2, 5
CHRISTMAS = {date(2026, 12, 21) + timedelta(days=days): () for days in range(17)}
DEPOT = OpenDays({MONDAY: (EVENING,), WEDNESDAY: (NOON, EVENING), SATURDAY: (NOON,)}, {**CHRISTMAS})
NEVER = OpenDays({}, {})
ALWAYS = OpenDays(dict.fromkeys(range(7), (NOON,)), {})

days = strategies.dates(date(2020, 1, 1), date(2040, 12, 31))
depots = strategies.builds(
    OpenDays,
    strategies.dictionaries(
        strategies.integers(0, 6), strategies.sampled_from([(), (NOON,), (NOON, EVENING)])
    ),
    strategies.dictionaries(days, strategies.sampled_from([(), (NOON,)])),
)


def test_a_day_has_its_weekly_hours_unless_an_exception_replaces_them() -> None:
    sports_break = date(2027, 2, 23)
    depot = OpenDays(DEPOT.weekly, {sports_break: (NOON,), date(2027, 2, 24): ()})
    assert depot.hours_on(date(2027, 2, 22)) == (EVENING,)
    assert depot.hours_on(sports_break) == (NOON,)
    assert depot.hours_on(date(2027, 2, 24)) == ()
    assert depot.is_open(sports_break)
    assert not depot.is_open(date(2027, 2, 24))
    assert not depot.is_open(date(2027, 2, 25))


def test_a_loan_is_due_on_an_open_day() -> None:
    assert due_day(date(2026, 11, 23), 14, DEPOT) == date(2026, 12, 7)
    assert due_day(date(2026, 11, 22), 14, DEPOT) == date(2026, 12, 7)


def test_a_loan_due_at_christmas_is_due_after_it() -> None:
    assert due_day(date(2026, 12, 9), 14, DEPOT) == date(2027, 1, 9)
    assert undo_until(date(2026, 12, 19), DEPOT) == date(2027, 1, 9)


def test_a_loan_reaches_the_leap_day() -> None:
    assert due_day(date(2028, 2, 15), 14, ALWAYS) == date(2028, 2, 29)
    assert due_day(date(2027, 2, 15), 14, ALWAYS) == date(2027, 3, 1)


@pytest.mark.parametrize("change_of_clocks", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_change_of_clocks_is_one_day(change_of_clocks: date) -> None:
    assert due_day(change_of_clocks - timedelta(days=7), 7, ALWAYS) == change_of_clocks
    assert due_day(change_of_clocks, 1, ALWAYS) == change_of_clocks + timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_a_day_has_25_hours_in_october_and_23_in_march(moment: datetime, day: date) -> None:
    assert day_of(moment, "Europe/Stockholm") == day


def test_a_naive_moment_has_no_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        day_of(datetime(2026, 11, 23, 12), "Europe/Stockholm")


def test_an_unknown_zone_is_said() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        day_of(datetime(2026, 11, 23, 12, tzinfo=UTC), "Europe/Atlantis")


def test_a_depot_that_never_opens_still_gives_days() -> None:
    monday = date(2026, 11, 23)
    assert next_open_day(monday, NEVER) == monday
    assert due_day(monday, 14, NEVER) == date(2026, 12, 7)
    assert earliest_due_day(monday, NEVER) == monday
    assert undo_until(monday, NEVER) == date(2026, 11, 24)


def test_a_loan_lasts_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="a day at least"):
        due_day(date(2026, 11, 23), 0, DEPOT)


def test_a_renewal_counts_from_today() -> None:
    due_on = date(2026, 11, 23)
    assert renewed_due_day(due_on, date(2026, 11, 25), 14, DEPOT) == date(2026, 12, 9)


def test_a_renewal_never_shortens_a_loan() -> None:
    after_christmas = date(2027, 1, 9)
    assert renewed_due_day(after_christmas, date(2026, 11, 25), 14, DEPOT) == after_christmas


def test_a_month_is_written_as_a_number() -> None:
    assert month_number(date(2026, 10, 25)) == 202610
    assert month_number(date(2027, 3, 1)) == 202703


@pytest.mark.parametrize("spans", [((time(12), time(12)),), ((time(18), time(16)),)])
def test_hours_that_end_before_they_begin_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="end after they begin"):
        OpenDays({MONDAY: spans}, {})
    with pytest.raises(ValueError, match="end after they begin"):
        OpenDays({}, {date(2026, 11, 23): spans})


def test_an_eighth_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        OpenDays({7: (NOON,)}, {})


@given(days, strategies.integers(1, 60), depots)
def test_the_choice_of_due_day_is_never_empty(lent_on: date, loan_days: int, depot: OpenDays) -> None:
    earliest, latest = earliest_due_day(lent_on, depot), latest_due_day(lent_on, loan_days, depot)
    assert earliest <= due_day(lent_on, loan_days, depot) <= latest
    assert latest >= lent_on + timedelta(days=loan_days)


@given(days, depots)
def test_no_open_day_is_passed_over(day: date, depot: OpenDays) -> None:
    found = next_open_day(day, depot)
    assert found >= day
    assert not any(depot.is_open(day + timedelta(days=before)) for before in range((found - day).days))
    assert undo_until(day, depot) > day


def test_the_open_days_of_a_span_are_named_in_order() -> None:
    first, last = date(2027, 2, 22), date(2027, 3, 1)
    assert open_between(first, last, DEPOT) == [first, date(2027, 2, 24), date(2027, 2, 27), last]
    assert open_between(first, last, NEVER) == open_between(last, first, ALWAYS) == []
