"""The demo's yearly reports: of its largest depot and of the municipality around it, issued as people issue them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lendlib.demo.people import WORKERS
from lendlib.demo.plan import Wishes
from lendlib.demo.settling import Settled
from lendlib.models.depots import Municipality
from lendlib.operations.acts import Act, Keys
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import issue, may_be_issued
from lendlib.rules.calendar import OpenDays
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.yearly import Place


def issue_reports(session: Session, keys: Keys, settled: Settled, wishes: Wishes) -> None:
    """Issue the latest whole year, where the demo has one that is over."""
    whole = range(wishes.start_day.year + (wishes.start_day.timetuple().tm_yday > 1), wishes.today.year)
    year = max((year for year in whole if may_be_issued(year, wishes.today)), default=None)
    if year is None:
        return
    depot = settled.depots[0]
    organiser = settled.staff[_organiser_of(depot.municipality_code)]
    for place in _places(session, settled):
        act = Act(
            session=session,
            depot=depot,
            open_days=OpenDays({}, {}),
            staff_id=organiser,
            session_id=None,
            keys=keys,
            key=f"demo-report-{place.scope}",
            now=wishes.now,
            today=wishes.today,
        )
        issue(act, reckon(session, place, year, now=wishes.now, today=wishes.today))


def _organiser_of(municipality_code: str) -> int:
    return next(
        number
        for number, worker in enumerate(WORKERS)
        if worker.role is Role.ORGANISER and worker.municipality == municipality_code
    )


def _places(session: Session, settled: Settled) -> Sequence[Place]:
    depot = settled.depots[0]
    around = session.get(Municipality, depot.municipality_code)
    name = around.name if around else depot.municipality_code
    return (
        Place(Scope.DEPOT, str(depot.id), depot.name),
        Place(Scope.MUNICIPALITY, depot.municipality_code, name),
    )
