"""A list checked and saved, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Category, CategoryName, Item, ItemStay, StockImport
from lendlib.models.labels import Label
from lendlib.operations import labels, scanning, stock_import
from lendlib.operations.stock_import_names import Choice, How
from lendlib.operations.stock_import_saving import StockMoved, prepare, save
from lendlib.rules.codes import new_code
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.scans import read_scan
from lendlib.rules.stock_lists import Field
from lendlib.rules.stock_lists_faults import SENTENCES
from lendlib.rules.vocabulary import What
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep
from tests import given
from tests.ground.lists import FAULTY, REFUSED
from tests.ground.looking import how_many
from tests.operations.bringing import COLUMNS, brought, planned, read_file


def stands(counter: given.Counter, code: str) -> scanning.Sight:
    return scanning.look_up(counter.act(), read_scan(code, ()), "en")


def test_lines_become_things_with_stays_labels_and_events(counter: given.Counter) -> None:
    own = new_code()
    rows = [
        ("FB-1", "Längdskidor", "190 cm", "Fischer", "Från Åsa", "klar", "2024-03-05"),
        (own, "hockey skates", "34-36", "", "", "På lagning", ""),
        ("", "Kubb", "", "", "", "ur bruk", ""),
    ]
    plan = planned(counter, rows)
    assert (plan.sound, plan.lines, plan.things, plan.faults) == (True, 3, 3, [])
    import_id = brought(counter, plan)
    things = list(counter.session.scalars(select(Item).order_by(Item.id)))
    assert [(one.size_text, one.size_low, one.size_high, one.condition) for one in things] == [
        ("190", 190, 190, "ready"),
        ("34–36", 34, 36, "in_repair"),
        ("", None, None, "retired"),
    ]
    assert things[0].words == "cross-country skis längdskidor fischer 190 från åsa"
    assert things[0].made_at == things[0].changed_at == counter.now
    assert (str(things[0].donated_on), things[2].retire_reason) == ("2024-03-05", "worn")
    stays = counter.session.execute(select(ItemStay.item_id, ItemStay.from_on, ItemStay.until_on)).all()
    assert [tuple(stay) for stay in stays] == [(one.id, counter.today, None) for one in things]
    told = counter.session.execute(select(Event.what, Event.item_id, Event.at, Event.command_id)).all()
    [command_id] = counter.session.scalars(select(Command.id))
    assert [tuple(one) for one in told] == [(What.IMPORTED, one.id, counter.now, command_id) for one in things]
    carried = {tuple(label) for label in counter.session.execute(select(Label.code, Label.is_own))}
    assert carried == {("FB-1", False), (own, True)}
    known = stock_import.find(counter.session, counter.depot.id, import_id)
    assert (known.state, known.rows_done) == (ImportState.DONE, 3)
    # The next thing is registered as ever: ids run on.
    assert counter.item() > things[-1].id


def test_old_stickers_are_scanned_and_lent_from_then_on(counter: given.Counter) -> None:
    brought(counter, planned(counter, [("  fb 00123 ", "Fotboll"), ("ÅÄÖ-1", "Kubb")]))
    for code in ("fb 00123", "ÅÄÖ-1"):
        sight = stands(counter, code)
        assert sight.meaning is scanning.Meaning.AVAILABLE and sight.thing
        counter.lends(sight.thing.id)
        assert stands(counter, code).loan_id


def test_a_quantity_is_as_many_things(counter: given.Counter) -> None:
    header = ("Kategori", "Antal", "Märke")
    plan = planned(counter, [("Fotboll", "3", "Select"), ("Kubb", "", "")], header=header)
    assert plan.things == 4
    brought(counter, plan)
    assert how_many(counter.session, Item) == how_many(counter.session, ItemStay) == 4


def test_a_blank_label_of_ours_is_claimed_and_another_depots_is_not(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    mine, theirs = labels.make_blank(counter.act()), labels.make_blank(neighbour.act())
    plan = planned(counter, [(theirs, "Fotboll")])
    assert [fault.wrong for fault in plan.faults] == ["code-taken"]
    brought(counter, planned(counter, [(mine, "Fotboll")]))
    assert stands(counter, mine).meaning is scanning.Meaning.AVAILABLE
    assert how_many(counter.session, Label) == 2


def test_names_are_found_the_same_near_chosen_and_new(counter: given.Counter) -> None:
    rows = [
        ("", "LÄNGDSKIDOR", "190"),
        ("", "Längdskidr", "180"),
        ("", "Dartpil", "M"),
        ("", "dartpil", "L"),
        ("", "Lagg"),
    ]
    plan = planned(counter, rows)
    named = plan.names.named
    assert [(one.written, one.how, one.lines) for one in named.values()] == [
        ("LÄNGDSKIDOR", How.SAME, 1),
        ("Längdskidr", How.NEAR, 1),
        ("Dartpil", How.UNKNOWN, 2),
        ("Lagg", How.UNKNOWN, 1),
    ]
    assert named["dartpil"].likely_system == "clothing" and plan.fault_count == 2
    group = given.category_id(counter.session, "spel")
    skis = given.category_id(counter.session, "cross-country-skis")
    choices = {"dartpil": Choice(system="clothing", group_id=group), "lagg": Choice(category_id=skis)}
    brought(counter, planned(counter, rows, choices))
    made = counter.session.scalars(select(Category).where(Category.key == "dartpil")).one()
    assert (made.parent_id, made.size_system, made.name_in("sv")) == (group, "clothing", "Dartpil")
    many = select(func.count()).select_from(Item).where(Item.category_id.in_((made.id, skis)))
    assert counter.session.scalar(many) == 5
    assert planned(counter, rows).names.named["dartpil"].how is How.SAME


def test_a_merged_category_stands_for_what_it_became(counter: given.Counter) -> None:
    sledge, racer = (given.category_id(counter.session, key) for key in ("sledge", "steerable-sledge"))
    counter.session.execute(update(Category).where(Category.id == racer).values(merged_into_id=sledge))
    named = planned(counter, [("", "Snowracer")]).names.named["snowracer"]
    assert named.category and named.category.id == sledge


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_has_its_line_and_its_sentence_and_keeps_the_list_out(
    counter: given.Counter, tmp_path: Path, name: str
) -> None:
    counter.item(code="TAKEN-1")
    content, sentence, line = FAULTY[name]
    plan = read_file(counter, tmp_path / "list", content)
    [fault] = plan.faults
    assert not plan.sound and fault.line == line
    assert sentence in SENTENCES[fault.wrong].format(**fault.values)
    assert "9805" not in str(fault.values)


@pytest.mark.parametrize("name", REFUSED)
def test_of_a_hostile_file_nothing_is_imported(counter: given.Counter, tmp_path: Path, name: str) -> None:
    make, _sentence = REFUSED[name]
    with pytest.raises(Refused):
        read_file(counter, tmp_path / "list", make())
    assert how_many(counter.session, Item) == how_many(counter.session, Label) == 0


def test_a_formula_is_text(counter: given.Counter) -> None:
    plan = planned(counter, [("", "Fotboll", "", "=1+1", "@SUM(A1)")])
    brought(counter, plan)
    assert counter.session.execute(select(Item.brand, Item.note)).one() == ("=1+1", "@SUM(A1)")


@pytest.mark.parametrize("what", ["code", "category", "claim"])
def test_what_changed_since_it_was_read_stops_all_of_it(counter: given.Counter, what: str) -> None:
    own = labels.make_blank(counter.act())
    plan = planned(counter, [("FB-1", "Fotboll"), (own, "Kubb"), ("FB-2", "Fotboll")])
    assert plan.sound
    if what == "code":
        counter.item(code="FB-2")
    elif what == "claim":
        counter.item(code=own)
    else:
        counter.session.execute(
            update(CategoryName).where(CategoryName.name == "Fotboll").values(name="Bolljonglering")
        )
    savepoint = counter.session.begin_nested()
    before = how_many(counter.session, Item)
    with pytest.raises(StockMoved):
        brought(counter, plan)
    savepoint.rollback()
    assert how_many(counter.session, Item) == before
    assert how_many(counter.session, Event) == before


def test_the_same_key_imports_once(counter: given.Counter) -> None:
    act = counter.act("a key of mine")
    import_id = stock_import.take_in(act, "lager.csv", {})
    attempt = stock_import.begin(act, import_id, ImportStep.SAVE)
    first = save(act, import_id, attempt, prepare(act, planned(counter, [("", "Fotboll")])), "en")
    again = save(act, import_id, attempt, prepare(act, planned(counter, [("", "Fotboll")])), "en")
    assert again.is_repeat and again.result == first.result and how_many(counter.session, Item) == 1
    assert first.result.keys() == {"import", "things", "first"}


def test_an_attempt_that_was_overtaken_saves_nothing(counter: given.Counter) -> None:
    act = counter.act()
    import_id = stock_import.take_in(act, "lager.csv", {})
    first = stock_import.begin(act, import_id, ImportStep.SAVE)
    with pytest.raises(stock_import.StillRunning):
        stock_import.begin(counter.act(), import_id, ImportStep.SAVE)
    counter.later(minutes=2)
    second = stock_import.begin(counter.act(), import_id, ImportStep.SAVE)
    assert second == first + 1
    assert not stock_import.has_moved(counter.session, import_id, first, 7, counter.now)
    savepoint = counter.session.begin_nested()
    with pytest.raises(stock_import.StillRunning):
        save(act, import_id, first, prepare(act, planned(counter, [("", "Fotboll")])), "en")
    savepoint.rollback()
    save(counter.act(), import_id, second, prepare(act, planned(counter, [("", "Fotboll")])), "en")
    assert how_many(counter.session, Item) == 1
    with pytest.raises(stock_import.ImportOver):
        stock_import.give_up(counter.act(), import_id)


def test_columns_and_choices_are_remembered_where_they_belong(counter: given.Counter, neighbour: given.Counter) -> None:
    for columns in ({0: Field.CODE}, COLUMNS):
        stock_import.remember_columns(counter.act(), "a hash", columns)
    assert stock_import.columns_for(counter.session, counter.depot.id, "a hash") == COLUMNS
    assert stock_import.columns_for(counter.session, neighbour.depot.id, "a hash") is None
    import_id = stock_import.take_in(counter.act(), "lager.csv", {"lagg": Choice(category_id=3)})
    stock_import.choose(counter.act(), import_id, {"dart": Choice(system="hand", group_id=5)})
    kept = stock_import.find(counter.session, counter.depot.id, import_id).choices
    assert kept == {"lagg": Choice(category_id=3), "dart": Choice(system="hand", group_id=5)}
    for deed in (
        lambda: stock_import.find(counter.session, neighbour.depot.id, import_id),
        lambda: stock_import.choose(neighbour.act(), import_id, {}),
        lambda: stock_import.begin(neighbour.act(), import_id, ImportStep.CHECK),
        lambda: stock_import.give_up(neighbour.act(), import_id),
    ):
        with pytest.raises(NotFound):
            deed()


def test_lists_end_after_a_day_and_are_forgotten_after_a_month(counter: given.Counter) -> None:
    old, fresh = (stock_import.take_in(counter.act(), "lager.csv", {}) for _ in range(2))
    counter.session.execute(
        update(StockImport).where(StockImport.id == old).values(made_at=counter.now - timedelta(hours=25))
    )
    assert stock_import.clear_lists(counter.session, counter.now, 30) == (0, {fresh})
    assert stock_import.find(counter.session, counter.depot.id, old).state is ImportState.FAILED
    assert stock_import.clear_lists(counter.session, counter.now + timedelta(days=31), 30) == (2, set())
    assert stock_import.latest(counter.session, counter.depot.id) == []


def test_nothing_is_left_of_an_import_whose_command_is_gone(counter: given.Counter) -> None:
    """Commands are cleared after 30 days; what was imported stays."""
    brought(counter, planned(counter, [("", "Fotboll")]))
    counter.session.execute(delete(Command))
    assert how_many(counter.session, Item) == 1
