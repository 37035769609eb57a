"""What is typed while an answer is on its way outlives the part of the page that the answer replaces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Desk, scan_by_keys
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.given import ANNA


@contextmanager
def on_its_way(page: Page, press: Callable[[], None]) -> Iterator[None]:
    """What the counter asks by this press has left, and is answered only after this block."""
    arrived: list[Route] = []
    page.route("**/counter", lambda route: arrived.append(route) if not arrived else route.continue_())
    press()
    while not arrived:
        page.wait_for_load_state()
    yield
    arrived[0].continue_()


def test_a_day_of_the_safety_gate_stays(desk: Desk, place: Place, watch: Watch) -> None:
    watch.expects(422)
    desk.scans(place.thing("ski-helmet"))
    desk.holds("Ski helmet")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    with on_its_way(desk.page, desk.lends_out):
        desk.page.get_by_label("Inspected on").fill(place.today.isoformat())
    desk.refuses("Some things want a safety check before they are lent.")
    expect(desk.page.get_by_label("Inspected on")).to_have_value(place.today.isoformat())
    desk.lends_out()
    desk.has_lent()


def test_a_last_day_stays_though_a_scan_falls_into_it_while_an_answer_takes_its_place(
    desk: Desk, place: Place
) -> None:
    chosen = (place.today + timedelta(days=4)).isoformat()
    ball, sledge = place.things("football", "sledge")
    arrived: list[Route] = []
    desk.page.route("**/counter", lambda route: arrived.append(route) if not arrived else route.continue_())
    desk.scans(ball)
    while not arrived:
        desk.page.wait_for_load_state()
    desk.page.locator("#due_on").fill(chosen)

    def is_answered() -> None:
        arrived[0].continue_()
        desk.holds("Football")

    scan_by_keys(desk.page, sledge.code, halfway=is_answered)
    desk.holds("Football", "Sledge")
    expect(desk.page.locator("#due_on")).to_have_value(chosen)


def test_a_last_day_stays_with_its_words(desk: Desk, place: Place) -> None:
    closed = place.today + timedelta(days=4)
    place.closed_on(closed)
    desk.scans(place.thing("football"))
    desk.holds("Football")
    sledge = place.thing("sledge")
    with on_its_way(desk.page, lambda: desk.scans(sledge)):
        desk.page.locator("#due_on").fill(closed.isoformat())
    desk.holds("Football", "Sledge")
    expect(desk.page.locator("#due_on")).to_have_value(closed.isoformat())
    expect(desk.page.locator(".due-day")).to_have_text("Friday 27 November")
    expect(desk.page.locator("#due_on-wrong")).to_contain_text("The depot is closed on Friday 27 November.")
