"""Phoning those whose things are late, on both databases."""

from datetime import timedelta

import pytest

from lendlib.models.contacts import PhoneMark
from lendlib.models.depots import CategoryPolicy
from lendlib.models.history import Command, Event
from lendlib.operations import contacts, phoning, renewing, returning, undoing
from lendlib.operations.lending import Borrower
from lendlib.operations.phoning import LateVisit, NobodyToCall, PromiseInThePast, Wanted, late_visits, mark_call
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import CallMark, What
from tests import given
from tests.ground.looking import how_many, loan_of

KARIN = Borrower("Karin Öberg", email="karin@example.org")


def listed(counter: given.Counter, wanted: Wanted | None = None, *, with_numbers: bool = False) -> list[LateVisit]:
    return late_visits(counter.act(), "en", wanted, with_numbers=with_numbers)


def test_a_row_a_visit_with_its_late_things_alone_the_latest_first(counter: given.Counter) -> None:
    ball, sledge, skates = counter.item(), counter.item("sledge"), counter.item("kicksled")
    karin = counter.lends(skates, to=KARIN)
    counter.later(days=2)
    anna = counter.lends(ball, sledge)
    counter.later(days=14)
    assert [visit.checkout_id for visit in listed(counter)] == [karin]
    counter.later(days=1)
    returning.check_in(counter.act(), sledge)
    first, second = listed(counter)
    assert (first.checkout_id, first.days_late, first.name, first.is_reachable) == (karin, 3, "Karin Öberg", True)
    assert (second.checkout_id, [str(thing) for thing in second.things]) == (anna, ["Football"])
    assert (second.phone, second.email) == (None, None)
    assert listed(counter, with_numbers=True)[1].phone == "+46701740605"


def test_renewals_are_counted_by_the_categorys_terms(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=1)
    renewing.renew(counter.act(), [loan_of(counter.session, ball).id])
    counter.later(days=16)
    [thing] = listed(counter)[0].things
    assert (thing.renewals, thing.may_renew, listed(counter)[0].renewable) == (1, True, (thing.loan_id,))
    terms = {"loan_days": None, "max_renewals": 1, "borrowers": "anyone", "depot_id": counter.depot.id}
    counter.session.add(CategoryPolicy(category_id=given.category_id(counter.session, "football"), **terms))
    counter.session.flush()
    assert listed(counter)[0].renewable == ()


def test_the_latest_call_stands_there_and_a_promise_holds_off_the_next(counter: given.Counter) -> None:
    checkout_id = counter.lends(counter.item())
    counter.later(days=20)
    mark_call(counter.act(), checkout_id, CallMark.NO_ANSWER, note="After four.")
    counter.later(days=1)
    promised = counter.today + timedelta(days=2)
    mark_call(counter.act(), checkout_id, CallMark.PROMISED, promised_on=promised)
    call = listed(counter)[0].call
    assert call and (call.mark, call.promised_on, call.note, call.at) == ("promised", promised, "", counter.now)
    for days, stands in ((2, False), (3, True)):
        counter.now = call.at + timedelta(days=days)
        assert bool(listed(counter, Wanted(not_called_since=counter.today))) is stands
    assert listed(counter, Wanted(days_late=10)) and not listed(counter, Wanted(days_late=11))


def test_an_event_of_a_call_tells_of_nobody_and_the_mark_goes_with_the_contact(counter: given.Counter) -> None:
    checkout_id = counter.lends(counter.item())
    counter.later(days=20)
    done = mark_call(counter.act(), checkout_id, CallMark.CALLED, note="Talked to his mother.")
    told = counter.session.get(Event, counter.session.query(Event.id).order_by(Event.id.desc()).first()[0])
    assert told and (told.what, told.item_id, told.loan_id) == (What.CALLED, None, None)
    command = counter.session.get(Command, done.command_id)
    assert command and "mother" not in command.result
    contacts.erase(counter.session, [checkout_id])
    assert how_many(counter.session, PhoneMark) == 0
    with pytest.raises(NobodyToCall):
        mark_call(counter.act(), checkout_id, CallMark.CALLED)
    assert listed(counter)[0].is_reachable is False


def test_a_mark_is_made_once_and_can_be_undone(counter: given.Counter) -> None:
    checkout_id = counter.lends(counter.item())
    counter.later(days=20)
    for _ in range(2):
        done = mark_call(counter.act("a key of mine"), checkout_id, CallMark.WRONG_NUMBER)
    assert how_many(counter.session, PhoneMark) == 1
    undoing.undo(counter.act(), done.command_id)
    assert listed(counter)[0].call is None


def test_what_may_not_be_written_down(counter: given.Counter, neighbour: given.Counter) -> None:
    checkout_id = counter.lends(counter.item())
    counter.later(days=20)
    for day in (None, counter.today - timedelta(days=1)):
        with pytest.raises(PromiseInThePast):
            mark_call(counter.act(), checkout_id, CallMark.PROMISED, promised_on=day)
    neighbour.now = counter.now
    with pytest.raises(NotFound):
        mark_call(neighbour.act(), checkout_id, CallMark.CALLED)
    assert listed(neighbour) == []
    assert phoning.show_numbers(counter.act()).result == {}
