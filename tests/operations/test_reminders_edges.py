"""Letters of depots and visits that are not as usual, on both databases."""

from datetime import time, timedelta

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.lending import Checkout
from lendlib.models.reminders import Attempt, Notice
from lendlib.operations import returning
from lendlib.operations.reminders_depots import remindings
from lendlib.operations.reminders_owed import find_owed
from lendlib.rules.notices import KINDS
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState
from tests import given
from tests.ground.letters_put import put_letter
from tests.ground.statements import hearing
from tests.operations.reminding import (
    BO,
    BOTH,
    EVA,
    days_after,
    kinds,
    on_day,
    plans,
    reads,
    remind_otherwise,
    set_depot,
    tries_at,
)


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


def test_depots_that_are_alike_are_asked_about_at_once(
    session: Session, counter: given.Counter, neighbour: given.Counter, engine: Engine
) -> None:

    def questions() -> int:
        with hearing(engine) as sent:
            find_owed(session, counter.now, BOTH, remindings(session))
        return len(sent) - 1

    for place in (counter, neighbour):
        place.lends(place.item(), to=BO)
    set_depot(neighbour, letters_from=time(12))
    assert questions() == 1, "the hours in which letters go change nothing of what is owed"
    remind_otherwise(neighbour, "late", days=5)
    assert questions() == 2
    for kind in KINDS:
        remind_otherwise(counter, kind, is_on=False)
    assert questions() == 1, "who sends nothing is not asked about"
    assert (plans(counter), plans(counter)) == (1, 0)


def test_what_was_tried_by_a_clock_that_stood_ahead_does_not_wait_for_that_day(counter: given.Counter) -> None:
    visits = [counter.lends(counter.item(), to=BO) for _ in range(2)]
    busy, ahead = [(AttemptEnd.TEMPORARY, "450")], counter.now + timedelta(hours=7)
    first = put_letter(counter.session, visits[0], NoticeState.QUEUED, ahead, tries=busy)
    put_letter(counter.session, visits[1], NoticeState.QUEUED, counter.now, tries=busy)
    plans(counter)
    waits = counter.now + timedelta(minutes=5)
    assert tries_at(counter.session) == [counter.now, waits]
    again = {"ended_as": AttemptEnd.TEMPORARY, "code": "450", "began_at": counter.now, "ended_at": counter.now}
    again |= {"depot_id": counter.depot.id, "notice_id": first}
    counter.session.execute(insert(Attempt), again)
    counter.session.execute(update(Notice).values(next_try_at=waits))
    plans(counter)
    assert tries_at(counter.session) == [waits, waits], "tried by the right clock since, it waits as any other"
