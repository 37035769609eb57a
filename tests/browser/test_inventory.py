"""A coordinator puts the stock in order: skates are found by size, ticked, moved to the branch and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place, Thing
from tests.ground.looking import item_row


def rows(page: Page) -> list[str]:
    """The things that the list shows."""
    return [line.split("\n")[0] for line in page.locator(".stock-rows .line-name").all_inner_texts()]


def tick(page: Page, *things: Thing) -> None:
    """Tick these rows."""
    for thing in things:
        page.locator(f'.tick-box[name="item"][value="{thing.id}"]').check()


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}, PHONE], ids=["scripts", "plain", "phone"])
def test_three_pairs_of_skates_go_to_the_branch_and_back(
    new_desk: Callable[..., Desk], place: Place, house: House, how: dict[str, object]
) -> None:
    fitting = [place.thing("hockey-skates", size=size, brand="Bauer") for size in ("34-36", "35", "36")]
    place.thing("hockey-skates", size="40")
    place.thing("football", size="5")
    with house.writing() as session:
        branch = given.a_depot(session, "Filialen")
        give_role(session, place.vera.id, Role.VOLUNTEER, Scope.DEPOT, depot_id=branch.id)
    page = new_desk(place.vera, **how).goes_to("/items").page
    page.get_by_label("Search", exact=True).fill("skates 34-36")
    if "java_script_enabled" in how:
        page.get_by_label("Search", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"q=skates"))
    expect(page.locator(".stock-rows > li")).to_have_count(3)
    tick(page, *fitting)
    page.get_by_role("button", name="Change or move the ticked").click()
    expect(page.get_by_role("heading", name="3 things")).to_be_visible()
    page.get_by_label("To which depot?").select_option(label="Filialen")
    page.get_by_role("button", name="Move all of them").click()
    expect(page.get_by_role("status").filter(has_text="3 things moved to another depot")).to_be_visible()
    expect(page.locator(".stock-rows > li")).to_have_count(0)
    with house.reading() as session:
        assert {item_row(session, thing.id).depot_id for thing in fitting} == {branch.id}
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("#flashes")).to_contain_text("Undone.")
    expect(page.locator(".stock-rows > li")).to_have_count(3)
    with house.reading() as session:
        assert {item_row(session, thing.id).depot_id for thing in fitting} == {place.depot.id}


def test_all_that_a_filter_finds_is_changed_and_taken_back(
    new_desk: Callable[..., Desk], place: Place, house: House
) -> None:
    balls = [place.thing("football", size="5", brand="Puma") for _ in range(4)]
    out = place.thing("football", size="4")
    place.lent(out)
    page = new_desk(place.vera).goes_to("/items").page
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Availability").select_option("available")
    expect(page).to_have_url(re.compile(r"availability=available"))
    expect(page.locator(".stock-rows > li")).to_have_count(4)
    page.get_by_label("All on this page").check()
    expect(page.locator(".many-told")).to_have_text("4 ticked")
    page.get_by_role("button", name="All that are found …", exact=True).click()
    page.get_by_label("Brand", exact=False).first.fill("Select")
    page.get_by_label("Condition").select_option("to_repair")
    page.get_by_role("button", name="Change all of them").click()
    expect(page.get_by_role("status").filter(has_text="4 things changed")).to_be_visible()
    page.goto(f"{house.url}/items/repair")
    expect(page.locator(".repair-rows > li")).to_have_count(4)
    page.get_by_role("button", name=re.compile("^Ready again")).first.click()
    expect(page.get_by_role("status").filter(has_text="ready again")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".repair-rows > li")).to_have_count(4)
    desk = Desk(page, house.url).goes_to("/counter")
    desk.undoes("4 things changed")
    desk.says("Undone")
    with house.reading() as session:
        kept = {(item_row(session, ball.id).brand, item_row(session, ball.id).condition) for ball in balls}
        assert kept == {("Puma", "ready")}
