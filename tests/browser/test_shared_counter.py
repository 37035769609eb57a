"""Two of the staff on one counter, by keyboard; and somebody new, from the invitation to the first sign-in."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from lendlib.models.depots import Depot
from lendlib.models.history import Command
from lendlib.models.staff import Staff, StaffSession
from lendlib.operations.passwords import make_pin_hash
from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Person, Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.web.people import PASSWORD


def give_pin(house: House, who: Person, pin: str) -> None:
    """They chose a PIN."""
    with house.writing() as session:
        session.get_one(Staff, who.id).pin_hash = make_pin_hash(pin)


def stands_there(page: Page, name: str) -> None:
    """That is who the next act is told of."""
    expect(page.locator(".at-counter-who")).to_have_text(f"At the counter: {name}")


def by_keys(page: Page, name: str) -> None:
    """Go to a button by Tab alone, from the top of the page, and press it."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText ?? ''").strip() == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {name}")


def test_two_on_one_counter(new_desk: Callable[..., Desk], place: Place, house: House) -> None:
    vera, bo = place.vera, place.person("Bo Beredd")
    give_pin(house, vera, "4071")
    give_pin(house, bo, "2580")
    ball, sledge = place.things("football", "sledge")
    desk = new_desk()
    page = desk.page
    desk.goes_to("/sign-in?next=/counter").signs_in(vera)
    stands_there(page, "Vera Volontär")
    by_keys(page, "Change person")
    page.locator("#lock-email").focus()
    page.keyboard.type(bo.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    stands_there(page, "Bo Beredd")
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    by_keys(page, "Change person")
    expect(page.get_by_label("Vera Volontär")).to_be_checked()
    expect(page.locator("#lock-pin")).to_be_focused()
    page.keyboard.type("4071")
    page.keyboard.press("Enter")
    stands_there(page, "Vera Volontär")
    desk.holds("Football")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    desk.focus_is_on(desk.scan_field)
    desk.lends_out()
    desk.has_lent()
    by_keys(page, "Lock")
    expect(page.get_by_role("heading", name="The counter is locked")).to_be_visible()
    desk.goes_to("/items")
    expect(page.get_by_role("heading", name="The counter is locked")).to_be_visible()
    desk.goes_to("/lock?next=/counter")
    page.get_by_label("Bo Beredd").check()
    page.locator("#lock-pin").press_sequentially("2580")
    page.keyboard.press("Enter")
    stands_there(page, "Bo Beredd")
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.borrower("Cia Ceder", "cia@example.org")
    desk.lends_out()
    desk.has_lent()
    desk.tells("Vera Volontär", "Bo Beredd")
    with house.reading() as session:
        lent = select(Command.staff_id).where(Command.depot_id == place.depot.id, Command.verb == "check_out")
        assert list(session.scalars(lent.order_by(Command.id))) == [vera.id, bo.id]


def idle(house: House, who: Person) -> None:
    """More than ten minutes pass without a press, as far as the house knows."""
    with house.writing() as session:
        before = house.now - timedelta(minutes=11)
        session.execute(update(StaffSession).where(StaffSession.staff_id == who.id).values(seen_at=before))


def test_a_scan_that_meets_the_lock_is_not_lost(desk: Desk, place: Place, house: House, watch: Watch) -> None:
    watch.expects(423)
    give_pin(house, place.vera, "4071")
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    idle(house, place.vera)
    desk.scans(sledge)
    expect(desk.page.get_by_role("heading", name="The counter is locked")).to_be_visible()
    expect(desk.page.locator("main")).to_contain_text("What you sent is kept.")
    desk.page.keyboard.type("4071")
    desk.page.keyboard.press("Enter")
    desk.holds("Football", "Sledge")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    desk.scans(place.thing("kicksled"))
    desk.holds("Football", "Sledge", "Kicksled")
    desk.lends_out()
    desk.has_lent()


def test_without_scripts_the_visit_is_lent_after_the_pin(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch
) -> None:
    watch.expects(423)
    give_pin(house, place.vera, "4071")
    desk, ball = new_desk(place.vera, java_script_enabled=False), place.thing("football")
    desk.enters(ball.code)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    idle(house, place.vera)
    desk.lends_out()
    desk.page.locator("#lock-pin").fill("4071")
    desk.page.get_by_role("button", name="Go on").click()
    desk.has_lent()


def test_the_counter_locks_by_itself(new_desk: Callable[..., Desk], place: Place, house: House) -> None:
    give_pin(house, place.vera, "4071")
    with house.writing() as session:
        session.execute(update(Depot).where(Depot.id == place.depot.id).values(lock_minutes=10))
    desk = new_desk()
    desk.page.clock.install()
    desk.goes_to("/sign-in?next=/counter").signs_in(place.vera)
    desk.page.wait_for_url("**/counter")
    desk.scans(place.thing("football"))
    desk.holds("Football")
    desk.page.clock.run_for(9 * 60_000)
    desk.holds("Football")
    desk.page.clock.run_for(2 * 60_000)
    expect(desk.page.get_by_role("heading", name="The counter is locked")).to_be_visible()
    desk.page.locator("#lock-pin").fill("4071")
    desk.page.keyboard.press("Enter")
    desk.holds("Football")


def test_from_the_invitation_to_the_first_sign_in(
    new_desk: Callable[..., Desk], place: Place, watch: Watch, house: House
) -> None:
    watch.expects(410)
    cora = place.person("Cora Koordinator", Role.COORDINATOR)
    desk = new_desk(cora).goes_to("/people")
    desk.page.get_by_role("link", name="Invite somebody").first.click()
    desk.page.get_by_label("Name", exact=True).fill("Nya Nykomling")
    email = f"nya{place.depot.id}@example.org"
    desk.page.get_by_label("E-mail").fill(email)
    desk.page.get_by_label("Volunteer").check()
    desk.page.get_by_role("button", name="Make the link").click()
    link = desk.page.locator("#link").input_value()
    expect(desk.page.get_by_role("img", name="QR code of the link")).to_be_visible()
    guest = new_desk()
    guest.page.goto(link)
    expect(guest.page.get_by_role("heading", name="Welcome, Nya Nykomling")).to_be_visible()
    guest.page.locator("#password").fill(PASSWORD)
    guest.page.locator("#pin").fill("4071")
    guest.page.get_by_role("button", name="Begin").click()
    expect(guest.page.locator("#flashes")).to_contain_text("Welcome! You are signed in.")
    stands_there(guest.page, "Nya Nykomling")
    guest.page.get_by_role("button", name="Sign out").click()
    guest.goes_to("/sign-in").signs_in(Person(0, "Nya", email))
    stands_there(guest.page, "Nya Nykomling")
    again = new_desk()
    again.page.goto(link)
    expect(again.page.locator("main")).to_contain_text("This link has been used, or is too old.")
    desk.goes_to("/people")
    expect(desk.page.locator("main")).to_contain_text("Nya Nykomling")
