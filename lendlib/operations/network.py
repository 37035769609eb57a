"""The network: every depot and branch that an administrator looks after, with what each has and does.

One statement a set of figures, whatever the number of depots; of loans, a few.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from lendlib.models.depots import County, DatedException, Depot, Municipality, OpeningHours
from lendlib.models.history import Command
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.models.reminders import HELD, Notice
from lendlib.models.staff import Staff, StaffRole
from lendlib.operations.depots import POLICY_COLUMNS, policy_from
from lendlib.operations.reminders_panel import still_matters
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics_months import loan_months
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import NotFound
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Condition, DepotState, Role, Scope


@dataclass(frozen=True)
class Reach:
    """How far someone's roles reach: everything, or these municipalities, counties and single depots."""

    is_all: bool = False
    municipalities: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    depots: frozenset[int] = frozenset()

    @classmethod
    def of(cls, roles: Iterable[RoleHere], held_as: Collection[Role] = (Role.ADMINISTRATOR,)) -> "Reach":
        """The reach of an account's roles as administrator, or as any of those named."""
        held = [role for role in roles if role.role in held_as]
        return cls(
            any(role.scope is Scope.ALL for role in held),
            frozenset(role.municipality_code for role in held if role.municipality_code),
            frozenset(role.county_code for role in held if role.county_code),
            frozenset(role.depot_id for role in held if role.depot_id),
        )

    @property
    def may_found(self) -> bool:
        """Whether new depots can be made in it: who administers single depots makes none."""
        return self.is_all or bool(self.municipalities) or bool(self.counties)

    def holds_place(self, municipality_code: str) -> bool:
        """Whether a municipality lies in it; a county's code begins those of its municipalities."""
        return self.is_all or municipality_code in self.municipalities or municipality_code[:2] in self.counties

    def clause(self) -> ColumnElement[bool]:
        """The depots in it, for a statement that joins their municipality."""
        if self.is_all:
            return true()
        return or_(
            Depot.municipality_code.in_(self.municipalities),
            Municipality.county_code.in_(self.counties),
            Depot.id.in_(self.depots),
        )


@dataclass(frozen=True)
class Place:
    """One depot on the page. Figures of a depot that has not opened are practice and stay out: loans, out and late.

    `letters` want a person: they failed, or may have arrived or not.
    """

    depot: DepotPolicy
    municipality: str
    county: str
    parent_id: int | None
    parent: str | None
    state: DepotState
    hours: tuple[tuple[time, time], ...]
    items: int
    out: int
    late: int
    loans: int
    last_at: datetime | None
    people: int
    letters: int = 0


def in_reach(session: Session, reach: Reach, depot_id: int) -> DepotPolicy:
    """One depot as plain values. Raises NotFound when it is not there, or someone else's to look after."""
    row = (
        session.connection()
        .execute(
            select(*POLICY_COLUMNS)
            .join(Municipality, Municipality.code == Depot.municipality_code)
            .where(Depot.id == depot_id, reach.clause())
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return policy_from(row)


def names_in_reach(session: Session, reach: Reach) -> list[tuple[int, str]]:
    """(id, name) of every depot in reach, by name."""
    rows = session.connection().execute(
        select(Depot.id, Depot.name)
        .join(Municipality, Municipality.code == Depot.municipality_code)
        .where(reach.clause())
        .order_by(func.lower(Depot.name), Depot.id)
    )
    return [(row.id, row.name) for row in rows]


def branches_in_reach(session: Session, reach: Reach, depot_id: int) -> list[int]:
    """The ids of the depots in reach that stand right under one."""
    rows = session.connection().execute(
        select(Depot.id)
        .join(Municipality, Municipality.code == Depot.municipality_code)
        .where(Depot.parent_id == depot_id, reach.clause())
    )
    return list(rows.scalars())


def network(session: Session, reach: Reach, now: datetime) -> list[Place]:
    """Every depot in reach with its figures, in the order of their ids."""
    run = session.connection().execute
    parent = aliased(Depot)
    rows: list[Any] = run(
        select(*POLICY_COLUMNS, Municipality.name.label("place"), County.name.label("county"), parent.id, parent.name)
        .select_from(Depot)
        .join(Municipality, Municipality.code == Depot.municipality_code)
        .join(County, County.code == Municipality.county_code)
        .outerjoin(parent, parent.id == Depot.parent_id)
        .where(reach.clause())
        .order_by(Depot.id)
    ).all()  # type: ignore[assignment]
    width = len(POLICY_COLUMNS)
    depots = [policy_from(row) for row in rows]
    days = {depot.id: day_of(now, depot.time_zone) for depot in depots}
    hours = _hours(session, days)
    few = None if reach.is_all else [depot.id for depot in depots]
    items = _counted(run(_of(few, Item.depot_id, select(Item.depot_id, func.count()).where(_in_stock))))
    zones = {depot.time_zone: days[depot.id] for depot in depots}
    running = run(_of(few, Loan.depot_id, _open_loans(zones)))
    out: dict[int, tuple[int, int]] = {row[0]: (row[1], int(row[2])) for row in running}
    year = max(days.values(), default=date.min).year
    loans = _counted(run(_loans_of_year(session, year, few)))
    last = {row[0]: row[1] for row in run(select(Depot.id, _last_at))}
    people = _counted(run(_people))
    letters = _counted(run(_of(few, Notice.depot_id, _held_letters)))
    return [
        Place(
            depot=depot,
            municipality=row[width],
            county=row[width + 1],
            parent_id=row[width + 2],
            parent=row[width + 3],
            state=depot.standing(days[depot.id]),
            hours=hours.get(depot.id, ()),
            items=items.get(depot.id, 0),
            out=0 if depot.is_practising(days[depot.id]) else out.get(depot.id, (0, 0))[0],
            late=0 if depot.is_practising(days[depot.id]) else out.get(depot.id, (0, 0))[1],
            loans=0 if depot.is_practising(days[depot.id]) else loans.get(depot.id, 0),
            last_at=last.get(depot.id),
            people=people.get(depot.id, 0),
            letters=letters.get(depot.id, 0),
        )
        for row, depot in zip(rows, depots, strict=True)
    ]


_held_letters = select(Notice.depot_id, func.count()).where(HELD, still_matters())
_in_stock = Item.condition != Condition.RETIRED
_last_at = select(func.max(Command.made_at)).where(Command.depot_id == Depot.id).correlate(Depot).scalar_subquery()
_people = (
    select(StaffRole.depot_id, func.count(Staff.id.distinct()))
    .join(Staff, Staff.id == StaffRole.staff_id)
    .where(StaffRole.scope == Scope.DEPOT, Staff.disabled_at.is_(None))
    .group_by(StaffRole.depot_id)
)


def _of(few: list[int] | None, depot_id: Any, query: Any) -> Any:
    """A set of figures by depot: of all of them, or of these few."""
    return (query if few is None else query.where(depot_id.in_(few))).group_by(depot_id)


def _counted(rows: Iterable[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}


def _open_loans(days: dict[str, date]) -> Any:
    """Open loans and late ones by depot; a day that is today in one zone may be yesterday in another."""
    day = Loan.due_on.type
    today: Any = literal(next(iter(days.values()), date.min), day)
    query = select(Loan.depot_id, func.count(), func.sum(case((Loan.due_on < today, 1), else_=0)))
    if len(set(days.values())) > 1:
        today = case(days, value=Depot.time_zone)
        query = select(Loan.depot_id, func.count(), func.sum(case((Loan.due_on < today, 1), else_=0)))
        query = query.join(Depot, Depot.id == Loan.depot_id)
    return query.where(Loan.closed_at.is_(None))


def _loans_of_year(session: Session, year: int, few: list[int] | None) -> Any:
    """By depot, as the statistics count them: by quantity, and nothing that was lent before the depot opened."""
    months = loan_months(session, year * 100 + 1, year * 100 + 12, few).c
    return select(months.depot_id, cast(func.sum(months.lent), BigInteger)).group_by(months.depot_id)


def _hours(session: Session, days: dict[int, date]) -> dict[int, tuple[tuple[time, time], ...]]:
    """Each depot's hours on its own today, a dated exception before the week."""
    run = session.connection().execute
    weekdays = {day.weekday() for day in days.values()}
    week = run(
        select(OpeningHours.depot_id, OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)
        .where(OpeningHours.weekday.in_(weekdays))
        .order_by(OpeningHours.depot_id, OpeningHours.opens)
    )
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for depot_id, weekday, opens, closes in week:
        if depot_id in days and days[depot_id].weekday() == weekday:
            hours[depot_id] = (*hours.get(depot_id, ()), (opens, closes))
    exceptions = run(
        select(DatedException.depot_id, DatedException.day_on, DatedException.opens, DatedException.closes).where(
            DatedException.day_on.in_(set(days.values()))
        )
    )
    for row in exceptions:
        if days.get(row.depot_id) == row.day_on:
            hours[row.depot_id] = ((row.opens, row.closes),) if row.opens and row.closes else ()
    return hours
