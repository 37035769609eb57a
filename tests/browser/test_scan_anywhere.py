"""A scan away from the counter: it is done there, or goes into the page's own field for a code, and is never lost."""

import pytest
from playwright.sync_api import expect

from lendlib.rules.codes import new_code
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.ground.looking import loan_of


@pytest.mark.parametrize("page", ["/loans", "/loans/{visit}", "/loans/{visit}/receipt", "/items/{item}", "/lists"])
def test_a_scan_on_another_page_is_done_at_the_counter(desk: Desk, place: Place, house: House, page: str) -> None:
    ball, sledge = place.things("football", "sledge")
    visit = place.lent(ball)
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.goes_to(page.format(visit=visit, item=ball.id))
    desk.scans(ball)
    desk.says("Returned", "Football")
    desk.holds("Sledge")
    expect(desk.page).to_have_url(f"{house.url}/counter")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"


def test_a_scan_where_a_label_is_asked_for_goes_into_that_field(desk: Desk, house: House) -> None:
    desk.goes_to("/items/new")
    kind = desk.page.locator("main select").first
    kind.focus()
    before = kind.input_value()
    code = new_code()
    desk.scans(code)
    expect(desk.page.locator("#code")).to_have_value(code)
    assert kind.input_value() == before
    expect(desk.page).to_have_url(f"{house.url}/items/new")


def test_a_scan_among_the_items_finds_the_thing(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    desk.goes_to("/items")
    desk.page.locator("h1").click()
    desk.scans(ball)
    desk.page.wait_for_url(f"**/items?*q={ball.code}*")


def test_a_scan_leaves_nothing_half_typed(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    visit = place.lent(ball)
    desk.goes_to(f"/loans/{visit}/contact")
    typed = desk.page.locator("main input:not([type=hidden])").first
    typed.fill("Anna Ny")
    desk.scans(ball)
    expect(desk.page.locator("#flashes")).to_contain_text("typed and not saved")
    expect(typed).to_have_value("Anna Ny")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome is None
