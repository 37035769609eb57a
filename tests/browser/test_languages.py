"""Another language in the middle of something: what is typed stays, nothing is done, nobody is asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.web.people import PASSWORD


def speaks(page: Page, language: str) -> None:
    """Press the button of a language, by its own name."""
    page.locator(f".tongues button[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}], ids=["scripts", "plain"])
def test_the_desk_stays_as_it_is(new_desk: Callable[..., Desk], place: Place, how: dict[str, object]) -> None:
    desk, ball = new_desk(place.vera, **how), place.thing("football")
    desk.enters(ball.code)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    speaks(desk.page, "sv")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    desk.holds("Fotboll")
    speaks(desk.page, "en")
    desk.holds("Football")
    desk.lends_out()
    desk.has_lent()
    desk.name.fill("Bo Ek") if not how else None
    speaks(desk.page, "sv")
    expect(desk.page.locator("#answer")).to_contain_text("Utlånat") if how else desk.has_typed("Bo Ek", "")


def test_half_written_words_come_along(new_desk: Callable[..., Desk], place: Place, watch: Watch) -> None:
    watch.expects(422)
    desk = new_desk(place.person("Klara Kunnig", Role.COORDINATOR))
    page = desk.goes_to("/reminders/texts/late/sv").page
    page.locator("#subject").fill("Halvskrivet {depot}")
    speaks(page, "sv")
    expect(page.locator("#subject")).to_have_value("Halvskrivet {depot}")
    page.locator("#short").fill("{fel}")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    speaks(page, "en")
    expect(page.locator("#subject")).to_have_value("Halvskrivet {depot}")
    expect(page.locator("#short")).to_have_value("{fel}")
    desk.goes_to("/reminders/schedule")
    page.locator("#letters_until").fill("18:45")
    speaks(page, "sv")
    expect(page.locator("#letters_until")).to_have_value("18:45")
    desk.goes_to("/reminders/schedule")
    expect(page.locator("#letters_until")).to_have_value("19:00")


def test_the_language_of_letters_is_the_one_from_before(desk: Desk, place: Place) -> None:
    place.lent(place.thing("football"), to=Borrower("Bo Ek", phone="+46701740605", language="en"))
    letters_in = "new FormData(document.querySelector('#visit')).getAll('letters_in').join()"
    assert desk.page.evaluate(letters_in) == "sv"
    desk.reach.press_sequentially("0701740605")
    expect(desk.page.locator("#known")).to_contain_text("Bo Ek")
    assert desk.page.evaluate(letters_in) == "en"
    desk.reach.fill("0701740606")
    desk.reach.blur()
    expect(desk.page.locator("#known")).to_be_empty()
    assert desk.page.evaluate(letters_in) == ""
    desk.reach.fill("")


def test_who_was_signed_out_in_another_tab_signs_in_and_loses_nothing(
    new_desk: Callable[..., Desk], place: Place, watch: Watch
) -> None:
    watch.expects(403)
    klara = place.person("Klara Kunnig", Role.COORDINATOR)
    page = new_desk(klara).goes_to("/reminders/texts/late/sv").page
    page.locator("#subject").fill("Mina ord {depot}")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("form[action='/sign-out'] button").click()
    other.locator("#email").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    speaks(page, "sv")
    speaks(page, "en")
    page.locator("#lock-email").fill(klara.email)
    page.locator("#lock-password").fill(PASSWORD)
    page.locator("#lock-password").press("Enter")
    page.get_by_role("button", name="Do it now").click()
    expect(page.get_by_role("status")).to_contain_text("Letters say this from now on.")
    expect(page.locator("#subject")).to_have_value("Mina ord {depot}")
