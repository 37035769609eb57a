"""The private link in every state worth seeing: to the borrower who holds it, and at the counter."""

from datetime import timedelta
from functools import partial

from sqlalchemy import update

from lendlib.models.depots import Depot
from lendlib.operations.lending import Borrower
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import Place
from tests.given import ANNA


def token_of(place: Place, checkout_id: int) -> str:
    """The token of a visit's first link."""
    return str(place.house.app.extensions["lendlib.keys"].link_token(checkout_id, 1))


def changed(guest: Guest, **columns: object) -> None:
    """The depot is otherwise."""
    with guest.house.writing() as session:
        session.execute(update(Depot).where(Depot.id == guest.place.depot.id).values(**columns))


def with_link(guest: Guest, path: str = "", *, ago: timedelta = LATE, press: str = "", **depot: object) -> None:
    """Three things out; one of them of many words. Then perhaps a button of the page, or its last form."""
    place = guest.place
    changed(guest, address="Älvgatan 4, 667 30 Molkom", **depot)
    skis = place.thing("cross-country-skis", brand="Madshus Intelligrip", size="195")
    token = token_of(place, place.lent(skis, *place.things("football", "sledge"), ago=ago))
    guest.goes(f"/l/{token}{path}")
    if press:
        guest.sends(press)


def in_two_minds(guest: Guest) -> None:
    """The page was opened; then the depot stopped renewing, and the button is pressed."""
    with_link(guest, ago=timedelta(days=6))
    changed(guest, max_renewals=0)
    guest.sends("main form")


def all_back(guest: Guest, path: str = "", *, press: str = "") -> None:
    """Everything is back, and the person is still known; perhaps they ask to be forgotten."""
    place = guest.place
    ball = place.thing("football")
    token = token_of(place, place.lent(ball))
    place.returned(ball)
    guest.goes(f"/l/{token}{path}")
    if press:
        guest.sends(press)


def at_counter(guest: Guest, *, is_back: bool = False, press: str = "", to: Borrower = ANNA) -> None:
    """The symbol again, while something is out or not."""
    place = guest.place
    ball = place.thing("football")
    visit = place.lent(ball, to=to)
    if is_back:
        place.returned(ball)
    guest.goes(f"/loans/{visit}/link")
    if press:
        guest.sends(press)


def refused_forgetting(guest: Guest) -> None:
    """The page was opened; then the depot changed its rule, and the button is pressed."""
    with_link(guest, "/forget", may_forget_at_once=True)
    changed(guest, may_forget_at_once=False)
    guest.sends("main form")


LINK_STOPS: dict[str, list[Stop]] = {
    "borrower.link": [
        Stop("out", with_link, is_public=True),
        Stop("renewable", partial(with_link, ago=timedelta(days=6)), is_public=True),
        Stop("renewed", partial(with_link, ago=timedelta(days=6), press="main form"), is_public=True),
        Stop("refused", in_two_minds, is_public=True, expects=(422,)),
        Stop("at-once", partial(with_link, may_forget_at_once=True), is_public=True),
        Stop("back", all_back, is_public=True),
        Stop("forgotten", partial(all_back, path="/forget", press="main form"), is_public=True),
        Stop("dead", lambda guest: guest.goes(f"/l/{'0' * 32}"), is_public=True, expects=(404,)),
    ],
    "borrower.forgetting": [
        Stop("filled", partial(all_back, path="/forget"), is_public=True),
        Stop("out", partial(with_link, path="/forget", may_forget_at_once=True), is_public=True),
        Stop("not-yet", partial(with_link, path="/forget"), is_public=True),
        Stop("refused", refused_forgetting, is_public=True, expects=(422,)),
    ],
    "links.shown": [
        Stop("filled", at_counter),
        Stop("replaced", partial(at_counter, press="main form")),
        Stop("empty", partial(at_counter, is_back=True)),
    ],
}
