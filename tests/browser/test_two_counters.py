"""Two counters at once, and one person who presses twice, goes back, or is signed out meanwhile."""

from collections.abc import Callable

from playwright.sync_api import expect

from lendlib.models.lending import Checkout
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import how_many, loan_of, visit_row


def test_the_loser_of_a_race_is_told_and_lends_the_rest(
    new_desk: Callable[..., Desk], place: Place, watch: Watch, house: House
) -> None:
    watch.expects(422, 409)
    ball, sledge = place.things("football", "sledge")
    vera, bo = new_desk(place.vera), new_desk(place.person("Bo Beredd"))
    for counter in (vera, bo):
        counter.scans(ball)
        counter.holds("Football")
    bo.scans(sledge)
    bo.holds("Football", "Sledge")
    vera.borrower("Anna Åberg", str(ANNA.phone))
    vera.lends_out()
    vera.has_lent()
    bo.borrower("Cia Ceder", "cia@example.org")
    bo.lends_out()
    bo.refuses("Vera Volontär lent something in the basket at", "12:", "Football")
    bo.refuses("Nothing was lent here", "It has been taken out of the basket")
    bo.holds("Sledge")
    bo.has_typed("Cia Ceder", "cia@example.org")
    bo.lends_out()
    bo.has_lent()
    bo.says("Lent out", "1 thing", "Sledge")
    with house.reading() as session:
        assert loan_of(session, ball.id).checkout_id != loan_of(session, sledge.id).checkout_id
        assert how_many(session, Checkout, Checkout.depot_id == place.depot.id) == 2


def test_returned_at_both_counters(new_desk: Callable[..., Desk], place: Place) -> None:
    ball = place.thing("football")
    place.lent(ball)
    vera, bo = new_desk(place.vera), new_desk(place.person("Bo Beredd"))
    vera.scans(ball)
    vera.says("Returned")
    bo.scans(ball)
    bo.says("Returned just now: not in the basket")


def test_a_double_click_makes_one_visit(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.page.get_by_role("button", name="Lend out").dblclick(no_wait_after=True)
    desk.has_lent()
    with house.reading() as session:
        assert how_many(session, Checkout, Checkout.depot_id == place.depot.id) == 1


def test_reloading_the_receipt_lends_nothing_again(desk: Desk, place: Place, house: House) -> None:
    desk.scans(place.thing("football"))
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.page.reload()
    desk.has_lent()
    desk.holds()
    with house.reading() as session:
        assert how_many(session, Checkout, Checkout.depot_id == place.depot.id) == 1


def test_back_after_lending_can_not_lend_it_again(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    desk.scans(ball)
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.page.go_back()
    desk.focus_is_on(desk.scan_field)
    desk.holds()
    desk.has_typed("", "")
    desk.scans(ball)
    desk.says("Lent just now. Return it?")
    with house.reading() as session:
        assert how_many(session, Checkout, Checkout.depot_id == place.depot.id) == 1


def test_signed_out_in_another_tab_loses_nothing(desk: Desk, place: Place, watch: Watch, house: House) -> None:
    watch.expects(403, 400)
    ball, sledge = place.things("football", "sledge")
    desk.scans(sledge)
    desk.holds("Sledge")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    other = Desk(desk.page.context.new_page(), desk.url).goes_to("/counter")
    other.page.get_by_role("button", name="Sign out").click()
    other.page.wait_for_url("**/sign-in*")
    desk.scans(ball)
    desk.says("You are signed out", "nothing here is lost")
    desk.lends_out()
    desk.says("You are signed out")
    desk.holds("Sledge")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    bo = place.person("Bo Beredd")
    other.signs_in(bo)
    other.page.wait_for_url("**/counter")
    desk.scans(ball)
    desk.holds("Sledge", "Football")
    expect(desk.page.locator("header")).to_contain_text("Bo Beredd")
    desk.lends_out()
    desk.has_lent()
    with house.reading() as session:
        visit = visit_row(session, loan_of(session, sledge.id).checkout_id)
        assert visit.staff_id == bo.id


def test_signed_in_at_another_depot_in_another_tab_loses_nothing(
    desk: Desk, place: Place, watch: Watch, house: House
) -> None:
    watch.expects(404, 400)
    elsewhere = Place(house, "Arvika")
    arvid = elsewhere.person("Arvid Andersson")
    desk.scans(place.thing("football"))
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    other = Desk(desk.page.context.new_page(), desk.url).goes_to("/counter")
    other.page.get_by_role("button", name="Sign out").click()
    other.page.wait_for_url("**/sign-in*")
    other.signs_in(arvid)
    other.page.wait_for_url("**/counter")
    desk.lends_out()
    desk.says("Somebody else is signed in", "Arvid Andersson is signed in in this browser now, at Arvika.")
    desk.says("Somebody else is signed in", "Nothing was lent or returned here")
    expect(desk.page.locator("header")).to_contain_text("Arvid Andersson")
    desk.holds("Football")
    desk.has_typed("Anna Åberg", str(ANNA.phone))
    with desk.page.expect_popup() as opened:
        desk.answer.get_by_role("link", name="Sign in as before").click()
    back = Desk(opened.value, desk.url)
    back.page.locator("#lock-email").fill(place.vera.email)
    back.page.locator("#lock-password").fill(place.vera.password)
    back.page.locator("main form button[type=submit]").first.click()
    back.page.wait_for_url("**/counter")
    desk.lends_out()
    desk.has_lent()
    expect(desk.page.locator("header")).to_contain_text("Vera Volontär")
