"""Journeys through the depots' room: a coordinator's first day, a branch like its parent, a depot that closes down."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from lendlib.models.depots import Depot
from lendlib.models.lending import Loan
from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import Role, Scope
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Person, Place
from tests.browser.watch import Watch
from tests.web.people import PASSWORD

_numbers = count(1)


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, with that name, in the page's main part."""
    main = page.get_by_role("main")
    main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).click()


@pytest.fixture
def admin(house: House, place: Place) -> Person:
    """Someone who looks after every depot, and works at none."""
    ada = place.person("Ada Admin")
    with house.writing() as session:
        give_role(session, ada.id, Role.ADMINISTRATOR, Scope.ALL)
    return ada


def test_a_coordinators_first_day(new_desk: Callable[..., Desk], house: House, admin: Person, place: Place) -> None:
    """A depot is made, its coordinator invited; she sets hours and rules, invites, lends in practice, and opens."""
    name = f"Nya depån {next(_numbers)}"
    page = new_desk(admin).goes_to("/depots").page
    press(page, "New depot")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Municipality").select_option(label="Karlstad")
    press(page, "Make the depot")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    press(page, f"Invite and see people {name}")
    press(page, "Invite somebody")
    email = f"cora{next(_numbers)}@example.org"
    page.get_by_label("Name").fill("Cora Coordinator")
    page.get_by_label("E-mail").fill(email)
    page.locator('label[for="role-1"], label').get_by_text("Coordinator", exact=True).first.click()
    press(page, "Make the link")
    link = page.locator("#link").input_value()

    desk = new_desk()
    page = desk.page
    page.goto(link)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Begin")
    expect(page.get_by_role("banner")).to_contain_text(name)
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Depot", exact=True).click()
    checks = page.locator(".checks")
    expect(checks.locator(".is-done")).to_have_count(0)
    expect(checks).to_contain_text("No day has hours.")

    press(page, "Set hours")
    page.goto(f"{house.url}/days/week")
    page.locator("fieldset").nth(0).locator("input").nth(0).fill("10")
    page.locator("fieldset").nth(0).locator("input").nth(1).fill("18")
    press(page, "Look at the change")
    press(page, "Change the week")
    page.goto(f"{house.url}/policy")
    page.locator("#loan_days").fill("7")
    press(page, "Save")

    page.goto(f"{house.url}/depot")
    expect(checks).to_contain_text("Open on 1 day a week.")
    press(page, "Invite people")
    press(page, "Invite somebody")
    page.get_by_label("Name").fill("Bo Berg")
    page.get_by_label("E-mail").fill(f"bo{next(_numbers)}@example.org")
    press(page, "Make the link")

    page.goto(f"{house.url}/items/new")
    page.get_by_label("Category").select_option(label="Football")
    page.get_by_label("Make a new code, to write on a label").check()
    page.get_by_role("button", name="Save", exact=True).click()
    code = page.locator(".code--large").inner_text()
    desk.goes_to("/counter")
    expect(page.locator(".practice")).to_contain_text("Nothing that is lent here is counted.")
    desk.scans(code)
    desk.holds("Football")
    desk.borrower("Cora", "0701740605")
    desk.lends_out()
    desk.has_lent()
    desk.says("Lent out", "30 November")

    page.goto(f"{house.url}/depot")
    expect(checks.locator(".is-done")).to_have_count(4)
    expect(checks).to_contain_text("1 of 1,000.")
    page.get_by_label("Open now").check()
    press(page, "Change state")
    expect(page.locator("#flashes")).to_contain_text("1 loan of practice ended.")
    expect(checks).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("In use")
    desk.goes_to("/counter")
    expect(page.locator(".practice")).to_have_count(0)
    desk.scans(code)
    desk.holds("Football")


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}, PHONE], ids=["scripts", "plain", "phone"])
def test_a_branch_like_its_parent(
    new_desk: Callable[..., Desk], house: House, admin: Person, place: Place, how: dict[str, object]
) -> None:
    """An administrator makes a branch with its parent's rules; later the parent's change is copied to it."""
    with house.writing() as session:
        session.execute(update(Depot).where(Depot.id == place.depot.id).values(loan_days=21))
    page = new_desk(admin, **how).goes_to(f"/depots/{place.depot.id}").page
    press(page, "Make a branch")
    name = f"Filialen {next(_numbers)}"
    page.get_by_label("Name", exact=True).fill(name)
    press(page, "Make the depot")
    expect(page.get_by_role("main")).to_contain_text("A role at one depot does not reach its branches")
    with house.reading() as session:
        branch = session.scalars(select(Depot).where(Depot.name == name)).one()
        assert (branch.parent_id, branch.loan_days, branch.state) == (place.depot.id, 21, "test")
    with house.writing() as session:
        session.execute(update(Depot).where(Depot.id == place.depot.id).values(loan_days=28, max_renewals=1))
    press(page, "Copy rules from another depot")
    page.get_by_label("Copy from").select_option(value=str(place.depot.id))
    press(page, "Show what would change")
    row = page.get_by_role("row", name="Days of a loan")
    expect(row).to_contain_text("21")
    expect(row).to_contain_text("28")
    press(page, "Copy what is ticked")
    expect(page.locator("#flashes")).to_contain_text("Copied from Testdepån.")
    with house.reading() as session:
        branch = session.scalars(select(Depot).where(Depot.name == name)).one()
        assert (branch.loan_days, branch.max_renewals) == (28, 1)


def test_who_works_at_two_depots_goes_from_one_to_the_other(
    new_desk: Callable[..., Desk], house: House, place: Place
) -> None:
    """By keyboard alone: the depot's name stands before the menu, and opens the choice."""
    other = Place(house, "Andra depån")
    with house.writing() as session:
        give_role(session, place.vera.id, Role.VOLUNTEER, Scope.DEPOT, depot_id=other.depot.id)
    ball = other.thing("football")
    desk = new_desk(place.vera)
    page = desk.page
    page.goto(f"{house.url}/loans")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate("document.activeElement.innerText || document.activeElement.title")).strip())
    words = " | ".join(reached)
    assert words.index("Testdepån") < words.index("English") < words.index("Counter")
    page.get_by_role("link", name="Testdepån").click()
    page.get_by_role("button", name="Work here Andra depån").click()
    expect(page).to_have_url(f"{house.url}/loans")
    expect(page.get_by_role("banner")).to_contain_text("Andra depån")
    desk.goes_to("/counter")
    desk.scans(ball)
    desk.holds("Football")


def test_a_depot_closes_down(new_desk: Callable[..., Desk], house: House, place: Place, watch: Watch) -> None:
    """What is out comes back; nothing goes out."""
    watch.expects(422)
    out, there = place.things("football", "sledge")
    place.lent(out)
    cora = place.person("Cora Coordinator", Role.COORDINATOR)
    desk = new_desk(cora)
    page = desk.goes_to("/depot").page
    page.get_by_text("Close the depot down").click()
    page.get_by_label("Close down").check()
    press(page, "Change state")
    expect(page.get_by_role("main")).to_contain_text("Closed down")
    desk.goes_to("/counter")
    expect(page.locator(".practice")).to_contain_text("The depot takes things back, and lends nothing.")
    desk.scans(out)
    desk.says("Returned")
    desk.scans(there)
    desk.holds("Sledge")
    desk.borrower("Bo Berg", "0701740605")
    desk.lends_out()
    desk.refuses("has closed down")
    desk.has_typed("Bo Berg", "0701740605")
    with house.reading() as session:
        outcomes = session.scalars(select(Loan.outcome).where(Loan.depot_id == place.depot.id)).all()
        assert outcomes == ["returned"]
    assert re.search(r"/counter", page.url)
