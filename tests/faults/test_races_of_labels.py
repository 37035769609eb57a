"""Two who reach for the same label, or make a batch, in one moment: one wins, the other is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.models.labels import Label, LabelBatch
from lendlib.operations import inventory, labels, labels_batches
from lendlib.operations.acts import Act
from lendlib.operations.inventory import Description
from lendlib.operations.labels import LabelTaken
from tests import given
from tests.ground.racing import Race, interleave, overlapped, write

RACES = 20


@pytest.fixture
def race(engine: Engine) -> Iterator[Race]:
    with Race(engine) as race:
        yield race


def a_batch(counter: given.Counter, size: int) -> list[str]:
    """A batch's codes, committed."""
    counter.writes()
    made = labels_batches.make_batch(counter.act(), size).result["batch"]
    counter.session.commit()
    return list(counter.session.scalars(select(Label.code).where(Label.batch_id == made).order_by(Label.batch_place)))


def test_a_blank_label_that_two_claim_at_once_goes_to_one(
    engine: Engine, vera: given.Counter, olle: given.Counter, race: Race
) -> None:
    football = given.category_id(vera.session, "football")
    met = 0
    for code in a_batch(vera, RACES):

        def claims(counter: given.Counter, code: str = code) -> Callable[[], Any]:
            return lambda: write(engine, counter, lambda act: inventory.register(act, Description(football), code))

        sides = race.run(claims(vera), claims(olle))
        assert [side.fault for side in sides] == [None, None]
        [winner] = [side.answer.result["item"] for side in sides if side.answer]
        [refusal] = [side.refusal for side in sides if side.refusal]
        assert isinstance(refusal, LabelTaken)
        with Session(engine) as session:
            assert session.scalars(select(Label.item_id).where(Label.code == code)).all() == [winner]
        met += overlapped(sides)
    assert met > 0, "no two sides were ever under way at once"
    with Session(engine) as session:
        known = labels_batches.batch(session, vera.depot.id, 1)
    assert (known.claimed, known.left) == (RACES, 0)


def test_the_second_who_waits_for_a_label_is_told_that_it_is_taken(
    engine: Engine, vera: given.Counter, olle: given.Counter
) -> None:
    vera.writes()
    skis, skates = vera.item(), vera.item()
    vera.session.commit()
    [code] = a_batch(vera, 1)

    def puts_on(item_id: int) -> Callable[[Act], Any]:
        return lambda act: labels.assign(act, item_id, code)

    second = interleave(engine, (vera, puts_on(skis)), (olle, puts_on(skates)))
    assert second.fault is None and isinstance(second.refusal, LabelTaken)
    with Session(engine) as session:
        assert session.scalars(select(Label.item_id).where(Label.code == code)).all() == [skis]


def test_two_batches_made_at_once_get_two_numbers(engine: Engine, vera: given.Counter, olle: given.Counter) -> None:
    second = interleave(
        engine,
        (vera, lambda act: labels_batches.make_batch(act, 3)),
        (olle, lambda act: labels_batches.make_batch(act, 3)),
    )
    assert second.fault is None and second.answer.result["number"] == 2
    with Session(engine) as session:
        assert session.scalars(select(LabelBatch.number).order_by(LabelBatch.id)).all() == [1, 2]
