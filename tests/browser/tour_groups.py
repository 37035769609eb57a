"""A class at the counter, the pages of a group's visit, and those of a contact."""

from datetime import timedelta

from lendlib.operations import lending
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.vocabulary import Kind
from tests.browser.guest import LATE, Guest
from tests.browser.place import Place, Thing

TEACHER = Borrower("Karin Lärare", phone="+46701740699", email="karin@example.org", group_name="3B Norra skolan")
CHILDREN = ("Elsa", "Ali", "Nova", "Hugo", "Saga", "Liam")


def a_class_has(place: Place, *things: Thing, ago: timedelta = LATE) -> int:
    """A class took these things so long ago, a child each; the visit."""
    lines = {thing.id: child for thing, child in zip(things, CHILDREN, strict=False)}
    ids = [thing.id for thing in things]
    visit = Visit(TEACHER, Kind.SCHOOL)
    return int(place.does(lambda act: lending.check_out(act, ids, visit, lines=lines), ago).result["checkout"])


def of_a_class(guest: Guest, path: str, *, is_sent: bool = False) -> None:
    """A page of the visit of a class with something back and the rest late, perhaps sent with what is wrong."""
    place = guest.place
    things = place.things("football", "sledge", "kicksled", "snowshoes")
    number = a_class_has(place, *things)
    place.returned(things[0])
    place.reached_nobody(number)
    a_class_has(place, place.thing("football"), ago=timedelta(days=1))
    guest.goes(f"/loans/{number}/{path}")
    if is_sent:
        for field in guest.page.locator("main input[type=text]").all():
            field.fill("19850709-9805")
        guest.sends("main form")


def nobody_kept(guest: Guest, path: str) -> None:
    """The same page where nothing is kept, or everything is back."""
    thing = guest.place.thing("football")
    number = guest.place.lent(thing, to=None)
    guest.place.returned(thing)
    guest.goes(f"/loans/{number}/{path}")


def class_at_counter(guest: Guest, *, is_sent: bool = False) -> None:
    """A class with a full basket, a gate for several things at once, and lines."""
    place = guest.place
    guest.goes("/counter")
    guest.page.locator('button[value="group"]').click()
    guest.answered("for_group")
    keys = ["alpine-skis"] * 3 + ["ski-helmet"] * 2 + ["football"] * 5
    for thing in place.things(*keys):
        guest.desk.scans(thing)
        guest.answered("added")
    guest.page.locator(".line-input").first.fill("19850709-9805" if is_sent else "Elsa")
    if is_sent:
        guest.page.locator(".lend-out").click()
        guest.answered("look_again")


def class_returns(guest: Guest) -> None:
    """A thing of a class, just back."""
    things = guest.place.things("football", "sledge", "kicksled")
    a_class_has(guest.place, *things)
    guest.goes("/counter")
    guest.desk.scans(things[0])
    guest.answered("returned")
