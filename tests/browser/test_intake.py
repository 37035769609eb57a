"""The intake by scanner, keyboard and thumb: ten things with blank labels, a photo, the repair queue, and Undo."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.models.photos import Photo
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.ground import photographs


def registered(house: House, place: Place) -> list[tuple[str, str, str, str]]:
    """What was registered here, in turn: label, size, brand, condition."""
    with house.reading() as session:
        query = (
            select(Label.code, Item.size_text, Item.brand, Item.condition)
            .join(Label, Label.item_id == Item.id)
            .where(Item.depot_id == place.depot.id)
            .order_by(Item.id)
        )
        return [tuple(row) for row in session.execute(query)]


def focused(page: Page, field: str) -> None:
    """Wait until the cursor stands there."""
    expect(page.locator(field)).to_be_focused()


def test_ten_things_are_taken_in_by_scanner_and_keyboard_alone(
    new_desk: Callable[..., Desk], place: Place, house: House
) -> None:
    """Scan, two letters, Enter, size, Enter; and nine more like it by a scan each."""
    codes = [place.blank_label() for _ in range(11)]
    desk = new_desk(place.vera).goes_to("/intake")
    page = desk.page
    focused(page, "#code")
    desk.scans(codes[0])
    focused(page, "#category-words")
    desk.types("fo")
    desk.press("Enter")
    focused(page, "#size")
    desk.types("5")
    desk.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Registered: Football, 5")).to_be_visible()
    assert desk.keys == 5
    page.get_by_role("link", name="The same again").click()
    focused(page, "#code")
    for number, code in enumerate(codes[1:10], 1):
        desk.scans(code)
        said = page.get_by_role("status").filter(has_text=f"{code[:4]}-{code[4:]}")
        expect(said).to_be_visible()
        expect(page.locator(".given dd").first).to_have_text(str(number + 1))
    assert registered(house, place) == [(code, "5", "", "ready") for code in codes[:10]]
    # The same label once more is nothing new.
    desk.scans(codes[9])
    expect(page.locator("#flashes")).to_contain_text("registered just now")
    # One too many is taken back, and its label waits again.
    desk.scans(codes[10])
    expect(page.locator(".given dd").first).to_have_text("11")
    page.get_by_role("status").get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()
    expect(page.locator(".given dd").first).to_have_text("10")
    desk.goes_to("/counter").scans(codes[10])
    desk.says("A blank label")


def test_a_scan_that_falls_anywhere_lands_in_the_label(new_desk: Callable[..., Desk], place: Place) -> None:
    code = place.blank_label()
    desk = new_desk(place.vera).goes_to("/intake")
    desk.page.locator("#brand").click()
    desk.types("Se")
    desk.scans(code)
    expect(desk.page.locator("#code")).to_have_value(code)
    expect(desk.page.locator("#brand")).to_have_value("Se")
    focused(desk.page, "#category-words")


def test_categories_are_found_by_letters_arrows_and_words_inside(new_desk: Callable[..., Desk], place: Place) -> None:
    desk = new_desk(place.vera).goes_to("/intake")
    page, words = desk.page, desk.page.locator("#category-words")
    found = page.get_by_role("option")
    words.fill("boo")
    expect(found.first).to_contain_text("boots")
    words.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    second = (found.nth(1).inner_text()).split("\n")[0].strip()
    words.press("Tab")
    expect(words).to_have_value(re.compile("boots"))
    assert second.startswith(words.input_value())
    words.fill("xyz")
    expect(page.get_by_text("No category is called that.")).to_be_visible()
    words.press("Tab")
    expect(words).to_have_value(re.compile("boots"))
    words.fill("")
    words.press("Tab")
    expect(page.locator("#category")).to_have_value("")


@pytest.mark.parametrize("how", [PHONE, PHONE | {"java_script_enabled": False}], ids=["phone", "plain phone"])
def test_a_broken_thing_comes_by_thumb_with_its_photo(
    new_desk: Callable[..., Desk], place: Place, house: House, how: dict[str, object]
) -> None:
    """Pictures choose the category, the phone's camera gives the photo, and it waits in the repair queue."""
    code = place.blank_label()
    page = new_desk(place.vera, **how).goes_to(f"/intake?code={code}").page
    page.locator(".kind-group summary", has_text="Ball games").click()
    page.locator(".kind", has_text=re.compile("^Football$")).click()
    expect(page.locator("#category")).to_have_value(re.compile(r"\d+"))
    sent = photographs.saved(photographs.picture(3000, 2000), exif=photographs.told_of(6), quality=95)
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": sent}
    page.locator("#photo").set_input_files(file)  # type: ignore[arg-type]
    if "java_script_enabled" not in how:
        expect(page.get_by_role("img", name="The photo as it is sent")).to_be_visible()
    page.get_by_text("Needs repair", exact=True).click()
    page.get_by_label("What is wrong with it?").fill("The valve leaks.")
    page.get_by_role("button", name="Save, next").click()
    expect(page.get_by_role("status").filter(has_text="it waits for repair")).to_be_visible()
    assert [row[3] for row in registered(house, place)] == ["in_repair"]
    with house.reading() as session:
        photo = session.scalars(select(Photo).where(Photo.depot_id == place.depot.id)).one()
        assert (photo.width, photo.height) == (853, 1280) and photo.item_id
    page.goto(f"{house.url}/items/repair")
    expect(page.get_by_text("The valve leaks.")).to_be_visible()


def test_a_photo_is_pasted_and_dragged(new_desk: Callable[..., Desk], place: Place) -> None:
    page = new_desk(place.vera).goes_to("/intake").page
    preview = page.get_by_role("img", name="The photo as it is sent")
    for kind in ("paste", "drop"):
        page.evaluate(
            """async (kind) => {
                const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
                canvas.getContext("2d").fillRect(0, 0, 40, 30);
                const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
                const carried = new DataTransfer();
                carried.items.add(new File([blob], "clip.png", { type: "image/png" }));
                const told = { bubbles: true, cancelable: true };
                document.querySelector("photo-field").dispatchEvent(kind === "paste"
                    ? new ClipboardEvent(kind, { ...told, clipboardData: carried })
                    : new DragEvent(kind, { ...told, dataTransfer: carried }));
            }""",
            kind,
        )
        expect(preview).to_be_visible()
        assert page.evaluate("document.querySelector('#photo').files[0].name") == "clip.png"
        page.get_by_role("button", name="Without photo").click()
        expect(preview).to_have_count(0)
        assert page.evaluate("document.querySelector('#photo').files.length") == 0


def test_a_thing_is_lent_the_moment_it_comes(new_desk: Callable[..., Desk], place: Place) -> None:
    desk = new_desk(place.vera).goes_to("/intake")
    desk.page.locator("#category-words").fill("football")
    desk.press("Enter")
    desk.page.get_by_role("button", name="Save and lend it").click()
    desk.says("In the basket", "Football")
    desk.holds("Football")
