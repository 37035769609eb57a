"""Months as numbers: which follows which, when one is over, and which are counted together."""

from datetime import date

import pytest

from lendlib.rules.months import Stretch, first_day, last_day, last_settled, month_after, months, stretches

ALL = None
HERE, THERE = frozenset({1}), frozenset({2})


def test_months_follow_each_other_over_the_years() -> None:
    assert [month_after(202611), month_after(202612), month_after(202701, -1)] == [202612, 202701, 202612]
    assert [month_after(202611, 14), month_after(202602, -26)] == [202801, 202312]
    assert list(months(202611, 202702)) == [202611, 202612, 202701, 202702]
    assert list(months(202702, 202611)) == []


def test_a_month_has_its_own_last_day() -> None:
    assert (first_day(202802), last_day(202802)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert last_day(202612) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 30), 202610),
        (date(2026, 12, 1), 202610),
        (date(2026, 12, 2), 202611),
        (date(2027, 1, 1), 202611),
        (date(2027, 1, 2), 202612),
    ],
)
def test_a_month_is_over_when_it_ended_a_day_ago(today: date, month: int) -> None:
    assert last_settled(today) == month


def test_months_in_a_row_at_the_same_depots_are_counted_together() -> None:
    where = {202603: HERE, 202604: HERE, 202605: THERE}
    pending = {202611, 202612, 202701, *where}
    assert stretches(pending, where, 12) == [
        Stretch(202603, 202604, HERE),
        Stretch(202605, 202605, THERE),
        Stretch(202611, 202701, ALL),
    ]
    assert stretches(set(), {}, 12) == []


def test_too_many_pieces_are_one_at_all_depots() -> None:
    where = {202603: HERE, 202605: THERE}
    assert stretches({202611, *where}, where, 2) == [Stretch(202603, 202611, ALL)]
