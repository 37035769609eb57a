"""The tour of things with photos, and of taking things in."""

from functools import partial

from lendlib.operations import inventory
from lendlib.rules.codes import new_code
from tests import given
from tests.browser.guest import Guest, Stop
from tests.browser.place import NOW
from tests.ground import photographs


def photographed(guest: Guest, *, is_sent: bool = False) -> None:
    """A thing with three photos; perhaps what is no photo sent as a fourth."""
    thing = guest.place.thing("football", brand="Select", size="5")
    for width in (1200, 800, 1600):
        guest.place.photographed(thing, photographs.jpeg(width, 1200))
    guest.goes(f"/items/{thing.id}")
    if is_sent:
        guest.page.get_by_text("Another photo …").or_(guest.page.get_by_text("Ett foto till …")).click()
        file = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photographs.SVG}
        guest.page.locator("#photo").set_input_files(file)  # type: ignore[arg-type]
        guest.sends('form[action$="/photos"]')


def taking_in(guest: Guest, query: str = "") -> None:
    """The intake after some things, two of which have a photo; `{like}`, `{done}` and `{code}` stand for their own."""
    place = guest.place
    for key in ("football", "sledge"):
        place.photographed(place.thing(key, brand="Select"))
    code = new_code()
    with guest.house.reading() as session:
        football = given.category_id(session, "football")
    described = inventory.Description(football, size="5", brand="Select", donated_on=place.today)
    done = place.does(lambda act: inventory.register(act, described, code), NOW)
    asked = query.format(like=done.result["item"], done=done.command_id, code=place.blank_label())
    guest.goes(f"/intake{asked}")


def refused_intake(guest: Guest) -> None:
    """A size that can't be, a label that is taken, and a fault without words."""
    taken = guest.place.thing("football")
    taking_in(guest)
    page = guest.page
    page.locator("#code").fill(taken.code)
    page.locator("#size").fill("very long")
    page.locator("[value=broken]").check()
    page.locator("#photo").set_input_files(
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photographs.jpeg(1600, 1200)}  # type: ignore[arg-type]
    )
    page.locator("main form .button--large").click()
    page.locator(".photo-waiting img").wait_for()


def thanking(guest: Guest) -> None:
    """After two things were given."""
    for _ in range(2):
        taking_in(guest)
    guest.goes("/intake/thanks")


INTAKE_STOPS = {
    "intake.take_in": [
        Stop("empty", lambda guest: guest.goes("/intake")),
        Stop("blank-label", partial(taking_in, query="?code={code}")),
        Stop("done", partial(taking_in, query="?done={done}")),
        Stop("same-again", partial(taking_in, query="?like={like}&done={done}")),
        Stop("refused", refused_intake, expects=(422,)),
    ],
    "intake.thanks": [
        Stop("empty", lambda guest: guest.goes("/intake/thanks")),
        Stop("filled", thanking),
    ],
}
