"""The same key again: after a second, a day and 29 days, and twice in one moment. One effect, the same answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import conditions, lending, renewing, returning, visitors
from lendlib.operations.acts import Act, new_key
from lendlib.operations.basket import ItemOnLoan
from lendlib.operations.commands import Done, KeyUsedOtherwise, NoKey
from lendlib.operations.lending import Borrower, Checks, Visit
from tests import given
from tests.ground.looking import loan_of
from tests.ground.racing import Race, overlapped, write

FEW, LONG = 60, 1_000
AFTER = ({"seconds": 1}, {"days": 1}, {"days": 29})


@pytest.fixture
def counter(vera: given.Counter) -> given.Counter:
    return vera


@pytest.fixture
def race(engine: Engine) -> Iterator[Race]:
    with Race(engine) as race:
        yield race


def thing(counter: given.Counter) -> int:
    counter.writes()
    item = counter.item()
    counter.session.commit()
    return item


def lending_of(*items: int, to: Borrower = given.ANNA) -> Callable[[Act], Done]:
    return lambda act: lending.check_out(act, items, Visit(to))


def rows(engine: Engine) -> list[int]:
    with Session(engine) as session:
        tables = (Loan, Checkout, Command, Event)
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def replay(counter: given.Counter, engine: Engine, count: int) -> str:
    """Send each check-out again later, perhaps by other staff, the thing perhaps back or out again meanwhile."""
    olle = counter.beside(given.staff(counter.session, "Olle"))
    counter.session.commit()
    spans = cycle(AFTER)
    for number in range(count):
        item, key = thing(counter), new_key()
        first = write(engine, counter, lending_of(item), key)
        if number % 2:
            write(engine, counter, lambda act, item=item: returning.check_in(act, item))  # type: ignore[misc]
        if number % 4 == 3:
            write(engine, counter, lending_of(item))
        before = rows(engine)
        later = replace(olle if number % 3 else counter)
        later.later(**next(spans))
        again = write(engine, later, lending_of(item), key)
        assert (again.command_id, again.verb, again.result, again.is_repeat) == (
            first.command_id,
            first.verb,
            first.result,
            True,
        )
        assert rows(engine) == before
    return f"{engine.dialect.name}: {count} replays after a second, a day and 29 days, 0 second effects"


def test_60_replays(counter: given.Counter, engine: Engine) -> None:
    print(replay(counter, engine, FEW))


@pytest.mark.long
def test_1000_replays(counter: given.Counter, engine: Engine) -> None:
    print(replay(counter, engine, LONG))


def test_the_same_key_from_two_threads_at_once(counter: given.Counter, race: Race) -> None:
    met = 0
    for _ in range(FEW):
        item, key, before = thing(counter), new_key(), rows(race.engine)
        sides = race.run(*[lambda item=item, key=key: write(race.engine, counter, lending_of(item), key)] * 2)  # type: ignore[misc]
        assert [side.fault or side.refusal for side in sides] == [None, None]
        assert sides[0].answer.result == sides[1].answer.result
        assert {side.answer.is_repeat for side in sides} == {True, False}
        assert [now - then for now, then in zip(rows(race.engine), before, strict=True)] == [1, 1, 1, 1]
        met += overlapped(sides)
    print(f"{race.engine.dialect.name}: {FEW} keys sent twice at once, {FEW} effects, {met} overlapped")
    assert met > 0


def test_the_same_key_from_two_threads_with_different_requests(counter: given.Counter, race: Race) -> None:
    for _ in range(FEW):
        items, key = [thing(counter), thing(counter)], new_key()
        sides = race.run(
            lambda items=items, key=key: write(race.engine, counter, lending_of(items[0]), key),  # type: ignore[misc]
            lambda items=items, key=key: write(race.engine, counter, lending_of(items[1]), key),  # type: ignore[misc]
        )
        assert [side.fault for side in sides] == [None, None]
        assert sorted(type(side.refusal).__name__ for side in sides) == ["KeyUsedOtherwise", "NoneType"]


def test_the_same_key_with_another_request_is_refused(counter: given.Counter, engine: Engine) -> None:
    counter.writes()
    ball, skis, alpine = counter.item(), counter.item(), counter.item("alpine-skis")
    counter.session.commit()
    key = new_key()
    write(engine, counter, lending_of(ball), key)
    before = rows(engine)
    others: list[Callable[[Act], Done]] = [
        lending_of(skis),
        lending_of(ball, skis),
        lending_of(ball, to=Borrower("Blå häger")),
        lambda act: lending.check_out(act, [ball], Visit(given.ANNA), due_on=act.today),
        lambda act: lending.check_out(act, [ball], Visit(given.ANNA), joins=1),
        lambda act: lending.check_out(act, [ball], Visit(given.ANNA), checks=Checks(frozenset({alpine}))),
        lambda act: lending.check_out(act, [ball], Visit(given.ANNA), checks=Checks(inspected_on={ball: act.today})),
        lambda act: returning.check_in(act, ball),
        lambda act: conditions.mark_missing(act, ball),
        visitors.count_visitor,
    ]
    for doing in others:
        with pytest.raises(KeyUsedOtherwise):
            write(engine, counter, doing, key)
    assert rows(engine) == before


def test_another_depots_same_key_is_another_key(counter: given.Counter, engine: Engine) -> None:
    counter.writes()
    neighbour = given.Counter(counter.session, given.a_depot(counter.session), counter.staff_id)
    here, there = counter.item(), neighbour.item()
    counter.session.commit()
    write(engine, counter, lending_of(here), "a key that two counters chose")
    assert not write(engine, neighbour, lending_of(there), "a key that two counters chose").is_repeat


def test_a_refusal_stores_nothing_and_its_key_may_be_tried_corrected(counter: given.Counter, engine: Engine) -> None:
    out, here, key = thing(counter), thing(counter), new_key()
    write(engine, counter, lending_of(out))
    before = rows(engine)
    with pytest.raises(ItemOnLoan):
        write(engine, counter, lending_of(out, here), key)
    assert rows(engine) == before
    assert not write(engine, counter, lending_of(here), key).is_repeat
    assert write(engine, counter, lending_of(here), key).is_repeat


def test_a_refusal_may_turn_into_a_yes_under_the_same_key(counter: given.Counter, engine: Engine) -> None:
    item, key = thing(counter), new_key()
    write(engine, counter, lending_of(item))
    with Session(engine) as session:
        loan_id = loan_of(session, item).id
    with pytest.raises(renewing.NothingGained):
        write(engine, counter, lambda act: renewing.renew(act, [loan_id]), key)
    counter.later(days=1)
    assert not write(engine, counter, lambda act: renewing.renew(act, [loan_id]), key).is_repeat


def test_what_broke_halfway_leaves_its_key_free(counter: given.Counter, engine: Engine) -> None:
    item, key = thing(counter), new_key()

    def breaks(act: Act) -> Done:
        lending_of(item)(act)
        raise ZeroDivisionError

    before = rows(engine)
    with pytest.raises(ZeroDivisionError):
        write(engine, counter, breaks, key)
    assert rows(engine) == before
    assert not write(engine, counter, lending_of(item), key).is_repeat


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "nul \0 inside the key", "rad\nbrytning", "ååååååååå"])
def test_a_key_that_is_none_is_refused(counter: given.Counter, engine: Engine, key: str) -> None:
    act = replace(counter.act(), key=key)
    counter.writes()
    with pytest.raises(NoKey):
        visitors.count_visitor(act)


def test_the_control_without_the_commands_row_lends_twice(counter: given.Counter, engine: Engine) -> None:
    """Forget the key, and the thing back in: the replay has a second effect, so the tests above could have failed."""
    item, key = thing(counter), new_key()
    write(engine, counter, lending_of(item), key)
    write(engine, counter, lambda act: returning.check_in(act, item))
    before = rows(engine)
    with Session(engine) as session:
        session.execute(delete(Command).where(Command.key == key))
        session.commit()
    assert not write(engine, counter, lending_of(item), key).is_repeat
    assert rows(engine)[0] == before[0] + 1
    with Session(engine) as session:
        assert session.execute(select(func.count()).select_from(Item)).scalar_one() == 1
