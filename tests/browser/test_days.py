"""The boiler breaks, and the week is changed: journeys through the days room, with scripts and without."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lendlib.operations import hours
from lendlib.rules.vocabulary import Role
from tests import given
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import NOW, Place
from tests.browser.watch import Watch
from tests.ground.looking import loan_of

FORTNIGHT = timedelta(14)


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, with that name."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}, PHONE], ids=["scripts", "plain", "phone"])
def test_a_sudden_closing_and_whom_it_touches(
    new_desk: Callable[..., Desk], place: Place, house: House, how: dict[str, object]
) -> None:
    """A volunteer stands before a broken boiler: close today, see who comes in vain, phone them, print the list."""
    ball, sledge, later = place.things("football", "sledge", "kicksled")
    place.lent(ball, sledge, ago=FORTNIGHT)
    place.lent(later, to=None)
    page = new_desk(place.vera, **how).goes_to("/days").page
    press(page, "Close a day")
    press(page, "See what it does")
    expect(page.get_by_role("heading", name="Close today?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2 things due Monday 23 November: now Tuesday 24 November")
    page.get_by_label("Reason").fill("The boiler broke")
    press(page, "Close the depot that day")
    expect(page).to_have_url(re.compile(r"/days/touched/\d+$"))
    rows = page.locator(".days-touched > li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Anna Åberg")
    expect(rows).to_contain_text("Has a number")
    expect(page.locator("main")).not_to_contain_text("605")
    with house.reading() as session:
        assert {loan_of(session, thing.id).due_on for thing in (ball, sledge)} == {place.today + timedelta(1)}
    press(page, "Show numbers")
    expect(rows.get_by_role("link", name="070-174 06 05")).to_have_attribute("href", f"tel:{given.ANNA.phone}")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Closed by mistake? Open again")).to_be_hidden()
    expect(rows).to_contain_text("070-174 06 05")
    page.emulate_media(media="screen")
    page.goto(page.url)
    expect(rows).to_contain_text("Has a number")
    page.goto(f"{house.url}/days")
    expect(page.locator(".is-today")).to_contain_text("The boiler broke")


def test_a_day_closed_by_mistake_is_opened_and_last_days_stay(
    new_desk: Callable[..., Desk], place: Place, house: House
) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=NOW)
    day = place.today + FORTNIGHT
    page = new_desk(place.vera).goes_to(f"/days/close?day_on={day}").page
    press(page, "Close the depot that day")
    press(page, "Closed by mistake? Open again")
    expect(page.locator("main")).to_contain_text("Last days that were moved stay where they are.")
    press(page, "Take back")
    expect(page.locator("#flashes")).to_contain_text("Saved. No last day had to move.")
    with house.reading() as session:
        assert loan_of(session, ball.id).due_on == day + timedelta(1)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_week_is_changed(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch, has_scripts: bool
) -> None:
    """A coordinator closes Mondays and opens twice on Wednesdays; a slip of the pen is said at its field."""
    watch.expects(422)
    ball = place.thing("football")
    place.lent(ball, ago=NOW)
    klara = place.person("Klara Koordinator", Role.COORDINATOR)
    page = new_desk(klara, java_script_enabled=has_scripts).goes_to("/days").page
    press(page, "Change the week")
    monday, wednesday = (page.get_by_role("group", name=name) for name in ("Monday", "Wednesday"))
    for name in ("Monday from", "Monday to"):
        monday.get_by_label(name).first.fill("")
    times = zip(
        (wednesday.get_by_label(name).nth(n) for n in (0, 1) for name in ("from", "to")),
        ("9", "12.30", "13", "12"),
        strict=True,
    )
    for field, text in times:
        field.fill(text)
    press(page, "Look at the change")
    expect(wednesday).to_contain_text("The depot must close later than it opens.")
    expect(wednesday.get_by_label("from").first).to_have_value("9")
    wednesday.get_by_label("to").nth(1).fill("19:15")
    press(page, "Look at the change")
    expect(page.locator("main")).to_contain_text("09:00–12:30, 13:00–19:15")
    expect(page.locator("main")).to_contain_text("1 thing due Monday 7 December: now Tuesday 8 December")
    with house.reading() as session:
        assert hours.read_week(session, place.depot.id) == given.WEEK
    press(page, "Change the week")
    expect(page.locator(".days-touched")).to_contain_text("Anna Åberg")
    with house.reading() as session:
        week = hours.read_week(session, place.depot.id)
        assert (0 in week, len(week[2])) == (False, 2)
        assert loan_of(session, ball.id).due_on == place.today + FORTNIGHT + timedelta(1)


def test_holidays_and_a_sports_break(new_desk: Callable[..., Desk], place: Place) -> None:
    """Christmas in one go, and a span of other hours that is shown and taken back as one."""
    klara = place.person("Klara Koordinator", Role.COORDINATOR)
    page = new_desk(klara).goes_to("/days").page
    press(page, "Holidays")
    expect(page.get_by_label("Christmas Eve")).to_be_checked()
    page.get_by_label("New Year's Eve").uncheck()
    press(page, "Close on the ticked days")
    differing = page.get_by_role("region", name="Days that differ")
    expect(differing).to_contain_text("Christmas Eve, Christmas Day, Second Day of Christmas")
    expect(differing).not_to_contain_text("New Year's Eve")
    press(page, "Closed days or other hours")
    page.get_by_label("First day").fill("2027-02-08")
    page.get_by_label("Last day").fill("2027-02-12")
    page.get_by_label("open at other hours").check()
    page.get_by_label("Opens at").fill("10")
    page.get_by_label("Closes at").fill("16")
    press(page, "Look at the days")
    page.get_by_label("Reason").fill("Sports break")
    press(page, "Open at these hours")
    span = differing.locator("li", has_text="Sports break")
    expect(span).to_contain_text("10:00–16:00 · 5 days")
    span.get_by_role("link").click()
    press(page, "Take back")
    expect(differing.locator("li", has_text="Sports break")).to_have_count(0)


def test_rules_of_a_category_reach_the_counter(new_desk: Callable[..., Desk], place: Place, house: House) -> None:
    """A coordinator gives footballs three days; the next football is due in three, those that are out stay."""
    out, ball = place.things("football", "football")
    place.lent(out, ago=NOW)
    klara = place.person("Klara Koordinator", Role.COORDINATOR)
    page = new_desk(klara).goes_to("/policy").page
    press(page, "Add a category")
    page.locator("#category").select_option(label="Football")
    page.get_by_label("Days a loan lasts").fill("3")
    press(page, "Save")
    expect(page.get_by_role("row", name=re.compile("Football"))).to_contain_text("3")
    place.lent(ball, ago=NOW)
    with house.reading() as session:
        assert loan_of(session, out.id).due_on == place.today + FORTNIGHT
        assert loan_of(session, ball.id).due_on == place.today + timedelta(3)
