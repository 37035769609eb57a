"""Lending at the counter by keyboard and scanner: the least work, who borrows, and until when."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lendlib.models.lending import Checkout
from lendlib.rules.codes import spoken
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import how_many, item_row, loan_of, names

# What a Swedish keyboard layout makes of the keys that a US-layout scanner presses.
AS_SWEDISH_KEYS = str.maketrans({":": "Ö", "/": "-", "-": "+"})


def test_three_things_are_lent_by_three_scans_a_name_a_number_and_enter(desk: Desk, place: Place, house: House) -> None:
    things = place.things("football", "sledge", "kicksled")
    for thing in things:
        desk.scans(thing)
    desk.holds("Football", "Sledge", "Kicksled")
    desk.press("Enter")
    desk.focus_is_on(desk.name)
    desk.types("Anna Åberg")
    desk.press("Tab")
    desk.types("070-174 06 05")
    desk.press("Enter")
    desk.has_lent()
    desk.says("Lent out", "3 things", "Football", "Sledge", "Kicksled", "Anna Åberg", "Monday 7 December")
    desk.focus_is_on(desk.scan_field)
    assert desk.keys <= len("Anna Åberg") + len("070-174 06 05") + len(["Enter", "Tab", "Enter"])
    with house.reading() as session:
        visits = {loan_of(session, thing.id).checkout_id for thing in things}
        assert len(visits) == 1
        assert names(session, visits.pop()) == ["Anna Åberg"]


@pytest.mark.parametrize("then", ["Enter", "Tab"])
def test_a_scan_that_falls_into_the_name_is_taken_back_out(desk: Desk, place: Place, house: House, then: str) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.holds("Football")
    desk.name.click()
    desk.types("Anna Å")
    desk.scans(sledge, then)
    desk.says("In the basket", "Sledge")
    desk.holds("Football", "Sledge")
    expect(desk.name).to_have_value("Anna Å")
    desk.focus_is_on(desk.name)
    desk.types("berg")
    expect(desk.name).to_have_value("Anna Åberg")
    expect(desk.page).to_have_url(f"{house.url}/counter")
    with house.reading() as session:
        assert how_many(session, Checkout, Checkout.depot_id == place.depot.id) == 0


def test_a_scan_that_falls_nowhere_is_heard(desk: Desk, place: Place) -> None:
    desk.page.locator("h2#basket-head").click()
    desk.scans(place.thing("football"))
    desk.holds("Football")


def test_an_address_from_a_scanner_that_believes_in_another_keyboard(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    host = house.url.removeprefix("http://")
    desk.scans(f"HTTP://{host}/I/{ball.code}".translate(AS_SWEDISH_KEYS))
    desk.says("In the basket", "Football")


def test_a_whole_address_lower_case_dashes_and_spaces(desk: Desk, place: Place, house: House) -> None:
    ball, sledge, kick = place.things("football", "sledge", "kicksled")
    desk.scans(f"{house.url}/i/{ball.code.lower()}")
    desk.holds("Football")
    desk.enters(spoken(sledge.code).lower())
    desk.holds("Football", "Sledge")
    desk.enters(f" {kick.code[:4]} {kick.code[4:]} ")
    desk.holds("Football", "Sledge", "Kicksled")


def test_a_scanner_that_ends_with_two_enters(desk: Desk, place: Place, house: House) -> None:
    for thing in place.things("football", "sledge"):
        desk.scans(thing, "Enter Enter")
    desk.holds("Football", "Sledge")
    desk.focus_is_on(desk.scan_field)
    expect(desk.page).to_have_url(f"{house.url}/counter")


def test_scans_faster_than_the_answers_are_all_heard(desk: Desk, place: Place) -> None:
    for thing in place.things("football", "sledge", "kicksled", "football", "sledge"):
        desk.scans(thing)
    desk.holds("Football", "Sledge", "Kicksled", "Football", "Sledge")


def test_a_picked_word_in_place_of_name_and_number(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    desk.scans(ball)
    desk.holds("Football")
    desk.page.get_by_role("button", name="No contact: pick a word").click()
    expect(desk.name).to_have_value(re.compile(r"^\w+ \w+$"))
    word = desk.name.input_value()
    desk.says(f"Picked word: {word}")
    desk.lends_out()
    desk.has_lent()
    desk.says("Lent out", word)
    with house.reading() as session:
        assert names(session, loan_of(session, ball.id).checkout_id) == [word]


def test_an_address_in_place_of_a_number(desk: Desk, place: Place) -> None:
    desk.scans(place.thing("football"))
    desk.borrower("Anna Åberg", "Anna@Example.org")
    desk.lends_out()
    desk.has_lent()


def test_a_known_number_tells_what_is_out_and_renews_it(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    place.lent(ball, ago=timedelta(days=20))
    place.lent(sledge, ago=timedelta(days=2))
    desk.name.fill("Anna Åberg")
    desk.reach.fill("0701740605")
    desk.reach.press("Tab")
    known = desk.page.locator("#known")
    expect(known).to_contain_text("Anna Åberg has 1 thing out, 1 late")
    known.locator(".known", has_text="late").get_by_role("button", name="Renew it").click()
    desk.says("Renewed")
    with house.reading() as session:
        assert loan_of(session, ball.id).due_on > place.today


def test_a_known_number_of_today_joins_the_visit(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    visit = place.lent(ball, ago=timedelta(minutes=30))
    desk.scans(sledge)
    desk.borrower("Anna", "070-1740605")
    desk.reach.press("Tab")
    desk.page.locator("#known").get_by_role("button", name="Add to today's visit").click()
    expect(desk.page.locator("#borrower-part")).to_contain_text("Will be added to today's visit of Anna Åberg.")
    desk.lends_out()
    desk.has_lent()
    desk.says("Lent out", "1 thing", "2 things are out in this visit.")
    with house.reading() as session:
        assert loan_of(session, sledge.id).checkout_id == visit


def test_joining_is_thought_better_of(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    visit = place.lent(ball, ago=timedelta(minutes=30))
    desk.scans(sledge)
    desk.borrower("Anna", str(ANNA.phone))
    desk.reach.press("Tab")
    desk.page.get_by_role("button", name="Add to today's visit").click()
    desk.page.get_by_role("button", name="A new visit instead").click()
    desk.has_typed("", "")
    desk.holds("Sledge")
    desk.borrower("Bo Berg", "bo@example.org")
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        assert loan_of(session, sledge.id).checkout_id != visit


def test_an_earlier_day_is_chosen(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    earlier = place.today + timedelta(days=4)
    desk.scans(ball)
    desk.page.locator("#due_on").fill(earlier.isoformat())
    desk.scans(place.thing("sledge"))
    desk.holds("Football", "Sledge")
    expect(desk.page.locator("#due_on")).to_have_value(earlier.isoformat())
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        assert loan_of(session, ball.id).due_on == earlier


def test_a_closed_day_is_refused_and_nothing_is_lost(desk: Desk, place: Place, watch: Watch, house: House) -> None:
    watch.expects(422)
    ball = place.thing("football")
    closed = place.today + timedelta(days=4)
    place.closed_on(closed)
    desk.scans(ball)
    said = "The depot is closed on Friday 27 November. The nearest open days are Thursday 26 November and Saturday 28"
    day, wrong = desk.page.locator("#due_on"), desk.page.locator("#due_on-wrong")
    day.fill(closed.isoformat())
    expect(wrong).to_contain_text(said)
    expect(day).to_have_attribute("aria-invalid", "true")
    desk.scans(place.thing("sledge"))
    desk.holds("Football", "Sledge")
    expect(wrong).to_contain_text(said)
    day.fill((closed - timedelta(days=1)).isoformat())
    expect(wrong).to_be_hidden()
    expect(day).not_to_have_attribute("aria-invalid", "true")
    day.fill(closed.isoformat())
    desk.borrower("Anna Åberg", "0701740605")
    desk.lends_out()
    desk.refuses("The depot is closed on Friday 27 November.", "The nearest open days are Thursday 26 November and")
    desk.holds("Football", "Sledge")
    desk.has_typed("Anna Åberg", "0701740605")
    expect(wrong).to_contain_text(said)
    expect(desk.page.locator("#due_on")).to_have_attribute("aria-invalid", "true")
    desk.page.locator("#due_on").fill((closed + timedelta(days=1)).isoformat())
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        assert loan_of(session, ball.id).due_on == closed + timedelta(days=1)


def test_the_safety_gate_refused_then_passed_under_the_same_key(
    desk: Desk, place: Place, watch: Watch, house: House
) -> None:
    watch.expects(422)
    skis, helmet = place.thing("alpine-skis"), place.thing("ski-helmet")
    desk.scans(skis)
    desk.scans(helmet)
    desk.holds("Alpine skis", "Ski helmet")
    key = desk.page.locator("input[name=command_key]").first.input_value()
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.refuses("Some things want a safety check before they are lent.")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    expect(desk.page.locator("#visit input[name=command_key]")).to_have_value(key)
    desk.page.get_by_label("Looked over and set for the borrower").check()
    desk.lends_out()
    desk.refuses("Some things want a safety check before they are lent.")
    expect(desk.page.get_by_label("Looked over and set for the borrower")).to_be_checked()
    desk.page.get_by_label("Inspected on").fill(place.today.isoformat())
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        assert item_row(session, helmet.id).inspected_on == place.today
        assert loan_of(session, skis.id).checkout_id == loan_of(session, helmet.id).checkout_id


def test_people_home_and_kind_are_kept(desk: Desk, place: Place) -> None:
    desk.scans(place.thing("football"))
    desk.borrower("Klass 3B", "skolan@example.org")
    desk.page.get_by_text("More about the visit (optional)").click()
    desk.page.get_by_label("7–12 years").fill("24")
    desk.page.get_by_label("Lives in").select_option(label="Arvika")
    desk.page.get_by_text("School", exact=True).click()
    desk.lends_out()
    desk.has_lent()
    desk.answer.get_by_role("link", name="Print").click()
    desk.page.get_by_role("link", name="Back to the loans").click()
    expect(desk.page.locator("main")).to_contain_text("Arvika")
    expect(desk.page.locator("main")).to_contain_text("24")


def test_taken_out_of_the_basket(desk: Desk, place: Place) -> None:
    for thing in place.things("football", "sledge"):
        desk.scans(thing)
    desk.holds("Football", "Sledge")
    desk.page.get_by_role("button", name="Take Football out of the basket").click()
    desk.holds("Sledge")
    desk.focus_is_on(desk.scan_field)


def test_a_second_tab_has_a_basket_of_its_own(new_desk: Callable[..., Desk], place: Place) -> None:
    ball = place.thing("football")
    first, second = new_desk(place.vera), new_desk(place.vera)
    first.scans(ball)
    first.holds("Football")
    second.scans(ball)
    second.says("In the basket")
