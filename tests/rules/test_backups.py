"""Which night's backup is owed, what its file is called, and which files are kept for how long."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from lendlib.rules.backups import LONGEST_DAYS, day_named, file_name, owed_on, to_keep

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST = date(2026, 10, 1)


def walk(days: int, missed: frozenset[int] = frozenset()) -> list[tuple[date, set[date]]]:
    """What lies in the folder after each of so many nights; some have none."""
    kept: set[date] = set()
    after = []
    for number in range(days):
        today = FIRST + timedelta(number)
        if number not in missed:
            kept = to_keep(kept | {today}, today)
            after.append((today, kept))
    return after


def test_seven_days_and_four_weeks_are_kept_and_none_longer_than_is_told() -> None:
    for today, kept in walk(120)[40:]:
        assert {today - timedelta(back) for back in range(7)} <= kept
        assert len(kept) == 11
        assert max((today - day).days for day in kept) < LONGEST_DAYS
        weeks = sorted({day.isocalendar()[:2] for day in kept})
        assert len(weeks) == 5, "four whole weeks before this one have a backup each"


@any_of(st.frozensets(st.integers(0, 99)))
def test_whatever_nights_are_missed_the_newest_is_kept_and_no_more_than_eleven(missed: frozenset[int]) -> None:
    for today, kept in walk(100, missed):
        assert today in kept and len(kept) <= 11
        assert max((today - day).days for day in kept) < LONGEST_DAYS


def test_a_file_of_a_day_to_come_is_kept() -> None:
    assert to_keep({FIRST, FIRST + timedelta(400)}, FIRST) == {FIRST, FIRST + timedelta(400)}


def test_a_name_tells_its_day_and_whose_it_is() -> None:
    name = file_name("0a1b2c3d", FIRST)
    assert name == "lendlib-0a1b2c3d-2026-10-01.tar"
    assert day_named("0a1b2c3d", name) == FIRST


@pytest.mark.parametrize(
    "name",
    [
        "lendlib-ffffffff-2026-10-01.tar",
        "lendlib-0a1b2c3d-2026-10-01.tar.old",
        "lendlib-0a1b2c3d-20261001.tar",
        "lendlib-0a1b2c3d-2026-13-01.tar",
        "lendlib-0a1b2c3d-.tar",
        "2026-10-01",
        "2026-10-01.tar",
        "depot-2026-10-01.tar",
    ],
)
def test_what_lendlib_did_not_name_has_no_day(name: str) -> None:
    assert day_named("0a1b2c3d", name) is None


def test_from_the_hour_on_todays_is_owed_and_yesterdays_before() -> None:
    assert owed_on(datetime(2026, 11, 25, 3, 59, tzinfo=STOCKHOLM), 4) == date(2026, 11, 24)
    assert owed_on(datetime(2026, 11, 25, 4, 0, tzinfo=STOCKHOLM), 4) == date(2026, 11, 25)
    assert owed_on(datetime(2026, 11, 25, 0, 0, tzinfo=STOCKHOLM), 0) == date(2026, 11, 25)


@pytest.mark.parametrize(("changes", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23)])
@pytest.mark.parametrize("hour", [hour for hour in range(24) if hour != 2])
def test_each_day_of_a_change_of_clocks_is_owed_once_and_never_taken_back(changes: date, hours: int, hour: int) -> None:
    begin = datetime.combine(changes, datetime.min.time(), STOCKHOLM).astimezone(UTC)
    seen = [owed_on((begin + timedelta(minutes=10 * n)).astimezone(STOCKHOLM), hour) for n in range(6 * (hours + 24))]
    assert seen == sorted(seen)
    assert set(seen) >= {changes, changes + timedelta(1)}
