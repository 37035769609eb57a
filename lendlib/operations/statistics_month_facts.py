"""What happened to loans and visits, month by month, read from the loans themselves: one statement on both databases.

Each fact lies in its own month. What was undone counts nowhere, nor does practice: what a depot lent that has not
opened, or before the day it opened. One that waits for its day has lent nothing since, so that the day alone tells.

Tables, not classes: the session's filter of depots holds for classes, and would keep an organiser from counting.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, literal, or_, select

from lendlib.db import BigId
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, CheckoutPeople, DueChange, Loan
from lendlib.rules.months import Stretch, first_day, last_day
from lendlib.rules.vocabulary import AgeBand, DepotState, DueReason, Outcome

LOAN_KEYS = ("month", "home_code", "category_id", "depot_id", "kind")
LOAN_FIGURES = ("lent", "returned", "returned_late", "renewed", "lost", "found")
VISIT_KEYS = ("month", "home_code", "kind", "depot_id")
VISIT_FIGURES = ("visits", "visits_with_people", "visits_with_age")
PEOPLE_KEYS = (*VISIT_KEYS, "age_band")
PEOPLE_FIGURES = ("people",)

Which = Callable[[ColumnElement[int], ColumnElement[int]], ColumnElement[bool]]
"""Which months of which depots are wanted, told by the columns of the month and of the depot."""

loan, checkout, depot = Loan.__table__.c, Checkout.__table__.c, Depot.__table__.c
change, people = DueChange.__table__.c, CheckoutPeople.__table__.c

_has_opened = and_(depot.state != DepotState.TEST, or_(depot.opens_on.is_(None), checkout.made_on >= depot.opens_on))
_counts = or_(loan.outcome.is_(None), loan.outcome != Outcome.UNDONE)
_nothing = literal(0, BigId)


def loan_facts(stretch: Stretch, which: Which | None = None) -> tuple[Select[Any], ...]:
    """Rows with the columns of `loan_month`, in several statements: a key comes as often as there are facts."""
    is_back = loan.outcome != Outcome.LOST
    is_late = and_(loan.outcome == Outcome.RETURNED, loan.closed_on > loan.due_on)
    ended = {
        "returned": case((is_back, loan.quantity), else_=0),
        "returned_late": case((is_late, loan.quantity), else_=0),
        "lost": case((is_back, 0), else_=loan.quantity),
    }
    is_renewal = and_(change.reason == DueReason.RENEWAL, change.undone_at.is_(None), _counts)
    lent = _of_loans(stretch, which, loan.lent_month, {"lent": loan.quantity}).where(_lent_in(stretch), _counts)
    return (
        lent,
        _dated(stretch, which, loan.closed_on, ended).where(loan.outcome != Outcome.UNDONE),
        _dated(stretch, which, loan.found_on, {"found": loan.quantity}),
        _dated(stretch, which, change.made_on, {"renewed": loan.quantity}, of_change=True).where(is_renewal),
    )


def visit_facts(stretch: Stretch, which: Which | None = None) -> tuple[Select[Any], ...]:
    """Rows with the columns of `visit_month`, one a visit. It was made in the month in which its things were lent."""
    its = _visits(stretch, which)
    served = select(people.checkout_id).where(people.checkout_id == checkout.id)
    aged = served.where(people.age_band != AgeBand.UNSTATED)
    said = {"visits_with_people": served, "visits_with_age": aged}
    stated = (case((rows.exists(), 1), else_=0).label(name) for name, rows in said.items())
    return (_of_visits(its, literal(1, BigId).label("visits"), *stated),)


def people_facts(stretch: Stretch, which: Which | None = None) -> tuple[Select[Any], ...]:
    """Rows with the columns of `people_month`, one a visit and age band."""
    its = _visits(stretch, which)
    query = _of_visits(its, people.age_band, people.people)
    return (query.join(CheckoutPeople.__table__, people.checkout_id == checkout.id),)


def _of_loans(
    stretch: Stretch,
    which: Which | None,
    month: ColumnElement[int],
    figures: dict[str, Any],
    *,
    of_change: bool = False,
) -> Select[Any]:
    """Facts of loans with who borrowed, where that is wanted and no practice."""
    keys = (month.label("month"), checkout.home_code, loan.category_id, loan.depot_id, checkout.kind)
    begun = Loan.__table__
    if of_change:
        begun = DueChange.__table__.join(begun, loan.id == change.loan_id)
    joined = begun.join(Checkout.__table__, checkout.id == loan.checkout_id)
    told = (figures.get(name, _nothing).label(name) for name in LOAN_FIGURES)
    query = select(*keys, *told).select_from(joined.join(Depot.__table__, depot.id == loan.depot_id))
    return query.where(_has_opened, *_wanted(stretch, which, month, change.depot_id if of_change else loan.depot_id))


def _dated(
    stretch: Stretch, which: Which | None, day: ColumnElement[date], figures: dict[str, Any], *, of_change: bool = False
) -> Select[Any]:
    """Facts that have a day of their own."""
    query = _of_loans(stretch, which, _month_of(stretch, day), figures, of_change=of_change)
    return query.where(day.is_not(None), day.between(first_day(stretch.first), last_day(stretch.last)))


def _month_of(stretch: Stretch, day: ColumnElement[date]) -> ColumnElement[int]:
    if stretch.first == stretch.last:
        return literal(stretch.first, BigId)
    return (extract("year", day) * 100 + extract("month", day)).cast(BigId)


def _lent_in(stretch: Stretch) -> ColumnElement[bool]:
    if stretch.first == stretch.last:
        return loan.lent_month == stretch.first
    return loan.lent_month.between(stretch.first, stretch.last)


def _wanted(
    stretch: Stretch, which: Which | None, month: ColumnElement[int], its_depot: ColumnElement[int]
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if stretch.depots is not None:
        wanted.append(its_depot.in_(sorted(stretch.depots)))
    return wanted if which is None else [*wanted, which(month, its_depot)]


def _visits(stretch: Stretch, which: Which | None) -> Any:
    """The visits that count, found by what was lent and not undone."""
    query = select(loan.checkout_id, loan.lent_month.label("month")).distinct()
    wanted = _wanted(stretch, which, loan.lent_month, loan.depot_id)
    return query.where(_lent_in(stretch), _counts, *wanted).subquery("visit")


def _of_visits(its: Any, *figures: ColumnElement[Any]) -> Select[Any]:
    return (
        select(its.c.month, checkout.home_code, checkout.kind, checkout.depot_id, *figures)
        .join_from(its, Checkout.__table__, checkout.id == its.c.checkout_id)
        .join(Depot.__table__, depot.id == checkout.depot_id)
        .where(_has_opened)
    )
