from datetime import UTC, datetime, time, timedelta

from hypothesis import given, strategies

from lendlib.rules.windows import Window, is_wide

SWEDEN = "Europe/Stockholm"
DAY = Window(time(9), time(19), SWEDEN)


def utc(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_letters_go_by_the_depots_own_clock() -> None:
    assert DAY.is_open(utc(11, 23, 8)) and not DAY.is_open(utc(11, 23, 7, 59)), "nine in Sweden is eight in winter"
    assert DAY.is_open(utc(7, 1, 7)) and not DAY.is_open(utc(7, 1, 17)), "and seven in summer; seven o'clock is over"
    assert Window(time(9), time(19), "Asia/Tokyo").is_open(utc(11, 23, 0))


def test_what_comes_too_early_or_too_late_waits_for_nine() -> None:
    assert DAY.next_moment(utc(11, 23, 12)) == utc(11, 23, 12)
    assert DAY.next_moment(utc(11, 23, 4)) == utc(11, 23, 8)
    assert DAY.next_moment(utc(11, 23, 18)) == utc(11, 24, 8)


def test_nine_is_nine_after_nights_of_another_length() -> None:
    assert DAY.next_moment(utc(10, 24, 18)) == utc(10, 25, 8), "15 hours later: the night has one more"
    assert DAY.next_moment(utc(3, 27, 19, year=2027)) == utc(3, 28, 7, year=2027), "and in spring one less"
    assert DAY.next_moment(utc(2, 28, 19, year=2028)) == utc(2, 29, 8, year=2028)


def test_a_window_in_an_hour_that_is_left_out_opens_the_next_day() -> None:
    night = Window(time(2), time(3), SWEDEN)
    assert night.next_moment(utc(3, 27, 12, year=2027)) == utc(3, 29, 0, year=2027)


def test_a_window_that_begins_in_the_hour_left_out_opens_when_that_hour_is_over() -> None:
    over = utc(3, 26, 1, year=2028)
    for begins, ends in ((time(2, 10), time(4)), (time(2, 30), time(3, 30))):
        assert Window(begins, ends, SWEDEN).next_moment(utc(3, 25, 3, year=2028)) == over


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    late = Window(time(2, 30), time(4), SWEDEN)
    assert late.next_moment(utc(10, 25, 0, 40)) == utc(10, 25, 0, 40)
    assert late.next_moment(utc(10, 25, 1, 10)) == utc(10, 25, 1, 30), "ten past two, the second time"


@given(
    strategies.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=strategies.just(UTC)),
    strategies.times(),
    strategies.times(),
)
def test_a_moment_is_found_for_every_window_and_none_before_it(now: datetime, one: time, other: time) -> None:
    begins, ends = sorted((one.replace(second=0, microsecond=0, fold=0), other.replace(microsecond=0, fold=0)))
    if not is_wide(begins, ends):
        return
    window = Window(begins, ends, SWEDEN)
    moment = window.next_moment(now)
    assert now <= moment <= now + timedelta(hours=49) and window.is_open(moment)
    steps = (now + timedelta(minutes=7 * n) for n in range(int((moment - now) / timedelta(minutes=7))))
    assert moment == now or not any(window.is_open(step) for step in steps)


def test_a_window_is_an_hour_at_least() -> None:
    assert is_wide(time(9), time(10)) and not is_wide(time(9, 1), time(10)) and not is_wide(time(19), time(9))
