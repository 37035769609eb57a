"""A coordinator brings a stock: with faults, mended, and lent from with its old stickers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.place import Place
from tests.ground.lists import HEADER, as_csv, as_xlsx
from tests.ground.looking import how_many

FAULTY = [
    HEADER,
    ("FB 00123", "Längdskidor", "lång", "Fischer"),
    ("FB 00124", "Hockeyskridskor", "34-36", "Bauer"),
    ("FB 00124", "Rymdraket", "M", "NASA"),
]


def send(page: Page, name: str, content: bytes) -> None:
    """Choose the file, and press."""
    page.get_by_label("Your list").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Send the list").click()


def test_a_stock_with_faults_is_mended_and_lent_from(new_desk: Callable[..., Desk], place: Place) -> None:
    desk = new_desk(place.person("Klara Koordinator", Role.COORDINATOR))
    page = desk.goes_to("/items").page
    page.get_by_role("link", name="Import stock").click()
    send(page, "lager.csv", as_csv(FAULTY))
    expect(page.get_by_label("Märke")).to_have_value("brand")
    page.get_by_role("button", name="Read the list").click()
    expect(page.locator("main")).to_contain_text("3 faults keep the list out.")
    faults = page.locator("#faults tbody tr")
    expect(faults).to_have_count(3)
    expect(faults.first).to_contain_text("C “Storlek”")
    expect(page.locator("#lines")).to_contain_text("34–36")
    page.get_by_label("Becomes Rymdraket").select_option("new")
    page.get_by_label("How its sizes are written Rymdraket").select_option("clothing")
    page.get_by_role("button", name="Keep these, and read the list again").click()
    expect(page.locator("main")).to_contain_text("2 faults keep the list out.")
    mended = [HEADER, ("FB 00123", "Längdskidor", "190", "Fischer"), FAULTY[2], ("FB 00125", *FAULTY[3][1:])]
    send(page, "lager 2.xlsx", as_xlsx(mended))
    expect(page.locator("main")).to_contain_text("Nothing is wrong. 3 things would come into the stock.")
    page.get_by_role("button", name="Import 3 things").click()
    expect(page.locator("main")).to_contain_text("3 things were imported from lager 2.xlsx.")
    desk.goes_to("/counter")
    desk.scans("FB 00123")
    desk.holds("Cross-country skis")
    desk.enters("FB 00125")
    desk.holds("Cross-country skis", "Rymdraket")
    desk.borrower("Anna Åberg", "0701740605")
    desk.lends_out()
    desk.has_lent()
    desk.scans("FB 00123")
    desk.says("Lent just now. Return it?")


def test_while_a_large_list_is_brought_in_the_counter_lends(new_desk: Callable[..., Desk], place: Place) -> None:
    """Neither waits for the other longer than a person notices."""
    klara = place.person("Klara Koordinator", Role.COORDINATOR)
    page = new_desk(klara).goes_to("/stock/import").page
    many = 20_000
    send(page, "stor.csv", as_csv([HEADER, *((f"ST-{number:06}", "Fotboll", "5") for number in range(many))]))
    page.get_by_role("button", name="Read the list").click()
    expect(page.locator("main")).to_contain_text("20000 things would come into the stock", timeout=60_000)
    counter = new_desk(place.vera)
    thing = place.thing("sledge")
    page.get_by_role("button", name="Import 20000 things").click(no_wait_after=True)
    counter.scans(thing)
    counter.holds("Sledge")
    counter.borrower("Anna Åberg", "0701740605")
    counter.lends_out()
    counter.has_lent()
    expect(page.locator("main")).to_contain_text("20000 things were imported", timeout=60_000)
    with place.house.reading() as session:
        here = select(Item.id).where(Item.depot_id == place.depot.id)
        assert len(session.scalars(here).all()) == many + 1
        assert how_many(session, Label) >= many


def test_without_scripts_a_list_is_brought_in_too(new_desk: Callable[..., Desk], place: Place) -> None:
    klara = place.person("Klara Koordinator", Role.COORDINATOR)
    page = new_desk(klara, java_script_enabled=False).goes_to("/stock/import").page
    send(page, "lager.csv", as_csv([HEADER, ("FB-1", "Fotboll", "5")]))
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("button", name="Import 1 thing").click()
    expect(page.locator("main")).to_contain_text("1 thing was imported from lager.csv.")
