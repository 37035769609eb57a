"""People, the links that they come by, and the lock of a shared counter, each in its states."""

from functools import partial

from lendlib.models.staff import Staff
from lendlib.operations import invitations
from lendlib.operations.passwords import make_pin_hash
from lendlib.operations.sessions import RoleHere
from lendlib.operations.staff_powers import Area, Power
from lendlib.rules.vocabulary import LinkPurpose, Role, Scope
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes
from tests.web.people import PASSWORD


def invited(guest: Guest, email: str = "") -> tuple[int, str]:
    """Somebody who has a link and has not come yet: who, and the link's token."""
    depot = guest.place.depot
    area = Area(Scope.DEPOT, depot.id, depot.municipality_code, depot.county_code)
    power = Power(guest.place.vera.id, (RoleHere(Role.ADMINISTRATOR, Scope.ALL),))
    with guest.house.writing() as session:
        made = invitations.invite(
            session,
            power,
            Role.VOLUNTEER,
            area,
            email=email or f"nya{depot.id}@example.org",
            name="Nya Nykomling",
            language="en",
            now=guest.house.now,
        )
    return made.staff_id, str(made.token)


def people(guest: Guest, path: str = "/people") -> None:
    """Colleagues of each standing."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    invited(guest)
    gone = guest.place.person("Gunnar Gången")
    with guest.house.writing() as session:
        session.get_one(Staff, gone.id).disabled_at = guest.house.now
    guest.goes(path)


def inviting(guest: Guest, role: Role, *, is_sent: bool) -> None:
    """The form for somebody new, perhaps sent with no address."""
    becomes(guest, role, Scope.DEPOT if role is Role.COORDINATOR else Scope.ALL)
    guest.goes("/people/invite")
    if is_sent:
        guest.page.locator("#name").fill("Nya Nykomling")
        guest.page.locator("#email").fill("no address")
        guest.sends("main form")


def one(guest: Guest, who: str) -> None:
    """A colleague with a sign-in, one who was invited, or oneself."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    bo = guest.place.person("Bo Beredd")
    guest.house.cookie_of(bo.id)
    staff_id = {"bo": bo.id, "invited": invited(guest)[0], "me": guest.place.vera.id}[who]
    guest.goes(f"/people/{staff_id}")
    if who == "me":
        guest.sends('form[action$="/shut"]')


def made_link(guest: Guest) -> None:
    """A link, fresh from the press."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    guest.goes(f"/people/{guest.place.person('Bo Beredd').id}")
    guest.sends('form[action$="/link"]')


def coming(guest: Guest, page: str, *, is_sent: bool) -> None:
    """Somebody with a link, perhaps with a weak password."""
    token = invited(guest)[1]
    if page == "new-password":
        vera = guest.place.vera.id
        power = Power(vera, (RoleHere(Role.ADMINISTRATOR, Scope.ALL),))
        with guest.house.writing() as session:
            purpose, token = invitations.new_link(session, power, vera, guest.house.now)
        assert purpose is LinkPurpose.NEW_PASSWORD
    guest.goes(f"/{page}/{token}")
    if is_sent:
        guest.page.locator("#password").fill("short")
        guest.sends("main form")


def locked(guest: Guest, *, beside: bool = False, is_sent: bool = False) -> None:
    """The counter is locked; perhaps somebody else is signed in too, and a PIN was wrong."""
    with guest.house.writing() as session:
        session.get_one(Staff, guest.place.vera.id).pin_hash = make_pin_hash("4071")
    guest.goes("/counter")
    if beside:
        bo = guest.place.person("Bo Beredd")
        guest.page.locator('[formaction="/lock/change"]').click()
        guest.page.locator("#lock-email").fill(bo.email)
        guest.page.locator("#lock-password").fill(PASSWORD)
        guest.sends('main form[action="/lock"]')
    guest.page.locator("[data-lock]").click()
    guest.page.wait_for_load_state()
    if is_sent:
        guest.page.locator("#lock-pin").fill("9753")
        guest.sends("main form")


def begun(guest: Guest) -> None:
    """Somebody steps in while a form of somebody else waits."""
    thing = guest.place.thing("football")
    locked(guest, beside=True)
    guest.goes(f"/lock?next=/items/{thing.id}")
    form = guest.page.locator('main form[action="/lock"]')
    path = f"/items/{thing.id}/condition"
    form.evaluate("(form, path) => { form.elements['lock-path'].value = path; }", path)
    guest.page.get_by_label("Vera Volontär").check()
    guest.page.locator("#lock-pin").fill("4071")
    guest.sends("main form")


STOPS: dict[str, list[Stop]] = {
    "people.index": [
        Stop("filled", people),
        Stop("nothing", partial(people, path="/people?q=rymdraket")),
    ],
    "people.invite": [
        Stop("empty", partial(inviting, role=Role.COORDINATOR, is_sent=False)),
        Stop("refused", partial(inviting, role=Role.ADMINISTRATOR, is_sent=True), expects=(422,)),
    ],
    "people.person": [
        Stop("filled", partial(one, who="bo")),
        Stop("invited", partial(one, who="invited")),
        Stop("refused", partial(one, who="me"), expects=(422,)),
    ],
    "people.link": [Stop("filled", made_link)],
    "staff.welcome": [
        Stop("empty", partial(coming, page="welcome", is_sent=False), is_public=True),
        Stop("refused", partial(coming, page="welcome", is_sent=True), is_public=True, expects=(422,)),
        Stop("over", lambda guest: guest.goes("/welcome/over"), is_public=True, expects=(410,)),
    ],
    "staff.new_password": [
        Stop("empty", partial(coming, page="new-password", is_sent=False), is_public=True),
        Stop("refused", partial(coming, page="new-password", is_sent=True), is_public=True, expects=(422,)),
    ],
    "locking.lock": [
        Stop("alone", locked),
        Stop("beside", partial(locked, beside=True)),
        Stop("refused", partial(locked, is_sent=True), expects=(422,)),
        Stop("begun", begun),
    ],
}
