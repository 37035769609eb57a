"""What is counted, as statements: where a kind of fact is read, on which day it counts, what it can be told apart by.

Each reads the loans themselves. What is undone or was practice counts nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, CheckoutPeople, DueChange, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations.statistics_places import counts_at
from lendlib.rules.vocabulary import NOT_STATED, AgeBand, DueReason, Kind, Outcome
from lendlib.rules.vocabulary_statistics import By, Measure

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Facts:
    """One kind of fact: `sums` are added up, by figure. `time` is the day, or the month's number, on which it counts;
    None for what is as it is, whenever that was.

    `joins` are made only when one of their dimensions is asked for. `moment` tells the hour. `month` narrows days.
    `stated` counts the visits that said something, by what they said: for how many people, or how old any of them was.
    """

    time: Column | None
    depot_id: Column
    source: Any
    sums: Mapping[Measure, Column]
    where: tuple[ColumnElement[bool], ...] = ()
    columns: Mapping[By, Column] = field(default_factory=dict)
    joins: tuple[tuple[frozenset[By], Any, ColumnElement[bool]], ...] = ()
    category_id: Column | None = None
    month: Column | None = None
    moment: Column | None = None
    stated: Mapping[By | Measure, Column] = field(default_factory=dict)
    is_monthly: bool = False

    def joined(self, by: frozenset[By]) -> FromClause:
        """Where it is read from, with all that these dimensions need."""
        source = self.source
        for needed_by, table, on in self.joins:
            if needed_by & by:
                source = source.join(table, on)
        return source  # type: ignore[no-any-return]


_WHO = frozenset({By.HOME, By.KIND})
_OF_LOANS: Mapping[By, Column] = {By.HOME: Checkout.home_code, By.KIND: Checkout.kind, By.SIZE: Item.size_text}
_loans = Loan.__table__.join(Depot.__table__, Depot.id == Loan.depot_id)
_more_of_loans = (
    (_WHO, Checkout.__table__, Checkout.id == Loan.checkout_id),
    (frozenset({By.SIZE}), Item.__table__, Item.id == Loan.item_id),
)
_is_no_practice = counts_at(Loan.lent_on)

lent = Facts(
    time=Loan.lent_on,
    month=Loan.lent_month,
    moment=Loan.lent_at,
    depot_id=Loan.depot_id,
    category_id=Loan.category_id,
    source=_loans,
    joins=_more_of_loans,
    columns=_OF_LOANS,
    sums={Measure.LOANS: Loan.quantity},
    where=(Loan.outcome.is_distinct_from(Outcome.UNDONE), _is_no_practice),
)


def _when(is_so: ColumnElement[bool]) -> ColumnElement[int]:
    return case((is_so, Loan.quantity), else_=0)


_is_back = Loan.outcome.in_((Outcome.RETURNED, Outcome.FOUND_HERE))
closed = Facts(
    time=Loan.closed_on,
    depot_id=Loan.depot_id,
    category_id=Loan.category_id,
    source=_loans,
    joins=_more_of_loans,
    columns=_OF_LOANS,
    sums={
        Measure.RETURNS: _when(_is_back),
        Measure.RETURNS_LATE: _when((Loan.outcome == Outcome.RETURNED) & (Loan.closed_on > Loan.due_on)),
        Measure.LOST: _when(Loan.outcome == Outcome.LOST),
    },
    where=(Loan.closed_on.is_not(None), Loan.outcome != Outcome.UNDONE, _is_no_practice),
)

found = Facts(
    time=Loan.found_on,
    depot_id=Loan.depot_id,
    category_id=Loan.category_id,
    source=_loans,
    joins=_more_of_loans,
    columns=_OF_LOANS,
    sums={Measure.FOUND: Loan.quantity},
    where=(Loan.found_on.is_not(None), Loan.outcome == Outcome.LOST, _is_no_practice),
)

renewed = Facts(
    time=DueChange.made_on,
    depot_id=DueChange.depot_id,
    category_id=Loan.category_id,
    source=DueChange.__table__.join(Loan.__table__, Loan.id == DueChange.loan_id).join(
        Depot.__table__, Depot.id == DueChange.depot_id
    ),
    joins=_more_of_loans,
    columns=_OF_LOANS,
    sums={Measure.RENEWALS: Loan.quantity},
    where=(
        DueChange.reason == DueReason.RENEWAL,
        DueChange.undone_at.is_(None),
        Loan.outcome.is_distinct_from(Outcome.UNDONE),
        _is_no_practice,
    ),
)

_visits = Checkout.__table__.join(Depot.__table__, Depot.id == Checkout.depot_id)
_of_visits = (
    counts_at(Checkout.made_on),
    select(literal(1))
    .where(Loan.checkout_id == Checkout.id, Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .correlate(Checkout)
    .exists(),
)
_said_for_whom = select(literal(1)).where(CheckoutPeople.checkout_id == Checkout.id).correlate(Checkout)
_said_an_age = _said_for_whom.where(CheckoutPeople.age_band != AgeBand.UNSTATED)

visits = Facts(
    time=Checkout.made_on,
    moment=Checkout.made_at,
    depot_id=Checkout.depot_id,
    source=_visits,
    columns={By.HOME: Checkout.home_code, By.KIND: Checkout.kind},
    sums={Measure.VISITS: literal(1)},
    stated={
        By.HOME: case((Checkout.home_code != NOT_STATED, 1), else_=0),
        By.KIND: case((Checkout.kind != Kind.UNSTATED, 1), else_=0),
        By.AGE_BAND: case((_said_an_age.exists(), 1), else_=0),
        Measure.PEOPLE: case((_said_for_whom.exists(), 1), else_=0),
    },
    where=_of_visits,
)

people = Facts(
    time=Checkout.made_on,
    moment=Checkout.made_at,
    depot_id=Checkout.depot_id,
    source=_visits.join(CheckoutPeople.__table__, CheckoutPeople.checkout_id == Checkout.id),
    columns={By.HOME: Checkout.home_code, By.KIND: Checkout.kind, By.AGE_BAND: CheckoutPeople.age_band},
    sums={Measure.PEOPLE: CheckoutPeople.people},
    where=_of_visits,
)

door = Facts(
    time=DoorDay.day_on,
    depot_id=DoorDay.depot_id,
    source=DoorDay.__table__.join(Depot.__table__, Depot.id == DoorDay.depot_id),
    sums={Measure.VISITORS: DoorDay.visitors},
    where=(counts_at(DoorDay.day_on),),
)
