"""A borrower with a phone: opens the link, renews, takes the days to a calendar, and is forgotten; scripts or none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from tests.browser.chromium import PHONE
from tests.browser.conftest import NewContext
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.tour_link import token_of
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.calendars import events_in
from tests.ground.looking import how_many, loan_of
from tests.web.test_links_shown import decoded

WORDS = {
    "sv-SE": {
        "all": "Förläng alla", "one": "Förläng till", "renewed": "Förlängt: 2 saker.",
        "calendar": "Lägg in i din kalender", "summary": "Lämna tillbaka 2 saker", "back": "Allt är tillbaka. Tack!",
        "forget": "Glöm mig nu …", "sure": "Glöm mig nu", "gone": "Raderat.",
    },
    "en-GB": {
        "all": "Renew all", "one": "Renew until", "renewed": "Renewed: 2 things.",
        "calendar": "Add to your calendar", "summary": "Bring back 2 things", "back": "Everything is back. Thank you!",
        "forget": "Forget me now …", "sure": "Forget me now", "gone": "Erased.",
    },
}  # fmt: skip


@pytest.fixture
def phone(new_context: NewContext) -> Callable[..., Page]:
    """A phone of its own, in a language, with scripts or without."""

    def make(**how: object) -> Page:
        context: BrowserContext = new_context(**PHONE, **how)
        return context.new_page()

    return make


def downloaded(page: Page, button: str) -> str:
    """The file that a link gives."""
    with page.expect_download() as started:
        page.get_by_role("link", name=button).click()
    return started.value.path().read_bytes().decode()


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_link_renews_exports_and_forgets(
    phone: Callable[..., Page], place: Place, house: House, watch: Watch, locale: str, scripts: bool
) -> None:
    watch.host = house.url.partition("//")[2]
    words, (ball, sledge) = WORDS[locale], place.things("football", "sledge")
    visit = place.lent(ball, sledge, ago=timedelta(days=6))
    page = phone(locale=locale, java_script_enabled=scripts)
    page.goto(f"{house.url}/l/{token_of(place, visit)}")
    expect(page.locator("main")).not_to_contain_text("Anna")
    before = events_in(downloaded(page, words["calendar"]))
    page.get_by_role("button", name=words["all"]).click()
    expect(page.locator(".flash")).to_contain_text(words["renewed"])
    expect(page.get_by_role("button", name=words["one"])).to_have_count(0)
    [event] = events_in(downloaded(page, words["calendar"]))
    with house.reading() as session:
        due = loan_of(session, ball.id).due_on
    assert (event.dtstart.value.date(), event.summary.value) == (due, words["summary"])
    assert [event.uid.value] == [one.uid.value for one in before] and before[0].dtstart.value.date() < due
    for thing in (ball, sledge):
        place.returned(thing, ago=timedelta(hours=1))
    page.reload()
    expect(page.locator("main")).to_contain_text(words["back"])
    page.get_by_role("link", name=words["forget"]).click()
    page.get_by_role("button", name=words["sure"]).click()
    expect(page.locator(".flash")).to_contain_text(words["gone"])
    with house.reading() as session:
        assert how_many(session, Contact, Contact.checkout_id == visit) == 0


def test_the_symbol_on_the_counters_screen_opens_it_on_a_phone(
    desk: Desk, phone: Callable[..., Page], place: Place, house: House
) -> None:
    desk.enters(place.thing("football").code)
    desk.borrower(ANNA.name, str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    [link] = decoded(desk.page.content())
    page = phone(locale="en-GB")
    page.goto(link)
    expect(page.locator(".loan")).to_contain_text("Football")
    desk.page.get_by_role("link", name="Print").click()
    assert decoded(desk.page.content()) == [link]


def test_two_quick_taps_renew_once(phone: Callable[..., Page], place: Place, house: House, watch: Watch) -> None:
    watch.host = house.url.partition("//")[2]
    ball = place.thing("football")
    visit = place.lent(ball, ago=timedelta(days=6))
    page = phone(locale="en-GB", java_script_enabled=False)
    page.goto(f"{house.url}/l/{token_of(place, visit)}")
    page.get_by_role("button", name="Renew until").dblclick()
    expect(page.locator(".flash")).to_contain_text("Renewed.")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert how_many(session, Event, Event.loan_id == loan.id, Event.what == "renewed") == 1
