"""The tour of what is done with many things at once, of the repair queue, the stock on a day, and the categories."""

from functools import partial

from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.browser import tour_public
from tests.browser.guest import Guest, Stop
from tests.browser.place import Place, Thing
from tests.browser.tour_depots import becomes


def filtered(guest: Guest) -> None:
    """A filter with much in it, one part of which can't be read."""
    skates(guest)
    winter = category(guest, "vinter")
    guest.goes(f"/items?q=skridskor+34-36&category={winter}&size_to=stor&never_lent=yes&condition=any")


def many(guest: Guest, *, path: str = "", is_sent: bool = False) -> None:
    """Some skates, ticked; perhaps to be retired for no reason while one is out."""
    things = skates(guest)
    asked = "&".join(f"item={thing.id}" for thing in things)
    guest.goes(path or f"/items/many?which=ticked&{asked}")
    if is_sent:
        guest.page.locator("#becomes").select_option("to_repair")
        guest.sends('form[action$="/many"]')


def beside_a_branch(guest: Guest) -> None:
    """Someone who works at two depots, and names none to move to."""
    with guest.house.writing() as session:
        depot = given.a_depot(session, "Filialen")
        give_role(session, guest.place.vera.id, Role.VOLUNTEER, Scope.DEPOT, depot_id=depot.id)
    many(guest)
    guest.sends('form[action$="/move"]')


def repairs(guest: Guest, *, is_sent: bool = False) -> None:
    """Two things in repair, one with a note; perhaps one retired for no reason."""
    for thing in skates(guest)[:2]:
        guest.place.in_repair(thing)
    guest.goes("/items/repair")
    if is_sent:
        guest.page.locator("main details summary").last.click()
        guest.sends("main .repair-deeds", "retire")


def a_day(guest: Guest, path: str = "/items/stock") -> None:
    """Some things in stock."""
    skates(guest)
    guest.place.thing("football")
    guest.goes(path)


def administering(guest: Guest, path: str, role: Role = Role.ADMINISTRATOR, form: str = "") -> None:
    """A page of the categories, by who may change them; perhaps a form of it sent as it is."""
    skates(guest)
    becomes(guest, role, Scope.DEPOT if role is Role.COORDINATOR else Scope.ALL)
    guest.goes(path.format(skates=category(guest, "hockey-skates"), sledge=category(guest, "sledge")))
    if form:
        guest.sends(form)


def skates(guest: Guest) -> list[Thing]:
    """Three pairs, the last of them out."""
    place: Place = guest.place
    found = [place.thing("hockey-skates", size=size, brand="Bauer", note="Slipade") for size in ("34-36", "35", "38")]
    place.lent(found[-1])
    return found


def category(guest: Guest, key: str) -> int:
    """The id of a category."""
    with guest.house.reading() as session:
        return given.category_id(session, key)


INVENTORY_STOPS = {
    "bulk.many": [
        Stop("nothing", partial(many, path="/items/many")),
        Stop("filled", many),
        Stop("all", partial(many, path="/items/many?which=all&q=bauer")),
        Stop("refused", partial(many, is_sent=True), expects=(422,)),
        Stop("not-moved", beside_a_branch, expects=(422,)),
    ],
    "repair.queue": [
        Stop("empty", partial(a_day, path="/items/repair")),
        Stop("filled", repairs),
        Stop("told", tour_public.queue),
        Stop("refused", partial(repairs, is_sent=True), expects=(422,)),
    ],
    "stock_day.day": [
        Stop("filled", a_day),
        Stop("nothing", partial(a_day, path="/items/stock?on=2001-01-01")),
        Stop("ahead", partial(a_day, path="/items/stock?on=2999-01-01")),
    ],
    "categories.index": [
        Stop("filled", partial(administering, path="/categories")),
        Stop("read", partial(administering, path="/categories", role=Role.COORDINATOR)),
    ],
    "categories.new": [
        Stop("empty", partial(administering, path="/categories/new")),
        Stop("refused", partial(administering, path="/categories/new", form="main form"), expects=(422,)),
    ],
    "categories.edit": [
        Stop("filled", partial(administering, path="/categories/{skates}")),
        Stop(
            "merge-refused",
            partial(administering, path="/categories/{sledge}", form='form[action$="/merge"]'),
            expects=(422,),
        ),
    ],
    "categories.sizes": [
        Stop("filled", partial(administering, path="/categories/{skates}/sizes")),
        Stop("empty", partial(administering, path="/categories/{sledge}/sizes")),
        Stop(
            "refused",
            partial(administering, path="/categories/{skates}/sizes", form="main form"),
            expects=(422,),
        ),
    ],
}
