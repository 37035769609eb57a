"""Every page of the house in every state worth seeing, language apart: what tests of pages and pictures visit."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from lendlib.operations import renewing, returning
from lendlib.operations.first_start import make_first_start_link
from lendlib.rules.vocabulary import DepotState, ReturnedAs
from tests.browser import tour_forgetting, tour_lists, tour_people, tour_public, tour_reminders
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW, Place
from tests.browser.tour_counter import (
    LENT,
    camera,
    cards,
    elsewhere,
    filled_counter,
    found,
    joined,
    mistyped,
    receipt,
    refused_counter,
    returned,
    scanned,
)
from tests.browser.tour_days import DAYS_STOPS
from tests.browser.tour_depots import DEPOT_STOPS, coordinating
from tests.browser.tour_disclosure import DISCLOSURE_STOPS
from tests.browser.tour_groups import class_at_counter, class_returns, nobody_kept, of_a_class
from tests.browser.tour_inventory import INVENTORY_STOPS, filtered
from tests.browser.tour_labels import LABEL_STOPS
from tests.browser.tour_letters import LETTER_STOPS
from tests.browser.tour_link import LINK_STOPS
from tests.browser.tour_photos import INTAKE_STOPS, photographed
from tests.browser.tour_statistics import STATISTICS_STOPS
from tests.browser.tour_statistics_earlier import EARLIER_STOPS
from tests.browser.tour_statistics_files import STATISTICS_FILE_STOPS
from tests.browser.tour_statistics_map import MAP_STOPS
from tests.browser.tour_stock import STOCK_STOPS
from tests.browser.tour_yearly import YEARLY_STOPS
from tests.ground.looking import loan_of


def stock(guest: Guest) -> None:
    """Some things of each standing."""
    place = guest.place
    thing, out, late = place.thing("football", brand="Select", size="5"), *place.things("sledge", "kicksled")
    place.lent(out)
    place.lent(late, ago=LATE)
    place.in_repair(place.thing("alpine-skis", size="170", brand="Fischer"))
    place.missing(place.thing("ski-helmet"))
    place.photographed(thing)
    guest.goes("/items")


def item(guest: Guest, form: str = "", value: str | None = None) -> None:
    """A thing with a life, and perhaps a form of it sent empty."""
    place = guest.place
    thing = place.thing(
        "ski-helmet", brand="Uvex", size="54-58", note="The strap is new.", inspected_on=place.today - 2 * LATE
    )
    place.lent(thing)
    place.returned(thing)
    with guest.house.reading() as session:
        loan_id = loan_of(session, thing.id).id
    place.does(lambda act: returning.describe_return(act, loan_id, ReturnedAs.FINE, "Smells of spring."), NOW)
    place.relabelled(thing)
    guest.goes(f"/items/{thing.id}")
    if form:
        guest.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
        guest.sends(form, value)


def edited(guest: Guest, *, is_sent: bool) -> None:
    """What is known of a thing, perhaps sent with a size that can't be."""
    guest.goes(f"/items/{guest.place.thing('alpine-skis', size='170', brand='Fischer').id}/edit")
    if is_sent:
        guest.page.locator("#size").fill("very long")
        guest.sends("main form")


def registering(guest: Guest, *, is_sent: bool) -> None:
    """A new thing, perhaps sent with nothing."""
    guest.goes("/items/new")
    if is_sent:
        guest.page.locator("#code").fill("2222-2223")
        guest.sends("main form")


def loans(guest: Guest, query: str = "") -> None:
    """Some things out, one late, one due today."""
    place = guest.place
    place.lent(place.thing("football", brand="Select"), ago=LATE)
    place.lent(place.thing("sledge"), ago=timedelta(days=14))
    place.lent(*place.things("kicksled", "football"), to=None)
    guest.goes(f"/loans{query}")


def visit(guest: Guest, path: str = "") -> None:
    """A visit with something out, something renewed and something back."""
    place = guest.place
    back, late, kept = place.things("football", "sledge", "kicksled")
    number = place.lent(back, late, kept, ago=LATE)
    place.returned(back)
    place.reached_nobody(number)
    with guest.house.reading() as session:
        loan_id = loan_of(session, kept.id).id
    place.does(lambda act: renewing.renew(act, [loan_id]), timedelta(days=2))
    guest.goes(f"/loans/{number}{path}")


def first_start(guest: Guest, *, is_sent: bool) -> None:
    """The first start, perhaps sent with a weak password."""
    with guest.house.writing() as session:
        token = make_first_start_link(session, guest.house.now)
    guest.goes(f"/start/{token}")
    if is_sent:
        for field in ("depot_name", "name", "password"):
            guest.page.locator(f"#{field}").fill("Arvika")
        guest.page.locator("#municipality").select_option("1784")
        guest.page.locator("#email").fill("ada@example.org")
        guest.sends("main form")


def signing_in(guest: Guest) -> None:
    """A wrong password."""
    guest.goes("/sign-in")
    guest.page.locator("#email").fill("nobody@example.org")
    guest.page.locator("#password").fill("not the password")
    guest.sends("main form")


def account(guest: Guest) -> None:
    """A wrong password, in two places at once."""
    guest.house.cookie_of(guest.place.vera.id)
    guest.goes("/account")
    guest.page.locator("#old_password").fill("not the password")
    guest.page.locator("#password").fill("four other words in a row")
    guest.sends('form[action$="/password"]')


def at(path: str) -> Callable[[Guest], None]:
    """Nothing but the address."""
    return lambda guest: guest.goes(path)


STOPS: dict[str, list[Stop]] = {
    **DAYS_STOPS,
    **DEPOT_STOPS,
    "house.begin": [
        Stop("empty", at("/"), is_public=True, in_empty_house=True),
        Stop("depots", tour_public.start, is_public=True),
    ],
    "house.about": [Stop("about", at("/about"), is_public=True)],
    "house.accessibility": [Stop("accessibility", at("/accessibility"), is_public=True)],
    "staff.first_start": [
        Stop("empty", partial(first_start, is_sent=False), is_public=True, in_empty_house=True),
        Stop("refused", partial(first_start, is_sent=True), is_public=True, in_empty_house=True, expects=(422,)),
    ],
    "staff.sign_in": [
        Stop("empty", at("/sign-in"), is_public=True),
        Stop("refused", signing_in, is_public=True, expects=(422,)),
    ],
    "staff.account": [Stop("filled", at("/account")), Stop("refused", account, expects=(422,))],
    "counter.counter": [
        Stop("empty", at("/counter")),
        Stop("camera", camera),
        Stop("practice", partial(coordinating, state=DepotState.TEST, path="/counter")),
        Stop("closed-down", partial(coordinating, state=DepotState.CLOSED, path="/counter")),
        Stop("filled", filled_counter),
        Stop("refused", refused_counter, expects=(422,)),
        Stop("receipt", receipt),
        Stop("returned", returned),
        Stop("found", found),
        Stop("mistyped", mistyped),
        Stop("joined", joined),
        Stop("elsewhere", elsewhere),
        Stop("cards", cards),
        Stop("class", class_at_counter),
        Stop("class-refused", partial(class_at_counter, is_sent=True), expects=(422,)),
        Stop("class-returns", class_returns),
        Stop("just-lent", partial(scanned, card="just_lent", before=LENT)),
        Stop("missing", partial(scanned, card="missing", before=Place.missing)),
        Stop("in-repair", partial(scanned, card="in_repair", before=Place.in_repair)),
        Stop("retired", partial(scanned, card="retired", before=Place.retired)),
        Stop("from-a-phone", lambda guest: guest.goes(f"/i/{guest.place.blank_label()}")),
        Stop("ended-label", partial(scanned, card="ended_label", before=Place.relabelled)),
    ],
    "inventory.index": [
        Stop("empty", at("/items")),
        Stop("filled", stock),
        Stop("filtered", filtered),
        Stop("nothing", at("/items?q=rymdraket&condition=missing")),
    ],
    "inventory.item": [
        Stop("filled", item),
        Stop("refused", partial(item, form='form[action$="/condition"]', value="retire"), expects=(422,)),
        Stop("label-refused", partial(item, form='form[action$="/label"]'), expects=(422,)),
        Stop("photographed", photographed),
        Stop("photo-refused", partial(photographed, is_sent=True), expects=(422,)),
    ],
    "inventory.edit": [
        Stop("filled", partial(edited, is_sent=False)),
        Stop("refused", partial(edited, is_sent=True), expects=(422,)),
    ],
    "inventory.register": [
        Stop("empty", partial(registering, is_sent=False)),
        Stop("camera", partial(camera, path="/items/new")),
        Stop("refused", partial(registering, is_sent=True), expects=(422,)),
    ],
    **LETTER_STOPS,
    **LINK_STOPS,
    "lending.loans": [
        Stop("empty", at("/loans")),
        Stop("filled", loans),
        Stop("late", partial(loans, query="?show=overdue")),
        Stop("nothing", at("/loans?q=rymdraket")),
        Stop("personal", at("/loans?q=640823-3234")),
    ],
    "lending.visit": [Stop("filled", visit)],
    "contacts.contact": [
        Stop("filled", partial(of_a_class, path="contact")),
        Stop("refused", partial(of_a_class, path="contact", is_sent=True), expects=(422,)),
    ],
    "contacts.erasing": [
        Stop("filled", partial(of_a_class, path="erase")),
        Stop("empty", partial(nobody_kept, path="erase")),
    ],
    "contacts.kept_page": [
        Stop("filled", partial(of_a_class, path="kept")),
        Stop("empty", partial(nobody_kept, path="kept")),
    ],
    "groups.missing": [
        Stop("filled", partial(of_a_class, path="missing")),
        Stop("empty", partial(nobody_kept, path="missing")),
    ],
    "groups.lines": [
        Stop("filled", partial(of_a_class, path="lines")),
        Stop("refused", partial(of_a_class, path="lines", is_sent=True), expects=(422,)),
        Stop("empty", partial(nobody_kept, path="lines")),
    ],
    "lending.receipt": [Stop("filled", partial(visit, path="/receipt"))],
    **tour_forgetting.STOPS,
    **tour_lists.STOPS,
    **tour_people.STOPS,
    **tour_public.STOPS,
    **tour_reminders.STOPS,
    **DISCLOSURE_STOPS,
    **YEARLY_STOPS,
    **INVENTORY_STOPS,
    **INTAKE_STOPS,
    **LABEL_STOPS,
    **STATISTICS_STOPS,
    **MAP_STOPS,
    **STATISTICS_FILE_STOPS,
    **EARLIER_STOPS,
    **STOCK_STOPS,
    "no such page": [Stop("refused", at("/no-such-page"), is_public=True, expects=(404,))],
}
