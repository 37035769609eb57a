"""Blank labels in batches: numbered, counted as they are used, printed again."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.labels import Label, LabelBatch
from lendlib.operations import labels, labels_batches, scanning
from lendlib.operations.labels_batches import batch, batches, fresh_codes, labels_in
from lendlib.operations.scanning import Meaning
from lendlib.rules.codes import is_own_code
from lendlib.rules.errors import NotFound
from lendlib.rules.label_sheets import NoLabels, TooManyLabels
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import LabelEnd
from tests import given


def codes_of(session: Session, number: int) -> list[str]:
    query = select(Label.code).join(LabelBatch, LabelBatch.id == Label.batch_id).where(LabelBatch.number == number)
    return list(session.scalars(query.order_by(Label.batch_place)))


def test_a_batch_is_numbered_in_its_depot_and_its_labels_in_it(session: Session, counter: given.Counter) -> None:
    there = given.Counter(session, given.a_depot(session, "Granndepån"), counter.staff_id)
    numbers = [labels_batches.make_batch(who.act(), 3).result["number"] for who in (counter, counter, there)]
    assert numbers == [1, 2, 1]
    assert session.scalars(select(Label.batch_place).order_by(Label.id)).all() == [1, 2, 3] * 3
    assert all(is_own_code(code) for code in session.scalars(select(Label.code)))
    assert [one.number for one in batches(session, counter.depot.id, 10)] == [2, 1]


def test_a_second_press_makes_no_second_batch(session: Session, counter: given.Counter) -> None:
    first = labels_batches.make_batch(counter.act("the same key"), 5)
    again = labels_batches.make_batch(counter.act("the same key"), 5)
    assert again.is_repeat and again.result == first.result
    assert session.scalar(select(func.count()).select_from(Label)) == 5


def test_used_and_ended_labels_are_counted(session: Session, counter: given.Counter) -> None:
    labels_batches.make_batch(counter.act(), 4)
    first, second, third, _fourth = codes_of(session, 1)
    counter.item(code=first)
    skis = counter.item(code=second)
    labels.assign(counter.act(), skis, third, ends=LabelEnd.WORN)
    known = batch(session, counter.depot.id, 1)
    assert (known.size, known.claimed, known.void, known.left) == (4, 3, 0, 1)
    assert len(labels_in(session, known.id, only_left=True)) == 1
    assert len(labels_in(session, known.id, only_left=False)) == 3, "the worn one is not printed again"


def test_a_blank_label_is_taken_at_intake_and_the_old_one_says_so(session: Session, counter: given.Counter) -> None:
    labels_batches.make_batch(counter.act(), 2)
    first, second = codes_of(session, 1)
    assert scanning.look_up(counter.act(), read_scan(first, ()), "sv").meaning is Meaning.BLANK_LABEL
    skis = counter.item(code=first)
    labels.assign(counter.act(), skis, second, ends=LabelEnd.LOST)
    old = scanning.look_up(counter.act(), read_scan(first, ()), "sv")
    assert (old.meaning, old.label_end) == (Meaning.ENDED_LABEL, LabelEnd.LOST)
    assert old.thing and old.thing.id == skis and old.thing.code == second


@pytest.mark.parametrize(("size", "no"), [(0, NoLabels), (-3, NoLabels), (100_000, TooManyLabels)])
def test_a_batch_of_none_or_of_too_many_is_refused(
    session: Session, counter: given.Counter, size: int, no: type[Exception]
) -> None:
    with pytest.raises(no):
        labels_batches.make_batch(counter.act(), size)
    assert batches(session, counter.depot.id, 10) == []


def test_another_depots_batch_is_not_found(session: Session, counter: given.Counter) -> None:
    labels_batches.make_batch(counter.act(), 1)
    with pytest.raises(NotFound):
        batch(session, given.a_depot(session, "Granndepån").id, 1)


def test_codes_that_are_on_labels_are_never_drawn_again(session: Session, counter: given.Counter) -> None:
    labels_batches.make_batch(counter.act(), 1)
    taken = codes_of(session, 1)[0]
    free = fresh_codes(session, 2)
    drawn = iter([taken, free[0], free[0], free[1]])
    assert sorted(fresh_codes(session, 2, lambda: next(drawn))) == sorted(free)
