"""A class of 25: out in one visit, back in three parts over days; its contact corrected, and erased."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select, update

from lendlib.models.contacts import ChildLine
from lendlib.models.lending import Checkout, Loan
from lendlib.rules.calendar import month_number
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place, Thing
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import how_many, names

SIZE = 25


def days_pass(house: House, checkout_id: int, days: int) -> None:
    """Let it be so many days since the visit and all that happened to it."""
    span = timedelta(days=days)
    with house.writing() as session:
        made = session.execute(select(Checkout.made_at, Checkout.made_on).where(Checkout.id == checkout_id)).one()
        earlier = {"made_at": made.made_at - span, "made_on": made.made_on - span}
        session.execute(update(Checkout).where(Checkout.id == checkout_id).values(**earlier))
        for loan in session.execute(select(Loan.__table__).where(Loan.checkout_id == checkout_id)).all():
            moved = {"lent_at": loan.lent_at - span, "lent_on": loan.lent_on - span, "due_on": loan.due_on - span}
            moved["lent_month"] = month_number(moved["lent_on"])
            if loan.closed_at:
                moved |= {"closed_at": loan.closed_at - span, "closed_on": loan.closed_on - span}
            session.execute(update(Loan).where(Loan.id == loan.id).values(**moved))


def lends_to_a_class(desk: Desk, things: list[Thing]) -> int:
    """Scan, scan, scan, and say who has the first two; the visit."""
    desk.page.get_by_role("button", name="A class or a group").click()
    desk.says("A class or a group")
    desk.scan_field.focus()
    for number, thing in enumerate(things, start=1):
        desk.scans(thing)
        expect(desk.basket).to_have_count(number)
    lines = desk.page.locator(".line-input")
    lines.first.click()
    desk.types("Elsa")
    desk.press("Enter")
    desk.focus_is_on(lines.nth(1))
    desk.types("Ali")
    desk.page.locator("#group_name").fill("3B Norra skolan")
    desk.page.get_by_text("School", exact=True).click()
    desk.borrower("Karin Lärare", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    return int(desk.page.url.rpartition("=")[2])


def test_a_class_out_and_back_in_three_parts_corrected_and_erased(desk: Desk, place: Place, house: House) -> None:
    things = [place.thing("sledge", brand=f"Stiga {number}") for number in range(SIZE)]
    visit = lends_to_a_class(desk, things)
    desk.says("Lent out", "25 things", "3B Norra skolan", "Elsa", "Ali")

    days_pass(house, visit, 2)
    desk.goes_to("/counter")
    for number, thing in enumerate(things[:7], start=1):
        desk.scans(thing)
        desk.says("Returned", f"{number} of 25 back", "3B Norra skolan")
    desk.answer.get_by_role("link", name="What is still missing: 18 things").click()
    page = desk.page
    expect(page.get_by_role("heading", level=1)).to_have_text("3B Norra skolan")
    expect(page.locator(".missing-list > li")).to_have_count(18)
    expect(page.locator("main")).to_contain_text("070-174 06 05")

    page.get_by_role("link", name="Back to the loans").click()
    page.get_by_role("link", name="Who has what").click()
    page.get_by_label("Stiga 24").fill("Axel")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".loan", has_text="Stiga 24")).to_contain_text("Axel")
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Mobile number").fill("070-174 06 06")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Give a new one.")
    page.get_by_role("link", name="Back to the loans").click()
    expect(page.locator("main")).to_contain_text("070-174 06 06")
    expect(page.locator(".visit-story")).to_contain_text("Contact corrected")

    days_pass(house, visit, 1)
    desk.goes_to("/counter")
    for number, thing in enumerate(things[7:24], start=8):
        desk.scans(thing)
        desk.says("Returned", f"{number} of 25 back")
    desk.answer.get_by_role("link", name="What is still missing: 1 thing").click()
    expect(page.locator(".missing-list > li")).to_contain_text(["Axel"])
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=place.depot.name)).to_be_visible()
    expect(page.get_by_role("link", name="To the counter")).not_to_be_visible()
    page.emulate_media(media="screen")

    days_pass(house, visit, 1)
    desk.goes_to("/counter")
    desk.scans(things[24])
    desk.says("Returned", "25 of 25 back", "had by Axel", "Nothing more is out.")
    desk.goes_to(f"/loans/{visit}/missing")
    expect(page.locator("main")).to_contain_text("Everything is back")

    desk.goes_to(f"/loans/{visit}")
    page.get_by_role("link", name="Erase …").click()
    page.get_by_role("button", name="Erase now").click()
    expect(page.locator("main")).to_contain_text("Erased. The loans stay, without a name.")
    expect(page.locator("main")).not_to_contain_text("Axel")
    with house.reading() as session:
        assert names(session, visit) == []
        assert how_many(session, ChildLine, ChildLine.checkout_id == visit) == 0
        assert how_many(session, Loan, Loan.checkout_id == visit, Loan.outcome == "returned") == SIZE


def test_who_types_who_has_what_goes_on_typing_after_each_scan(desk: Desk, place: Place) -> None:
    first, second = place.thing("sledge"), place.thing("football")
    desk.page.get_by_role("button", name="A class or a group").click()
    desk.says("A class or a group")
    desk.scan_field.focus()
    desk.scans(first)
    desk.holds("Sledge")
    lines = desk.page.locator(".line-input")
    lines.first.click()
    desk.types("Elsa")
    desk.scans(second)
    desk.holds("Sledge", "Football")
    desk.focus_is_on(lines.nth(1))
    desk.types("Ali")
    desk.page.get_by_text("School", exact=True).click()
    desk.scans(first)
    desk.says("Already in the basket")
    assert [line.input_value() for line in lines.all()] == ["Elsa", "Ali"]


def test_sixty_things_on_a_phone_stay_one_screen(new_desk: Callable[..., Desk], place: Place) -> None:
    things = place.things(*["football"] * 60)
    desk = new_desk(place.vera, **PHONE)
    desk.page.get_by_role("button", name="A class or a group").click()
    for number, thing in enumerate(things, start=1):
        desk.enters(thing.code)
        expect(desk.basket).to_have_count(number)
    expect(desk.basket.last).to_be_in_viewport()
    page_height, screen = desk.page.evaluate("[document.documentElement.scrollHeight, window.innerHeight]")
    assert page_height < 4 * screen + 800
    expect(desk.page.locator("#basket-part")).to_contain_text("60 things")


def test_days_differ_in_one_visit_and_each_row_says_so(desk: Desk, place: Place, watch: Watch) -> None:
    watch.expects(422)
    sledge, ball = place.thing("sledge"), place.thing("football")
    place.lends("sledge", loan_days=7, borrowers="adults")
    desk.scans(sledge)
    desk.scans(ball)
    desk.holds("Monday 30 November", "Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.refuses("lent to adults only", "Sledge")
    desk.page.get_by_label("An adult borrows: Sledge").check()
    desk.lends_out()
    expect(desk.page).to_have_url(re.compile(r"lent="))
    desk.says("Lent out", "Monday 30 November", "Monday 7 December")
