"""A month is counted in the moment in which something changes in it: no change is missed, and two may count at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from lendlib.models.lending import Loan
from lendlib.operations.acts import Act
from lendlib.operations.statistics_keeping import Portion, keep, keep_all
from lendlib.operations.statistics_marks import mark_months
from tests import given
from tests.faults.counters import lends, things
from tests.ground.racing import interleave, write
from tests.operations.months_walk import figures, recounted

NOVEMBER = 202611
Marks = Callable[[Session, list[tuple[int, int]]], None]


def leave_mark(session: Session, which: list[tuple[int, int]]) -> None:
    """The control: a mark that stands is left as it stands."""
    for depot_id, month in which:
        session.execute(
            text("INSERT INTO dirty_month VALUES (:depot_id, :month, 1) ON CONFLICT DO NOTHING"),
            {"depot_id": depot_id, "month": month},
        )


def count(act: Act) -> None:
    """What the worker does with November."""
    keep(act.session, Portion(NOVEMBER, (act.depot.id,)), act.now)


def is_right_after(engine: Engine, counter: given.Counter, mark: Marks) -> bool:
    """Whether figures are right when November is counted while a loan of it is being undone; it had a mark before."""
    (item,) = things(counter, 1)
    lends(engine, counter, item)()
    counter.later(days=40)
    which = [(counter.depot.id, NOVEMBER)]
    write(engine, counter, lambda act: keep_all(act.session, act.now))
    write(engine, counter, lambda act: mark_months(act.session, which))

    def undo_by_hand(act: Act) -> None:
        ended = {"closed_at": act.now, "closed_on": act.today, "outcome": "undone"}
        act.session.execute(update(Loan).where(Loan.item_id == item).values(ended))
        mark(act.session, which)

    ended = interleave(engine, (counter, undo_by_hand), (counter, count))
    assert ended.fault is None
    with Session(engine) as session:
        return figures(session) == recounted(session)


def test_a_change_that_is_not_committed_yet_is_not_missed(vera: given.Counter, engine: Engine) -> None:
    assert is_right_after(engine, vera, mark_months)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_control_that_leaves_a_mark_as_it_stands_misses_it(vera: given.Counter, engine: Engine) -> None:
    assert not is_right_after(engine, vera, leave_mark)


def test_who_marks_while_the_month_is_being_counted_marks_it_anew(vera: given.Counter, engine: Engine) -> None:
    (item,) = things(vera, 1)
    lends(engine, vera, item)()
    vera.later(days=40)
    which = [(vera.depot.id, NOVEMBER)]
    write(engine, vera, lambda act: mark_months(act.session, which))

    def undo_by_hand(act: Act) -> None:
        ended = {"closed_at": act.now, "closed_on": act.today, "outcome": "undone"}
        act.session.execute(update(Loan).where(Loan.item_id == item).values(ended))
        mark_months(act.session, which)

    ended = interleave(engine, (vera, count), (vera, undo_by_hand))
    assert ended.fault is None
    with Session(engine) as session:
        assert figures(session) == recounted(session)


def test_two_workers_count_the_same_month(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    (item,) = things(vera, 1)
    lends(engine, vera, item)()
    for counter in (vera, olle):
        counter.later(days=40)
    assert interleave(engine, (vera, count), (olle, count)).fault is None
    with Session(engine) as session:
        assert figures(session) == recounted(session)
