"""Setting the demo up: its depots with their days, and its staff. Both paths begin here."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.demo.lives import GROUP_LOAN_DAYS, INSPECTION_DAYS, LOAN_DAYS, MAX_RENEWALS, RETENTION_DAYS
from lendlib.demo.people import PASSWORD, WORKERS
from lendlib.demo.places import PLACES
from lendlib.demo.plan import Wishes, calendars
from lendlib.demo.terms import TERMS
from lendlib.models.depots import CategoryPolicy, DatedException
from lendlib.operations import depots
from lendlib.operations.staff import add_staff, give_role
from lendlib.rules.policy import CategoryTerms, DepotPolicy
from lendlib.rules.vocabulary import DepotState


@dataclass(frozen=True)
class Settled:
    """The depots and the ids of the staff, in the plan's order; for each depot its own terms by category."""

    depots: list[DepotPolicy]
    staff: list[int]
    terms: list[dict[int, CategoryTerms]]


def settle(session: Session, wishes: Wishes) -> Settled:
    """Make depots, opening days and accounts."""
    made_at = datetime.combine(wishes.start_day, time(6), UTC)
    depot_ids: list[int] = []
    for place, calendar in zip(PLACES, calendars(wishes), strict=True):
        depot = depots.make_depot(
            session,
            name=place.name,
            slug=place.slug,
            municipality_code=place.municipality,
            now=made_at,
            state=DepotState.OPEN,
            weekly=dict(place.weekly),
            parent_id=None if place.parent is None else depot_ids[place.parent],
            address=place.address,
            latitude=place.latitude,
            longitude=place.longitude,
            loan_days=LOAN_DAYS,
            max_renewals=MAX_RENEWALS,
            group_loan_days=GROUP_LOAN_DAYS,
            retention_days=RETENTION_DAYS,
            inspection_days=INSPECTION_DAYS,
        )
        depot_ids.append(depot.id)
        days = [
            {
                "depot_id": depot.id,
                "day_on": day,
                "opens": hours[0][0] if hours else None,
                "closes": hours[0][1] if hours else None,
                "reason": reason,
            }
            for day, (hours, reason) in sorted(calendar.exceptions.items())
        ]
        session.execute(insert(DatedException), days)
    staff = [_employ(session, n, depot_ids, made_at) for n in range(len(WORKERS))]
    terms = [_set_terms(session, depot_id, place, wishes) for place, depot_id in enumerate(depot_ids)]
    return Settled(depots.policies(session, depot_ids), staff, terms)


def _set_terms(session: Session, depot_id: int, place: int, wishes: Wishes) -> dict[int, CategoryTerms]:
    terms = {wishes.categories[key]: its for key, its in TERMS.get(place, {}).items()}
    rows = [
        {
            "depot_id": depot_id,
            "category_id": category_id,
            "loan_days": its.loan_days,
            "max_renewals": its.max_renewals,
            "borrowers": its.borrowers,
        }
        for category_id, its in terms.items()
    ]
    if rows:
        session.execute(insert(CategoryPolicy), rows)
    return terms


def _employ(session: Session, number: int, depot_ids: list[int], made_at: datetime) -> int:
    worker = WORKERS[number]
    staff_id = add_staff(session, worker.email, worker.name, PASSWORD, worker.language, made_at).id
    give_role(
        session,
        staff_id,
        worker.role,
        worker.scope,
        depot_id=None if worker.depot is None else depot_ids[worker.depot],
        municipality_code=worker.municipality,
        county_code=worker.county,
    )
    return staff_id
