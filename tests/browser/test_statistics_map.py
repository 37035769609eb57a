"""The map, as an organiser walks it: by keyboard into a county and back."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.guest import Guest
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.tour_depots import becomes
from tests.browser.tour_statistics_map import lent_in_places


def municipality(page: Page, code: str) -> Locator:
    return page.locator(f'.picture--map [data-code="{code}"]')


def test_the_map_is_walked_by_keyboard_into_a_county_and_back(
    new_desk: Callable[..., Desk], place: Place, house: House
) -> None:
    desk = new_desk(place.vera)
    guest = Guest(desk.page, house, place)
    lent_in_places(guest)
    becomes(guest, Role.ORGANISER)
    page = desk.page
    desk.goes_to("/statistics/map?county=00&colour=loans")
    told = page.locator(".map-told")

    # One stop of the Tab key, after the way past it.
    expect(page.get_by_text("Arrow keys walk from one to the next")).to_be_visible()
    page.get_by_role("link", name="Past the map, to its table").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".picture--map a:focus")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Download the map as SVG")).to_be_focused()
    page.keyboard.press("Shift+Tab")

    # Letters lead to a name, arrow keys to neighbours; what is there is told.
    municipality(page, "1761").focus()
    page.keyboard.press("k")
    expect(municipality(page, "1780")).to_be_focused()
    expect(told).to_contain_text("Karlstad: ")
    expect(told).to_contain_text("loans per 1,000 inhabitants")
    page.keyboard.press("ArrowUp")
    north = page.locator(".picture--map a:focus")
    expect(north).not_to_have_attribute("data-code", "1780")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".picture--map a:focus")).to_have_attribute("tabindex", "0")
    expect(page.locator('.picture--map a[tabindex="0"]')).to_have_count(1)
    municipality(page, "1780").focus()
    page.keyboard.press("Enter")

    # Into Värmland, where one stands at the same place; what has no figure is passed and told.
    expect(page.get_by_role("heading", name="Värmlands län")).to_be_visible()
    expect(municipality(page, "1780")).to_be_focused()
    expect(page.locator(".picture--map [data-steps]")).to_have_count(16)
    expect(page.get_by_text("Arrow keys walk from one to the next")).to_be_visible()
    page.keyboard.press("e")
    expect(municipality(page, "1730")).to_be_focused()
    expect(told).to_have_text("Eda: no figure")
    municipality(page, "1784").hover()
    expect(told).to_contain_text("Arvika: ")

    # The country comes back, and a municipality opens its own figures.
    municipality(page, "1780").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sweden")).to_be_visible()
    expect(page.locator(".picture--map [data-steps]")).to_have_count(290)
    municipality(page, "1784").click()
    municipality(page, "1784").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/statistics/places\?.*place=1784"))
