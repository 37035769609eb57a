"""The depots' room in its states: the network, a depot before and after its opening, copying, choosing."""

from datetime import timedelta
from functools import partial

from sqlalchemy import update

from lendlib.models.depots import Depot
from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import DepotState, Role, Scope
from tests import given
from tests.browser.guest import Guest, Stop


def becomes(guest: Guest, role: Role, scope: Scope = Scope.ALL) -> None:
    """Vera looks after more."""
    where = {"depot_id": guest.place.depot.id} if scope is Scope.DEPOT else {}
    with guest.house.writing() as session:
        give_role(session, guest.place.vera.id, role, scope, **where)  # type: ignore[arg-type]


def administering(guest: Guest, path: str = "/depots") -> None:
    """Some depots in every state, one of them a branch; `{id}` in the path is the guest's own depot."""
    place = guest.place
    becomes(guest, Role.ADMINISTRATOR)
    with guest.house.writing() as session:
        for state in DepotState:
            opens_on = place.today + timedelta(days=9) if state is DepotState.SCHEDULED else None
            given.a_depot(session, f"Depån {state}", state=state, opens_on=opens_on, parent_id=place.depot.id)
        model = given.a_depot(session, "Förebilden", loan_days=21, max_renewals=0)
    place.lent(place.thing("football"))
    guest.goes(path.format(id=place.depot.id, model=model.id))


def beginning(guest: Guest) -> None:
    """An administrator of a municipality that has no depot yet."""
    with guest.house.writing() as session:
        give_role(session, guest.place.vera.id, Role.ADMINISTRATOR, Scope.MUNICIPALITY, municipality_code="2584")
    guest.goes("/depots")


def refused(guest: Guest, path: str) -> None:
    """A form of the room, sent with nothing."""
    administering(guest, path)
    guest.page.locator("#depot_name").fill(" ")
    guest.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    guest.page.locator("#latitude").fill("norr")
    guest.sends("main form")


def copying_refused(guest: Guest) -> None:
    """A copy of nothing."""
    administering(guest, "/depots/{id}/copy?source={model}")
    for tick in guest.page.locator("input[name=part]").all():
        tick.uncheck()
    guest.sends("main form[method=post]")


def coordinating(guest: Guest, state: DepotState = DepotState.OPEN, path: str = "/depot", opens: int = 9) -> None:
    """The depot's own page, in that state; something was lent there."""
    place = guest.place
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    place.lent(place.thing("football"))
    opens_on = place.today + timedelta(days=opens) if state is DepotState.SCHEDULED else None
    with guest.house.writing() as session:
        session.execute(update(Depot).where(Depot.id == place.depot.id).values(state=state, opens_on=opens_on))
    guest.goes(path)


def state_refused(guest: Guest) -> None:
    """A day to open on that has passed."""
    coordinating(guest, DepotState.TEST)
    guest.page.locator('input[value="scheduled"]').check()
    guest.page.locator("#opens_on").fill("2020-01-01")
    guest.sends('main form[action="/depot/state"]')


DEPOT_STOPS: dict[str, list[Stop]] = {
    "depots.index": [
        Stop("filled", administering),
        Stop("narrowed", partial(administering, path="/depots?state=closed&county=17&sort=-late")),
        Stop("nothing", beginning),
    ],
    "depots.depot": [Stop("filled", partial(administering, path="/depots/{id}"))],
    "depots.new": [
        Stop("empty", partial(administering, path="/depots/new")),
        Stop("refused", partial(refused, path="/depots/new?parent={id}"), expects=(422,)),
    ],
    "depots.edit": [
        Stop("filled", partial(administering, path="/depots/{id}/edit")),
        Stop("refused", partial(refused, path="/depots/{id}/edit"), expects=(422,)),
    ],
    "depots.copy": [
        Stop("empty", partial(administering, path="/depots/{id}/copy")),
        Stop("shown", partial(administering, path="/depots/{id}/copy?source={model}")),
        Stop("refused", copying_refused, expects=(422,)),
    ],
    "depots.choose": [
        Stop("filled", partial(administering, path="/depots/choose?next=/items")),
        Stop("nothing", partial(administering, path="/depots/choose?q=rymdraket")),
    ],
    "depots.hub": [
        *(Stop(str(state), partial(coordinating, state=state)) for state in DepotState),
        Stop("opened", partial(coordinating, state=DepotState.SCHEDULED, opens=-1)),
        Stop("refused", state_refused, expects=(422,)),
    ],
}
