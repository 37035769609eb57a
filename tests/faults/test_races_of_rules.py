"""Two who decide at once: terms, categories, depots, days. Nothing is lost, doubled, or waits for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import ChildLine
from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.models.inventory import Category, Item
from lendlib.models.lending import Loan
from lendlib.operations import (
    bulk,
    contacts,
    days,
    depots_making,
    groups,
    inventory,
    late_entry,
    lending,
    merging,
    policies,
    stock_import,
)
from lendlib.operations.acts import Act
from lendlib.operations.depots_making import Described, Founder
from lendlib.operations.inventory import Description, UnknownCategory
from lendlib.operations.lending import Visit
from lendlib.operations.network import Reach
from lendlib.rules.policy import CategoryTerms
from lendlib.rules.scans import read_scan
from lendlib.rules.stock_lists import Field
from lendlib.rules.vocabulary import Kind
from tests import given
from tests.ground.racing import interleave, write


def locks_of(engine: Engine) -> list[str]:
    """The statements that lock, from now on."""
    sent: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FOR UPDATE" in statement or "advisory" in statement:
            sent.append("calendar" if "advisory" in statement else "items" if "FROM item" in statement else "other")

    return sent


def test_two_who_set_the_terms_of_a_category(engine: Engine, vera: given.Counter, olle: given.Counter) -> None:
    football = given.category_id(vera.session, "football")
    vera.session.commit()

    def lend_for(loan_days: int) -> Callable[[Act], Any]:
        return lambda act: policies.change_category(act, football, CategoryTerms(loan_days=loan_days))

    second = interleave(engine, (vera, lend_for(3)), (olle, lend_for(5)))
    assert second.fault is None and second.answer.result == {"category": football}
    with Session(engine) as session:
        assert session.scalars(select(CategoryPolicy.loan_days)).all() == [5]


@pytest.mark.parametrize("way", ["register", "edit", "edit many"])
def test_nothing_gets_into_a_category_that_is_merged_away(
    engine: Engine, vera: given.Counter, olle: given.Counter, way: str
) -> None:
    source, target = (given.category_id(vera.session, key) for key in ("football", "basketball"))
    other = given.category_id(vera.session, "football")
    vera.writes()
    item = vera.item("volleyball")
    vera.session.commit()
    ways: dict[str, Callable[[Act], Any]] = {
        "register": lambda act: inventory.register(act, Description(other)),
        "edit": lambda act: inventory.edit(act, item, Description(other)),
        "edit many": lambda act: bulk.edit_many(act, [item], bulk.Changes(category_id=other)),
    }
    second = interleave(engine, (vera, lambda act: merging.merge(act, source, target)), (olle, ways[way]))
    assert isinstance(second.refusal, UnknownCategory), second
    with Session(engine) as session:
        gone = select(func.count()).select_from(Item).join(Category).where(Category.merged_into_id.is_not(None))
        assert session.scalar(gone) == 0


def test_a_double_click_makes_one_depot(engine: Engine, vera: given.Counter) -> None:
    def found(act: Act) -> Any:
        founder = Founder(act.session, Reach(is_all=True), act.staff_id, None, act.keys, "the same key", act.now)
        return depots_making.make(founder, Described("Nya depån", "1780"))

    second = interleave(engine, (vera, found), (vera, found))
    assert second.fault is None and second.answer.is_repeat
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Depot).where(Depot.name == "Nya depån")) == 1


def test_closing_days_locks_all_its_items_at_once(engine: Engine, vera: given.Counter) -> None:
    """Day by day, the order of their ids would be broken, and two acts could wait for each other."""
    vera.writes()
    first, second = vera.item(), vera.item()
    vera.lends(second)
    vera.later(days=1)
    vera.lends(first)
    vera.session.commit()
    due = [vera.today + timedelta(days=ahead) for ahead in (13, 14)]
    locks = locks_of(engine)
    done = write(engine, vera, lambda act: days.close_days(act, due))
    assert done.result["loans"] == 2
    assert locks.count("items") == (1 if engine.dialect.name == "postgresql" else 0)


def test_late_entry_shares_the_calendar_before_it_locks(engine: Engine, vera: given.Counter) -> None:
    vera.writes()
    code = "GAMMAL7"
    vera.item(code="")
    vera.session.commit()
    row = late_entry.Row(0, read_scan(code, ()), late_entry.Way.BACK, vera.now - timedelta(hours=1))
    locks = locks_of(engine)
    write(engine, vera, lambda act: late_entry.enter(act, [row], "sv"))
    assert locks[:2] == (["calendar", "items"] if engine.dialect.name == "postgresql" else [])


def test_who_has_what_is_not_written_after_the_person_is_erased(
    engine: Engine, vera: given.Counter, olle: given.Counter
) -> None:
    vera.writes()
    visits = [
        lending.check_out(vera.act(), [vera.item()], Visit(given.ANNA, kind=Kind.SCHOOL)).result["checkout"]
        for _ in range(2)
    ]
    vera.session.commit()
    with Session(engine) as session:
        loan = session.scalars(select(Loan.id).where(Loan.checkout_id == visits[1])).one()
    second = interleave(
        engine,
        (vera, lambda act: contacts.erase_on_request(act, visits[0], everywhere=True)),
        (olle, lambda act: groups.name_lines(act, visits[1], {loan: "Elsa"})),
    )
    assert isinstance(second.refusal, groups.NobodyKept), second
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(ChildLine)) == 0


def test_two_who_say_what_the_same_columns_mean(engine: Engine, vera: given.Counter, olle: given.Counter) -> None:
    def say(field: Field) -> Callable[[Act], Any]:
        return lambda act: stock_import.remember_columns(act, "a header", {0: field})

    assert interleave(engine, (vera, say(Field.BRAND)), (olle, say(Field.NOTE))).fault is None
    with Session(engine) as session:
        assert stock_import.columns_for(session, vera.depot.id, "a header") == {0: Field.NOTE}
