"""People of three depots, and who looks after them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.history import Event
from lendlib.operations import invitations, staff, staff_list
from lendlib.operations.sessions import RoleHere
from lendlib.operations.staff_powers import EVERYWHERE, Area, Power
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.given import MONDAY_NOON

LATER = MONDAY_NOON + timedelta(hours=1)


@dataclass
class House:
    """Two depots in one county, one far away; an administrator for all, and a coordinator of the first depot."""

    session: Session
    here: DepotPolicy
    near: DepotPolicy
    far: DepotPolicy
    ada: int
    cora: int

    def person(self, name: str, *roles: tuple[Role, Area]) -> int:
        staff_id = given.staff(self.session, name)
        for role, area in roles:
            staff.give_role(self.session, staff_id, role, area.scope, **area.columns)  # type: ignore[arg-type]
        return staff_id

    def power(self, staff_id: int) -> Power:
        held = staff_list.roles_of(self.session, staff_id)
        return Power(staff_id, tuple(RoleHere(one.role, one.area.scope, **one.area.columns) for one in held))  # type: ignore[arg-type]

    def told(self) -> list[tuple[str, int, int | None]]:
        rows = self.session.execute(select(Event.what, Event.depot_id, Event.staff_id).order_by(Event.id))
        return [tuple(row) for row in rows]  # type: ignore[misc]

    def invites(self, by: int, role: Role, area: Area, email: str = "new@example.org") -> invitations.Invited:
        return invitations.invite(
            self.session, self.power(by), role, area, email=email, name="Nya Ny", language="sv", now=LATER
        )


def at(depot: DepotPolicy) -> Area:
    return Area(Scope.DEPOT, depot.id, depot.municipality_code, depot.county_code)


def build(session: Session) -> House:
    """The house of these tests."""
    here, near, far = (
        given.a_depot(session, name, municipality=code)
        for name, code in (("Karlstad", "1780"), ("Kil", "1715"), ("Lund", "1281"))
    )
    made = House(session, here, near, far, 0, 0)
    made.ada = made.person("Ada Admin", (Role.ADMINISTRATOR, EVERYWHERE))
    made.cora = made.person("Cora Koordinator", (Role.COORDINATOR, at(here)))
    return made
