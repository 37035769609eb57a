"""To repair, ready again, missing, found and retired, and back again by Undo."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from lendlib.models.history import Note
from lendlib.models.inventory import Item
from lendlib.operations import conditions, undoing
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.conditions import AlreadySo, NotMissing, StillOut
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Condition, RetireReason
from tests import given

Deed = Callable[[Act, int], Done]


def retire(act: Act, item_id: int) -> Done:
    return conditions.retire(act, item_id, RetireReason.SPARES)


def find(act: Act, item_id: int) -> Done:
    return conditions.find(act, item_id, is_whole=True)


DEEDS: dict[str, Deed] = {
    "repair": conditions.to_repair,
    "ready": conditions.make_ready,
    "missing": conditions.mark_missing,
    "retire": retire,
    "find": find,
}
LEADS = {
    Condition.READY: {"repair", "missing", "retire"},
    Condition.IN_REPAIR: {"ready", "missing", "retire"},
    Condition.MISSING: {"repair", "retire", "find"},
    Condition.RETIRED: {"ready"},
}
REACHED: dict[Condition, Deed | None] = {
    Condition.READY: None,
    Condition.IN_REPAIR: conditions.to_repair,
    Condition.MISSING: conditions.mark_missing,
    Condition.RETIRED: retire,
}


def how(counter: given.Counter, item_id: int) -> tuple[str, str | None]:
    counter.session.expire_all()
    item = counter.session.get_one(Item, item_id)
    return item.condition, item.retire_reason


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("start", Condition)
def test_each_condition_leads_where_it_may_and_undo_leads_back(
    counter: given.Counter, start: Condition, deed: str
) -> None:
    ball = counter.item()
    reach = REACHED[start]
    if reach:
        reach(counter.act(), ball)
    before = how(counter, ball)
    assert before[0] == start
    if deed not in LEADS[start]:
        with pytest.raises((AlreadySo, NotMissing)):
            DEEDS[deed](counter.act(), ball)
        assert how(counter, ball) == before
        return
    done = DEEDS[deed](counter.act(), ball)
    assert how(counter, ball) != before
    undoing.undo(counter.act(), done.command_id)
    assert how(counter, ball) == before


def test_the_note_of_a_repair_goes_with_its_undo(counter: given.Counter) -> None:
    ball = counter.item()
    done = conditions.to_repair(counter.act(), ball, "  Läcker luft ")
    assert counter.session.scalars(select(Note.text).where(Note.item_id == ball)).all() == ["Läcker luft"]
    undoing.undo(counter.act(), done.command_id)
    assert counter.session.scalars(select(Note.text)).all() == []


def test_what_is_out_keeps_its_condition(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    for deed in (conditions.to_repair, conditions.mark_missing, retire):
        with pytest.raises(StillOut):
            deed(counter.act(), ball)


def test_found_with_a_fault_goes_to_repair(counter: given.Counter) -> None:
    ball = counter.item()
    conditions.mark_missing(counter.act(), ball)
    conditions.find(counter.act(), ball, is_whole=False)
    assert how(counter, ball) == ("in_repair", None)


def test_another_depots_thing_is_not_there(counter: given.Counter) -> None:
    other = given.Counter(counter.session, given.a_depot(counter.session), counter.staff_id)
    theirs = other.item()
    for deed in DEEDS.values():
        with pytest.raises(NotFound):
            deed(counter.act(), theirs)


def test_the_same_key_changes_once(counter: given.Counter) -> None:
    ball = counter.item()
    first = conditions.to_repair(counter.act("a key of mine"), ball)
    again = conditions.to_repair(counter.act("a key of mine"), ball)
    assert (again.command_id, again.is_repeat) == (first.command_id, True)
