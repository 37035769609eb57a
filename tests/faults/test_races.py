"""Two counters, one thing, one moment: one wins, the other is told, nothing breaks. Counted, on both databases."""

import threading
from collections import Counter as Tally
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import DatedException
from lendlib.models.lending import DueChange, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations import conditions, days, lending, renewing, returning, undoing, visitors
from lendlib.operations.basket import ItemOnLoan, NotReady
from lendlib.operations.lending import TakenMeanwhile, Visit
from lendlib.rules.vocabulary import RetireReason
from tests import given
from tests.ground.looking import loan_of
from tests.ground.racing import Ended, Race, interleave, overlapped, write
from tests.ground.schema import drop

FEW, LONG = 40, 10_000


@pytest.fixture
def vera(session: Session) -> given.Counter:
    """The first counter."""
    counter = given.a_counter(session)
    session.commit()
    return counter


@pytest.fixture
def olle(vera: given.Counter) -> given.Counter:
    """The second counter of the same depot, a minute ahead."""
    counter = vera.beside(given.staff(vera.session, "Olle Organiserad"))
    counter.later(minutes=1)
    vera.session.commit()
    return counter


@pytest.fixture
def race(engine: Engine) -> Iterator[Race]:
    with Race(engine) as race:
        yield race


def things(vera: given.Counter, count: int) -> list[int]:
    vera.writes()
    items = [vera.item() for _ in range(count)]
    vera.session.commit()
    return items


def lends(engine: Engine, counter: given.Counter, item: int) -> Callable[[], object]:
    return lambda: write(engine, counter, lambda act: lending.check_out(act, [item], Visit(given.ANNA)))


def run_lending_races(vera: given.Counter, olle: given.Counter, race: Race, count: int) -> str:
    """Race for that many things, and tell the figures; every race has one winner, and a loser who was told."""
    engine, losers, met = race.engine, Tally[str](), 0
    for item in things(vera, count):
        sides = race.run(lends(engine, vera, item), lends(engine, olle, item))
        assert [side.fault for side in sides] == [None, None]
        (winner,) = [counter for counter, side in zip((vera, olle), sides, strict=True) if side.answer]
        (refusal,) = [side.refusal for side in sides if side.refusal]
        assert isinstance(refusal, ItemOnLoan | TakenMeanwhile)
        if isinstance(refusal, ItemOnLoan):
            name = "Vera Volontär" if winner is vera else "Olle Organiserad"
            assert (refusal.item_ids, refusal.values) == ((item,), {"staff": name, "at": winner.now})
        losers[refusal.code] += 1
        met += overlapped(sides)
    with Session(engine) as session:
        open_loans = session.execute(
            select(Loan.item_id, func.count()).where(Loan.closed_at.is_(None)).group_by(Loan.item_id)
        ).all()
    assert [many for _, many in open_loans] == [1] * count
    assert sum(losers.values()) == count > 0
    assert met > 0, "no two sides were ever under way at once"
    return f"{engine.dialect.name}: {count} races, {count} winners, losers told: {dict(losers)}, {met} overlapped"


def test_500_races_for_one_thing(vera: given.Counter, olle: given.Counter, race: Race) -> None:
    print(run_lending_races(vera, olle, race, 500))


@pytest.mark.long
def test_10000_races_for_one_thing(vera: given.Counter, olle: given.Counter, race: Race) -> None:
    print(run_lending_races(vera, olle, race, LONG))


def test_the_control_without_index_and_order_lends_twice(
    vera: given.Counter, olle: given.Counter, race: Race, engine: Engine
) -> None:
    """Read in one transaction, write in the next, as a naive program would: the race above could have failed."""
    drop(engine, "uq_loan_open_item")
    looked = threading.Barrier(2)

    def naive(counter: given.Counter, item: int) -> Callable[[], object]:
        def lend() -> bool:
            with Session(engine) as session:
                is_out = session.execute(select(Loan.id).where(Loan.item_id == item, Loan.closed_at.is_(None))).first()
                category = given.category_id(session, "football")
                session.commit()
                looked.wait(30)
                if is_out:
                    return False
                session.execute(insert(Loan), loan_row(counter, item, category, visits[counter.staff_id]))
                session.commit()
                return True

        return lend

    visits = {}
    for counter in (vera, olle):
        (spare,) = things(counter, 1)
        visits[counter.staff_id] = lends(engine, counter, spare)().result["checkout"]  # type: ignore[attr-defined]
    items = things(vera, FEW)
    ended = [race.run(naive(vera, item), naive(olle, item)) for item in items]
    assert [side.fault for sides in ended for side in sides if side.fault] == []
    doubles = sum(1 for sides in ended if all(side.answer for side in sides))
    with Session(engine) as session:
        twice = select(Loan.item_id).where(Loan.closed_at.is_(None)).group_by(Loan.item_id).having(func.count() == 2)
        assert len(session.execute(twice).all()) == doubles
    print(f"{engine.dialect.name}, control: {FEW} races, {doubles} things lent twice")
    assert doubles > FEW / 2


def loan_row(counter: given.Counter, item: int, category: int, checkout: int) -> dict[str, object]:
    return {
        "depot_id": counter.depot.id,
        "checkout_id": checkout,
        "item_id": item,
        "category_id": category,
        "quantity": 1,
        "lent_at": counter.now,
        "lent_on": counter.today,
        "lent_month": 202611,
        "due_on": counter.today,
    }


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


def one_wins(sides: tuple[Ended, Ended], *refusals: type[Exception]) -> None:
    assert [side.fault for side in sides] == [None, None]
    assert len([side for side in sides if side.answer]) == 1
    assert all(isinstance(side.refusal, refusals) for side in sides if not side.answer)


def test_two_take_the_same_thing_back(vera: given.Counter, olle: given.Counter, race: Race) -> None:
    items = things(vera, FEW)
    for item in items:
        lends(race.engine, vera, item)()
        sides = race.run(
            lambda item=item: write(race.engine, vera, lambda act: returning.check_in(act, item)),  # type: ignore[misc]
            lambda item=item: write(race.engine, olle, lambda act: returning.check_in(act, item)),  # type: ignore[misc]
        )
        one_wins(sides, returning.NotOnLoan)
    print(f"{race.engine.dialect.name}: {len(items)} races of two returns")


def test_retiring_against_lending(vera: given.Counter, olle: given.Counter, race: Race) -> None:
    items = things(vera, FEW)
    for item in items:
        sides = race.run(
            lambda item=item: write(  # type: ignore[misc]
                race.engine, vera, lambda act: conditions.retire(act, item, RetireReason.WORN)
            ),
            lends(race.engine, olle, item),
        )
        one_wins(sides, conditions.StillOut, NotReady)
    print(f"{race.engine.dialect.name}: {len(items)} races of retiring against lending")


def test_two_undo_the_same_act(vera: given.Counter, olle: given.Counter, engine: Engine) -> None:
    (item,) = things(vera, 1)
    lent = lends(engine, vera, item)().command_id  # type: ignore[attr-defined]
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
        (vera, lambda act: undoing.undo(act, lent.command_id)),  # type: ignore[attr-defined]
        (olle, lambda act: lending.check_out(act, [skis], Visit(None), joins=lent.result["checkout"])),  # type: ignore[attr-defined]
    )
    assert (ended.fault, type(ended.refusal)) == (None, lending.VisitOver)


def test_two_halves_of_a_visit_undone_at_once_leave_no_contact(
    vera: given.Counter, olle: given.Counter, engine: Engine
) -> None:
    ball, skis = things(vera, 2)
    first = lends(engine, vera, ball)()
    checkout = first.result["checkout"]  # type: ignore[attr-defined]
    joined = write(engine, vera, lambda act: lending.check_out(act, [skis], Visit(None), joins=checkout))
    ended = interleave(
        engine,
        (vera, lambda act: undoing.undo(act, first.command_id)),  # type: ignore[attr-defined]
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
    assert ended.answer
    with Session(engine) as session:
        assert len(session.execute(select(DatedException)).all()) == 1
        session.execute(delete(DatedException))
