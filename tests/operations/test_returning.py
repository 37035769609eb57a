"""Taking things back, on both databases."""

from datetime import timedelta

import pytest

from lendlib.models.history import Note
from lendlib.models.lending import Loan
from lendlib.models.scoping import stand_at
from lendlib.operations import conditions, returning
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import ReturnedAs
from tests import given
from tests.ground.looking import events_of, how_many, item_row, loan_of


def test_whoever_brings_it_the_loan_ends_today(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    counter.lends(ball, skis)
    counter.later(days=16)
    done = returning.check_in(counter.act(), ball)
    loan = loan_of(counter.session, ball)
    assert done.result == {"loan": loan.id, "item": ball}
    assert (loan.outcome, loan.returned_as, loan.closed_at, loan.closed_on) == (
        "returned",
        "fine",
        counter.now,
        counter.today,
    )
    assert loan.returned_depot_id == counter.depot.id
    assert loan_of(counter.session, skis).closed_at is None


def test_what_is_in_is_told_and_nothing_changes(counter: given.Counter) -> None:
    ball = counter.item()
    with pytest.raises(returning.NotOnLoan):
        returning.check_in(counter.act(), ball)
    with pytest.raises(returning.NotOnLoan):
        returning.check_in(counter.act(), 10**9)
    assert events_of(counter.session, ball) == ["registered"]


def test_another_depots_thing_is_taken_in_only_when_said_so(counter: given.Counter, neighbour: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    stand_at(counter.session, neighbour.depot.id)
    with pytest.raises(returning.OnLoanElsewhere):
        returning.check_in(neighbour.act(), ball)
    returning.check_in(neighbour.act(), ball, is_for_other_depot=True)
    loan = loan_of(counter.session, ball)
    assert (loan.outcome, loan.depot_id, loan.returned_depot_id) == ("returned", counter.depot.id, neighbour.depot.id)
    assert item_row(counter.session, ball).depot_id == counter.depot.id


def test_both_depots_may_say_how_it_came_and_no_third(counter: given.Counter, neighbour: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    loan_id = returning.check_in(neighbour.act(), ball, is_for_other_depot=True).result["loan"]
    for here in (neighbour, counter):
        stand_at(counter.session, here.depot.id)
        returning.describe_return(here.act(), loan_id, ReturnedAs.PART_MISSING)
    third = given.Counter(counter.session, given.a_depot(counter.session), counter.staff_id)
    with pytest.raises(NotFound):
        returning.describe_return(third.act(), loan_id, ReturnedAs.FINE)


def test_found_here_is_never_late(counter: given.Counter) -> None:
    """An outcome of its own tells it apart: what counts lateness looks at `returned` alone."""
    ball, skis = counter.item(), counter.item()
    counter.lends(ball, skis)
    counter.later(days=30)
    returning.check_in(counter.act(), ball)
    for thing in (ball, skis):
        returning.found_here(counter.act(), loan_of(counter.session, thing).id)
    assert how_many(counter.session, Loan, Loan.outcome == "returned", Loan.closed_on > Loan.due_on) == 0
    assert how_many(counter.session, Loan, Loan.outcome == "found_here", Loan.closed_on == counter.today) == 2


def test_found_here_is_refused_once_the_thing_has_gone_on(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    first = returning.check_in(counter.act(), ball).result["loan"]
    counter.lends(ball)
    with pytest.raises(returning.OutAgain):
        returning.found_here(counter.act(), first)
    with pytest.raises(returning.OutAgain):
        returning.describe_return(counter.act(), first, ReturnedAs.NEEDS_CARE)
    with pytest.raises(returning.OutAgain):
        returning.describe_return(counter.act(), loan_of(counter.session, ball).id, ReturnedAs.FINE)
    with pytest.raises(NotFound):
        returning.found_here(counter.act(), 10**9)


def test_what_needs_care_goes_to_repair_with_its_note_and_back(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    loan_id = returning.check_in(counter.act(), ball).result["loan"]
    returning.describe_return(counter.act(), loan_id, ReturnedAs.NEEDS_CARE, "  läcker luft ")
    assert item_row(counter.session, ball).condition == "in_repair"
    assert how_many(counter.session, Note, Note.text == "läcker luft", Note.item_id == ball) == 1
    returning.describe_return(counter.act(), loan_id, ReturnedAs.FINE)
    assert (item_row(counter.session, ball).condition, loan_of(counter.session, ball).returned_as) == ("ready", "fine")
    conditions.mark_missing(counter.act(), ball)
    with pytest.raises(returning.OutAgain):
        returning.describe_return(counter.act(), loan_id, ReturnedAs.FINE)


def test_a_loss_is_found_on_the_day_that_it_turns_up(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    conditions.lose(counter.act(), loan_of(counter.session, ball).id)
    with pytest.raises(returning.NotOnLoan):
        returning.check_in(counter.act(), ball)
    counter.later(days=40)
    conditions.find(counter.act(), ball, is_whole=True)
    loan = loan_of(counter.session, ball)
    assert (loan.outcome, loan.closed_on, loan.found_on) == ("lost", counter.today - timedelta(40), counter.today)
    with pytest.raises(conditions.NotMissing):
        conditions.find(counter.act(), ball, is_whole=True)
