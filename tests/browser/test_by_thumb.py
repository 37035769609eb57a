"""The counter on a phone, by thumb alone."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.place import Place

LEAST_TARGET = 44


def tap(target: Locator) -> None:
    """Touch it with a thumb: it must be large enough."""
    expect(target).to_be_visible()
    box = target.bounding_box()
    assert box and box["height"] >= LEAST_TARGET and box["width"] >= LEAST_TARGET, (target, box)
    target.tap()


def test_search_tap_pick_a_word_lend_and_show_the_receipt(new_desk: Callable[..., Desk], place: Place) -> None:
    place.thing("football", brand="Select")
    place.thing("sledge", brand="Stiga")
    desk = new_desk(place.vera, **PHONE)
    tap(desk.scan_field)
    desk.page.keyboard.type("select", delay=60)
    desk.page.keyboard.press("Enter")
    desk.says("Found for “select”", "Football, Select")
    tap(desk.answer.get_by_role("button", name="Put in the basket"))
    desk.holds("Football")
    desk.page.keyboard.type("stiga", delay=60)
    tap(desk.page.get_by_role("button", name="Scan or search"))
    tap(desk.answer.get_by_role("button", name="Put in the basket"))
    desk.holds("Football", "Sledge")
    tap(desk.page.get_by_role("button", name="Take Football, Select out of the basket"))
    desk.holds("Sledge")
    tap(desk.page.get_by_role("button", name="No contact: pick a word"))
    expect(desk.name).not_to_have_value("")
    tap(desk.page.get_by_role("button", name="Lend out"))
    desk.has_lent()
    expect(desk.answer.get_by_role("img", name="Symbol that opens this loan on a phone")).to_be_visible()
    tap(desk.acts.get_by_role("button", name="Undo"))
    desk.says("Undone")


def test_a_return_by_thumb(new_desk: Callable[..., Desk], place: Place) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk = new_desk(place.vera, **PHONE)
    desk.enters("åberg")
    tap(desk.answer.get_by_role("button", name="Return"))
    desk.says("Returned", "Football")
    tap(desk.answer.get_by_text("Needs care, or a part is missing"))
    tap(desk.answer.get_by_role("button", name="Needs care"))
    desk.says("Put aside for repair")
