"""The week of a depot, changed under loans that are out, on both databases."""

from datetime import time, timedelta

import pytest

from lendlib.operations import days, days_touched, hours
from lendlib.rules.errors import NotFound
from lendlib.rules.hours import HoursBackwards, HoursOverlap
from tests import given
from tests.ground.looking import due_changes, loan_of

FORTNIGHT = timedelta(14)
DAY = timedelta(1)
LATE = ((time(15), time(20)),)


def without(weekday: int) -> hours.Week:
    return {day: spans for day, spans in given.WEEK.items() if day != weekday}


def test_a_weekday_that_is_closed_moves_its_last_days(counter: given.Counter) -> None:
    ball, skis, late = (counter.item() for _ in range(3))
    counter.now -= 15 * DAY
    counter.lends(late)
    counter.now += 15 * DAY
    counter.lends(ball)
    counter.later(days=1)
    counter.lends(skis)
    monday = counter.today - DAY + FORTNIGHT
    (move,) = hours.look_at_week(counter.act(), without(0))
    assert (move.from_on, move.to_on, move.loans) == (monday, monday + DAY, 1)
    done = hours.change_week(counter.act(), without(0))
    assert done.result == {"loans": 1}
    loan = loan_of(counter.session, ball)
    assert loan.due_on == loan_of(counter.session, skis).due_on == monday + DAY
    assert due_changes(counter.session, loan.id) == [(monday, monday + DAY, "closing", False)]
    assert loan_of(counter.session, late).due_on < counter.today
    assert 0 not in hours.read_week(counter.session, counter.depot.id)
    touched = days_touched.touched_by(counter.session, counter.depot.id, done.command_id, "en", has_numbers=False)
    (visit,) = touched.visits
    assert (visit.name, visit.has_phone, visit.phone) == ("Anna Åberg", True, None)
    assert [(thing.name, thing.due_on) for thing in visit.things] == [("Football", monday + DAY)]


def test_other_hours_of_the_same_days_touch_nothing(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    week = dict.fromkeys(range(7), ((time(8), time(11)), *LATE))
    assert hours.look_at_week(counter.act(), week) == []
    assert hours.change_week(counter.act(), week).result == {"loans": 0}
    assert hours.read_week(counter.session, counter.depot.id) == week


def test_a_day_that_a_date_opens_is_no_closed_day(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    due_on = counter.today + FORTNIGHT
    days.set_hours(counter.act(), [due_on], LATE[0])
    assert hours.look_at_week(counter.act(), without(due_on.weekday())) == []


def test_hours_that_overlap_or_run_backwards_are_refused(counter: given.Counter) -> None:
    with pytest.raises(HoursBackwards):
        hours.change_week(counter.act(), {0: ((time(12), time(12)),)})
    with pytest.raises(HoursOverlap):
        hours.change_week(counter.act(), {0: ((time(10), time(13)), (time(12), time(15)))})
    assert hours.read_week(counter.session, counter.depot.id) == given.WEEK


def test_a_neighbours_week_stays(counter: given.Counter, neighbour: given.Counter) -> None:
    hours.change_week(counter.act(), {})
    assert hours.read_week(counter.session, neighbour.depot.id) == given.WEEK
    assert hours.read_week(counter.session, counter.depot.id) == {}


def test_numbers_are_shown_to_who_asks_and_that_is_told(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    counter.lends(ball)
    counter.lends(skis, to=None)
    closed = days.close_day(counter.act(), counter.today + FORTNIGHT)
    shown = days_touched.show_numbers(counter.act(), closed.command_id)
    touched = days_touched.touched_by(counter.session, counter.depot.id, closed.command_id, "sv", has_numbers=True)
    assert {visit.phone for visit in touched.visits} == {given.ANNA.phone, None}
    assert (touched.loans, touched.staff, shown.result) == (2, "Vera Volontär", {"closing": closed.command_id})
    with pytest.raises(NotFound):
        days_touched.show_numbers(neighbour.act(), closed.command_id)
    with pytest.raises(NotFound):
        days_touched.touched_by(counter.session, neighbour.depot.id, closed.command_id, "sv", has_numbers=True)
