"""The counter's visits button, on both databases."""

import pytest

from lendlib.operations import undoing, visitors
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
