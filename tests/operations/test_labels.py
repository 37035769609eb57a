"""Labels: claimed once, own codes unique everywhere, foreign ones in their depot, ended when worn."""

import pytest
from sqlalchemy import select

from lendlib.models.labels import Label
from lendlib.operations import labels
from lendlib.operations.labels import LabelTaken, NoCode
from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import LabelEnd
from tests import given

CODE = code_from_number(987_654_321)


@pytest.fixture
def other(counter: given.Counter) -> given.Counter:
    return given.Counter(counter.session, given.a_depot(counter.session), counter.staff_id)


def labels_on(counter: given.Counter, item_id: int) -> list[tuple[str, str | None]]:
    rows = counter.session.execute(
        select(Label.code, Label.end_reason).where(Label.item_id == item_id).order_by(Label.id)
    )
    return [(row.code, row.end_reason) for row in rows]


def test_a_blank_label_is_claimed_once(counter: given.Counter) -> None:
    code, ball, skis = labels.make_blank(counter.act()), counter.item(), counter.item("cross-country-skis")
    labels.assign(counter.act(), ball, spoken(code).lower())
    assert labels_on(counter, ball) == [(code, None)]
    for again in (ball, skis):
        with pytest.raises(LabelTaken):
            labels.assign(counter.act(), again, code)
    assert labels_on(counter, skis) == []


def test_another_depots_blank_label_is_not_claimed(counter: given.Counter, other: given.Counter) -> None:
    code = labels.make_blank(other.act())
    with pytest.raises(LabelTaken):
        labels.assign(counter.act(), counter.item(), code)
    labels.assign(other.act(), other.item(), code)


def test_own_codes_are_unique_everywhere_and_foreign_ones_in_their_depot(
    counter: given.Counter, other: given.Counter
) -> None:
    counter.item(code=CODE)
    counter.item(code="FB-0017")
    with pytest.raises(LabelTaken):
        other.item(code=CODE)
    other.item(code="FB-0017")
    with pytest.raises(LabelTaken):
        counter.item(code="FB-0017")


def test_a_worn_label_is_ended_and_never_lives_again(counter: given.Counter) -> None:
    ball, new = counter.item(code=CODE), code_from_number(1)
    labels.assign(counter.act(), ball, new, ends=LabelEnd.WORN)
    assert labels_on(counter, ball) == [(CODE, "worn"), (new, None)]
    with pytest.raises(LabelTaken):
        labels.assign(counter.act(), counter.item(), CODE)


def test_a_pair_may_carry_two(counter: given.Counter) -> None:
    skis = counter.item("cross-country-skis", code=CODE)
    labels.assign(counter.act(), skis, "L-2")
    assert labels_on(counter, skis) == [(CODE, None), ("L-2", None)]


def test_a_refused_replacement_leaves_the_old_label_alive(counter: given.Counter) -> None:
    counter.item(code="FB-1")
    ball = counter.item(code=CODE)
    savepoint = counter.session.begin_nested()
    with pytest.raises(LabelTaken):
        labels.assign(counter.act(), ball, "FB-1", ends=LabelEnd.LOST)
    savepoint.rollback()
    assert labels_on(counter, ball) == [(CODE, None)]


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "FB\x0017", "FB\t17", "x" * 65])
def test_what_can_stand_on_no_label_is_refused(counter: given.Counter, typed: str) -> None:
    with pytest.raises(NoCode):
        labels.assign(counter.act(), counter.item(), typed)


def test_the_same_key_labels_once(counter: given.Counter) -> None:
    ball = counter.item()
    first = labels.assign(counter.act("a key of mine"), ball, CODE)
    again = labels.assign(counter.act("a key of mine"), ball, CODE)
    assert (again.result, again.is_repeat) == (first.result, True)


def test_another_depots_thing_is_not_there(counter: given.Counter, other: given.Counter) -> None:
    with pytest.raises(NotFound):
        labels.assign(counter.act(), other.item(), CODE)
