"""The counter in its states: each card, a full basket, and a refusal."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

from playwright.sync_api import expect

from lendlib.operations.lending import Borrower
from tests.browser.guest import LATE, Guest
from tests.browser.place import Place
from tests.given import ANNA

# 070-174 06 05 to 06 99 belong to nobody: the authority keeps them for films and books.
_last_digits = cycle(range(5, 100))
LENT: Callable[..., object] = lambda place, thing: place.lent(thing, ago=timedelta(minutes=2), to=ANNA)  # noqa: E731


def scanned(guest: Guest, card: str, before: Callable[[Place, object], object] | None = None) -> None:
    """A thing with a past, scanned."""
    thing = guest.place.thing("cross-country-skis", brand="Fischer", size="190")
    if before:
        before(guest.place, thing)
    guest.goes("/counter")
    guest.desk.scans(thing)
    guest.answered(card)


def filled_counter(guest: Guest, *, is_open: bool = True) -> None:
    """A basket with a gate, and a known borrower; what is optional unfolded."""
    place = guest.place
    number = f"07017406{next(_last_digits):02}"
    anna = Borrower("Anna Åberg", phone=f"+46{number[1:]}")
    place.reached_nobody(place.lent(place.thing("kicksled", brand="Stiga"), to=anna, ago=LATE))
    things = [place.thing("alpine-skis", brand="Fischer", size="170"), place.thing("ski-helmet", brand="Uvex")]
    guest.goes("/counter")
    for thing in [*things, things[0]]:
        guest.desk.scans(thing)
    guest.answered("again")
    guest.desk.borrower("Anna Åberg", number)
    guest.desk.reach.press("Tab")
    expect(guest.page.locator("#known .known").first).to_be_visible()
    if is_open:
        guest.page.locator("#borrower-part summary").click()


def refused_counter(guest: Guest) -> None:
    """Sent without what it needs."""
    filled_counter(guest)
    guest.page.locator("#name").fill("")
    guest.page.locator("#due_on").fill("2020-01-01")
    guest.page.locator("#reach").fill("07012")
    guest.page.locator(".lend-out").click()
    guest.answered("look_again")


def receipt(guest: Guest) -> None:
    """Just lent."""
    visit = guest.place.lent(*guest.place.things("football", "sledge"), ago=timedelta(minutes=1))
    guest.goes(f"/counter?lent={visit}")


def returned(guest: Guest) -> None:
    """Just back, its folds open."""
    place = guest.place
    thing, other = place.thing("football", brand="Select", size="5"), place.thing("sledge")
    place.lent(thing, other)
    guest.goes("/counter")
    guest.desk.scans(thing)
    guest.answered("returned")
    for fold in guest.page.locator("#answer summary").all():
        fold.click()


def found(guest: Guest) -> None:
    """Words that match loans and stock."""
    guest.place.lent(guest.place.thing("football", brand="Select"), ago=LATE)
    guest.place.thing("football", brand="Puma", size="4")
    guest.goes("/counter")
    guest.desk.enters("football")
    guest.answered("found")


def mistyped(guest: Guest) -> None:
    """A code gone wrong."""
    guest.goes("/counter")
    guest.desk.enters("2222-2223")
    guest.answered("mistyped")


def camera(guest: Guest, path: str = "/counter") -> None:
    """The camera wanted where there is none."""
    guest.goes(path)
    guest.page.locator(".camera-opener").click()
    expect(guest.page.locator("[data-part=told] .flash")).to_be_visible()


def joined(guest: Guest) -> None:
    """Adding to today's visit."""
    place = guest.place
    ball, sledge = place.things("football", "sledge")
    place.lent(ball, sledge, ago=timedelta(minutes=40))
    guest.goes("/counter")
    guest.desk.scans(ball)
    guest.answered("returned")
    guest.page.locator("#answer summary").last.click()
    guest.page.locator('#answer button[value^="same:"]').click()
    guest.answered("joined")


def cards(guest: Guest) -> None:
    """What is answered to scans and presses, one after the other."""
    place = guest.place
    ball, sledge, gone, torn = place.things("football", "sledge", "kicksled", "football")
    place.lent(ball, sledge)
    place.missing(gone)
    place.in_repair(torn)
    guest.goes("/counter")
    for entered, pressed, card in (
        (place.blank_label(), "", "blank_label"),
        (Place(guest.house, "Skogsdepån").thing("football").code, "", "elsewhere"),
        (ball.code, "notback", "renewed"),
        ("", "undo", "undone"),
        (ball.code, "here", "found_here"),
        (ball.code, "", "just_returned"),
        (sledge.code, "came", "came"),
        (gone.code, "find", "welcomed"),
        (torn.code, "ready", "readied"),
        (torn.code[:6], "", "not_whole"),
        ("rymdraket", "", "nothing"),
    ):
        if entered:
            guest.desk.enters(entered)
        if pressed:
            # What is folded away is pressed as well.
            guest.page.locator(f'#answer button[value^="{pressed}:"]').first.dispatch_event("click")
        guest.answered(card)
        guest.looks()


def elsewhere(guest: Guest) -> None:
    """Another depot's thing, on loan."""
    other = Place(guest.house, "Skogsdepån")
    thing = other.thing("football")
    other.lent(thing)
    guest.goes("/counter")
    guest.desk.scans(thing)
    guest.answered("elsewhere_on_loan")
