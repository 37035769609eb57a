"""The world that a test needs, built with the same operations that people use. It reads as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.depots import Depot, OpeningHours
from lendlib.models.inventory import Category
from lendlib.models.staff import Staff
from lendlib.operations import inventory, lending
from lendlib.operations.acts import Act, Keys, new_key
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.policy import DepotPolicy

KEYS = Keys(command=b"command key of the tests, made of words", link=b"link key of the tests, made of words")
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WEEK = {weekday: ((time(10), time(18)),) for weekday in range(7)}
ANNA = Borrower("Anna Åberg", phone="+46701740605")
_numbers = count(1)


def a_depot(session: Session, name: str = "Testdepån", *, municipality: str = "1780", **policy: object) -> DepotPolicy:
    """A depot that is open every day from 10 to 18."""
    slug = f"depot-{next(_numbers)}"
    columns: dict[str, object] = {"state": "open"} | policy
    depot = Depot(slug=slug, name=name, municipality_code=municipality, made_at=MONDAY_NOON, **columns)
    session.add(depot)
    session.flush()
    rows = [{"depot_id": depot.id, "weekday": d, "opens": s[0][0], "closes": s[0][1]} for d, s in WEEK.items()]
    session.execute(insert(OpeningHours), rows)
    return DepotPolicy(
        id=depot.id,
        slug=slug,
        name=name,
        municipality_code=municipality,
        county_code=municipality[:2],
        time_zone=depot.time_zone,
        state=depot.state,
        languages=("sv", "en"),
        loan_days=depot.loan_days,
        max_renewals=depot.max_renewals,
        retention_days=depot.retention_days,
        inspection_days=depot.inspection_days,
        opens_on=depot.opens_on,
        group_loan_days=depot.group_loan_days,
        lock_minutes=depot.lock_minutes,
        may_forget_at_once=depot.may_forget_at_once,
    )


def staff(session: Session, name: str = "Vera Volontär", at: datetime = MONDAY_NOON, **columns: object) -> int:
    """An account; without a usable password unless a hash is given."""
    known: dict[str, object] = {"email": f"staff{next(_numbers)}@example.org", "password_hash": "!"} | columns
    row = Staff(name=name, made_at=at, joined_at=at, **known)
    session.add(row)
    session.flush()
    return row.id


def category_id(session: Session, key: str) -> int:
    """The id of a category that the product ships, by its key."""
    return session.execute(select(Category.id).where(Category.key == key)).scalar_one()


@dataclass
class Counter:
    """A counter with its clock: acts are made here. `act()` has a fresh key and the moment of the clock."""

    session: Session
    depot: DepotPolicy
    staff_id: int
    now: datetime = MONDAY_NOON
    weekly: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=lambda: WEEK)
    exceptions: dict[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The depot's calendar day."""
        return day_of(self.now, self.depot.time_zone)

    def act(self, key: str | None = None) -> Act:
        """One act of this counter's staff, now."""
        return Act(
            session=self.session,
            depot=self.depot,
            open_days=OpenDays(self.weekly, self.exceptions),
            staff_id=self.staff_id,
            session_id=None,
            keys=KEYS,
            key=key or new_key(),
            now=self.now,
            today=self.today,
        )

    def as_borrower(self, checkout_id: int, key: str | None = None) -> Act:
        """One act of whoever holds the link of a visit, now."""
        return replace(self.act(key), staff_id=None, borrower_checkout_id=checkout_id)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def writes(self) -> None:
        """Begin a transaction that writes, as the edge does."""
        begin_writing(self.session)

    def beside(self, staff_id: int) -> "Counter":
        """A second member of staff at the same depot."""
        return replace(self, staff_id=staff_id)

    def item(self, key: str = "football", *, size: str = "", code: str = "", **described: object) -> int:
        """A registered thing of that category, ready to be lent."""
        description = inventory.Description(category_id(self.session, key), size=size, **described)  # type: ignore[arg-type]
        return int(inventory.register(self.act(), description, code).result["item"])

    def lends(self, *item_ids: int, to: Borrower | None = ANNA) -> int:
        """A visit that takes these things; the checkout's id."""
        return int(lending.check_out(self.act(), item_ids, Visit(to)).result["checkout"])


def a_counter(session: Session, **policy: object) -> Counter:
    """An open depot with one member of staff at its counter, in a transaction that may write."""
    begin_writing(session)
    depot = a_depot(session, **policy)  # type: ignore[arg-type]
    return Counter(session, depot, staff(session))
