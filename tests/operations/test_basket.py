"""What may stand in a basket, and which visit may be joined, on both databases."""

from datetime import timedelta

import pytest

from lendlib.operations import conditions, lending, returning
from lendlib.operations.basket import MOST_ITEMS, BasketTooLarge, NotHere, NotReady, SafetyUnconfirmed
from lendlib.operations.due_days import DueDayOutside
from lendlib.operations.lending import Checks, Visit, VisitOver
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import RetireReason
from tests import given
from tests.ground.looking import item_row, loan_of


def test_what_is_in_repair_missing_or_retired_is_not_lent(counter: given.Counter) -> None:
    lent_out, whole = [counter.item() for _ in range(3)], counter.item()
    conditions.to_repair(counter.act(), lent_out[0])
    conditions.mark_missing(counter.act(), lent_out[1])
    conditions.retire(counter.act(), lent_out[2], RetireReason.WORN)
    with pytest.raises(NotReady) as refused:
        counter.lends(*lent_out, whole)
    assert set(refused.value.item_ids) == set(lent_out)


def test_an_inspection_counts_for_as_long_as_the_depot_says(counter: given.Counter) -> None:
    limit = timedelta(counter.depot.inspection_days)
    fresh, old, future = (
        counter.item("ski-helmet", inspected_on=counter.today - ago)
        for ago in (limit, limit + timedelta(1), timedelta(-1))
    )
    counter.lends(fresh)
    for thing in (old, future):
        with pytest.raises(SafetyUnconfirmed) as refused:
            counter.lends(thing)
        assert refused.value.item_ids == (thing,)
    checks = Checks(inspected_on={old: counter.today})
    lending.check_out(counter.act(), [old], Visit(given.ANNA), checks=checks)
    assert item_row(counter.session, old).inspected_on == counter.today


def test_a_visit_takes_at_most_two_hundred_things(counter: given.Counter) -> None:
    with pytest.raises(BasketTooLarge):
        counter.lends(*range(1, MOST_ITEMS + 2))
    with pytest.raises(NotHere):
        counter.lends(*range(1, 10))


def test_a_last_day_is_chosen_among_open_days_within_the_policy(counter: given.Counter) -> None:
    tomorrow, ball = counter.today + timedelta(1), counter.item()
    counter.exceptions[tomorrow] = ()
    for day in (counter.today, tomorrow, counter.today + timedelta(15)):
        with pytest.raises(DueDayOutside):
            lending.check_out(counter.act(), [ball], Visit(given.ANNA), due_on=day)
    lending.check_out(counter.act(), [ball], Visit(given.ANNA), due_on=tomorrow + timedelta(1))
    assert loan_of(counter.session, ball).due_on == tomorrow + timedelta(1)


def test_todays_visit_with_something_out_may_be_joined(counter: given.Counter, neighbour: given.Counter) -> None:
    first, second, third = (counter.item() for _ in range(3))
    visit = counter.lends(first)
    joined = lending.check_out(counter.act(), [second], Visit(None), joins=visit)
    assert joined.result["checkout"] == visit
    assert {loan_of(counter.session, thing).checkout_id for thing in (first, second)} == {visit}
    with pytest.raises(NotFound):
        lending.check_out(neighbour.act(), [neighbour.item()], Visit(None), joins=visit)
    counter.later(days=1)
    with pytest.raises(VisitOver):
        lending.check_out(counter.act(), [third], Visit(None), joins=visit)


def test_a_visit_with_nothing_out_is_over_and_no_visit_is_not_found(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    visit = counter.lends(ball)
    returning.check_in(counter.act(), ball)
    with pytest.raises(VisitOver):
        lending.check_out(counter.act(), [skis], Visit(None), joins=visit)
    for unknown in (0, 10**9):
        with pytest.raises(NotFound):
            lending.check_out(counter.act(), [skis], Visit(None), joins=unknown)
