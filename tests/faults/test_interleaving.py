"""One act uncommitted while the next begins: the order that breaks what is only nearly right, each time the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import DatedException
from lendlib.models.lending import DueChange, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations import commands, days, lending, renewing, undoing, visitors
from lendlib.operations.depots import open_days
from lendlib.operations.lending import TakenMeanwhile, Visit
from lendlib.rules.calendar import due_day
from tests import given
from tests.faults.counters import lends, loan_row, things
from tests.ground.looking import loan_of
from tests.ground.racing import interleave, write


@pytest.mark.parametrize("database", ["postgresql"])
def test_the_index_alone_refuses_what_the_lock_did_not_see(
    vera: given.Counter, olle: given.Counter, engine: Engine
) -> None:
    """A writer that keeps to no order, and locks nothing: the index speaks, and its word is translated."""
    item, spare = things(vera, 2)
    visit = lends(engine, vera, spare)().result["checkout"]  # type: ignore[attr-defined]

    def rudely(act: given.Act) -> None:
        category = given.category_id(act.session, "football")
        act.session.execute(text("SET LOCAL session_replication_role = replica"))
        act.session.execute(insert(Loan), loan_row(vera, item, category, visit))

    ended = interleave(engine, (vera, rudely), (olle, lambda act: lending.check_out(act, [item], Visit(None))))
    assert (ended.fault, type(ended.refusal)) == (None, TakenMeanwhile)


def test_two_undo_the_same_act(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    (item,) = things(vera, 1)
    lent = lends(engine, vera, item)().command_id
    counted = write(engine, vera, visitors.count_visitor).command_id
    for command_id in (lent, counted):
        ended = interleave(
            engine,
            (vera, lambda act, id_=command_id: undoing.undo(act, id_)),  # type: ignore[misc]
            (olle, lambda act, id_=command_id: undoing.undo(act, id_)),  # type: ignore[misc]
        )
        assert (ended.fault, type(ended.refusal)) == (None, undoing.AlreadyUndone)


def test_nobody_joins_a_visit_that_is_being_undone(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    ball, skis = things(vera, 2)
    lent = lends(engine, vera, ball)()
    ended = interleave(
        engine,
        (vera, lambda act: undoing.undo(act, lent.command_id)),
        (olle, lambda act: lending.check_out(act, [skis], Visit(None), joins=lent.result["checkout"])),
    )
    assert (ended.fault, type(ended.refusal)) == (None, lending.VisitOver)


def test_two_halves_of_a_visit_undone_at_once_leave_no_contact(
    vera: given.Counter, olle: given.Counter, engine: Engine
) -> None:
    ball, skis = things(vera, 2)
    first = lends(engine, vera, ball)()
    checkout = first.result["checkout"]
    joined = write(engine, vera, lambda act: lending.check_out(act, [skis], Visit(None), joins=checkout))
    ended = interleave(
        engine,
        (vera, lambda act: undoing.undo(act, first.command_id)),
        (olle, lambda act: undoing.undo(act, joined.command_id)),
    )
    assert ended.answer
    with Session(engine) as session:
        assert session.execute(select(Contact)).first() is None


def test_two_first_visitors_are_both_counted(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    ended = interleave(engine, (vera, visitors.count_visitor), (olle, visitors.count_visitor))
    assert ended.answer
    with Session(engine) as session:
        assert session.execute(select(DoorDay.visitors)).scalar_one() == 2


def test_closing_a_day_and_renewing_what_is_due_on_it(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    """Whoever is first: the last day is the renewed one, and every change of it is told with the right day before."""
    (item,) = things(vera, 1)
    lends(engine, vera, item)()
    with Session(engine) as session:
        loan = loan_of(session, item)
    for counter in (vera, olle):
        counter.later(days=1)
    ended = interleave(
        engine,
        (vera, lambda act: days.close_day(act, loan.due_on)),
        (olle, lambda act: renewing.renew(act, [loan.id])),
    )
    assert ended.fault is None
    with Session(engine) as session:
        changes = session.execute(select(DueChange.from_on, DueChange.to_on).order_by(DueChange.id)).all()
        due_on = loan_of(session, item).due_on
    assert [change.from_on for change in changes] == [loan.due_on, *[change.to_on for change in changes[:-1]]]
    assert due_on == changes[-1].to_on


def test_two_close_the_same_day(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    day = vera.today
    ended = interleave(
        engine, (vera, lambda act: days.close_day(act, day)), (olle, lambda act: days.close_day(act, day))
    )
    assert (ended.fault, type(ended.refusal)) == (None, days.ClosedAlready)
    with Session(engine) as session:
        assert len(session.execute(select(DatedException)).all()) == 1


@pytest.mark.parametrize("is_closing_first", [True, False])
def test_no_last_day_stands_on_a_day_that_was_closed_in_the_same_moment(
    vera: given.Counter, olle: given.Counter, engine: Engine, is_closing_first: bool
) -> None:
    """The check-out read the calendar before it was changed: it is refused, or else its last day is moved along."""
    (item,) = things(vera, 1)
    with Session(engine) as session:
        known = open_days(session, vera.depot.id, vera.today)
    due_on = due_day(vera.today, vera.depot.loan_days, known)
    closes = (vera, lambda act: days.close_day(act, due_on))
    lends_out = (olle, lambda act: lending.check_out(replace(act, open_days=known), [item], Visit(None)))
    ended = interleave(engine, *((closes, lends_out) if is_closing_first else (lends_out, closes)))
    assert ended.fault is None
    with Session(engine) as session:
        if is_closing_first:
            assert type(ended.refusal) is commands.CalendarChanged
            assert session.execute(select(Loan)).first() is None
        else:
            assert ended.answer.result["loans"] == 1
            assert loan_of(session, item).due_on == due_on + timedelta(days=1)
