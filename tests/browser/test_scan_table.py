"""Each row of the counter's table: what a scan of a label does."""

from datetime import timedelta

from playwright.sync_api import expect

from lendlib.rules.vocabulary import Condition, ReturnedAs
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.given import ANNA
from tests.ground.looking import item_row, loan_of


def test_what_is_available_goes_into_the_basket(desk: Desk, place: Place) -> None:
    desk.scans(place.thing("football"))
    desk.says("In the basket", "Football")
    desk.holds("Football")
    desk.focus_is_on(desk.scan_field)


def test_what_is_in_the_basket_already_flashes_and_nothing_else(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    desk.scans(ball)
    desk.holds("Football")
    desk.scans(ball)
    desk.says("Already in the basket")
    desk.holds("Football")
    expect(desk.page.locator(".basket > li.is-again")).to_have_count(1)


def test_what_is_on_loan_comes_back_at_once_with_its_card(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.thing("football"), place.thing("sledge")
    place.lent(ball, sledge)
    desk.scans(ball)
    desk.says("Returned", "Football", "Lent to Anna Åberg.", "1 more out")
    desk.tells("Football returned")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"
        assert loan_of(session, sledge.id).outcome is None


def test_a_return_leaves_the_basket_alone(desk: Desk, place: Place) -> None:
    ball, sledge = place.thing("football"), place.thing("sledge")
    place.lent(ball)
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.scans(ball)
    desk.says("Returned", "Football", "Nothing more is out.")
    desk.holds("Sledge")


def test_two_more_out_leads_to_the_visit(desk: Desk, place: Place) -> None:
    ball, *others = place.things("football", "sledge", "kicksled")
    visit = place.lent(ball, *others)
    desk.scans(ball)
    desk.answer.get_by_role("link", name="2 more out").click()
    desk.page.wait_for_url(f"**/loans/{visit}")


def test_a_return_that_needs_care_goes_to_repair_with_a_note(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.answer.get_by_text("Needs care, or a part is missing").click()
    desk.page.get_by_label("What is wrong with it?").fill("It loses air.")
    desk.presses("Needs care")
    desk.says("Put aside for repair", "Football")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.IN_REPAIR
        assert loan_of(session, ball.id).returned_as == ReturnedAs.NEEDS_CARE
    desk.page.goto(f"{house.url}/items/{ball.id}")
    expect(desk.page.locator("main")).to_contain_text("It loses air.")


def test_a_return_with_a_part_missing_goes_to_repair(desk: Desk, place: Place, house: House) -> None:
    poles = place.thing("cross-country-poles")
    place.lent(poles)
    desk.scans(poles)
    desk.answer.get_by_text("Needs care, or a part is missing").click()
    desk.presses("A part is missing")
    desk.says("Put aside for repair", "Cross-country poles")
    with house.reading() as session:
        assert loan_of(session, poles.id).returned_as == ReturnedAs.PART_MISSING


def test_not_back_after_all_renews_the_loan(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.presses("Not back: renew")
    desk.says("Renewed", "Back by")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert loan.outcome is None
        assert (loan.due_on - place.today).days == place.depot.loan_days


def test_what_was_here_all_along_is_not_late(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=timedelta(days=20))
    desk.scans(ball)
    desk.presses("Was here all along", under="More")
    desk.says("Was here all along", "It does not count as late.")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "found_here"


def test_what_came_back_is_lent_on(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.presses("Lend it on", under="More")
    desk.says("In the basket", "Football")
    desk.holds("Football")


def test_the_same_borrower_is_filled_in(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.presses("Lend more to the same borrower", under="More")
    desk.says("Same borrower", "Anna Åberg")
    desk.has_typed("Anna Åberg", str(ANNA.phone))


def test_the_same_borrower_of_today_adds_to_the_visit(desk: Desk, place: Place, house: House) -> None:
    ball, sledge, more = place.things("football", "sledge", "kicksled")
    visit = place.lent(ball, sledge, ago=timedelta(minutes=40))
    desk.scans(ball)
    desk.presses("Lend more to the same borrower", under="More")
    desk.says("Adding to today's visit", "Anna Åberg")
    desk.scans(more)
    desk.holds("Kicksled")
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        assert loan_of(session, more.id).checkout_id == visit


def test_what_was_lent_just_now_asks_first(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=timedelta(minutes=5))
    desk.scans(ball)
    desk.says("Lent just now. Return it?", "Lent to Anna Åberg.")
    desk.presses("Leave it with them")
    desk.says("Ready for the next scan")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome is None
    desk.scans(ball)
    desk.presses("Return")
    desk.says("Returned", "Football")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"


def test_what_came_back_just_now_is_said_to_and_may_be_lent(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball)
    place.returned(ball, ago=timedelta(seconds=5))
    desk.scans(ball)
    desk.says("Returned just now: not in the basket", "Football")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"
    desk.presses("Lend it on")
    desk.holds("Football")


def test_what_was_missing_is_found_ready(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.missing(ball)
    desk.scans(ball)
    desk.says("Found! It was missing.", "Football")
    desk.presses("It is fine: ready")
    desk.says("Found", "Football")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.READY
    desk.presses("Lend it")
    desk.holds("Football")


def test_what_was_missing_is_found_broken(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.missing(ball)
    desk.scans(ball)
    desk.presses("To repair")
    desk.says("Found", "Football")
    with house.reading() as session:
        assert item_row(session, ball.id).condition == Condition.IN_REPAIR


def test_what_was_lost_on_a_loan_is_found(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=timedelta(days=25))
    place.lost(ball)
    desk.scans(ball)
    desk.presses("It is fine: ready")
    desk.says("Found", "Football")
    with house.reading() as session:
        assert loan_of(session, ball.id).found_on == place.today


def test_what_belongs_to_another_depot_says_whose(desk: Desk, house: House) -> None:
    desk.scans(Place(house, "Skogsdepån").thing("football"))
    desk.says("Belongs to Skogsdepån", "Football")
    desk.holds()


def test_what_another_depot_lent_is_taken_in_for_them(desk: Desk, place: Place, house: House) -> None:
    other = Place(house, "Skogsdepån")
    ball = other.thing("football")
    other.lent(ball)
    desk.scans(ball)
    desk.says("Lent by Skogsdepån", "Football")
    desk.presses("Take it in for them")
    desk.says("Returned", "Football")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert (loan.outcome, loan.returned_depot_id) == ("returned", place.depot.id)


def test_what_is_in_repair_says_so_and_leads_to_why(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.in_repair(ball)
    desk.scans(ball)
    desk.says("In repair: not to be lent", "Football")
    desk.holds()
    desk.answer.get_by_role("link", name="See why").click()
    desk.page.wait_for_url(f"**/items/{ball.id}")
    expect(desk.page.locator("main")).to_contain_text("A lace is torn.")


def test_what_is_mended_is_ready_again(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.in_repair(ball)
    desk.scans(ball)
    desk.presses("It is ready now")
    desk.says("Ready again", "Football")
    desk.presses("Lend it")
    desk.holds("Football")


def test_what_is_retired_says_why(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.retired(ball)
    desk.scans(ball)
    desk.says("Retired: not to be lent", "Worn out")
    desk.holds()


def test_a_label_that_has_ended_names_its_thing(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.relabelled(ball)
    desk.scans(ball)
    desk.says("This label has ended", "The label was worn", "It sat on: Football")
    desk.presses("Put it in the basket")
    desk.holds("Football")


def test_a_blank_label_leads_to_the_intake(desk: Desk, place: Place) -> None:
    code = place.blank_label()
    desk.scans(code)
    desk.says("A blank label", "It sits on nothing yet.")
    desk.answer.get_by_role("link", name="Take in a thing with it").click()
    desk.page.wait_for_url(f"**/intake?code={code}")


def test_a_visitor_is_counted(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Visitor").click()
    desk.says("Visitor counted", "1 today")
