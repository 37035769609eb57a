"""The whole counter as plain forms: nothing of it needs JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import loan_of


@pytest.fixture
def desk(new_desk: Callable[..., Desk], place: Place) -> Desk:
    """Vera's counter, in a browser that runs no scripts."""
    return new_desk(place.vera, java_script_enabled=False)


def test_three_are_lent_one_returned_and_that_undone(desk: Desk, place: Place, house: House) -> None:
    things = place.things("football", "sledge", "kicksled")
    for thing in things:
        desk.enters(thing.code)
        desk.says("In the basket")
    desk.holds("Football", "Sledge", "Kicksled")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.reach.press("Enter")
    desk.has_lent()
    desk.says("Lent out", "3 things")
    desk.enters(things[0].code)
    desk.says("Lent just now. Return it?")
    desk.presses("Return")
    desk.says("Returned", "Football", "2 more out")
    desk.presses("Undo")
    desk.says("Undone")
    with house.reading() as session:
        assert loan_of(session, things[0].id).outcome is None


def test_what_is_on_loan_comes_back(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    place.lent(ball)
    desk.enters(ball.code)
    desk.says("Returned", "Football")
    desk.presses("Lend more to the same borrower", under="More")
    desk.has_typed("Anna Åberg", str(ANNA.phone))


def test_a_code_that_fell_into_the_name_is_a_scan(desk: Desk, place: Place) -> None:
    ball, sledge = place.things("football", "sledge")
    desk.enters(ball.code)
    desk.holds("Football")
    desk.reach.fill(str(ANNA.phone))
    desk.name.fill(sledge.code)
    desk.name.press("Enter")
    desk.says("In the basket", "Sledge")
    desk.holds("Football", "Sledge")
    desk.has_typed("", str(ANNA.phone))


def test_refusals_keep_what_was_typed(desk: Desk, place: Place, watch: Watch) -> None:
    watch.expects(422)
    skis, helmet = place.thing("alpine-skis"), place.thing("ski-helmet")
    for thing in (skis, helmet):
        desk.enters(thing.code)
    desk.borrower("Anna Åberg", "07012")
    desk.page.get_by_label("Inspected on").fill(place.today.isoformat())
    desk.lends_out()
    desk.says("Not lent yet")
    desk.has_typed("Anna Åberg", "07012")
    desk.holds("Alpine skis", "Ski helmet")
    expect(desk.page.get_by_label("Inspected on")).to_have_value(place.today.isoformat())
    desk.reach.fill(str(ANNA.phone))
    desk.lends_out()
    desk.refuses("Some things want a safety check before they are lent.")
    desk.page.get_by_label("Looked over and set for the borrower").check()
    desk.lends_out()
    desk.has_lent()


def test_a_word_is_picked_and_the_basket_stays(desk: Desk, place: Place) -> None:
    desk.enters(place.thing("football").code)
    desk.page.get_by_role("button", name="No contact: pick a word").click()
    expect(desk.name).not_to_have_value("")
    desk.holds("Football")
    desk.lends_out()
    desk.has_lent()


def test_a_mistyped_code_keeps_the_basket(desk: Desk, place: Place) -> None:
    desk.enters(place.thing("football").code)
    desk.enters("2222-2223")
    desk.says("Mistyped code")
    desk.holds("Football")
