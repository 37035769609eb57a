"""Moving things to another depot and back, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lendlib.models.depots import Depot
from lendlib.models.inventory import ItemStay
from lendlib.models.labels import Label
from lendlib.operations import bulk, conditions, labels, moving, scanning, undoing
from lendlib.operations.commands import Done
from lendlib.rules.codes import code_from_number
from lendlib.rules.errors import NotFound
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import LabelEnd
from tests import given
from tests.ground.looking import events_of, item_row

CODE = code_from_number(123_456_789)


def move(counter: given.Counter, there: given.Counter, *item_ids: int) -> Done:
    return moving.move(counter.act(), item_ids, there.depot.id)


def stays(counter: given.Counter, item_id: int) -> list[tuple[object, ...]]:
    query = select(ItemStay.depot_id, ItemStay.from_on, ItemStay.until_on).where(ItemStay.item_id == item_id)
    return [tuple(row) for row in counter.session.connection().execute(query.order_by(ItemStay.id))]


def label_depots(counter: given.Counter, item_id: int) -> dict[str, int]:
    query = select(Label.code, Label.depot_id).where(Label.item_id == item_id)
    return {row.code: row.depot_id for row in counter.session.connection().execute(query)}


def test_things_move_with_their_stay_and_their_labels(counter: given.Counter, neighbour: given.Counter) -> None:
    here, there = counter.depot.id, neighbour.depot.id
    ball = counter.item(code=CODE)
    labels.assign(counter.act(), ball, "FB-17")
    registered = counter.today
    counter.later(days=2)
    done = move(counter, neighbour, ball)
    assert done.result == {"count": 1, "to": there}
    assert item_row(counter.session, ball).depot_id == there
    assert stays(counter, ball) == [(here, registered, counter.today), (there, counter.today, None)]
    assert label_depots(counter, ball) == {CODE: there, "FB-17": there}
    assert events_of(counter.session, ball)[-2:] == ["moved_away", "moved_here"]
    neighbour.now = counter.now
    for code in (CODE, "FB-17"):
        assert scanning.look_up(neighbour.act(), read_scan(code, ()), "sv").thing.id == ball
    neighbour.lends(ball)


def test_a_move_is_undone_whole(counter: given.Counter, neighbour: given.Counter) -> None:
    here = counter.depot.id
    ball, skis = counter.item(code="FB-17"), counter.item("cross-country-skis")
    done = move(counter, neighbour, ball, skis)
    counter.later(minutes=5)
    undoing.undo(counter.act(), done.command_id)
    for thing in (ball, skis):
        assert item_row(counter.session, thing).depot_id == here
        assert stays(counter, thing) == [(here, counter.today, None)]
    assert label_depots(counter, ball) == {"FB-17": here}
    counter.lends(ball, skis)
    with pytest.raises(undoing.AlreadyUndone):
        undoing.undo(counter.act(), done.command_id)


def test_there_and_back_again_in_a_day(counter: given.Counter, neighbour: given.Counter) -> None:
    ball = counter.item()
    move(counter, neighbour, ball)
    move(neighbour, counter, ball)
    day = counter.today
    here, there = counter.depot.id, neighbour.depot.id
    assert stays(counter, ball) == [(here, day, day), (there, day, day), (here, day, None)]


def test_an_undo_is_refused_when_the_thing_was_used_there(counter: given.Counter, neighbour: given.Counter) -> None:
    lent, mended = counter.item(), counter.item()
    first, second = move(counter, neighbour, lent), move(counter, neighbour, mended)
    neighbour.lends(lent)
    conditions.to_repair(neighbour.act(), mended)
    for done in (first, second):
        with pytest.raises(undoing.TouchedSince):
            undoing.undo(counter.act(), done.command_id)
    with pytest.raises(NotFound):
        undoing.undo(neighbour.act(), first.command_id)


def test_what_is_on_loan_stays_and_is_named(counter: given.Counter, neighbour: given.Counter) -> None:
    out, ball = counter.item(), counter.item()
    counter.lends(out)
    with pytest.raises(moving.MovingWhileOut) as refused:
        move(counter, neighbour, ball, out)
    assert refused.value.item_ids == (out,)
    assert item_row(counter.session, ball).depot_id == counter.depot.id


def test_a_foreign_code_that_is_used_there_is_named(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, free = counter.item(code="FB-17"), counter.item(code="FB-18")
    neighbour.item(code="FB-17")
    with pytest.raises(moving.SameCodesThere) as refused:
        move(counter, neighbour, ball, free)
    assert refused.value.item_ids == (ball,)
    assert (refused.value.values["codes"], refused.value.values["depot"]) == ("FB-17", "Granndepån")
    assert item_row(counter.session, free).depot_id == counter.depot.id
    move(counter, neighbour, free)


def test_an_ended_foreign_label_stays_behind_and_an_own_one_never(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    ball = counter.item(code="FB-17")
    neighbour.item(code="FB-17")
    labels.assign(counter.act(), ball, CODE, ends=LabelEnd.WORN)
    done = move(counter, neighbour, ball)
    assert label_depots(counter, ball) == {"FB-17": counter.depot.id, CODE: neighbour.depot.id}
    undoing.undo(counter.act(), done.command_id)
    assert set(label_depots(counter, ball).values()) == {counter.depot.id}


def test_a_code_that_was_taken_meanwhile_keeps_the_undo_away(counter: given.Counter, neighbour: given.Counter) -> None:
    done = move(counter, neighbour, counter.item(code="FB-17"))
    counter.item(code="FB-17")
    with pytest.raises(moving.SameCodesThere):
        undoing.undo(counter.act(), done.command_id)


def test_where_things_can_not_go(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, theirs = counter.item(), neighbour.item()
    with pytest.raises(moving.HereAlready):
        move(counter, counter, ball)
    with pytest.raises(NotFound):
        moving.move(counter.act(), [ball], 10**9)
    with pytest.raises(NotFound):
        move(counter, neighbour, theirs)
    with pytest.raises(bulk.NothingTicked):
        move(counter, neighbour)
    counter.session.execute(update(Depot).where(Depot.id == neighbour.depot.id).values(state="closed"))
    with pytest.raises(moving.ClosedForGood):
        move(counter, neighbour, ball)


def test_a_move_may_be_undone_the_next_day(counter: given.Counter, neighbour: given.Counter) -> None:
    ball = counter.item()
    done = move(counter, neighbour, ball)
    counter.later(days=1)
    undoing.undo(counter.act(), done.command_id)
    assert stays(counter, ball) == [(counter.depot.id, counter.today - timedelta(1), None)]
