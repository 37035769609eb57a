"""Every rule of undoing, a sentence each, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from lendlib.models.contacts import Contact
from lendlib.models.history import Note
from lendlib.models.lending import CheckoutPeople, Loan
from lendlib.models.scoping import stand_at
from lendlib.operations import days, lending, renewing, returning, undoing
from lendlib.operations.commands import Done
from lendlib.operations.lending import Visit
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import AgeBand, ReturnedAs, Verb
from tests import given
from tests.ground.looking import due_changes, events_of, how_many, item_row, loan_of, names, visit_row


def lend(counter: given.Counter, *item_ids: int, joins: int | None = None) -> Done:
    return lending.check_out(counter.act(), item_ids, Visit(given.ANNA, people={AgeBand.TO_12: 2}), joins=joins)


def undo(counter: given.Counter, done: Done) -> Done:
    return undoing.undo(counter.act(), done.command_id)


def test_an_undone_visit_loses_contact_and_link_and_its_loans_never_were(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item("cross-country-skis")
    done = lend(counter, ball, skis)
    undo(counter, done)
    checkout = done.result["checkout"]
    assert [loan_of(counter.session, thing).outcome for thing in (ball, skis)] == ["undone", "undone"]
    assert names(counter.session, checkout) == []
    assert visit_row(counter.session, checkout).link_hash is None
    assert events_of(counter.session, ball) == ["registered", "lent", "undone"]
    assert how_many(counter.session, Loan, Loan.outcome.is_distinct_from("undone")) == 0


def test_what_joined_a_visit_is_undone_alone_and_the_contact_stays(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    first = lend(counter, ball)
    checkout = first.result["checkout"]
    joined = lend(counter, skis, joins=checkout)
    undo(counter, joined)
    assert (loan_of(counter.session, ball).outcome, loan_of(counter.session, skis).outcome) == (None, "undone")
    assert names(counter.session, checkout) == ["Anna Åberg"]
    assert visit_row(counter.session, checkout).link_hash is not None


def test_the_contact_stays_while_what_joined_is_out_and_goes_with_it(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    first = lend(counter, ball)
    checkout = first.result["checkout"]
    joined = lend(counter, skis, joins=checkout)
    undo(counter, first)
    assert names(counter.session, checkout) == ["Anna Åberg"]
    assert how_many(counter.session, CheckoutPeople, CheckoutPeople.checkout_id == checkout) == 1
    undo(counter, joined)
    assert names(counter.session, checkout) == []
    assert visit_row(counter.session, checkout).link_hash is None


def test_the_contact_stays_while_a_returned_loan_of_the_visit_counts(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    first = lend(counter, ball)
    joined = lend(counter, skis, joins=first.result["checkout"])
    returning.check_in(counter.act(), ball)
    undo(counter, joined)
    assert names(counter.session, first.result["checkout"]) == ["Anna Åberg"]


def test_an_undone_return_runs_on_as_before(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    before = loan_of(counter.session, ball)
    undo(counter, returning.check_in(counter.act(), ball))
    assert loan_of(counter.session, ball) == before


def test_a_return_whose_contact_was_erased_runs_on_without_one(counter: given.Counter) -> None:
    ball = counter.item()
    checkout = counter.lends(ball)
    back = returning.check_in(counter.act(), ball)
    counter.session.execute(delete(Contact).where(Contact.checkout_id == checkout))
    undo(counter, back)
    assert loan_of(counter.session, ball).closed_at is None
    assert names(counter.session, checkout) == []


def test_a_return_is_not_undone_once_the_thing_is_out_again(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    back = returning.check_in(counter.act(), ball)
    counter.later(minutes=5)
    again = lend(counter, ball)
    with pytest.raises(undoing.TouchedSince) as refused:
        undo(counter, back)
    assert refused.value.values == {"what": "lent", "at": counter.now, "staff": "Vera Volontär"}
    undo(counter, again)
    undo(counter, back)
    assert how_many(counter.session, Loan, Loan.closed_at.is_(None)) == 1


def test_a_description_is_undone_before_the_return(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    back = returning.check_in(counter.act(), ball)
    described = returning.describe_return(counter.act(), back.result["loan"], ReturnedAs.NEEDS_CARE, "läcker")
    with pytest.raises(undoing.TouchedSince):
        undo(counter, back)
    assert item_row(counter.session, ball).condition == "in_repair"
    undo(counter, described)
    counter.session.flush()
    assert item_row(counter.session, ball).condition == "ready"
    assert loan_of(counter.session, ball).returned_as == "fine"
    assert how_many(counter.session, Note) == 0
    undo(counter, back)


def test_found_here_is_undone_to_what_it_was(counter: given.Counter) -> None:
    out, back = counter.item(), counter.item()
    lend(counter, out, back)
    returning.check_in(counter.act(), back)
    acts = [returning.found_here(counter.act(), loan_of(counter.session, thing).id) for thing in (out, back)]
    for done in acts:
        undo(counter, done)
    assert loan_of(counter.session, out).closed_at is None
    assert loan_of(counter.session, back).outcome == "returned"


def test_only_the_latest_renewal_is_undone(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    loan, lent_on = loan_of(counter.session, ball), counter.today
    counter.later(days=1)
    first = renewing.renew(counter.act(), [loan.id])
    counter.later(days=1)
    second = renewing.renew(counter.act(), [loan.id])
    with pytest.raises(undoing.TouchedSince) as refused:
        undo(counter, first)
    assert refused.value.values["what"] == "renewed"
    undo(counter, second)
    assert loan_of(counter.session, ball).due_on == lent_on + timedelta(15)
    undo(counter, first)
    assert loan_of(counter.session, ball).due_on == lent_on + timedelta(14)
    assert [undone for *_, undone in due_changes(counter.session, loan.id)] == [True, True]


def test_a_renewal_of_several_is_undone_whole_or_not(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    lend(counter, ball, skis)
    counter.later(days=1)
    renewed = renewing.renew(counter.act(), [loan_of(counter.session, thing).id for thing in (ball, skis)])
    back = returning.check_in(counter.act(), skis)
    with pytest.raises(undoing.TouchedSince):
        undo(counter, renewed)
    undo(counter, back)
    undo(counter, renewed)
    assert {loan_of(counter.session, thing).due_on for thing in (ball, skis)} == {counter.today + timedelta(13)}


def test_there_is_no_undo_of_an_undo_nor_of_a_closed_day(counter: given.Counter) -> None:
    undone = undo(counter, lend(counter, counter.item()))
    closed = days.close_day(counter.act(), counter.today + timedelta(3))
    for done in (undone, closed):
        with pytest.raises(undoing.NotUndoable):
            undo(counter, done)


def test_twice_is_told_and_the_same_key_is_answered(counter: given.Counter) -> None:
    lent = lend(counter, counter.item())
    first = undoing.undo(counter.act("the undo's own key"), lent.command_id)
    again = undoing.undo(counter.act("the undo's own key"), lent.command_id)
    assert (again.command_id, again.is_repeat) == (first.command_id, True)
    with pytest.raises(undoing.AlreadyUndone):
        undo(counter, lent)


def test_undo_is_open_until_the_end_of_the_next_open_day_across_a_closed_weekend(counter: given.Counter) -> None:
    counter.weekly = {day: hours for day, hours in given.WEEK.items() if day < 5}
    counter.later(days=4)
    assert counter.today.weekday() == 4
    first, second = lend(counter, counter.item()), lend(counter, counter.item())
    monday_evening = timedelta(days=3, hours=11, minutes=59)
    counter.now += monday_evening
    assert counter.today.weekday() == 0
    assert undoing.is_undoable(Verb.CHECK_OUT, counter.now - monday_evening, counter.act())
    undo(counter, first)
    counter.later(minutes=1)
    assert counter.today.weekday() == 1
    with pytest.raises(undoing.TooLateToUndo) as refused:
        undo(counter, second)
    assert refused.value.values == {"last": counter.today - timedelta(1)}


def test_where_every_day_is_open_undo_ends_with_tomorrow(counter: given.Counter) -> None:
    first, second = lend(counter, counter.item()), lend(counter, counter.item())
    counter.later(days=1)
    undo(counter, first)
    counter.later(days=1)
    with pytest.raises(undoing.TooLateToUndo):
        undo(counter, second)


def test_other_staff_of_the_depot_may_undo(counter: given.Counter) -> None:
    lent = lend(counter, counter.item())
    undo(counter.beside(given.staff(counter.session, "Olle")), lent)


def test_another_depot_finds_nothing_to_undo(counter: given.Counter, neighbour: given.Counter) -> None:
    lent = lend(counter, counter.item())
    with pytest.raises(NotFound):
        undo(neighbour, lent)
    with pytest.raises(NotFound):
        undoing.undo(counter.act(), 10**9)


def test_what_was_taken_in_for_another_depot_is_undone_where_it_was_taken_in(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    ball = counter.item()
    counter.lends(ball)
    stand_at(counter.session, neighbour.depot.id)
    back = returning.check_in(neighbour.act(), ball, is_for_other_depot=True)
    described = returning.describe_return(neighbour.act(), back.result["loan"], ReturnedAs.NEEDS_CARE, "lös söm")
    assert item_row(counter.session, ball).condition == "in_repair"
    undo(neighbour, described)
    here = returning.found_here(neighbour.act(), back.result["loan"])
    assert loan_of(counter.session, ball).outcome == "found_here"
    undo(neighbour, here)
    assert loan_of(counter.session, ball).outcome == "returned"
    undo(neighbour, back)
    assert (item_row(counter.session, ball).condition, loan_of(counter.session, ball).closed_at) == ("ready", None)
