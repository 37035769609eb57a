"""A coordinator brings the years before lendlib: a faulty file, the mended one, and the mark in the month's report."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from lendlib.rules.vocabulary import Role
from tests.browser.conftest import NewContext
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch


def sends(page: Page, content: str) -> None:
    """Choose a file with this in it, and look at it."""
    file = {"name": "gamla.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("Your file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at it").click()


def test_earlier_years_are_brought_and_marked(new_context: NewContext, house: House, watch: Watch) -> None:
    watch.host = urlsplit(house.url).netloc
    watch.expects(422)
    place = Place(house, "Flyttdepån")
    context = new_context()
    context.add_cookies([house.cookie_of(place.person("Klara Kunnig", Role.COORDINATOR, language="en").id)])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{house.url}/statistics")
    page.get_by_role("link", name="Earlier years").click()
    sends(page, "month;loans\nmars 2024;12,5\n")
    expect(page.locator("main table")).to_contain_text("“12,5” is no whole number")
    sends(page, "month;loans\nmars 2024;1 234\n2024-04;310\n")
    expect(page.locator("main tfoot")).to_contain_text("1,544")
    page.get_by_role("button", name="Add 2 counts").click()
    expect(page.locator("#flashes")).to_contain_text("2 counts are added")
    page.goto(f"{house.url}/statistics/time?from=2024-01-01&until=2024-12-31&measure=loans")
    march = page.locator(".table--figures tr", has_text="March 2024")
    expect(march).to_contain_text("1,234")
    expect(march).to_contain_text("imported")
    expect(page.locator(".table--figures tr", has_text="May 2024")).not_to_contain_text("imported")
