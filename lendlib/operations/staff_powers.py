"""Who may give which role where, and who stands above whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from lendlib.db import swedish_key
from lendlib.models.depots import County, Depot, Municipality
from lendlib.models.staff import StaffRole
from lendlib.operations.sessions import RoleHere
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, Role, Scope

GIVEN_BY_COORDINATORS = (Role.VOLUNTEER, Role.COORDINATOR)


class NotYoursToGive(Refused):
    """The role, or the place that it is for, is beyond what one may give."""

    code = "not-yours-to-give"
    status = 403
    sentence = N_("That role is not yours to give or take.")
    advice = N_("Ask an administrator.")


class AboveYou(Refused):
    """The account reaches further than one's own."""

    code = "above-you"
    status = 403
    sentence = N_("{name} also has roles that are not yours to give, so only an administrator may do that.")
    advice = N_("Ask an administrator. A role at your own depot you can take away yourself.")


@dataclass(frozen=True)
class Area:
    """A place that a role is for, with all that it lies in: a depot knows its municipality and county."""

    scope: Scope
    depot_id: int | None = None
    municipality_code: str | None = None
    county_code: str | None = None

    @property
    def key(self) -> str:
        """What a form calls it: `depot:12`, `municipality:1780`, `county:17`, `all:`."""
        return f"{self.scope}:{self.named or ''}"

    @property
    def named(self) -> int | str | None:
        """The one thing that its scope names."""
        return {
            Scope.DEPOT: self.depot_id,
            Scope.MUNICIPALITY: self.municipality_code,
            Scope.COUNTY: self.county_code,
            Scope.ALL: None,
        }[self.scope]

    @property
    def columns(self) -> dict[str, int | str | None]:
        """The columns of a role, of which its scope fills one (I2)."""
        return {
            "depot_id": self.depot_id if self.scope is Scope.DEPOT else None,
            "municipality_code": self.municipality_code if self.scope is Scope.MUNICIPALITY else None,
            "county_code": self.county_code if self.scope is Scope.COUNTY else None,
        }


EVERYWHERE = Area(Scope.ALL)


@dataclass(frozen=True)
class HeldRole:
    """A role that somebody holds: its row, what, where, and the name of the place (empty: everywhere)."""

    id: int
    role: Role
    area: Area
    place: str


@dataclass(frozen=True)
class Power:
    """Somebody who looks after other people's accounts, and the roles that let them."""

    staff_id: int
    roles: tuple[RoleHere, ...]

    @property
    def is_everywhere(self) -> bool:
        """Whether every account is theirs to look after."""
        return any(held.role is Role.ADMINISTRATOR and held.scope is Scope.ALL for held in self.roles)

    def may_give(self, role: Role, area: Area) -> bool:
        """Whether a role there is theirs to give and take: a coordinator's are those of the counter at a depot."""
        return any(
            _covers(held, area)
            and (held.role is Role.ADMINISTRATOR or (area.scope is Scope.DEPOT and role in GIVEN_BY_COORDINATORS))
            for held in self._looking_after
        )

    def is_above(self, roles: Iterable[HeldRole]) -> bool:
        """Whether all that somebody may do is theirs to give; who has no role at all is an administrator's."""
        held = list(roles)
        return self.is_everywhere or (bool(held) and all(self.may_give(one.role, one.area) for one in held))

    def givable(self, areas: Sequence["Place"]) -> list[Role]:
        """The roles that can be given somewhere among these places."""
        return [role for role in Role if any(self.may_give(role, place.area) for place in areas)]

    @property
    def _looking_after(self) -> list[RoleHere]:
        return [held for held in self.roles if held.role in (Role.ADMINISTRATOR, Role.COORDINATOR)]

    def sees(self) -> ColumnElement[bool]:
        """The condition on a role's row (joined by `join_places`) under which its holder is theirs to see."""
        return or_(false(), *(_row_in(held) for held in self._looking_after))


def _covers(held: RoleHere, area: Area) -> bool:
    if held.scope is Scope.ALL:
        return True
    if held.scope is Scope.DEPOT:
        return area.scope is Scope.DEPOT and held.depot_id == area.depot_id
    if held.scope is Scope.MUNICIPALITY:
        return area.municipality_code == held.municipality_code
    return area.county_code == held.county_code


_county_code = func.coalesce(StaffRole.county_code, Municipality.county_code)


def _row_in(held: RoleHere) -> ColumnElement[bool]:
    inside: dict[Scope, ColumnElement[bool]] = {
        Scope.ALL: true(),
        Scope.DEPOT: StaffRole.depot_id == held.depot_id,
        Scope.MUNICIPALITY: Municipality.code == held.municipality_code,
        Scope.COUNTY: _county_code == held.county_code,
    }
    if held.role is Role.COORDINATOR:
        return and_(inside[held.scope], StaffRole.scope == Scope.DEPOT)
    return inside[held.scope]


ROLE_PLACES = (
    StaffRole.id,
    StaffRole.role,
    StaffRole.scope,
    StaffRole.depot_id,
    Municipality.code,
    _county_code,
    func.coalesce(Depot.name, Municipality.name, County.name, ""),
)


def held_from(row: Sequence[Any]) -> HeldRole:
    """A role from a row of ROLE_PLACES."""
    role_id, role, scope, depot_id, municipality, county, place = row
    return HeldRole(role_id, Role(role), Area(Scope(scope), depot_id, municipality, county), place)


def join_places(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join a query of roles with the depot, municipality and county that each is for."""
    return (
        query.outerjoin(Depot, Depot.id == StaffRole.depot_id)
        .outerjoin(
            Municipality, Municipality.code == func.coalesce(StaffRole.municipality_code, Depot.municipality_code)
        )
        .outerjoin(County, County.code == StaffRole.county_code)
    )


@dataclass(frozen=True)
class Place:
    """A place that a role can be for, and what people call it."""

    area: Area
    name: str


def places(session: Session, power: Power) -> list[Place]:
    """Every place where this person may give some role: all, depots, municipalities, counties, each by name."""
    connection = session.connection()
    depots = connection.execute(
        select(Depot.id, Depot.municipality_code, Municipality.county_code, Depot.name).join(
            Municipality, Municipality.code == Depot.municipality_code
        )
    )
    found = [Place(Area(Scope.DEPOT, *row[:3]), row[3]) for row in depots]
    if any(held.role is Role.ADMINISTRATOR for held in power.roles):
        real = Municipality.code.not_in((NOT_STATED, ABROAD))
        towns = connection.execute(select(Municipality.code, Municipality.county_code, Municipality.name).where(real))
        found += [Place(Area(Scope.MUNICIPALITY, None, *row[:2]), row[2]) for row in towns]
        counties = connection.execute(select(County.code, County.name).where(County.code != "00"))
        found += [Place(Area(Scope.COUNTY, None, None, row[0]), row[1]) for row in counties]
        found.append(Place(EVERYWHERE, ""))
    order = list(Scope)
    mine = [place for place in found if any(power.may_give(role, place.area) for role in Role)]
    return sorted(mine, key=lambda place: (order.index(place.area.scope), swedish_key(place.name)))
