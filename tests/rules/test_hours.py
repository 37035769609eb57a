from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies

from lendlib.rules.hours import (
    LONGEST_STEP,
    Differing,
    HoursBackwards,
    NotATime,
    SpanBackwards,
    SpanTooLong,
    as_spans,
    check_hours,
    days_of_span,
    overlapping,
    read_time,
)

MORNING, NOON, EVENING = (time(9), time(12)), (time(11), time(14)), (time(16), time(19))
days = strategies.dates(date(2026, 1, 1), date(2028, 12, 31))
times = strategies.times().map(lambda at: at.replace(second=0, microsecond=0))
spans = strategies.tuples(times, times).filter(lambda span: span[0] < span[1])
differing = strategies.lists(
    strategies.builds(
        Differing, days, strategies.sampled_from([(), (MORNING,), (NOON,)]), strategies.sampled_from(["", "sportlov"])
    ),
    unique_by=lambda one: one.day,
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        *((text, time(9, 0)) for text in ("9", "09", " 9 ", "9.00", "9:00", "09:00", "0900")),
        *((text, time(9, 30)) for text in ("9.30", "9:30", "09.30", "0930")),
        ("0", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, at: time) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize("text", ["", "24", "25:00", "9:60", "-1", "9:3", "930", "nine", "9-18", "9:30:00", "٩", "1e1"])
def test_what_is_no_time_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(NotATime) as no:
        read_time(text)
    assert no.value.values == {"text": text}


@given(times)
def test_a_written_time_is_read_as_itself(at: time) -> None:
    for pattern in ("%H:%M", "%H.%M", "%H%M"):
        assert read_time(at.strftime(pattern)) == at


def test_hours_run_forwards() -> None:
    assert check_hours(*MORNING) == MORNING
    for opens, closes in ((time(12), time(12)), (time(18), time(9))):
        with pytest.raises(HoursBackwards):
            check_hours(opens, closes)


def test_spans_that_touch_do_not_overlap() -> None:
    assert overlapping([MORNING, (time(12), time(13)), EVENING]) is None
    assert overlapping([MORNING, NOON]) == 1
    assert overlapping([NOON, EVENING, MORNING]) == 0
    assert overlapping([MORNING, MORNING]) == 1


@given(strategies.lists(spans, max_size=5))
def test_spans_overlap_when_a_minute_lies_in_two(found: list[tuple[time, time]]) -> None:
    minutes = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    shared = any(sum(opens <= at < closes for opens, closes in found) > 1 for at in minutes)
    assert (overlapping(found) is not None) == shared


def test_a_span_of_days_knows_its_weekdays_over_changes_of_clocks_and_a_leap_day() -> None:
    autumn = days_of_span(date(2026, 10, 24), date(2026, 10, 26))
    assert autumn == [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]
    assert days_of_span(date(2027, 3, 27), date(2027, 3, 29), [6]) == [date(2027, 3, 28)]
    assert len(days_of_span(date(2028, 2, 28), date(2028, 3, 1))) == 3
    assert len(days_of_span(date(2028, 1, 1), date(2028, 12, 31))) == 366
    with pytest.raises(SpanBackwards):
        days_of_span(date(2028, 3, 1), date(2028, 2, 29))
    with pytest.raises(SpanTooLong):
        days_of_span(date(2028, 1, 1), date(2029, 1, 1))


@given(days, strategies.integers(0, 365), strategies.sets(strategies.integers(0, 6)))
def test_a_span_holds_each_day_of_its_weekdays_once(first: date, ahead: int, weekdays: set[int]) -> None:
    last = first + timedelta(days=ahead)
    found = days_of_span(first, last, weekdays)
    assert found == sorted(set(found))
    assert all(first <= day <= last and day.weekday() in weekdays for day in found)
    assert len(days_of_span(first, last)) == ahead + 1


def test_a_week_of_school_holidays_is_one_span_over_the_weekend() -> None:
    break_days = [date(2027, 2, day) for day in (8, 9, 10, 11, 12, 15, 16)]
    (span,) = as_spans(Differing(day, (MORNING,), "sportlov") for day in reversed(break_days))
    assert (span.first, span.last, list(span.days)) == (break_days[0], break_days[-1], break_days)


@given(differing)
def test_spans_hold_every_day_once_and_no_step_is_longer_than_a_weekend(found: list[Differing]) -> None:
    told = as_spans(found)
    assert [day for span in told for day in span.days] == sorted(one.day for one in found)
    known = {one.day: one for one in found}
    for span in told:
        assert all((known[day].hours, known[day].reason) == (span.hours, span.reason) for day in span.days)
        assert all(after - before <= LONGEST_STEP for before, after in pairwise(span.days))
    for before, after in pairwise(told):
        assert (before.hours, before.reason) != (after.hours, after.reason) or after.first - before.last > LONGEST_STEP
