"""Changing many things at once, and taking it back, on both databases."""

from datetime import date, timedelta

import pytest

from lendlib.models.history import Command
from lendlib.models.inventory import ItemChange
from lendlib.operations import bulk, conditions, inventory, lending, recent, returning, undoing
from lendlib.operations.bulk import Changes
from lendlib.operations.commands import Done
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import RetireReason, Verb
from tests import given
from tests.ground.looking import events_of, how_many, item_row


def change(counter: given.Counter, *item_ids: int, **changes: object) -> Done:
    return bulk.edit_many(counter.act(), item_ids, Changes(**changes))  # type: ignore[arg-type]


def undo(counter: given.Counter, done: Done) -> Done:
    counter.later(minutes=1)
    return undoing.undo(counter.act(), done.command_id)


def described(counter: given.Counter, item_id: int) -> tuple[object, ...]:
    row = item_row(counter.session, item_id)
    return (*row[: row._fields.index("changed_at")], *row[row._fields.index("changed_at") + 1 :])


def test_every_field_changes_in_one_command_and_comes_back_in_one_undo(counter: given.Counter) -> None:
    day = counter.today
    skates = counter.item("hockey-skates", size="38", brand="Bauer", note="slipade", inspected_on=day - timedelta(9))
    boots = counter.item("cross-country-boots", size="36")
    before = [described(counter, item_id) for item_id in (skates, boots)]
    counter.later(hours=1)
    becomes = given.category_id(counter.session, "figure-skates")
    done = change(
        counter,
        skates,
        boots,
        category_id=becomes,
        size="34-36",
        brand="Åre",
        note="",
        becomes=Verb.TO_REPAIR,
        inspected_on=day,
        donated_on=date(2026, 1, 2),
    )
    assert done.result == {"count": 2}
    for item_id in (skates, boots):
        row = item_row(counter.session, item_id)
        assert (row.category_id, row.size_text, row.size_low, row.size_high) == (becomes, "34–36", 34.0, 36.0)
        assert (row.brand, row.note, row.condition) == ("Åre", "", "in_repair")
        assert (row.inspected_on, row.donated_on) == (day, date(2026, 1, 2))
        assert row.words == "figure skates konståkningsskridskor åre 34–36"
        assert events_of(counter.session, item_id)[1:] == ["edited", "to_repair"]
        assert row.changed_at == counter.now
    assert how_many(counter.session, Command, Command.verb == Verb.EDIT_MANY) == 1
    undo(counter, done)
    assert [described(counter, item_id) for item_id in (skates, boots)] == before
    assert recent.recent_acts(counter.act(), "en")[0].is_undone


def test_only_what_differs_is_written_and_told(counter: given.Counter) -> None:
    select, other = counter.item(brand="Select"), counter.item(brand="Puma")
    done = change(counter, select, other, brand="Select")
    assert done.result == {"count": 1}
    assert events_of(counter.session, select) == ["registered"]
    assert how_many(counter.session, ItemChange, ItemChange.command_id == done.command_id) == 1
    with pytest.raises(bulk.NothingToChange):
        change(counter, select, other, brand="Select")
    with pytest.raises(bulk.NothingToChange):
        change(counter, select)


def test_sent_twice_changes_once(counter: given.Counter) -> None:
    ball = counter.item()
    first = bulk.edit_many(counter.act("a key of many"), [ball], Changes(brand="Select"))
    again = bulk.edit_many(counter.act("a key of many"), [ball, ball], Changes(brand="Select"))
    assert (again.command_id, again.is_repeat) == (first.command_id, True)


def test_a_size_is_read_in_each_category(counter: given.Counter) -> None:
    skis, boots = counter.item("cross-country-skis", size="190"), counter.item("cross-country-boots", size="38")
    with pytest.raises(inventory.SizeUnclear):
        change(counter, skis, boots, size="lång")
    change(counter, skis, boots, size="40")
    assert [item_row(counter.session, thing).size_low for thing in (skis, boots)] == [40.0, 40.0]
    change(counter, skis, size="")
    assert (item_row(counter.session, skis).size_text, item_row(counter.session, skis).size_low) == ("", None)


def test_a_category_that_cannot_read_a_size_is_refused_naming_it(counter: given.Counter) -> None:
    skis, jacket = counter.item("cross-country-skis", size="190"), counter.item("winter-jacket", size="XL")
    with pytest.raises(bulk.SizesUnclear) as refused:
        change(counter, skis, jacket, category_id=given.category_id(counter.session, "alpine-skis"))
    assert refused.value.item_ids == (jacket,) and refused.value.values["sizes"] == "“XL”"
    done = change(counter, jacket, category_id=given.category_id(counter.session, "alpine-skis"), size="150")
    undo(counter, done)
    assert item_row(counter.session, jacket).size_text == "XL"


def test_a_group_is_no_category_for_things(counter: given.Counter) -> None:
    ball = counter.item()
    for wrong in (given.category_id(counter.session, "vinter"), 10**9):
        with pytest.raises(inventory.UnknownCategory):
            change(counter, ball, category_id=wrong)


def test_conditions_of_many(counter: given.Counter) -> None:
    ready, broken, retired = counter.item(), counter.item(), counter.item()
    conditions.to_repair(counter.act(), broken)
    done = change(counter, ready, broken, becomes=Verb.TO_REPAIR)
    assert done.result == {"count": 1}
    done = change(counter, ready, broken, retired, becomes=Verb.RETIRE, reason=RetireReason.WORN)
    assert {item_row(counter.session, thing).retire_reason for thing in (ready, broken, retired)} == {"worn"}
    undo(counter, done)
    states = [item_row(counter.session, thing) for thing in (ready, broken, retired)]
    assert [(row.condition, row.retire_reason) for row in states] == [
        ("in_repair", None),
        ("in_repair", None),
        ("ready", None),
    ]
    change(counter, ready, broken, retired, becomes=Verb.READY)
    assert {item_row(counter.session, thing).condition for thing in (ready, broken, retired)} == {"ready"}


def test_what_is_out_or_missing_is_refused_naming_it(counter: given.Counter) -> None:
    out, missing, ball = counter.item(), counter.item(), counter.item()
    counter.lends(out)
    conditions.mark_missing(counter.act(), missing)
    with pytest.raises(bulk.ManyStillOut) as refused:
        change(counter, out, ball, becomes=Verb.TO_REPAIR)
    assert refused.value.item_ids == (out,)
    with pytest.raises(bulk.NotFromThere) as stuck:
        change(counter, missing, ball, becomes=Verb.READY)
    assert stuck.value.item_ids == (missing,)
    assert item_row(counter.session, ball).condition == "ready"
    change(counter, out, missing, brand="Select")


def test_nothing_too_much_and_foreign_things_are_refused(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, theirs = counter.item(), neighbour.item()
    with pytest.raises(bulk.NothingTicked):
        change(counter, brand="Select")
    with pytest.raises(bulk.TooManyAtOnce):
        change(counter, *range(1, 1002), brand="Select")
    with pytest.raises(NotFound):
        change(counter, ball, theirs, brand="Select")
    assert item_row(counter.session, ball).brand == ""
    assert bulk.only_here(counter.session, counter.depot.id, [theirs, ball, ball, 10**9]) == [ball]


def test_an_undo_is_refused_when_one_was_described_since(counter: given.Counter) -> None:
    first, second = counter.item(), counter.item()
    done = change(counter, first, second, brand="Select")
    counter.later(minutes=1)
    later = change(counter, second, brand="Puma")
    with pytest.raises(undoing.TouchedSince) as refused:
        undo(counter, done)
    assert refused.value.values["what"] == "edited"
    undo(counter, later)
    undo(counter, done)
    assert [item_row(counter.session, thing).brand for thing in (first, second)] == ["", ""]
    with pytest.raises(undoing.AlreadyUndone):
        undo(counter, done)


def test_a_loan_since_hinders_no_undo_of_a_description_but_one_of_a_condition(counter: given.Counter) -> None:
    ball, other = counter.item(brand="Puma"), counter.item()
    done = change(counter, ball, brand="Select")
    conditions.to_repair(counter.act(), other)
    made_ready = change(counter, other, becomes=Verb.READY)
    counter.later(minutes=1)
    lending.check_out(counter.act(), [ball, other], lending.Visit(given.ANNA))
    undo(counter, done)
    assert item_row(counter.session, ball).brand == "Puma"
    returning.check_in(counter.act(), other)
    with pytest.raises(undoing.TouchedSince):
        undo(counter, made_ready)


def test_many_are_one_recent_act_without_reading_their_names(counter: given.Counter) -> None:
    things = [counter.item() for _ in range(3)]
    done = change(counter, *things, brand="Select")
    told = recent.recent_acts(counter.act(), "en")[0]
    assert (told.verb, told.count, told.thing, told.may_undo) == (Verb.EDIT_MANY, 3, "", True)
    assert recent.done_here(counter.act(), done.command_id, "en") == told
    assert recent.done_here(counter.act(), 10**9, "en") is None
