from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies

from lendlib.rules.notices import (
    OF_A_DAY,
    SENTENCES,
    USUAL,
    Schedule,
    Sending,
    Why,
    due_spans,
    is_told_by_then,
    later_than,
    notice_day,
    notice_owed,
    schedule_from,
)
from lendlib.rules.vocabulary_reminders import NoticeKind

DUE = date(2026, 12, 7)
BEFORE, TODAY, LATE, LATER, LATEST = OF_A_DAY
OFF = Sending(False)


def owed_after(days: int, schedule: Schedule = USUAL, parked_on: date | None = None) -> NoticeKind | None:
    return notice_owed(DUE, DUE + timedelta(days), schedule, parked_on)


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        (-400, -3, None),
        (-2, -1, BEFORE),
        (0, 0, TODAY),
        (1, 2, None),
        (3, 9, LATE),
        (10, 29, LATER),
        (30, 60, LATEST),
        (61, 400, None),
    ],
)
def test_each_day_has_the_letter_that_is_true_on_it(first: int, last: int, kind: NoticeKind | None) -> None:
    assert {owed_after(days) for days in range(first, last + 1)} == {kind}


def test_what_is_off_leaves_its_days_to_the_one_before_it_only_where_that_stays_true() -> None:
    assert owed_after(12, replace(USUAL, later=OFF)) is LATE
    assert owed_after(0, replace(USUAL, due_today=OFF)) is None
    assert owed_after(3, replace(USUAL, late=OFF)) is None
    calls_early = replace(USUAL, later=OFF, latest=OFF)
    assert (owed_after(33, calls_early), owed_after(34, calls_early)) == (LATE, None)
    assert all(owed_after(days, replace(USUAL, **dict.fromkeys(OF_A_DAY, OFF))) is None for days in range(-9, 99))


def test_what_was_owed_when_a_backup_was_made_is_not_owed_and_what_came_before_it_neither() -> None:
    parked_on = DUE + timedelta(10)
    assert owed_after(10, parked_on=parked_on) is None
    assert owed_after(29, parked_on=parked_on) is None
    assert owed_after(30, parked_on=parked_on) is LATEST
    assert owed_after(10, parked_on=parked_on - timedelta(1)) is LATER


schedules = strategies.builds(
    lambda on, before, first, *more: Schedule(
        before_due=Sending(on[0], before),
        due_today=Sending(on[1]),
        late=Sending(on[2], first),
        later=Sending(on[3], first + more[0]),
        latest=Sending(on[4], first + more[0] + more[1]),
    ),
    strategies.lists(strategies.booleans(), min_size=5, max_size=5),
    *[strategies.integers(1, 40)] * 4,
)


@given(schedules, strategies.integers(-50, 200), strategies.integers(-60, 200) | strategies.none())
def test_spans_never_meet_and_say_what_the_plain_rule_says(
    schedule: Schedule, days: int, parked: int | None
) -> None:
    today, parked_on = DUE + timedelta(days), None if parked is None else DUE + timedelta(parked)
    spans = due_spans(today, schedule, parked_on)
    assert all(one.first > other.last for one, other in pairwise(spans))
    sent = [kind for kind in OF_A_DAY if schedule.of(kind).is_on]
    come = [kind for kind in sent if notice_day(kind, DUE, schedule) <= today]
    latest = come[-1] if come else None
    if latest:
        day = notice_day(latest, DUE, schedule)
        is_over = (latest is BEFORE and days >= 0) or (latest is TODAY and days > 0)
        is_for_the_phone = latest is sent[-1] and today > day + timedelta(30)
        if is_over or is_for_the_phone or (parked_on and day <= parked_on):
            latest = None
    assert notice_owed(DUE, today, schedule, parked_on) is latest


def test_a_day_that_was_told_lately_is_not_announced_again() -> None:
    assert is_told_by_then(BEFORE, DUE, DUE - timedelta(2), USUAL)
    assert not is_told_by_then(BEFORE, DUE, DUE - timedelta(3), USUAL)
    assert is_told_by_then(TODAY, DUE, DUE, USUAL) and not is_told_by_then(TODAY, DUE, DUE - timedelta(1), USUAL)
    assert not is_told_by_then(LATE, DUE, DUE + timedelta(9), USUAL)


def test_a_later_letter_takes_the_place_of_earlier_ones() -> None:
    assert later_than(LATE) == (LATER, LATEST) and later_than(LATEST) == () == later_than(NoticeKind.THANKS)
    assert later_than(NoticeKind.RECEIPT) == (NoticeKind.DUE_MOVED, *OF_A_DAY)


def test_a_depot_says_only_what_it_does_otherwise() -> None:
    own = schedule_from([("late", True, 5), ("thanks", True, 0)])
    assert own == replace(USUAL, late=Sending(True, 5), thanks=Sending(True, 0))
    assert schedule_from([]) == USUAL and not USUAL.thanks.is_on


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Why)
