"""The phone list and the paper list, as people work with them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk, scan_by_keys
from tests.browser.guest import LATE
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import loan_of


def visit_of(desk: Desk, name: str) -> Locator:
    """The row of somebody's visit on the phone list."""
    return desk.page.locator(".call", has_text=name)


def presses(row: Locator, name: str) -> None:
    """Press a button of a row, unfolding what was agreed first."""
    if not row.get_by_role("button", name=re.compile(f"^{name}")).first.is_visible():
        row.locator("summary").click()
    row.get_by_role("button", name=re.compile(f"^{name}")).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_who_is_late_is_phoned(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch, scripts: bool
) -> None:
    watch.expects(422)
    ball, sledge = place.things("football", "sledge")
    visit = place.lent(ball, sledge, ago=LATE)
    desk = new_desk(place.vera, java_script_enabled=scripts)
    desk.goes_to("/lists")
    desk.page.get_by_role("link", name="To phone").click()
    anna = desk.page.locator(f"#visit-{visit}")
    expect(anna).to_contain_text("6 days late")
    expect(desk.page.locator("main")).not_to_contain_text("070-174 06 05")
    desk.page.get_by_role("button", name="Show numbers").click()
    expect(anna.get_by_role("link", name="070-174 06 05")).to_be_visible()
    presses(anna, "Note the promise")
    expect(anna).to_contain_text("The promised day must be today or later.")
    day = place.today + timedelta(days=3)
    anna.get_by_label("Promised until").fill(day.isoformat())
    anna.get_by_label("Note").fill("Is away until then.")
    presses(anna, "Note the promise")
    expect(anna).to_contain_text("Promised until Thursday 26 November")
    expect(anna).to_contain_text("Is away until then.")
    if scripts:
        expect(anna.get_by_role("link", name="070-174 06 05")).to_be_visible()
    presses(anna, "Renew 2 things")
    expect(desk.page.locator("main")).to_contain_text("Renewed.")
    expect(anna.locator(".call-things")).to_have_count(0)
    with house.reading() as session:
        assert loan_of(session, ball.id).due_on == place.today + timedelta(days=14)
    desk.page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(desk.page.locator(f"#visit-{visit}")).to_contain_text("6 days late")


def goes_on(page: Page, here: str, there: str) -> None:
    """Enter leads from one field of a paper to the next."""
    page.locator(f"#{here}").press("Enter")
    expect(page.locator(f"#{there}")).to_be_focused()


def test_a_paper_is_typed_by_keyboard_and_scanner_and_its_conflict_mended(
    desk: Desk, place: Place, house: House, watch: Watch
) -> None:
    watch.expects(422)
    ball, sledge, skates = place.things("football", "sledge", "kicksled")
    place.lent(skates, ago=timedelta(days=3))
    desk.goes_to("/lists/late-entry")
    page = desk.page
    day = (place.today - timedelta(days=1)).isoformat()
    page.locator("#day-0").fill(day)
    page.locator("#time-0").fill("1200")
    page.locator("#code-0").focus()
    scan_by_keys(page, ball.code)
    expect(page.locator("#way-0")).to_be_focused()
    goes_on(page, "way-0", "name-0")
    page.locator("#name-0").fill("Anna Åberg")
    goes_on(page, "name-0", "reach-0")
    page.locator("#reach-0").fill(str(ANNA.phone))
    goes_on(page, "reach-0", "code-1")
    page.locator("#code-1").fill(sledge.code)
    goes_on(page, "code-1", "way-1")
    page.locator("#name-1").fill('"')
    page.locator("#code-2").fill(skates.code)
    page.locator("#name-2").fill("Karin Öberg")
    page.locator("#reach-2").fill("karin@example.org")
    page.get_by_role("button", name="Check the paper").click()
    expect(page.get_by_role("alert")).to_contain_text("1 row needs another look:")
    expect(page.locator("#line-2")).to_contain_text("That was out already")
    page.get_by_role("button", name="Record the 2 rows that are right").click()
    recorded = page.locator(".paper-recorded")
    expect(recorded).to_contain_text("Went out: Football · Sledge")
    expect(page.locator("#code-0")).to_have_value(skates.code)
    expect(page.locator("#name-0")).to_have_value("Karin Öberg")
    page.get_by_label("It came back before that: take it back then").check()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("status").first).to_contain_text("The row is right.")
    page.get_by_role("button", name="Record the row that is right").click()
    expect(recorded).to_contain_text("Went out: Kicksled")
    with house.reading() as session:
        first, second = loan_of(session, ball.id), loan_of(session, sledge.id)
        assert first.checkout_id == second.checkout_id and str(first.lent_on) == day
        assert str(loan_of(session, skates.id).lent_at).startswith(f"{day} 11:00")


def test_more_lines_come_as_they_are_needed(desk: Desk, place: Place) -> None:
    desk.goes_to("/lists/late-entry")
    lines = desk.page.locator(".paper-line")
    expect(lines).to_have_count(6)
    desk.page.locator("#code-5").fill(place.thing("football").code)
    expect(lines).to_have_count(7)
    desk.page.locator("#way-5").select_option("back")
    desk.page.locator("#way-5").press("Enter")
    expect(desk.page.locator("#code-6")).to_be_focused()
