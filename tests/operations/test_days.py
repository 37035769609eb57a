"""Days that differ from the week, on both databases."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, select

from lendlib.models.depots import DatedException, Depot, OpeningHours
from lendlib.models.history import Event
from lendlib.operations import commands, days, days_moved, renewing, returning
from lendlib.operations.depots import open_days
from lendlib.rules.calendar import OpenDays
from lendlib.rules.hours import HoursBackwards, as_spans
from tests import given
from tests.ground.looking import due_changes, how_many, loan_of

FORTNIGHT = timedelta(14)
DAY = timedelta(1)
MORNING = (time(10), time(13))


def calendar_of(counter: given.Counter) -> OpenDays:
    """The depot's calendar as the next act reads it."""
    return open_days(counter.session, counter.depot.id, counter.today)


def test_what_is_due_on_a_closed_day_moves_to_the_next_open_one(counter: given.Counter) -> None:
    ball, skis, helmet = (counter.item() for _ in range(3))
    counter.lends(ball, skis)
    counter.later(days=1)
    counter.lends(helmet)
    due_on = counter.today - DAY + FORTNIGHT
    done = days.close_days(counter.act(), [due_on], "trasig dörr")
    assert done.result == {"days": [due_on.isoformat()], "loans": 2}
    assert {loan_of(counter.session, thing).due_on for thing in (ball, skis, helmet)} == {due_on + DAY}
    loan_id = loan_of(counter.session, ball).id
    assert due_changes(counter.session, loan_id) == [(due_on, due_on + DAY, "closing", False)]
    assert how_many(counter.session, Event, Event.what == "day_closed") == 2


def test_a_span_moves_what_is_due_past_all_of_it(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    due_on = counter.today + FORTNIGHT
    span = [due_on + ahead * DAY for ahead in (-1, 0, 1)]
    assert days.close_days(counter.act(), [*span, due_on], "jul").result["loans"] == 1
    assert loan_of(counter.session, ball).due_on == due_on + 2 * DAY
    (told,) = as_spans(days.differing_days(counter.session, counter.depot.id, counter.today))
    assert (told.first, told.last, told.hours, told.reason) == (due_on - DAY, due_on + DAY, (), "jul")


def test_what_is_back_does_not_move_nor_what_another_depot_lent(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    back, out, elsewhere = counter.item(), counter.item(), neighbour.item()
    counter.lends(back, out)
    neighbour.lends(elsewhere)
    returning.check_in(counter.act(), back)
    due_on = counter.today + FORTNIGHT
    assert days.close_day(counter.act(), due_on).result["loans"] == 1
    assert {loan_of(counter.session, thing).due_on for thing in (back, elsewhere)} == {due_on}
    assert days.close_day(counter.act(), due_on - DAY).result["loans"] == 0
    assert how_many(counter.session, Event, Event.what == "day_closed", Event.loan_id.is_(None)) == 1
    assert calendar_of(neighbour).is_open(due_on)


def test_opening_again_never_moves_a_last_day_back(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    due_on = counter.today + FORTNIGHT
    days.close_day(counter.act(), due_on)
    assert days.as_every_week(counter.act(), [due_on]).result == {"days": [due_on.isoformat()], "loans": 0}
    assert calendar_of(counter).is_open(due_on)
    assert loan_of(counter.session, ball).due_on == due_on + DAY
    assert how_many(counter.session, Event, Event.what == "day_opened") == 1


def test_a_day_gone_by_or_closed_already_is_refused(counter: given.Counter) -> None:
    for closing in (days.close_day, lambda act, day: days.set_hours(act, [day], MORNING)):
        with pytest.raises(days.DayPast):
            closing(counter.act(), counter.today - DAY)
    with pytest.raises(days.NoDay):
        days.close_days(counter.act(), [])
    days.close_day(counter.act(), counter.today, "pannan")
    with pytest.raises(days.ClosedAlready):
        days.close_day(counter.act(), counter.today, "something else")
    (kept,) = days.differing_days(counter.session, counter.depot.id, counter.today)
    assert kept.reason == "pannan"


def test_a_span_keeps_what_was_closed_in_it_before(counter: given.Counter) -> None:
    days.close_day(counter.act(), counter.today + DAY, "pannan")
    assert len(days.close_days(counter.act(), [counter.today, counter.today + DAY], "jul").result["days"]) == 1
    told = days.differing_days(counter.session, counter.depot.id, counter.today)
    assert [one.reason for one in told] == ["jul", "pannan"]


def test_an_extra_opening_is_closed_by_the_same_act(counter: given.Counter) -> None:
    day = counter.today + DAY
    days.set_hours(counter.act(), [day], MORNING, "sportlov")
    assert calendar_of(counter).hours_on(day) == (MORNING,)
    days.close_day(counter.act(), day)
    assert how_many(counter.session, DatedException, DatedException.opens.is_(None)) == 1
    assert how_many(counter.session, DatedException) == 1


def test_other_hours_are_refused_where_a_day_differs_already_or_runs_backwards(counter: given.Counter) -> None:
    tomorrow = counter.today + DAY
    with pytest.raises(HoursBackwards):
        days.set_hours(counter.act(), [tomorrow], (time(13), time(10)))
    days.set_hours(counter.act(), [tomorrow], MORNING)
    with pytest.raises(days.DiffersAlready) as no:
        days.set_hours(counter.act(), [counter.today, tomorrow], MORNING)
    assert no.value.values == {"day": tomorrow}
    with pytest.raises(days.AsTheWeek):
        days.as_every_week(counter.act(), [counter.today])


def test_an_extra_opening_that_ends_moves_what_is_due_on_it(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    due_on = counter.today + FORTNIGHT
    days.set_hours(counter.act(), [due_on], MORNING)
    counter.session.execute(delete(OpeningHours).where(OpeningHours.weekday == due_on.weekday()))
    assert days.as_every_week(counter.act(), [due_on]).result["loans"] == 1
    assert loan_of(counter.session, ball).due_on == due_on + DAY


def test_a_depot_that_never_opens_moves_nothing(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    assert days_moved.would_move(counter.act(), OpenDays({}, {})) == []


def test_pressing_twice_closes_once(counter: given.Counter) -> None:
    act = counter.act()
    first, again = (days.close_day(act, counter.today, "pannan") for _ in range(2))
    assert again.is_repeat and again.command_id == first.command_id
    assert how_many(counter.session, DatedException) == 1


@pytest.mark.parametrize("due_on", [date(2026, 10, 25), date(2027, 3, 28), date(2028, 2, 29)])
def test_a_change_of_clocks_and_a_leap_day_are_days_like_any(counter: given.Counter, due_on: date) -> None:
    counter.later(days=(due_on - FORTNIGHT - counter.today).days)
    ball = counter.item()
    counter.lends(ball)
    assert loan_of(counter.session, ball).due_on == due_on
    days.close_day(counter.act(), due_on)
    assert loan_of(counter.session, ball).due_on == due_on + DAY


def test_a_last_day_reckoned_by_yesterdays_calendar_is_not_given(counter: given.Counter) -> None:
    """The calendar was read, then changed, then the loan would be made: it is refused, and the next try is right."""
    ball, skis = counter.item(), counter.item()
    counter.lends(skis)
    loan_id = loan_of(counter.session, skis).id
    read = calendar_of(counter)
    days.close_day(counter.act(), counter.today + FORTNIGHT)
    counter.weekly, counter.exceptions = read.weekly, dict(read.exceptions)
    stale = given.replace(counter.act(), open_days=read)
    for late in (
        lambda: given.lending.check_out(stale, [ball], given.Visit(None)),
        lambda: renewing.renew(stale, [loan_id]),
    ):
        with pytest.raises(commands.CalendarChanged):
            late()
    fresh = given.replace(counter.act(), open_days=calendar_of(counter))
    given.lending.check_out(fresh, [ball], given.Visit(None))
    assert loan_of(counter.session, ball).due_on == counter.today + FORTNIGHT + DAY
    version = select(Depot.calendar_version).where(Depot.id == counter.depot.id)
    assert counter.session.execute(version).scalar_one() == 1
