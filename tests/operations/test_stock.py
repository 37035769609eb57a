"""Searching the stock and reading what is known of a thing, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from lendlib.operations import conditions, labels, lending, life, returning, stock, undoing
from lendlib.operations.stock import Availability, StockPage, Wanted
from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Condition, LabelEnd, RetireReason, ReturnedAs, What
from tests import given

CODE = code_from_number(123_456_789)


def look(
    counter: given.Counter, text: str = "", *, after: int | None = None, language: str = "sv", **wanted: object
) -> StockPage:
    return stock.search(
        counter.session,
        counter.depot.id,
        text,
        Wanted(**wanted),  # type: ignore[arg-type]
        language=language,
        today=counter.today,
        after=after,
        bases=("https://example.org/lend",),
    )


def ids(page: StockPage) -> list[int]:
    return [thing.id for thing in page.rows]


def test_every_word_must_stand_somewhere(counter: given.Counter) -> None:
    skis = counter.item("cross-country-skis", size="190", brand="Fischer", note="Ny bindning")
    counter.item("cross-country-skis", size="170", brand="Atomic")
    assert ids(look(counter, "LÄNGDSKIDOR fischer")) == [skis]
    assert ids(look(counter, "bindning 190")) == [skis]
    assert ids(look(counter, "cross-country fischer")) == [skis]
    assert ids(look(counter, "fischer 170")) == []


def test_swedish_letters_are_letters_of_their_own(counter: given.Counter) -> None:
    ball = counter.item("football", brand="Åre Öst")
    assert ids(look(counter, "ÅRE öst")) == ids(look(counter, "A\u030are")) == [ball]
    assert ids(look(counter, "are")) == ids(look(counter, "ost")) == []


@pytest.mark.parametrize(("typed", "found"), [("100%", True), ("1_0", False), ("%", True), ("_", False), ("\\", True)])
def test_signs_of_like_are_only_signs(counter: given.Counter, typed: str, found: bool) -> None:
    counter.item("football", note="100% \\ hel")
    assert bool(ids(look(counter, typed))) == found


@pytest.mark.parametrize("typed", ["hjälmar", "cykelhjälmarna", "skidhjälmar 54-58"])
def test_the_plural_of_what_is_written_nowhere_finds_the_singular(counter: given.Counter, typed: str) -> None:
    helmets = {counter.item("bike-helmet", size="54-58"), counter.item("ski-helmet", size="54-58")}
    found = ids(look(counter, typed))
    assert found and set(found) <= helmets
    assert stock.all_matching(
        counter.session, counter.depot.id, typed, Wanted(), language="sv", today=counter.today, most=9
    ) == found


def test_what_is_written_somewhere_is_not_eased_by_a_filter(counter: given.Counter) -> None:
    skis, bag = counter.item("cross-country-skis"), counter.item("backpack", note="Längdskidfodral")
    counter.lends(skis)
    assert ids(look(counter, "längdskidor")) == [skis]
    assert ids(look(counter, "längdskidor", availability=Availability.AVAILABLE)) == []
    assert ids(look(counter, "längdskid", availability=Availability.AVAILABLE)) == [bag]


def test_a_dash_is_any_dash_and_a_point_a_comma(counter: given.Counter) -> None:
    skates = counter.item("cross-country-boots", size="34-36")
    board = counter.item("skateboard", size="7,75")
    assert ids(look(counter, "34-36")) == [skates]
    assert ids(look(counter, "7.75")) == ids(look(counter, "7,75")) == [board]


def test_a_label_finds_its_thing_first_whatever_else_is_asked(counter: given.Counter) -> None:
    ball = counter.item("football", code=CODE)
    counter.item("cross-country-skis", brand=spoken(CODE))
    conditions.retire(counter.act(), ball, RetireReason.WORN)
    for typed in (CODE, spoken(CODE).lower(), f"https://example.org/lend/i/{CODE}"):
        found = look(counter, typed, condition=Condition.READY)
        assert found.by_code is not None and found.by_code.id == ball, typed
    by_words = look(counter, spoken(CODE))
    assert by_words.by_code is not None and len(by_words.rows) == 1


def test_a_foreign_code_and_an_ended_label_find_theirs(counter: given.Counter) -> None:
    ball, skis = counter.item(code="FB-0017"), counter.item("cross-country-skis", code=CODE)
    labels.assign(counter.act(), skis, code_from_number(5), ends=LabelEnd.WORN)
    assert [look(counter, code).by_code.id for code in ("FB-0017", CODE)] == [ball, skis]  # type: ignore[union-attr]


def test_another_depots_things_and_labels_are_not_found(counter: given.Counter, session: Session) -> None:
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    theirs = other.item(brand="Fischer", code=CODE)
    found = look(counter, CODE)
    assert (found.by_code, ids(found), ids(look(counter, "fischer"))) == (None, [], [])
    with pytest.raises(NotFound):
        stock.known(session, counter.depot.id, theirs, "sv")


def test_the_order_is_swedish_and_follows_the_language(counter: given.Counter) -> None:
    large, small = counter.item("cross-country-skis", size="190"), counter.item("cross-country-skis", size="90")
    plain, ball = counter.item("cross-country-skis"), counter.item("football")
    assert ids(look(counter)) == [ball, small, large, plain]
    assert ids(look(counter, language="en")) == [small, large, plain, ball]
    assert look(counter, "fotboll", language="en").rows[0].name == "Football"


def test_filters_by_category_condition_and_availability(counter: given.Counter) -> None:
    ball, out, late = counter.item(), counter.item(), counter.item()
    skis = counter.item("cross-country-skis")
    repair, missing, retired = counter.item(), counter.item(), counter.item()
    counter.lends(late)
    counter.later(days=15)
    counter.lends(out)
    conditions.to_repair(counter.act(), repair)
    conditions.mark_missing(counter.act(), missing)
    conditions.retire(counter.act(), retired, RetireReason.WORN)
    assert set(ids(look(counter))) == {ball, out, late, skis, repair, missing}
    assert len(ids(look(counter, is_any=True))) == 7
    assert ids(look(counter, condition=Condition.RETIRED)) == [retired]
    assert ids(look(counter, category_id=given.category_id(counter.session, "cross-country-skis"))) == [skis]
    assert set(ids(look(counter, availability=Availability.AVAILABLE))) == {ball, skis}
    assert set(ids(look(counter, availability=Availability.ON_LOAN))) == {out, late}
    assert ids(look(counter, availability=Availability.OVERDUE)) == [late]
    stands = {thing.id: stock.availability_of(thing, counter.today) for thing in look(counter, is_any=True).rows}
    assert [stands[thing] for thing in (ball, out, late, repair, missing, retired)] == list(Availability)


def test_pages_of_fifty_meet_without_gap_or_overlap(counter: given.Counter) -> None:
    sizes = ["", "4", "5", "3–5"]
    made = [counter.item(("football", "sledge")[n % 2], size="" if n % 2 else sizes[n % 4]) for n in range(101)]
    for language in ("sv", "en"):
        pages, after = [look(counter, language=language)], None
        while (after := pages[-1].next_after) is not None:
            pages.append(look(counter, language=language, after=after))
        assert [len(page.rows) for page in pages] == [50, 50, 1]
        assert sorted(thing for page in pages for thing in ids(page)) == made
    assert ids(look(counter, after=10**9)) == ids(look(counter))


def test_a_search_sends_few_statements_however_many_it_shows(counter: given.Counter) -> None:
    sent: list[str] = []
    event.listen(counter.session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    counts = []
    for _ in range(2):
        for _ in range(10):
            counter.item("football", brand="Stiga")
        sent.clear()
        look(counter, "stiga")
        counts.append(len(sent))
    assert counts == [3, 3]


def test_a_story_tells_what_happened_and_never_who_borrowed(counter: given.Counter) -> None:
    ball = counter.item()
    counter.later(hours=1)
    counter.lends(ball)
    counter.later(days=3)
    loan = returning.check_in(counter.act(), ball).result["loan"]
    counter.later(minutes=1)
    returning.describe_return(counter.act(), loan, ReturnedAs.NEEDS_CARE, "Läcker luft")
    counter.later(minutes=1)
    conditions.make_ready(counter.act(), ball)
    told = life.story(counter.session, ball).moments
    assert [moment.what for moment in told] == [
        What.READY,
        What.TO_REPAIR,
        What.RETURNED,
        What.LENT,
        What.REGISTERED,
    ]
    assert told[1].words == "Läcker luft"
    assert (told[2].lent_on, told[2].closed_on) == (counter.today - timedelta(3), counter.today)
    assert "Anna" not in repr(told) and "070174" not in repr(told)


def test_what_was_undone_says_so_once(counter: given.Counter) -> None:
    ball = counter.item()
    done = conditions.mark_missing(counter.act(), ball)
    just = life.just_done(counter.act(), done.command_id, ball)
    assert just is not None and (just.what, just.may_undo, just.is_undone) == (What.MISSING, True, False)
    undoing.undo(counter.act(), done.command_id)
    told = life.story(counter.session, ball).moments
    assert [moment.what for moment in told if moment.undone_at] == [What.MISSING]
    assert What.UNDONE not in [moment.what for moment in told]
    just = life.just_done(counter.act(), done.command_id, ball)
    assert just is not None and (just.may_undo, just.is_undone) == (False, True)
    assert life.just_done(counter.act(), done.command_id, counter.item()) is None


def test_a_long_story_is_cut_and_can_be_had_whole(counter: given.Counter) -> None:
    ball = counter.item()
    for _ in range(60):
        counter.later(minutes=1)
        conditions.to_repair(counter.act(), ball)
        conditions.make_ready(counter.act(), ball)
    short, whole = life.story(counter.session, ball), life.story(counter.session, ball, None)
    assert (len(short.moments), short.is_whole) == (100, False)
    assert (len(whole.moments), whole.is_whole) == (121, True)


def test_brands_and_categories_to_choose_from(counter: given.Counter) -> None:
    for brand in ("Stiga", "Åre", "Stiga", ""):
        counter.item(brand=brand)
    assert stock.brands(counter.session, counter.depot.id) == ["Stiga", "Åre"]
    offered = stock.categories(counter.session, "en")
    assert ("Winter", "Cross-country skis") in {(row.group, row.name) for row in offered}
    assert len(offered) == 77
    assert {row.group_id for row in offered if row.group == "Winter"} == {given.category_id(counter.session, "vinter")}


def test_a_size_in_words_finds_what_fits(counter: given.Counter) -> None:
    span, small = counter.item("hockey-skates", size="34-36"), counter.item("hockey-skates", size="35")
    large = counter.item("hockey-skates", size="38")
    counter.item("hockey-skates", size="33")
    helmet = counter.item("ski-helmet", size="52-56")
    assert set(ids(look(counter, "skridskor 34-36"))) == {span, small}
    assert ids(look(counter, "skridskor strl 38")) == [large]
    assert set(ids(look(counter, "skridskor 35"))) == {span, small}
    assert ids(look(counter, "54")) == [helmet]


def test_a_range_of_sizes(counter: given.Counter) -> None:
    span, large = counter.item("hockey-skates", size="34-36"), counter.item("hockey-skates", size="38+")
    bare = counter.item("hockey-skates")
    assert ids(look(counter, size_low=36.0, size_high=37.0)) == [span]
    assert ids(look(counter, size_low=40.0)) == [large]
    assert ids(look(counter, size_high=35.0)) == [span]
    assert bare in ids(look(counter))


def test_a_group_stands_for_its_categories(counter: given.Counter) -> None:
    skates, ball = counter.item("hockey-skates", size="38"), counter.item("football")
    winter = given.category_id(counter.session, "vinter")
    assert ids(look(counter, category_id=winter)) == [skates]
    assert ball in ids(look(counter))
    assert ids(look(counter, category_id=10**9)) == []


def test_what_was_never_lent(counter: given.Counter) -> None:
    lent, undone, never = counter.item(), counter.item(), counter.item()
    counter.lends(lent)
    done = lending.check_out(counter.act(), [undone], lending.Visit(given.ANNA))
    undoing.undo(counter.act(), done.command_id)
    assert set(ids(look(counter, is_never_lent=True))) == {undone, never}


def test_what_was_inspected_too_long_ago_or_never(counter: given.Counter) -> None:
    day = counter.today
    never, old = counter.item("ski-helmet"), counter.item("ski-helmet", inspected_on=day - timedelta(400))
    counter.item("ski-helmet", inspected_on=day)
    counter.item("football")
    looked_at = counter.item("football", inspected_on=day - timedelta(400))
    assert set(ids(look(counter, inspected_before=day - timedelta(30)))) == {never, old, looked_at}
