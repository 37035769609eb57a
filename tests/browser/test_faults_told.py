"""A borrower scans a label with a phone, tells a fault, and the volunteer finds it in the queue."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.conftest import NewContext
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch


def test_a_fault_told_from_a_label_reaches_the_repair_queue(
    new_desk: Callable[..., Desk], new_context: NewContext, house: House, place: Place, watch: Watch
) -> None:
    watch.expects(422)
    jacket = place.thing("life-jacket", size="40-50")
    desk = new_desk(place.vera)
    phone = new_context(**chromium.PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{house.url}/I/{jacket.code}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Life jacket")
    phone.get_by_role("link", name="Report a fault").click()
    phone.get_by_label("What is wrong?").fill("The buckle does not close. Call 070-174 06 05")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("phone number")
    expect(phone.get_by_label("What is wrong?")).to_have_value("The buckle does not close. Call …")
    phone.get_by_label("What is wrong?").fill("The buckle does not close.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert [cookie["name"] for cookie in phone.context.cookies() if "language" in cookie["name"]] == []

    page = desk.page
    page.goto(f"{house.url}/items/repair")
    told = page.locator("#told-head").locator("xpath=ancestor::section")
    expect(told).to_contain_text("The buckle does not close.")
    told.get_by_role("button", name="To repair").click()
    expect(told).to_have_count(0)
    expect(page.locator(".repair-row")).to_contain_text("The buckle does not close. told from the label")
    phone.goto(f"{house.url}/i/{jacket.code}")
    expect(phone.locator("main")).to_contain_text("Being mended")


def test_a_guest_finds_a_depot_and_a_thing_without_scripts(
    new_context: NewContext, house: House, place: Place, watch: Watch
) -> None:
    watch.host = urlsplit(house.url).netloc
    place.thing("hockey-skates", size="36", brand="Bauer")
    phone = new_context(**chromium.PHONE, java_script_enabled=False).new_page()
    phone.goto(house.url)
    phone.locator(f'a[href="/d/{place.depot.slug}"]').click()
    phone.get_by_label("What are you looking for?").fill("skates")
    phone.get_by_label("Size").fill("35-37")
    phone.get_by_role("button", name="Search").click()
    expect(phone.locator("#found")).to_contain_text("Hockey skates 36")
    phone.get_by_role("button", name="Svenska").click()
    expect(phone.locator("#found")).to_contain_text("Hockeyskridskor")
    phone.locator("#found a").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hockeyskridskor")
