"""Lending, taking back, renewing and undoing, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.lending import Loan
from lendlib.operations import conditions, lending, renewing, returning, undoing
from lendlib.operations.basket import EmptyBasket, ItemOnLoan, NotHere, SafetyUnconfirmed
from lendlib.operations.commands import KeyUsedOtherwise
from lendlib.operations.lending import Borrower, Checks, Visit
from tests import given


def loan_of(counter: given.Counter, item_id: int) -> Loan:
    counter.session.expire_all()
    latest = select(Loan).where(Loan.item_id == item_id).order_by(Loan.id.desc()).limit(1)
    return counter.session.execute(latest).scalars().one()


def test_a_visit_lends_all_of_its_things_until_an_open_day(counter: given.Counter) -> None:
    ball, skis = counter.item("football"), counter.item("cross-country-skis", size="190")
    counter.exceptions[counter.today + timedelta(14)] = ()
    checkout = counter.lends(ball, skis)
    assert {loan_of(counter, ball).checkout_id, loan_of(counter, skis).checkout_id} == {checkout}
    assert loan_of(counter, ball).due_on == counter.today + timedelta(15)
    assert counter.session.execute(select(Contact.name)).scalar_one() == "Anna Åberg"


def test_a_thing_that_is_out_is_refused_and_the_loser_told(counter: given.Counter) -> None:
    ball, skis = counter.item("football"), counter.item("cross-country-skis")
    counter.lends(ball)
    with pytest.raises(ItemOnLoan) as refused:
        counter.lends(skis, ball)
    assert refused.value.item_ids == (ball,)
    assert refused.value.values == {"staff": "Vera Volontär", "at": counter.now}


def test_nothing_and_a_foreign_thing_are_refused(counter: given.Counter, session: Session) -> None:
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    with pytest.raises(EmptyBasket):
        counter.lends()
    with pytest.raises(NotHere):
        counter.lends(other.item())


def test_the_same_key_again_gives_the_same_answer_and_another_request_is_refused(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    first = lending.check_out(counter.act("the same key"), [ball], Visit(given.ANNA))
    counter.later(days=29)
    again = lending.check_out(counter.act("the same key"), [ball], Visit(given.ANNA))
    assert (again.result, again.is_repeat) == (first.result, True)
    with pytest.raises(KeyUsedOtherwise):
        lending.check_out(counter.act("the same key"), [skis], Visit(given.ANNA))


def test_a_helmet_wants_an_inspection_and_skis_a_look(counter: given.Counter) -> None:
    helmet, alpine = counter.item("ski-helmet"), counter.item("alpine-skis")
    with pytest.raises(SafetyUnconfirmed) as refused:
        counter.lends(helmet, alpine)
    assert set(refused.value.item_ids) == {helmet, alpine}
    checks = Checks(frozenset({alpine}), {helmet: counter.today - timedelta(3)})
    lending.check_out(counter.act(), [helmet, alpine], Visit(given.ANNA), checks=checks)
    assert loan_of(counter, helmet).outcome is None


def test_a_return_closes_the_loan_whoever_brings_it_and_once(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=3)
    returning.check_in(counter.act(), ball)
    assert loan_of(counter, ball).closed_on == counter.today
    with pytest.raises(returning.NotOnLoan):
        returning.check_in(counter.act(), ball)


def test_undoing_a_loan_erases_its_contact_and_kills_its_link(counter: given.Counter) -> None:
    ball = counter.item()
    done = lending.check_out(counter.act(), [ball], Visit(Borrower("Blå häger")))
    undoing.undo(counter.act(), done.command_id)
    loan = loan_of(counter, ball)
    assert loan.outcome == "undone"
    assert counter.session.execute(select(Contact)).first() is None
    counter.lends(ball)


def test_undo_names_the_later_act_and_passes_once_that_is_undone(counter: given.Counter) -> None:
    ball = counter.item()
    lent = lending.check_out(counter.act(), [ball], Visit(given.ANNA))
    counter.later(days=1)
    renewed = renewing.renew(counter.act(), [loan_of(counter, ball).id])
    with pytest.raises(undoing.TouchedSince) as refused:
        undoing.undo(counter.act(), lent.command_id)
    assert refused.value.values["what"] == "renewed"
    undoing.undo(counter.act(), renewed.command_id)
    assert loan_of(counter, ball).due_on == loan_of(counter, ball).lent_on + timedelta(14)
    undoing.undo(counter.act(), lent.command_id)
    with pytest.raises(undoing.AlreadyUndone):
        undoing.undo(counter.act(), lent.command_id)


def test_a_return_undone_runs_on_and_a_lost_thing_may_be_found(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    back = returning.check_in(counter.act(), ball)
    undoing.undo(counter.act(), back.command_id)
    assert loan_of(counter, ball).closed_at is None
    conditions.lose(counter.act(), loan_of(counter, ball).id)
    conditions.find(counter.act(), ball, is_whole=True)
    assert (loan_of(counter, ball).outcome, loan_of(counter, ball).found_on) == ("lost", counter.today)
    counter.lends(ball)


def test_undo_ends_with_the_next_open_day(counter: given.Counter) -> None:
    done = lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA))
    counter.later(days=2)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(counter.act(), done.command_id)
