"""An organiser of a municipality asks, walks the map, takes every format along; a colleague sees the same by the link.

All of it by keyboard, but for the downloads.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import openpyxl
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from lendlib.models.staff import Staff
from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.browser.conftest import NewContext
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch

MOST_TABS = 60
NAME = "lendlib-loans-by-category-2026-01-01--2026-11-23-torsby"


def svg_width(content: bytes) -> float:
    """How wide an SVG says that it is."""
    root = ElementTree.fromstring(content)
    assert root.tag.endswith("svg")
    return float(root.get("width", "").removesuffix("px"))


def png_width(content: bytes) -> float:
    """How many dots wide a PNG is."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.width


def loans_in_csv(content: bytes, between: str) -> object:
    """The only line's figure."""
    (line,) = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=between))[1:]
    return int(line[2])


# What each link gives: how its file's name ends, and what a program of another's reads of the one figure in it.
TAKEN_ALONG: dict[str, tuple[str, Callable[[bytes], Any]]] = {
    "For Excel in Swedish": (".csv", lambda content: loans_in_csv(content, ";")),
    "Plain CSV": (".csv", lambda content: loans_in_csv(content, ",")),
    "Excel workbook": (".xlsx", lambda content: openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["C2"].value),
    "JSON": (".json", lambda content: json.loads(content)["rows"][0]["values"]["loans"]),
    "JSON-stat 2.0": (".jsonstat", lambda content: sum(json.loads(content)["value"])),
}
PICTURES = {"SVG": svg_width, "PNG": png_width}


def fetched(page: Page, link: Locator) -> tuple[str, bytes]:
    """What comes when a link is pressed: its name and its content."""
    with page.expect_download() as coming:
        link.click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def organiser_at(new_context: NewContext, house: House, scope: Scope, **where: str) -> Page:
    """A browser of someone who looks after figures alone."""
    with house.writing() as session:
        staff_id = given.staff(session, "Orvar Organisatör")
        session.execute(update(Staff).where(Staff.id == staff_id).values(language="en"))
        give_role(session, staff_id, Role.ORGANISER, scope, **where)
    context = new_context()
    context.add_cookies([house.cookie_of(staff_id)])  # type: ignore[list-item]
    return context.new_page()


def tabs_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reaches {target}")


def table(page: Page) -> list[str]:
    """What the table says, row by row."""
    return page.locator(".table--figures tr").all_inner_texts()


def asks_for_footballs(page: Page) -> None:
    """From the first page to the footballs among the things, without a mouse."""
    tabs_to(page, page.get_by_role("link", name="Things", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Things")
    tabs_to(page, page.locator("main summary").first)
    page.keyboard.press("Enter")
    tabs_to(page, page.get_by_label("Show by"))
    page.keyboard.type("Cat")
    tabs_to(page, page.get_by_label("Things", exact=True))
    page.keyboard.type("Football")
    for unwanted in ("Stock", "Loans an item"):
        tabs_to(page, page.get_by_role("checkbox", name=unwanted, exact=True))
        page.keyboard.press("Space")
    tabs_to(page, page.get_by_role("button", name="Show", exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/statistics/things\?from=2026-01-01&until=2026-11-23&by=category"))


def walks_the_map(page: Page) -> None:
    """From the own county out to the country, by name to the own municipality, into its county, and out again."""
    tabs_to(page, page.get_by_role("link", name="The map", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Värmlands län")).to_be_visible()
    tabs_to(page, page.locator('.picture--map a[tabindex="0"]'))
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sweden")).to_be_visible()
    expect(page.locator(".picture--map [data-steps]")).to_have_count(290)
    expect(page.locator(".picture--map a:focus")).to_have_count(1)
    own = page.locator('.picture--map [data-code="1737"]')
    while not own.evaluate("part => part === document.activeElement"):
        page.keyboard.press("t")
    expect(page.locator(".map-told")).to_contain_text("Torsby: 3 loans")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Värmlands län")).to_be_visible()
    expect(own).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sweden")).to_be_visible()


def test_an_organiser_asks_walks_takes_along_and_shares(
    new_context: NewContext, empty_house: House, watch: Watch
) -> None:
    """In a house of their own: the sums are of all that stands in Torsby."""
    house = empty_house
    watch.host = urlsplit(house.url).netloc
    place = Place(house, "Torsbydepån", municipality="1737")
    for key, days in (("football", 3), ("football", 4), ("sledge", 3)):
        place.lent(place.thing(key), ago=timedelta(days=days))
    Place(house, "Filialen i Torsby", municipality="1737")
    near = Place(house, "Sunnedepån", municipality="1766")
    near.lent(near.thing("football"), ago=timedelta(days=3))
    page = organiser_at(new_context, house, Scope.MUNICIPALITY, municipality_code="1737")
    page.goto(f"{house.url}/statistics")
    expect(page.locator("main")).to_contain_text("Torsbydepån")
    asks_for_footballs(page)
    expect(page.locator(".report-sentence")).to_contain_text("all depots in Torsby")
    asked, sentence, rows = page.url, page.locator(".report-sentence").inner_text(), table(page)
    assert [re.split(r"\s+", row) for row in rows[1:]] == [["Football", "2"], ["Total", "2"]]

    walks_the_map(page)
    for kind, width in PICTURES.items():
        name, content = fetched(page, page.get_by_role("link", name=f"Download the map as {kind}"))
        assert (name.endswith(f".{kind.lower()}"), width(content) > 400) == (True, True)

    page.goto(asked)
    for words, (ending, read) in TAKEN_ALONG.items():
        name, content = fetched(page, page.get_by_role("link", name=words, exact=True))
        assert (name, read(content)) == (f"{NAME}{ending}", 2)
    for kind, width in PICTURES.items():
        link = page.get_by_role("link", name=re.compile(f"Download the picture .* as {kind}")).first
        name, content = fetched(page, link)
        assert (name.endswith(f".{kind.lower()}"), width(content) > 400) == (True, True)

    colleague = organiser_at(new_context, house, Scope.COUNTY, county_code="17")
    colleague.goto(page.get_by_label("A link to this page").input_value())
    expect(colleague.locator(".report-sentence")).to_have_text(sentence)
    assert table(colleague) == rows
    colleague.get_by_role("link", name="Clear filters").click()
    expect(colleague.locator(".report-sentence")).to_contain_text("all depots in Värmlands län")
