"""When a letter is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from lendlib.rules.outbox import LONGEST_REST, MOST_TRIES, rest_after, wait_after

MINUTES = [5, 10, 20, 40, 80, 160, 320, *[480] * 8]


def test_waits_double_up_to_eight_hours() -> None:
    assert [wait_after(tries, 0.5) for tries in range(1, MOST_TRIES)] == [timedelta(minutes=m) for m in MINUTES]


def test_the_last_try_comes_about_three_days_after_the_first() -> None:
    for chance in (0.0, 0.999):
        total = sum((wait_after(tries, chance) for tries in range(1, MOST_TRIES)), timedelta())
        assert timedelta(days=2) < total < timedelta(days=4)


@given(tries=some.integers(1, 10_000), chance=some.floats(0, 1, exclude_max=True))
def test_chance_spreads_a_wait_by_a_quarter(tries: int, chance: float) -> None:
    usual = wait_after(tries, 0.5)
    assert 0.75 * usual <= wait_after(tries, chance) <= 1.25 * usual


def test_a_channel_rests_longer_and_longer() -> None:
    rests = [rest_after(troubles) for troubles in range(1, 8)]
    assert rests[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)] and set(rests[4:]) == {LONGEST_REST}
