"""A year that is over, to be reported: what was lent in 2025 by a depot, and its fixed tables."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lendlib.models.lending import Checkout
from lendlib.rules.policy import DepotPolicy
from tests import given
from tests.ground.fixed_tables import fixed_month, fixed_year

FEBRUARY = datetime(2025, 2, 15, 11, tzinfo=UTC)
THE_YEAR_AFTER = datetime(2026, 1, 12, 9, tzinfo=UTC)
DECEMBER = {
    ("1780", "private"): (40, 90),
    ("1715", "private"): (12, 20),
    ("2521", "school"): (2, 6),
    ("0000", "unstated"): (30, 51),
}


@dataclass
class AYear:
    """A depot with things, at its counter of February 2025."""

    counter: given.Counter

    @property
    def depot(self) -> DepotPolicy:
        """The depot."""
        return self.counter.depot

    def lends(self, key: str, times: int = 1) -> None:
        """Lend so many things of a kind, a visit each, an hour after each other."""
        for _time in range(times):
            self.counter.later(hours=1)
            self.counter.lends(self.counter.item(key))

    def was_typed_in_late(self, key: str, recorded_at: datetime) -> None:
        """A loan of February that was typed in at that moment."""
        checkout_id = self.counter.lends(self.counter.item(key))
        late = update(Checkout).where(Checkout.id == checkout_id).values(recorded_at=recorded_at)
        self.counter.session.connection().execute(late)


def a_year(session: Session, name: str = "Karlstads depå", municipality: str = "1780") -> AYear:
    """Ten pairs of skis and two footballs in February 2025, and the tables of December and of the year. Committed."""
    given.begin_writing(session)
    depot = given.a_depot(session, name, municipality=municipality)
    year = AYear(given.Counter(session, depot, given.staff(session), now=FEBRUARY))
    year.lends("cross-country-skis", 10)
    year.lends("football", 2)
    fixed_month(session, depot, 202512, DECEMBER, {"20-64": 30, "7-12": 3}, visits_with_age=28)
    fixed_year(session, depot, 2025)
    session.commit()
    return year
