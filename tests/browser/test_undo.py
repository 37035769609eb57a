"""Undo of each act, from its card or from the recent acts, and what undo refuses."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from lendlib.models.contacts import Contact
from lendlib.rules.vocabulary import Condition, Outcome
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import how_many, item_row, loan_of


def test_a_lending_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.undoes("Football lent")
    desk.says("Undone")
    expect(desk.acts.locator(".act.is-undone")).to_contain_text("Football lent")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert loan.outcome == "undone"
        assert how_many(session, Contact, Contact.checkout_id == loan.checkout_id) == 0
    desk.scans(ball)
    desk.says("In the basket")


def test_a_return_is_undone_from_its_card(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.says("Returned")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome is None


def test_a_return_is_undone_from_the_recent_acts(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.undoes("Football returned")
    desk.says("Undone")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome is None


def test_a_renewal_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    with house.reading() as session:
        due_on = loan_of(session, ball.id).due_on
    desk.scans(ball)
    desk.presses("Not back: renew")
    desk.says("Renewed")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert (loan.due_on, loan.outcome) == (due_on, None)


def test_found_here_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.presses("Was here all along", under="More")
    desk.says("Was here all along")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"


def test_how_a_thing_came_back_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.answer.get_by_text("Needs care, or a part is missing").click()
    desk.presses("Needs care")
    desk.says("Put aside for repair")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.READY
        assert loan_of(session, ball.id).returned_as == "fine"


def test_a_visitor_is_undone(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Visitor").click()
    desk.says("Visitor counted", "1 today")
    desk.undoes("A visitor counted")
    desk.says("Undone")
    expect(desk.page.get_by_role("button", name="Visitor")).to_contain_text("0")


def test_a_finding_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.missing(ball)
    desk.scans(ball)
    desk.presses("It is fine: ready")
    desk.says("Found")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.MISSING


def test_a_repair_that_was_not_ready_is_undone(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.in_repair(ball)
    desk.scans(ball)
    desk.presses("It is ready now")
    desk.says("Ready again")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.IN_REPAIR


def test_what_was_done_on_a_page_is_undone_on_it(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    visit, page = place.lent(sledge), desk.page

    def how_they_stand() -> tuple[Condition, Outcome | None]:
        with house.reading() as session:
            return item_row(session, ball.id).condition, loan_of(session, sledge.id).outcome

    def undoes(condition: Condition, outcome: Outcome | None = None) -> None:
        undo = page.locator("main [role=status]").get_by_role("button", name=re.compile("^Undo"))
        expect(undo).to_be_visible()
        assert how_they_stand() == (condition, outcome)
        undo.click()
        expect(page.locator("#flashes")).to_contain_text("Undone.")
        assert how_they_stand() == (Condition.READY, None)

    desk.goes_to(f"/items/{ball.id}")
    page.get_by_role("button", name="Can’t be found").click()
    undoes(Condition.MISSING)
    page.get_by_text("To repair …").click()
    page.get_by_label("What is wrong with it?").fill("A seam is open.")
    page.get_by_role("button", name="To repair", exact=True).click()
    undoes(Condition.IN_REPAIR)
    page.get_by_text("Retire …").click()
    page.get_by_label("Worn out").check()
    page.get_by_role("button", name="Retire", exact=True).click()
    undoes(Condition.RETIRED)
    desk.goes_to(f"/loans/{visit}")
    page.get_by_text("Found here, or lost?").click()
    page.get_by_role("button", name="Lost").click()
    undoes(Condition.READY, Outcome.LOST)


def test_an_undo_refused_names_what_came_after(desk: Desk, place: Place, watch: Watch, house: House) -> None:
    watch.expects(422)
    ball = place.thing("football")
    place.lent(ball, ago=timedelta(minutes=30))
    desk.goes_to("/counter")
    desk.scans(ball)
    desk.says("Returned")
    desk.undoes("Football lent")
    desk.refuses("Something happened with it since: Returned", "Vera Volontär", "Undo that first.")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"


def test_an_act_undone_in_another_tab(desk: Desk, place: Place, watch: Watch) -> None:
    watch.expects(422)
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.says("Returned")
    other = Desk(desk.page.context.new_page(), desk.url).goes_to("/counter")
    other.undoes("Football returned")
    other.says("Undone")
    desk.presses("Undo")
    desk.refuses("That has been undone already.")
