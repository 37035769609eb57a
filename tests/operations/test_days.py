"""Closing a day, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from lendlib.models.depots import DatedException
from lendlib.models.history import Event
from lendlib.operations import days, returning
from tests import given
from tests.ground.looking import due_changes, how_many, loan_of

FORTNIGHT = timedelta(14)
DAY = timedelta(1)


def test_what_is_due_on_a_closed_day_moves_to_the_next_open_one(counter: given.Counter) -> None:
    ball, skis, helmet = (counter.item() for _ in range(3))
    counter.lends(ball, skis)
    counter.later(days=1)
    counter.lends(helmet)
    due_on = counter.today - DAY + FORTNIGHT
    counter.exceptions[due_on + DAY] = ()
    done = days.close_day(counter.act(), due_on, "trasig dörr")
    assert done.result == {"day": due_on.isoformat(), "to": (due_on + 2 * DAY).isoformat(), "loans": 2}
    assert {loan_of(counter.session, thing).due_on for thing in (ball, skis)} == {due_on + 2 * DAY}
    assert loan_of(counter.session, helmet).due_on == due_on + DAY
    loan_id = loan_of(counter.session, ball).id
    assert due_changes(counter.session, loan_id) == [(due_on, due_on + 2 * DAY, "closing", False)]
    assert how_many(counter.session, Event, Event.what == "day_closed") == 2


def test_what_is_back_does_not_move_nor_what_another_depot_lent(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    back, elsewhere = counter.item(), neighbour.item()
    counter.lends(back)
    neighbour.lends(elsewhere)
    returning.check_in(counter.act(), back)
    due_on = counter.today + FORTNIGHT
    assert days.close_day(counter.act(), due_on).result["loans"] == 0
    assert {loan_of(counter.session, thing).due_on for thing in (back, elsewhere)} == {due_on}
    assert how_many(counter.session, Event, Event.what == "day_closed", Event.loan_id.is_(None)) == 1


def test_opening_again_never_moves_a_last_day_back(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    due_on = counter.today + FORTNIGHT
    days.close_day(counter.act(), due_on)
    counter.session.execute(delete(DatedException))
    counter.later(days=1)
    days.close_day(counter.act(), due_on)
    assert loan_of(counter.session, ball).due_on == due_on + DAY


def test_a_day_gone_by_or_closed_already_is_refused(counter: given.Counter) -> None:
    with pytest.raises(days.DayPast):
        days.close_day(counter.act(), counter.today - DAY)
    days.close_day(counter.act(), counter.today)
    counter.exceptions[counter.today] = ()
    with pytest.raises(days.ClosedAlready):
        days.close_day(counter.act(), counter.today)


def test_an_extra_opening_is_closed_by_the_same_act(counter: given.Counter) -> None:
    day = counter.today + DAY
    extra = DatedException(depot_id=counter.depot.id, day_on=day, opens=given.WEEK[0][0][0], closes=given.WEEK[0][0][1])
    counter.session.add(extra)
    counter.session.flush()
    days.close_day(counter.act(), day)
    assert how_many(counter.session, DatedException, DatedException.opens.is_(None)) == 1
