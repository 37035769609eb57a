"""What a depot tells those who come, how things are cared for, and what anybody may search."""

import pytest

from lendlib.operations import care, merging, public_depots, visiting
from lendlib.operations.care import OneLanguageOnly
from lendlib.operations.public_items import labelled
from lendlib.operations.public_search import Found, seek
from lendlib.operations.reference import load_reference
from lendlib.operations.stock import categories
from lendlib.operations.visiting import WantedAlready, WantedTooMuch, Words
from lendlib.rules.codes import new_code
from lendlib.rules.errors import NotFound
from tests import given
from tests.given import Counter


def found_here(counter: Counter, text: str = "", category_id: int | None = None, after: int | None = None) -> Found:
    kinds = categories(counter.session, "en")
    return seek(counter.session, counter.depot.id, text, category_id, kinds=kinds, language="en", after=after)


def group_of(counter: Counter, key: str) -> int:
    return given.category_id(counter.session, key)


def test_a_depots_own_words_are_kept_by_language_and_replaced(counter: Counter) -> None:
    visiting.change_words(counter.act(), {"sv": Words("Gula dörren", "Rena saker"), "en": Words("Yellow door")})
    visiting.change_words(counter.act(), {"sv": Words("Blå dörren"), "en": Words()})
    assert visiting.words_of(counter.session, counter.depot.id) == {"sv": Words("Blå dörren"), "en": Words()}


def test_a_wish_stands_once_in_the_persons_language_and_is_taken_off(counter: Counter) -> None:
    skates = given.category_id(counter.session, "hockey-skates")
    wish = visiting.wish_for(counter.act(), skates, "28–32").result["wish"]
    with pytest.raises(WantedAlready):
        visiting.wish_for(counter.act(), skates, "28–32")
    assert [one.name for one in visiting.wishes(counter.session, counter.depot.id, "sv")] == ["Hockeyskridskor"]
    visiting.take_off(counter.act(), wish)
    assert visiting.wishes(counter.session, counter.depot.id, "en") == []
    with pytest.raises(NotFound):
        visiting.take_off(counter.act(), wish)


def test_nobody_wishes_for_a_group_or_takes_off_another_depots_wish(counter: Counter) -> None:
    there = Counter(counter.session, given.a_depot(counter.session, "Granndepån"), counter.staff_id)
    wish = visiting.wish_for(there.act(), given.category_id(counter.session, "tent")).result["wish"]
    with pytest.raises(NotFound):
        visiting.take_off(counter.act(), wish)
    with pytest.raises(NotFound):
        visiting.wish_for(counter.act(), group_of(counter, "vinter"))


def test_a_list_of_wishes_ends(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "MOST_WANTED", 1)
    visiting.wish_for(counter.act(), given.category_id(counter.session, "tent"))
    with pytest.raises(WantedTooMuch):
        visiting.wish_for(counter.act(), given.category_id(counter.session, "sledge"))


def test_a_wish_follows_its_category_into_another(counter: Counter) -> None:
    hockey, bandy = (given.category_id(counter.session, f"{kind}-skates") for kind in ("hockey", "bandy"))
    visiting.wish_for(counter.act(), hockey)
    merging.merge(counter.act(), hockey, bandy)
    assert [one.name for one in visiting.wishes(counter.session, counter.depot.id, "en")] == ["Bandy skates"]


def test_advice_is_the_categorys_own_or_its_groups(counter: Counter) -> None:
    session = counter.session
    own = care.advice(session, given.category_id(session, "life-jacket"), group_of(counter, "vatten"), "en")
    groups = care.advice(session, given.category_id(session, "swim-fins"), group_of(counter, "vatten"), "sv")
    assert own and own.language == "en" and own.lines[0].startswith("Choose by weight")
    assert groups and groups.language == "sv" and groups.lines[0].startswith("Var aldrig ensam")


def test_advice_in_a_language_without_any_is_told_in_swedish(counter: Counter) -> None:
    found = care.advice(counter.session, given.category_id(counter.session, "tent"), None, "fi")
    assert found and found.language == "sv"


def test_advice_is_written_in_both_languages_or_left_to_the_group(counter: Counter) -> None:
    session, tent, outdoors = counter.session, given.category_id(counter.session, "tent"), group_of(counter, "friluft")
    with pytest.raises(OneLanguageOnly):
        care.write(counter.act(), tent, {"sv": "Torka.", "en": ""})
    care.write(counter.act(), tent, {"sv": "Torka.\nVädra.", "en": "Dry it."})
    assert care.words_of(session, tent) == {"sv": "Torka.\nVädra.", "en": "Dry it."}
    care.write(counter.act(), tent, {"sv": "", "en": ""})
    assert care.advice(session, tent, outdoors, "en") == care.advice(session, outdoors, None, "en")
    assert tent not in care.with_words(session)


def test_what_people_wrote_or_took_away_stays_when_the_shipped_words_are_read_again(counter: Counter) -> None:
    session, tent, boots = counter.session, *(given.category_id(counter.session, key) for key in ("tent", "snowboard"))
    care.write(counter.act(), tent, {"sv": "", "en": ""})
    care.write(counter.act(), boots, {"sv": "Eget.", "en": "Our own."})
    load_reference(session)
    assert care.words_of(session, tent) == {"sv": "", "en": ""}
    assert care.words_of(session, boots) == {"sv": "Eget.", "en": "Our own."}


def test_every_category_that_is_shipped_says_something_in_both_languages(counter: Counter) -> None:
    rows = care.with_words(counter.session)
    groups = {group_of(counter, key) for key in ("vinter", "hjul", "vatten", "friluft", "boll", "racket", "spel")}
    assert groups <= rows


def test_a_label_leads_to_what_it_sits_on_and_never_to_who_has_it(counter: Counter) -> None:
    code = new_code()
    ball = counter.item(code=code, size="5")
    counter.lends(ball)
    found = labelled(counter.session, code, "en")
    assert found and found.item and (found.item.name, found.item.due_on is not None) == ("Football", True)
    assert "Anna" not in repr(found) and labelled(counter.session, new_code(), "en") is None


def test_the_shelves_count_what_is_in(counter: Counter) -> None:
    counter.lends(counter.item())
    counter.item()
    counter.item("tent")
    counted = {
        shelf.name: (shelf.available, shelf.lent)
        for group in public_depots.shelves(counter.session, counter.depot.id, categories(counter.session, "en"))
        for shelf in group.shelves
    }
    assert counted == {"Football": (1, 2), "Tent": (1, 1)}


FINDS = {
    "hockeyskridskor": 2,
    "hockey skates": 2,
    "skates 36": 1,
    "BAUER 38-40": 1,
    "winter": 2,
    "anna": 0,
    "%": 0,
    "tent": 0,
    "": 2,
}


def test_anybody_searches_kinds_brands_and_sizes_never_notes(counter: Counter) -> None:
    counter.item("hockey-skates", size="36", brand="Bauer", note="Anna Åberg vill ha dem")
    counter.item("hockey-skates", size="38", brand="Bauer")
    assert {text: len(found_here(counter, text).things) for text in FINDS} == FINDS


def test_a_group_is_searched_whole_and_pages_follow(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lendlib.operations.public_search.PAGE_SIZE", 2)
    for size in ("34", "35", "36"):
        counter.item("hockey-skates", size=size)
    counter.item()
    winter = group_of(counter, "vinter")
    first = found_here(counter, category_id=winter)
    rest = found_here(counter, category_id=winter, after=first.next_after)
    assert [thing.size for thing in (*first.things, *rest.things)] == ["34", "35", "36"]
    assert rest.next_after is None


@pytest.mark.parametrize("typed", ["åre", "ÅRE", "Åre", "hjälmar", "cykelhjälmen"])
def test_a_guest_finds_whatever_the_case_and_the_number(counter: Counter, typed: str) -> None:
    helmet = counter.item("bike-helmet", brand="ÅRE")
    counter.item("football")
    assert [thing.id for thing in found_here(counter, typed).things] == [helmet]
