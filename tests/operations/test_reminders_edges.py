"""Letters of depots and visits that are not as usual, on both databases."""

from datetime import timedelta

from sqlalchemy import select, update

from lendlib.models.lending import Checkout
from lendlib.models.reminders import Notice
from lendlib.operations import returning
from tests import given
from tests.operations.reminding import BO, EVA, days_after, kinds, on_day, plans, reads, set_depot, tries_at


def test_a_visit_from_paper_has_a_receipt_in_the_depots_hours_while_something_is_out(counter: given.Counter) -> None:
    on_day(counter, counter.today, hour=20)
    ball = counter.item()
    visits = [counter.lends(item, to=BO) for item in (counter.item(), ball)]
    earlier = {"made_at": counter.now - timedelta(days=5), "made_on": counter.today - timedelta(days=5)}
    counter.session.execute(update(Checkout).where(Checkout.id.in_(visits)).values(earlier))
    returning.check_in(counter.act(), ball)
    assert plans(counter) == 1
    [(visit, day)] = counter.session.execute(select(Notice.checkout_id, Notice.occasion_on)).all()
    assert (visit, day) == (visits[0], counter.today - timedelta(days=5))
    assert tries_at(counter.session) == [counter.now.replace(hour=9) + timedelta(days=1)]
    counter.later(hours=14)
    assert [letter.made_on for letter in reads(counter)] == [day]


def test_a_depot_that_has_closed_down_still_reminds(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=EVA)
    set_depot(counter, state="closed")
    assert days_after(counter, counter.today, 14, 17) == ["due_today", "late"]


def test_what_waits_goes_by_the_hours_that_count_now(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=EVA)
    due_on = counter.today + timedelta(14)
    on_day(counter, due_on, hour=0)
    plans(counter)
    assert kinds(counter.session) == ["due_today"]
    counter.session.execute(update(Notice).values(next_try_at=counter.now + timedelta(days=2)))
    assert plans(counter) == 0 and tries_at(counter.session) == [counter.now.replace(hour=9)], "a clock had stood wrong"
