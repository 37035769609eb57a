"""What stands on the desk outlives a look elsewhere, and a mistake is asked about or put right where it was made."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import loan_of


def test_the_basket_outlives_a_reload_another_page_and_another_language(desk: Desk, place: Place) -> None:
    for thing in place.things("football", "sledge"):
        desk.scans(thing)
    desk.holds("Football", "Sledge")
    desk.page.reload()
    desk.holds("Football", "Sledge")
    desk.page.get_by_role("link", name="Items").first.click()
    desk.page.wait_for_url("**/items")
    desk.goes_to("/counter").holds("Football", "Sledge")
    desk.page.get_by_role("button", name="Svenska").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "sv")
    expect(desk.basket).to_have_count(2)


def test_what_was_lent_and_who_left_the_counter_leave_no_basket(desk: Desk, place: Place) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.goes_to("/counter").says("Ready for the next scan")
    desk.holds()
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.page.get_by_role("button", name="Sign out").click()
    desk.page.wait_for_url("**/sign-in*")
    assert "basket-" not in desk.page.evaluate("Object.keys(sessionStorage).join()")


def test_a_typed_name_is_not_left_without_a_question(desk: Desk, place: Place) -> None:
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.scans(place.thing("football"))
    desk.holds("Football")
    desk.name.click()
    desk.types("Anna")
    desk.page.get_by_role("link", name="Items").first.click(no_wait_after=True)
    expect(desk.name).to_have_value("Anna")
    assert asked == ["beforeunload"]
    desk.name.fill("")


def test_a_receipt_does_not_stick_to_the_address(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.holds("Football")
    desk.lends_out()
    desk.has_lent()
    desk.scans(sledge)
    desk.holds("Sledge")
    expect(desk.page).to_have_url(f"{house.url}/counter")
    desk.page.reload()
    desk.holds("Sledge")
    expect(desk.answer).not_to_contain_text("Anna Åberg")


def test_enter_goes_from_the_name_to_the_number_and_back_to_what_is_wrong(
    desk: Desk, place: Place, watch: Watch
) -> None:
    watch.expects(422)
    desk.scans(place.thing("football"))
    desk.holds("Football")
    desk.press("Enter")
    desk.types("Anna Åberg")
    desk.press("Enter")
    desk.focus_is_on(desk.reach)
    desk.types("07012")
    desk.press("Enter")
    desk.says("Not lent yet")
    desk.focus_is_on(desk.reach)
    desk.name.focus()
    desk.press("Enter")
    desk.says("Not lent yet")
    desk.focus_is_on(desk.reach)


def test_enter_in_the_note_puts_aside_and_lends_nothing(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    place.lent(ball)
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.borrower("Bo Ek", "0701740606")
    desk.scans(ball)
    desk.answer.get_by_text("Needs care, or a part is missing").click()
    note = desk.page.get_by_label("What is wrong with it?")
    note.fill("It loses air.")
    desk.press("Enter")
    desk.says("Put aside for repair", "Football")
    desk.has_typed("Bo Ek", "0701740606")
    with house.reading() as session:
        assert loan_of(session, ball.id).returned_as == "needs_care"


def test_a_picked_word_asks_before_it_takes_a_name_out_and_enter_then_lends(desk: Desk, place: Place) -> None:
    desk.scans(place.thing("football"))
    desk.holds("Football")
    desk.name.fill("Anna")
    desk.page.get_by_role("button", name="No contact: pick a word").click()
    desk.says("Put a word in place of the name?")
    expect(desk.name).to_have_value("Anna")
    desk.presses("Pick a word")
    expect(desk.name).to_have_value(re.compile(r"^\w+ \w+$"))
    desk.focus_is_on(desk.page.get_by_role("button", name="Lend out"))
    desk.press("Enter")
    desk.has_lent()


def test_a_whole_number_is_known_before_enter(desk: Desk, place: Place) -> None:
    place.lent(place.thing("football"))
    desk.scans(place.thing("sledge"))
    desk.reach.click()
    desk.types("070-174 06 05")
    expect(desk.page.locator("#known")).to_contain_text("Anna Åberg has 1 thing out")
    desk.focus_is_on(desk.reach)
    desk.reach.fill("")


def test_a_code_that_is_not_whole_stays_to_be_put_right_or_scanned_over(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    desk.types("PVEVVXS")
    desk.press("Enter")
    desk.says("The code is not whole", "PVEVVXS")
    expect(desk.scan_field).to_have_value("PVEVVXS")
    desk.scans(ball)
    desk.says("In the basket")
    expect(desk.scan_field).to_have_value("")
    desk.holds("Football")


def test_the_last_day_is_told_in_words_beside_its_field(desk: Desk, place: Place) -> None:
    desk.scans(place.thing("football"))
    expect(desk.page.locator(".due-day")).to_have_text("Monday 7 December")
    desk.page.locator("#due_on").fill("2026-12-04")
    expect(desk.page.locator(".due-day")).to_have_text("Friday 4 December")


def test_enter_in_the_name_is_the_names_though_a_search_found_nothing(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.holds("Football")
    desk.enters("qqzz")
    desk.says("Nothing found", "qqzz")
    expect(desk.scan_field).to_have_value("qqzz")
    desk.name.click()
    desk.types("Anna Åberg")
    desk.press("Enter")
    desk.focus_is_on(desk.reach)
    desk.scans(sledge)
    desk.holds("Football", "Sledge")
    desk.enters("qqzz")
    desk.says("Nothing found")
    desk.reach.click()
    desk.types("0701740605")
    desk.press("Enter")
    desk.has_lent()
    with house.reading() as session:
        assert loan_of(session, sledge.id).checkout_id == loan_of(session, ball.id).checkout_id


def test_a_scan_over_what_was_not_found_is_whole_after_another_press_too(
    desk: Desk, place: Place, watch: Watch
) -> None:
    watch.expects(422)
    desk.enters("qqzz")
    desk.says("Nothing found")
    desk.lends_out()
    desk.refuses("The basket is empty.")
    desk.scan_field.focus()
    desk.press("End")
    desk.scans(place.thing("football"))
    desk.holds("Football")
