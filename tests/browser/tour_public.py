"""The tour of what everybody sees: labels, faults that are told, depots; and where their words are written."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import update

from lendlib.models.depots import Depot
from lendlib.operations import fault_reports, visiting
from lendlib.operations.visiting import Words
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW, Place, Thing
from tests.browser.tour_depots import becomes


def scanned(guest: Guest, before: Callable[[Place, Thing], object], path: str = "", form: str = "") -> None:
    """A thing's label read by a phone; perhaps a form of its page sent empty."""
    looked_at = guest.place.today - timedelta(days=90)
    jacket = guest.place.thing("life-jacket", size="40-50", brand="Helly Hansen", inspected_on=looked_at)
    before(guest.place, jacket)
    guest.goes(f"/i/{jacket.code}{path}")
    if form:
        guest.sends(form)


def blank(guest: Guest) -> None:
    """A label that waits for its thing."""
    guest.goes(f"/i/{guest.place.blank_label()}")


def at_depot(guest: Guest, query: str = "", **columns: object) -> None:
    """A depot's page, with much on it."""
    place = guest.place
    skates = [place.thing("hockey-skates", size=size, brand="Bauer") for size in ("34", "36", "38")]
    place.lent(skates[0])
    place.lent(skates[1], ago=LATE)
    place.things("football", "tent", "sledge")
    place.closed_on(place.today + timedelta(days=4))
    place.does(lambda act: visiting.change_words(act, {"sv": Words("Gula porten.\nBuss 3.", "Helt och rent.")}), NOW)
    with guest.house.writing() as session:
        tent = given.category_id(session, "tent")
        at = {"address": "Hamngatan 3", "latitude": 59.65, "longitude": 12.59} | columns
        session.execute(update(Depot).where(Depot.id == place.depot.id).values(at))
    place.does(lambda act: visiting.wish_for(act, tent, "4–6"), NOW)
    guest.goes(f"/d/{place.depot.slug}{query}")


def queue(guest: Guest) -> None:
    """Faults that were told of things that are in, out, and in repair."""
    place = guest.place
    here, out, broken = (place.thing("hockey-skates", size=size, brand="Bauer") for size in ("34", "36", "38"))
    place.lent(out)
    place.in_repair(broken)
    with guest.house.writing() as session:
        for thing in (here, out, broken):
            fault_reports.report(session, thing.id, "The left blade is loose.", guest.house.now)
    guest.goes("/items/repair")


def running(guest: Guest, path: str, role: Role = Role.ADMINISTRATOR, form: str = "") -> None:
    """A page of who runs the depot; perhaps a form of it sent as it is."""
    becomes(guest, role, Scope.DEPOT if role is Role.COORDINATOR else Scope.ALL)
    with guest.house.reading() as session:
        path = path.format(tent=given.category_id(session, "tent"))
    guest.goes(path)
    if form == "one language":
        guest.page.locator("#sv").fill("")
        form = "main form"
    if form:
        guest.sends(form)


def start(guest: Guest) -> None:
    """The depots, one of which opens later."""
    with guest.house.writing() as session:
        given.a_depot(session, "Edane", municipality="1784", state="scheduled", opens_on=date(2026, 12, 1))
    guest.goes("/")


def nothing(_place: Place, _thing: Thing) -> None:
    """Nothing has happened to it."""


def lent(place: Place, thing: Thing) -> None:
    """It is out."""
    place.lent(thing)


STOPS: dict[str, list[Stop]] = {
    "public.item": [
        Stop("in", partial(scanned, before=nothing), is_public=True),
        Stop("photo", partial(scanned, before=Place.photographed), is_public=True),
        Stop("out", partial(scanned, before=lent), is_public=True),
        Stop("in-repair", partial(scanned, before=Place.in_repair), is_public=True),
        Stop("ended", partial(scanned, before=Place.relabelled), is_public=True),
        Stop("blank", blank, is_public=True),
        Stop("unknown", lambda guest: guest.goes("/i/00000000"), is_public=True, expects=(404,)),
    ],
    "public.depot": [
        Stop("filled", at_depot, is_public=True),
        Stop("found", partial(at_depot, query="?q=skridskor&size=34-38"), is_public=True),
        Stop("nothing", partial(at_depot, query="?q=rymdraket"), is_public=True),
        Stop("scheduled", partial(at_depot, state="scheduled", opens_on=date(2026, 12, 1)), is_public=True),
        Stop("closed-down", partial(at_depot, state="closed"), is_public=True, expects=(410,)),
        Stop("empty", lambda guest: guest.goes(f"/d/{guest.place.depot.slug}"), is_public=True),
        Stop("unknown", lambda guest: guest.goes("/d/nowhere"), is_public=True, expects=(404,)),
    ],
    "fault_reports.fault": [
        Stop("empty", partial(scanned, before=nothing, path="/fault"), is_public=True),
        Stop(
            "refused",
            partial(scanned, before=nothing, path="/fault", form="main form"),
            is_public=True,
            expects=(422,),
        ),
    ],
    "fault_reports.thanks": [Stop("thanks", partial(scanned, before=nothing, path="/thanks"), is_public=True)],
    "care.index": [
        Stop("filled", partial(running, path="/care")),
        Stop("read", partial(running, path="/care", role=Role.COORDINATOR)),
    ],
    "care.edit": [
        Stop("filled", partial(running, path="/care/{tent}")),
        Stop("refused", partial(running, path="/care/{tent}", form="one language"), expects=(422,)),
    ],
    "visiting.index": [
        Stop("empty", partial(running, path="/depot/page", role=Role.COORDINATOR)),
        Stop(
            "refused",
            partial(running, path="/depot/page", role=Role.COORDINATOR, form='form[action$="/wanted"]'),
            expects=(422,),
        ),
    ],
}
