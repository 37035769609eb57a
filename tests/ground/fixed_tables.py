"""Fixed tables of a depot that are there already, solved from counts as the worker solves them from loans."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.operations.disclosure import Ready, keep, solve_year
from lendlib.rules.disclosure_moves import Count
from lendlib.rules.disclosure_tables import solved_month
from lendlib.rules.policy import DepotPolicy

THRESHOLD = 5
FIXED_AT = datetime(2026, 11, 8, 4, 0, tzinfo=UTC)


def fixed_month(
    session: Session,
    depot: DepotPolicy | Depot,
    month: int,
    counts: Mapping[tuple[str, str], tuple[int, int]],
    people: Mapping[str, int] | None = None,
    visits_with_age: int = 0,
) -> None:
    """A month whose visits and loans by home and kind, and whose people by age band, were these."""
    found = {names: Count(*both) for names, both in counts.items()}
    tables = solved_month(
        month, found, people or {}, depot.municipality_code, THRESHOLD, visits_with_age=visits_with_age
    )
    counted = {(month, *names): count for names, count in found.items()}
    keep(session, Ready(depot.id, THRESHOLD, tables, counted), FIXED_AT)


def fixed_year(session: Session, depot: DepotPolicy, year: int) -> None:
    """The year of months that are fixed."""
    keep(session, solve_year(session, depot.id, depot.municipality_code, year, THRESHOLD), FIXED_AT)
