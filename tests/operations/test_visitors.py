"""The counter's visits button, on both databases."""

import pytest

from lendlib.operations import recent, undoing, visitors
from lendlib.rules.vocabulary import Verb
from tests import given


def test_visitors_are_counted_a_depot_and_a_day(counter: given.Counter, neighbour: given.Counter) -> None:
    for _ in range(3):
        visitors.count_visitor(counter.act())
    visitors.count_visitor(neighbour.act())
    assert visitors.visitors_today(counter.act()) == 3
    counter.later(days=1)
    assert visitors.visitors_today(counter.act()) == 0


def test_a_double_press_counts_once(counter: given.Counter) -> None:
    first, again = (visitors.count_visitor(counter.act("the button's key")) for _ in range(2))
    assert (first.command_id, first.is_repeat, again.is_repeat) == (again.command_id, False, True)
    assert visitors.visitors_today(counter.act()) == 1


def test_a_visitor_is_taken_back_once(counter: given.Counter) -> None:
    counted = visitors.count_visitor(counter.act())
    undoing.undo(counter.act(), counted.command_id)
    with pytest.raises(undoing.AlreadyUndone):
        undoing.undo(counter.act(), counted.command_id)
    assert visitors.visitors_today(counter.act()) == 0


def visitors_told(counter: given.Counter) -> list[tuple[int, bool]]:
    return [
        (told.command_id, told.is_undone)
        for told in recent.recent_acts(counter.act(), "en")
        if told.verb == Verb.VISIT
    ]


def test_a_busy_door_pushes_no_lending_away(counter: given.Counter) -> None:
    counter.lends(counter.item())
    for _ in range(recent.SHOWN + 1):
        counted = visitors.count_visitor(counter.act()).command_id
    told = recent.recent_acts(counter.act(), "en")
    assert [act.verb for act in told] == [Verb.VISIT, Verb.CHECK_OUT]
    assert told[0].command_id == counted


def test_each_visitor_can_be_taken_back_after_the_one_that_came_later(counter: given.Counter) -> None:
    first, second, third = (visitors.count_visitor(counter.act()).command_id for _ in range(3))
    assert visitors_told(counter) == [(third, False)]
    undoing.undo(counter.act(), third)
    assert visitors_told(counter) == [(third, True), (second, False)]
    undoing.undo(counter.act(), second)
    assert visitors_told(counter) == [(third, True), (second, True), (first, False)]
    fourth = visitors.count_visitor(counter.act()).command_id
    assert visitors_told(counter) == [(fourth, False)]


def test_a_neighbour_who_counts_hides_nobody(counter: given.Counter, neighbour: given.Counter) -> None:
    counted = visitors.count_visitor(counter.act()).command_id
    visitors.count_visitor(neighbour.act())
    assert visitors_told(counter) == [(counted, False)]
