"""Making, renaming, measuring and merging categories, on both databases."""

import pytest
from sqlalchemy import select, update

from lendlib.models.depots import CategoryPolicy
from lendlib.models.inventory import Category, Item
from lendlib.operations import bulk, categories, inventory, merging, spellings, stock, undoing
from lendlib.operations.bulk import Changes
from lendlib.operations.categories import Kind
from lendlib.operations.categories_tree import is_one_depot, node, tree
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Safety, Season
from tests import given
from tests.ground.looking import item_row, loan_of


def the(counter: given.Counter, key: str) -> int:
    return given.category_id(counter.session, key)


def kind_of(counter: given.Counter, key: str, **changes: object) -> Kind:
    kept = node(counter.session, the(counter, key), "sv")
    told = {
        "name_sv": kept.name_sv,
        "name_en": kept.name_en,
        "parent_id": kept.parent_id,
        "size_system": kept.size_system,
        "season": Season(kept.season),
        "safety": Safety(kept.safety),
        "example_sizes": kept.example_sizes,
    }
    return Kind(**{**told, **changes})  # type: ignore[arg-type]


def found(counter: given.Counter, text: str) -> list[int]:
    page = stock.search(
        counter.session, counter.depot.id, text, stock.Wanted(), language="sv", today=counter.today
    )
    return [thing.id for thing in page.rows]


def test_a_new_category_takes_things(counter: given.Counter) -> None:
    kind = Kind("Issurfbräda", "Ice board", the(counter, "vinter"), "length_cm", Season.WINTER, Safety.CHECK, "200–250")
    made = categories.make(counter.act(), kind).result["category"]
    board = inventory.register(counter.act(), inventory.Description(made, size="220")).result["item"]
    assert found(counter, "issurf 220") == [board]
    row = node(counter.session, made, "en")
    assert (row.key, row.name, row.season, row.safety) == ("ice-board", "Ice board", "winter", "check")
    assert made in {row.id for row in stock.categories(counter.session, "sv")}
    with pytest.raises(categories.SameName):
        categories.make(counter.act(), kind)


def test_a_new_group_holds_categories(counter: given.Counter) -> None:
    group = categories.make(counter.act(), Kind("Simning", "Swimming")).result["category"]
    made = categories.make(counter.act(), Kind("Simdyna", "Kickboard", group, "one_size")).result["category"]
    branch = next(branch for branch in tree(counter.session, counter.depot.id, "sv") if branch.group.id == group)
    assert [lying.id for lying in branch.categories] == [made]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name_sv": " "}, categories.NamelessCategory),
        ({"name_en": ""}, categories.NamelessCategory),
        ({"name_sv": "FOTBOLL"}, categories.SameName),
        ({"size_system": "furlongs"}, categories.NoSizeSystem),
        ({"size_system": None}, categories.NoSizeSystem),
        ({"parent_id": 10**9}, categories.NoGroup),
        ({"parent_id": None}, categories.NotEmpty),
    ],
)
def test_what_can_not_be_is_refused(counter: given.Counter, wrong: dict[str, object], refusal: type) -> None:
    counter.item("sledge")
    with pytest.raises(refusal):
        categories.edit(counter.act(), the(counter, "sledge"), kind_of(counter, "sledge", **wrong))


def test_a_category_lies_under_a_group_alone(counter: given.Counter) -> None:
    for parent in ("football", "sledge"):
        with pytest.raises(categories.NoGroup):
            kind = kind_of(counter, "sledge", parent_id=the(counter, parent))
            categories.edit(counter.act(), the(counter, "sledge"), kind)
    with pytest.raises(categories.NotEmpty):
        kind = Kind("Vinter", "Winter", the(counter, "hjul"), "one_size")
        categories.edit(counter.act(), the(counter, "vinter"), kind)
    with pytest.raises(NotFound):
        categories.edit(counter.act(), 10**9, kind_of(counter, "sledge"))


def test_a_rename_is_found_at_every_depot(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, theirs = counter.item(brand="Select", size="5"), neighbour.item()
    stray = counter.item(note="Åre")
    counter.session.execute(update(Item).where(Item.id == stray).values(words="something old"))
    categories.edit(counter.act(), the(counter, "football"), kind_of(counter, "football", name_sv="Läderkula"))
    assert set(found(counter, "LÄDERKULA")) == {ball, stray} and found(counter, "fotboll") == []
    assert item_row(counter.session, ball).words == "football läderkula select 5"
    assert item_row(counter.session, stray).words == "football läderkula åre"
    assert item_row(counter.session, theirs).words == "football läderkula"


def test_another_size_system_reads_the_sizes_anew(counter: given.Counter) -> None:
    boots, word = counter.item("alpine-boots", size="26,5"), counter.item("alpine-boots", size="30")
    done = categories.edit(
        counter.act(), the(counter, "alpine-boots"), kind_of(counter, "alpine-boots", size_system="persons")
    )
    assert done.result["unclear"] == 0
    done = categories.edit(
        counter.act(), the(counter, "alpine-boots"), kind_of(counter, "alpine-boots", size_system="hand")
    )
    assert done.result["unclear"] == 2
    for thing, text in ((boots, "26,5"), (word, "30")):
        row = item_row(counter.session, thing)
        assert (row.size_text, row.size_low, row.size_high) == (text, None, None)


def test_a_merge_moves_things_and_leaves_loans_as_they_were(counter: given.Counter, neighbour: given.Counter) -> None:
    source, target = the(counter, "figure-skates"), the(counter, "hockey-skates")
    skates, theirs = counter.item("figure-skates", size="38", brand="Edea"), neighbour.item("figure-skates")
    counter.lends(skates)
    done = merging.merge(counter.act(), source, target)
    assert done.result == {"category": source, "into": target, "count": 2, "unclear": 0}
    assert item_row(counter.session, skates).words == "hockey skates hockeyskridskor edea 38"
    assert {item_row(counter.session, thing).category_id for thing in (skates, theirs)} == {target}
    assert loan_of(counter.session, skates).category_id == source
    assert source not in {row.id for row in stock.categories(counter.session, "sv")}
    with pytest.raises(inventory.UnknownCategory):
        inventory.register(counter.act(), inventory.Description(source))
    wanted = stock.Wanted(category_id=source)
    page = stock.search(counter.session, counter.depot.id, "", wanted, language="sv", today=counter.today)
    assert [thing.id for thing in page.rows] == [skates]
    assert node(counter.session, source, "sv").into == "Hockeyskridskor"
    assert merging.merge(counter.act("same key as before"), the(counter, "bandy-skates"), target).result["count"] == 0


def test_sizes_of_another_system_stay_as_they_are_written(counter: given.Counter) -> None:
    jacket, numbered = counter.item("winter-jacket", size="XL"), counter.item("winter-jacket", size="120")
    done = merging.merge(counter.act(), the(counter, "winter-jacket"), the(counter, "cross-country-skis"))
    assert done.result["unclear"] == 1
    assert (item_row(counter.session, jacket).size_text, item_row(counter.session, jacket).size_low) == ("XL", None)
    assert item_row(counter.session, numbered).size_low == 120


def test_a_group_becomes_part_of_another_group(counter: given.Counter) -> None:
    winter, wheels = the(counter, "vinter"), the(counter, "hjul")
    merging.merge(counter.act(), winter, wheels)
    parents = counter.session.execute(select(Category.parent_id).where(Category.key == "sledge")).scalar_one()
    assert parents == wheels
    assert winter not in {branch.group.id for branch in tree(counter.session, counter.depot.id, "sv")}


def test_merges_that_can_not_be(counter: given.Counter) -> None:
    winter, sledge, kicksled = (the(counter, key) for key in ("vinter", "sledge", "kicksled"))
    football = the(counter, "football")
    for source, into, refusal in (
        (sledge, sledge, merging.MergeIntoItself),
        (winter, sledge, merging.MergeIntoChild),
        (winter, football, merging.GroupAndCategory),
        (sledge, winter, merging.GroupAndCategory),
        (sledge, 10**9, NotFound),
        (10**9, sledge, NotFound),
        (10**9, 10**9, NotFound),
    ):
        with pytest.raises(refusal):
            merging.merge(counter.act(), source, into)
    merging.merge(counter.act(), sledge, kicksled)
    with pytest.raises(categories.MergedAway):
        merging.merge(counter.act(), sledge, football)
    with pytest.raises(merging.MergedBefore):
        merging.merge(counter.act(), kicksled, sledge)
    with pytest.raises(categories.MergedAway):
        categories.edit(counter.act(), sledge, kind_of(counter, "sledge"))
    merging.merge(counter.act(), kicksled, football)
    assert {node(counter.session, merged, "sv").into_id for merged in (sledge, kicksled)} == {football}


def test_terms_follow_a_merge_or_give_way(counter: given.Counter, neighbour: given.Counter) -> None:
    sledge, kicksled = the(counter, "sledge"), the(counter, "kicksled")
    for at, category_id, days in ((counter, sledge, 3), (neighbour, sledge, 4), (neighbour, kicksled, 5)):
        counter.session.add(CategoryPolicy(depot_id=at.depot.id, category_id=category_id, loan_days=days))
    counter.session.flush()
    merging.merge(counter.act(), sledge, kicksled)
    query = select(CategoryPolicy.depot_id, CategoryPolicy.category_id, CategoryPolicy.loan_days)
    rows = counter.session.connection().execute(query.order_by(CategoryPolicy.depot_id)).all()
    assert [tuple(row) for row in rows] == [(counter.depot.id, kicksled, 3), (neighbour.depot.id, kicksled, 5)]


def test_an_undo_of_many_follows_a_merge(counter: given.Counter) -> None:
    skates = counter.item("figure-skates", size="38")
    done = bulk.edit_many(counter.act(), [skates], Changes(category_id=the(counter, "bandy-skates")))
    merging.merge(counter.act(), the(counter, "figure-skates"), the(counter, "hockey-skates"))
    counter.later(minutes=1)
    undoing.undo(counter.act(), done.command_id)
    row = item_row(counter.session, skates)
    assert (row.category_id, row.words) == (the(counter, "hockey-skates"), "hockey skates hockeyskridskor 38")


def test_spellings_of_a_size_become_one(counter: given.Counter, neighbour: given.Counter) -> None:
    skates = [counter.item("hockey-skates", size="34-36") for _ in range(3)]
    theirs = neighbour.item("hockey-skates", size="34-36")
    for thing, text in zip(skates, ("34-36", "34–36", "EU 34/36"), strict=True):
        counter.session.execute(update(Item).where(Item.id == thing).values(size_text=text))
    category_id = the(counter, "hockey-skates")
    listed = spellings.spellings(counter.session, counter.depot.id, category_id)
    assert {(spelling.text, spelling.count) for spelling in listed} == {("34-36", 1), ("34–36", 1), ("EU 34/36", 1)}
    texts = ["34-36", "EU 34/36", "34–36"]
    done = spellings.respell(counter.act("key of spellings"), category_id, texts, "34-36")
    assert done.result == {"count": 2}
    assert spellings.respell(counter.act("key of spellings"), category_id, texts, "34-36").is_repeat
    listed = spellings.spellings(counter.session, counter.depot.id, category_id)
    assert [(spelling.text, spelling.count, spelling.low) for spelling in listed] == [("34–36", 3, 34.0)]
    counter.later(minutes=1)
    undoing.undo(counter.act(), done.command_id)
    assert len(spellings.spellings(counter.session, counter.depot.id, category_id)) == 3
    assert item_row(counter.session, theirs).size_text == "34–36"
    with pytest.raises(inventory.SizeUnclear):
        spellings.respell(counter.act(), category_id, texts, "lång")
    with pytest.raises(bulk.NothingTicked):
        spellings.respell(counter.act(), category_id, [], "38")


def test_the_tree_counts_here_and_everywhere(counter: given.Counter, neighbour: given.Counter) -> None:
    counter.item("sledge")
    neighbour.item("sledge")
    branches = tree(counter.session, counter.depot.id, "en")
    sledge = next(lying for branch in branches for lying in branch.categories if lying.key == "sledge")
    assert (sledge.name, sledge.here, sledge.everywhere) == ("Sledge", 1, 2)
    assert sum(len(branch.categories) for branch in branches) == 77
    assert not is_one_depot(counter.session)
    with pytest.raises(NotFound):
        node(counter.session, 10**9, "sv")
