"""The first start: from an empty database to the first loan, by a link that works once."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lendlib.models.depots import Depot
from lendlib.models.staff import Staff
from lendlib.operations.first_start import make_first_start_link
from tests.browser.conftest import NewContext
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.watch import Watch
from tests.ground.looking import how_many, names


@pytest.fixture
def open_page(empty_house: House, new_context: NewContext, watch: Watch) -> Callable[[str], Page]:
    """Opens an address of the empty house in a browser of its own."""
    watch.host = urlsplit(empty_house.url).netloc

    def open_at(path: str) -> Page:
        page = new_context().new_page()
        page.goto(empty_house.url + path)
        return page

    return open_at


def fill(page: Page, name: str) -> None:
    """Name the depot and oneself."""
    page.get_by_label("Name of the depot").fill("Sports room Arvika")
    page.get_by_label("Municipality").select_option(label="Arvika")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill("four words in a row")


def link_of(house: House) -> str:
    """The link that the start prints."""
    with house.writing() as session:
        return f"/start/{make_first_start_link(session, house.now)}"


def test_from_nothing_to_the_first_loan(empty_house: House, open_page: Callable[[str], Page], watch: Watch) -> None:
    watch.expects(410)
    expect(open_page("/").locator("main")).to_contain_text("begins with /start/")
    link = link_of(empty_house)
    page = open_page(link)
    fill(page, "Ada")
    page.get_by_role("button", name="Start lending").click()
    expect(page).to_have_url(f"{empty_house.url}/counter")
    expect(page.locator("#flashes")).to_contain_text("Welcome! The depot is open")
    expect(page.locator("header")).to_contain_text("Sports room Arvika")
    page.goto(f"{empty_house.url}/items")
    page.get_by_role("main").get_by_role("link", name="Register an item").first.click()
    page.get_by_label("Category").select_option(label="Football")
    page.get_by_label("Make a new code, to write on a label").check()
    page.get_by_role("button", name="Save", exact=True).click()
    code = page.locator(".code--large").inner_text()
    desk = Desk(page, empty_house.url).goes_to("/counter")
    desk.scans(code)
    desk.holds("Football")
    desk.borrower("Bo Berg", "0701740605")
    desk.lends_out()
    desk.has_lent()
    with empty_house.reading() as session:
        assert names(session, 1) == ["Bo Berg"]
    late = open_page(link)
    expect(late.locator("main")).to_contain_text("This link has been used, or is too old.")


def test_two_at_once_and_one_wins(empty_house: House, open_page: Callable[[str], Page], watch: Watch) -> None:
    watch.expects(410)
    pages = [open_page(link_of(empty_house)), open_page(link_of(empty_house))]
    for page, name in zip(pages, ("Ada", "Bo"), strict=True):
        fill(page, name)
    for page in pages:
        page.get_by_role("button", name="Start lending").click(no_wait_after=True)
    for page in pages:
        expect(page).not_to_have_title("First start · lendlib")
    assert sum("has been used" in page.locator("main").inner_text() for page in pages) == 1
    with empty_house.reading() as session:
        assert how_many(session, Depot) == 1
        assert session.scalars(select(Staff.name)).one() in {"Ada", "Bo"}


def test_a_weak_password_keeps_what_was_typed(
    empty_house: House, open_page: Callable[[str], Page], watch: Watch
) -> None:
    watch.expects(422)
    page = open_page(link_of(empty_house))
    fill(page, "Ada")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Start lending").click()
    expect(page.get_by_role("alert")).to_contain_text("That password is too easy to guess.")
    expect(page.get_by_label("Name of the depot")).to_have_value("Sports room Arvika")
    page.get_by_label("Password").fill("four words in a row")
    page.get_by_role("button", name="Start lending").click()
    expect(page).to_have_url(f"{empty_house.url}/counter")
