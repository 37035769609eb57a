"""Two counters, one thing, one moment: one wins, the other is told, nothing breaks. Counted, on both databases."""

import threading
from collections import Counter as Tally
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from lendlib.models.lending import Loan
from lendlib.operations import conditions, returning
from lendlib.operations.basket import ItemOnLoan, NotReady
from lendlib.operations.lending import TakenMeanwhile
from lendlib.rules.vocabulary import RetireReason
from tests import given
from tests.faults.counters import lends, loan_row, things
from tests.ground.racing import Ended, Race, overlapped, write
from tests.ground.schema import drop

FEW, LONG = 40, 10_000


@pytest.fixture
def race(engine: Engine) -> Iterator[Race]:
    with Race(engine) as race:
        yield race


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
