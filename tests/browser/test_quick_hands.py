"""Hands and scanners quicker than the answers, and a network that loses one: nothing is done twice, or not at all."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, Page, Route, expect

from lendlib.models.lending import Loan
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place, Thing
from tests.browser.test_typing_on import on_its_way
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import how_many, item_row, loan_of

MINUTES_AGO = timedelta(minutes=3)


def clicks_twice(page: Page, button: Locator, answered: Locator) -> None:
    """A double click whose second half comes when the first has been answered already, at the same place."""
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down(click_count=1)
    page.mouse.up(click_count=1)
    answered.wait_for()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_a_double_click_on_return_takes_nothing_back(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=MINUTES_AGO)
    desk.scans(ball)
    desk.says("Lent just now. Return it?")
    undo = desk.answer.get_by_role("button", name="Undo", exact=True)
    clicks_twice(desk.page, desk.answer.get_by_role("button", name="Return", exact=True), undo)
    desk.enters("nothing like it")
    desk.says("Nothing found")
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "returned"


def test_a_double_click_takes_one_thing_out_of_the_basket(desk: Desk, place: Place) -> None:
    for thing in place.things("football", "sledge", "kicksled"):
        desk.scans(thing)
    desk.holds("Football", "Sledge", "Kicksled")
    gone = desk.answer.get_by_text("Taken out of the basket")
    clicks_twice(desk.page, desk.basket.nth(0).get_by_role("button"), gone)
    desk.holds("Sledge", "Kicksled")
    desk.enters("nothing like it")
    desk.says("Nothing found")
    desk.holds("Sledge", "Kicksled")


def test_each_press_on_visitor_counts_however_quick(desk: Desk) -> None:
    button = desk.acts.get_by_role("button", name="Visitor")
    clicks_twice(desk.page, button, desk.answer.get_by_text("1 today"))
    desk.says("Visitor counted", "2 today")


def test_a_second_press_on_lend_out_does_not_act_upon_a_refusal_that_nobody_has_seen(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch
) -> None:
    watch.expects(422)
    ball, sledge = place.things("football", "sledge")
    vera, bo = new_desk(place.vera), new_desk(place.person("Bo Beredd"))
    bo.scans(ball)
    bo.scans(sledge)
    bo.holds("Football", "Sledge")
    vera.scans(ball)
    vera.holds("Football")
    vera.borrower(ANNA.name, str(ANNA.phone))
    vera.lends_out()
    vera.has_lent()
    bo.borrower("Cia Ceder", "cia@example.org")
    bo.page.get_by_role("button", name="Lend out").dblclick()
    bo.refuses("Football")
    bo.enters("nothing like it")
    bo.says("Nothing found")
    bo.holds("Sledge")
    with house.reading() as session:
        assert how_many(session, Loan, Loan.item_id == sledge.id) == 0


def test_a_press_on_lend_out_counts_where_something_was_put_right_meanwhile(
    desk: Desk, place: Place, watch: Watch
) -> None:
    watch.expects(422)
    desk.scans(place.thing("ski-helmet"))
    desk.holds("Ski helmet")
    desk.borrower(ANNA.name, str(ANNA.phone))
    with on_its_way(desk.page, desk.lends_out):
        desk.page.get_by_label("Inspected on").fill(place.today.isoformat())
        desk.lends_out()
    desk.has_lent()


def loses_an_answer(page: Page) -> None:
    """The next press reaches the depot; what is answered does not come back."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/counter", lose, times=1)


def test_a_scan_whose_answer_was_lost_is_answered_again(desk: Desk, place: Place, house: House, watch: Watch) -> None:
    watch.loses_answers = True
    ball, sledge = place.things("football", "sledge")
    place.lent(sledge)
    desk.scans(ball)
    desk.holds("Football")
    loses_an_answer(desk.page)
    desk.scans(sledge)
    expect(desk.answer.locator(".answer-word").first).to_have_text("No answer")
    expect(desk.scan_field).to_have_value(sledge.code)
    desk.scans(sledge)
    expect(desk.answer.locator(".answer-word")).to_have_text(["Returned"])
    desk.says("Returned", "Sledge")
    desk.holds("Football")
    expect(desk.scan_field).to_have_value("")
    desk.scans(sledge)
    desk.says("Returned just now: not in the basket")
    with house.reading() as session:
        assert loan_of(session, sledge.id).outcome == "returned"


def test_what_is_scanned_while_a_lending_leads_on_is_done_at_the_receipt(
    desk: Desk, place: Place, house: House
) -> None:
    ball, sledge, skis = place.things("football", "sledge", "alpine-skis")
    place.lent(sledge)
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower(ANNA.name, str(ANNA.phone))
    with on_its_way(desk.page, desk.lends_out):
        desk.scans(sledge)
        desk.scans(skis)
    desk.tells("Football lent", "Sledge returned")
    desk.says("In the basket", "Alpine skis")
    desk.holds("Alpine skis")


def comes_back_with_its_note_open(desk: Desk, place: Place, thing: Thing) -> None:
    """It was out and is scanned; on its card stands where to write what is wrong."""
    place.lent(thing)
    desk.scans(thing)
    desk.says("Returned")
    desk.answer.get_by_text("Needs care, or a part is missing", exact=True).click()


def test_a_note_on_the_card_is_kept_when_the_next_thing_is_scanned(desk: Desk, place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    comes_back_with_its_note_open(desk, place, sledge)
    desk.page.locator("#note").fill("The runner is broken")
    desk.scans(ball)
    desk.says("In the basket", "Football")
    desk.tells("Sledge put aside for repair")
    with house.reading() as session:
        assert item_row(session, sledge.id).condition == "in_repair"


def test_a_note_that_is_refused_keeps_its_card_and_the_scan_waits_in_its_field(
    desk: Desk, place: Place, house: House, watch: Watch
) -> None:
    watch.expects(422)
    ball, sledge = place.things("football", "sledge")
    comes_back_with_its_note_open(desk, place, sledge)
    desk.page.locator("#note").fill("Ask 19640823-3234 about it")
    desk.scans(ball)
    desk.says("Not noted yet", "Sledge")
    expect(desk.page.locator("#note")).to_have_value("Ask … about it")
    expect(desk.scan_field).to_have_value(ball.code)
    desk.page.locator("#note").focus()
    desk.press("Enter")
    desk.says("Put aside for repair", "Sledge")
    desk.scans(ball)
    desk.says("In the basket", "Football")


def test_a_note_is_of_the_thing_on_its_card_though_another_comes_back_meanwhile(
    desk: Desk, place: Place, house: House
) -> None:
    ball, sledge, skis = place.things("football", "sledge", "kicksled")
    place.lent(ball)
    comes_back_with_its_note_open(desk, place, sledge)
    with on_its_way(desk.page, lambda: desk.scans(ball)):
        desk.page.locator("#note").fill("The runner is broken")
    desk.says("Returned", "Football")
    desk.tells("Sledge put aside for repair")
    expect(desk.page.locator("#note")).to_have_value("")
    desk.scans(skis)
    desk.says("In the basket", "Kicksled")
    with house.reading() as session:
        assert [item_row(session, thing.id).condition for thing in (sledge, ball)] == ["in_repair", "ready"]


def test_a_note_outlives_an_answer_that_was_lost(desk: Desk, place: Place, watch: Watch) -> None:
    watch.loses_answers = True
    ball, sledge = place.things("football", "sledge")
    comes_back_with_its_note_open(desk, place, sledge)
    desk.page.locator("#note").fill("The runner is broken")
    desk.page.route("**/counter", lambda route: route.abort(), times=1)
    desk.scans(ball)
    expect(desk.answer.locator(".answer-word")).to_have_text(["No answer", "Returned"])
    expect(desk.page.locator("#note")).to_have_value("The runner is broken")
    desk.scans(ball)
    desk.holds("Football")
    desk.says("In the basket", "Football")
    desk.tells("Sledge put aside for repair")


def test_a_code_that_fell_into_the_name_slowly_is_taken_out_and_lending_goes_on(desk: Desk, place: Place) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.scans(ball)
    desk.holds("Football")
    desk.name.focus()
    desk.types(sledge.code)
    desk.press("Enter")
    desk.reach.fill(str(ANNA.phone))
    desk.lends_out()
    desk.holds("Football", "Sledge")
    desk.has_typed("", str(ANNA.phone))
    desk.name.fill(ANNA.name)
    desk.lends_out()
    desk.has_lent()


def test_what_is_not_back_and_can_not_be_renewed_is_out_as_before(desk: Desk, place: Place, house: House) -> None:
    ball = place.thing("football")
    place.lent(ball, ago=timedelta(hours=1))
    with house.reading() as session:
        due_on = loan_of(session, ball.id).due_on
    desk.scans(ball)
    desk.says("Returned")
    desk.presses("Not back: renew")
    desk.says("Not renewed, and out as before", "Football", "Lent to Anna Åberg.", "Renew closer to the last day.")
    with house.reading() as session:
        loan = loan_of(session, ball.id)
        assert (loan.outcome, loan.due_on) == (None, due_on)
    desk.presses("Return")
    desk.says("Returned")
