"""Undoing what happened to a thing's condition, its last day and the visitors, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lendlib.models.history import Note
from lendlib.operations import conditions, days, inventory, lending, renewing, returning, undoing, visitors
from lendlib.operations.commands import Done
from lendlib.operations.lending import Visit
from lendlib.rules.calendar import OpenDays
from lendlib.rules.vocabulary import AgeBand, RetireReason
from tests import given
from tests.ground.looking import due_changes, how_many, item_row, loan_of


def lend(counter: given.Counter, *item_ids: int, joins: int | None = None) -> Done:
    return lending.check_out(counter.act(), item_ids, Visit(given.ANNA, people={AgeBand.TO_12: 2}), joins=joins)


def undo(counter: given.Counter, done: Done) -> Done:
    return undoing.undo(counter.act(), done.command_id)


def test_loss_and_finding_are_undone_in_turn(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    lost = conditions.lose(counter.act(), loan_of(counter.session, ball).id)
    found = conditions.find(counter.act(), ball, is_whole=False)
    with pytest.raises(undoing.TouchedSince):
        undo(counter, lost)
    undo(counter, found)
    assert (item_row(counter.session, ball).condition, loan_of(counter.session, ball).found_on) == ("missing", None)
    undo(counter, lost)
    assert (item_row(counter.session, ball).condition, loan_of(counter.session, ball).outcome) == ("ready", None)


def test_a_condition_goes_back_with_its_reason_and_its_note_is_erased(counter: given.Counter) -> None:
    ball = counter.item()
    retired = conditions.retire(counter.act(), ball, RetireReason.WORN, "sprucken")
    ready = conditions.make_ready(counter.act(), ball)
    undo(counter, ready)
    assert (item_row(counter.session, ball).condition, item_row(counter.session, ball).retire_reason) == (
        "retired",
        "worn",
    )
    undo(counter, retired)
    counter.session.flush()
    assert (item_row(counter.session, ball).condition, how_many(counter.session, Note)) == ("ready", 0)


def test_a_corrected_description_of_a_thing_does_not_stand_in_the_way(counter: given.Counter) -> None:
    ball = counter.item()
    lent = lend(counter, ball)
    described = inventory.Description(given.category_id(counter.session, "football"), brand="Select")
    inventory.edit(counter.act(), ball, described)
    undo(counter, lent)


def test_what_an_undo_brings_back_never_ends_on_a_day_closed_meanwhile(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    lend(counter, ball, skis)
    due_on = counter.today + timedelta(14)
    back = returning.check_in(counter.act(), ball)
    counter.later(days=1)
    renewed = renewing.renew(counter.act(), [loan_of(counter.session, skis).id])
    days.close_day(counter.act(), due_on)
    counter.exceptions[due_on] = ()
    undo(counter, back)
    undo(counter, renewed)
    assert {loan_of(counter.session, thing).due_on for thing in (ball, skis)} == {due_on + timedelta(1)}
    assert due_changes(counter.session, loan_of(counter.session, ball).id) == [
        (due_on, due_on + timedelta(1), "closing", False)
    ]


def test_a_last_day_that_has_passed_is_not_moved_by_an_undo(counter: given.Counter) -> None:
    ball = counter.item()
    lend(counter, ball)
    due_on = counter.today + timedelta(14)
    counter.later(days=20)
    back = returning.check_in(counter.act(), ball)
    act = counter.act()
    undoing.undo(replace(act, open_days=OpenDays(given.WEEK, {due_on: ()})), back.command_id)
    assert loan_of(counter.session, ball).due_on == due_on


def test_a_visitor_is_taken_back_from_the_day_that_was_counted(counter: given.Counter) -> None:
    yesterday = [visitors.count_visitor(counter.act()) for _ in range(2)]
    counter.later(days=1)
    undo(counter, yesterday[0])
    assert visitors.visitors_today(counter.act()) == 0
    counter.later(days=-1)
    assert visitors.visitors_today(counter.act()) == 1


def test_a_visit_whose_last_day_was_closed_is_refused_with_what_to_do_instead(counter: given.Counter) -> None:
    ball = counter.item()
    lent = lending.check_out(counter.act(), [ball], Visit(given.ANNA))
    days.close_day(counter.act(), loan_of(counter.session, ball).due_on)
    with pytest.raises(undoing.ClosedSince) as refused:
        undoing.undo(counter.act(), lent.command_id)
    assert refused.value.advice == "Do the opposite instead: scan the thing."
