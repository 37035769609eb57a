"""An organiser of a municipality asks by keyboard alone, and a colleague of the county sees the same by the link."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

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


def test_an_organiser_asks_by_keyboard_and_shares_the_link(
    new_context: NewContext, house: House, watch: Watch
) -> None:
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
    tabs_to(page, page.get_by_role("link", name="Things", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Things")
    tabs_to(page, page.locator("main summary").first)
    page.keyboard.press("Enter")
    tabs_to(page, page.get_by_label("Show by"))
    page.keyboard.type("Cat")
    tabs_to(page, page.get_by_label("Things", exact=True))
    page.keyboard.type("Football")
    page.keyboard.press("Tab")
    tabs_to(page, page.get_by_role("button", name="Show", exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/statistics/things\?from=2026-01-01&until=2026-11-23&by=category&category="))
    expect(page.locator(".report-sentence")).to_contain_text("all depots in Torsby")
    rows = table(page)
    assert [re.split(r"\s+", row)[:2] for row in rows[1:]] == [["Football", "2"], ["Total", "2"]]
    link = page.get_by_label("A link to this page").input_value()
    colleague = organiser_at(new_context, house, Scope.COUNTY, county_code="17")
    colleague.goto(link)
    expect(colleague.locator(".report-sentence")).to_have_text(page.locator(".report-sentence").inner_text())
    assert table(colleague) == rows
    colleague.get_by_role("link", name="Clear filters").click()
    expect(colleague.locator(".report-sentence")).to_contain_text("all depots in Värmlands län")
