"""What was done since an edition was issued to what lies in its year: why figures are other now, as far as was told.

What is costly to look up is looked up only where a figure that it can explain has changed.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.history import Command, Event
from lendlib.models.inventory import Category, Item, ItemStay
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.rules.statistics_times import BEFORE
from lendlib.rules.vocabulary import Outcome, Verb, What
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Change, Reason, Yearly

visit, loan, renewal = Checkout.__table__.c, Loan.__table__.c, DueChange.__table__.c
kind = Category.__table__.c
item, stay, event, command = Item.__table__.c, ItemStay.__table__.c, Event.__table__.c, Command.__table__.c

A_DAY = timedelta(days=1)
_ENDS = (What.RETURNED, What.FOUND_HERE, What.LOST)
_OF_ENDS = frozenset({Measure.RETURNS, Measure.RETURNS_LATE, Measure.LOST, Measure.FOUND})
_OF_THINGS = frozenset({Measure.STOCK, Measure.DONATIONS, Measure.RETIRED_WORN})
_TO_THINGS = (What.REGISTERED, What.IMPORTED, What.EDITED, What.RETIRED, What.READY, What.UNDONE)

# A word of why, how often it happened, and, unless it is always asked for, the figures that it can explain.
Asked = tuple[str, Select[int], frozenset[Measure] | None]


def happened_since(
    session: Session, old: Yearly, depot_ids: Sequence[int], changes: Collection[Change]
) -> tuple[Reason, ...]:
    """What was recorded since the edition before that can have changed these figures.

    What lies in the year before, whose figures stand beside, is told as one number.
    """
    of_before = [change for change in changes if any(named.code == BEFORE for named in change.members)]
    found = _found(session, (*_of_loans(old, depot_ids), *_of_the_rest(old, depot_ids)), changes)
    if of_before:
        acts = (*_of_loans(replace(old, year=old.year - 1), depot_ids),)
        found.append(Reason("before", sum(reason.count for reason in _found(session, acts, of_before))))
    return tuple(reason for reason in found if reason.count)


def _found(session: Session, asked: Collection[Asked], changes: Collection[Change]) -> list[Reason]:
    changed = {change.measure for change in changes}
    return [
        Reason(what, int(session.connection().execute(query).scalar_one()))
        for what, query, explains in asked
        if explains is None or not explains.isdisjoint(changed)
    ]


def _of_loans(old: Yearly, depot_ids: Sequence[int]) -> Iterator[Asked]:
    since, last = old.as_of, date(old.year, 12, 31)
    visits = select(func.count(visit.id)).where(visit.depot_id.in_(depot_ids), _in_year(old, visit.made_on))
    yield "late_entry", visits.where(visit.recorded_at > since), None
    loans = select(func.count(loan.id)).where(loan.depot_id.in_(depot_ids), _in_year(old, loan.lent_on))
    yield "undone", loans.where(loan.outcome == Outcome.UNDONE, loan.closed_at > since), None
    told = select(func.count(event.loan_id.distinct())).where(
        event.loan_id == loan.id, event.at > since, loan.depot_id.in_(depot_ids)
    )
    yield "returned", told.where(event.what.in_(_ENDS), _in_year(old, loan.closed_on)), _OF_ENDS
    yield "found", told.where(event.what == What.FOUND, _in_year(old, loan.found_on)), _OF_ENDS
    earlier = Event.__table__.alias()
    had_ended = select(earlier.c.id).where(
        earlier.c.loan_id == loan.id, earlier.c.at <= since, earlier.c.what.in_((*_ENDS, What.FOUND))
    )
    stands = loan.outcome.is_distinct_from(Outcome.UNDONE)
    back = told.where(event.what == What.UNDONE, loan.lent_on <= last, stands, had_ended.exists())
    yield "returns_undone", back, _OF_ENDS
    renewals = select(func.count(renewal.id)).where(renewal.depot_id.in_(depot_ids), _in_year(old, renewal.made_on))
    yield "renewals_undone", renewals.where(renewal.undone_at > since), frozenset({Measure.RENEWALS})


def _of_the_rest(old: Yearly, depot_ids: Sequence[int]) -> Iterator[Asked]:
    since, last = old.as_of, date(old.year, 12, 31)
    was_here = select(stay.id).where(stay.item_id == item.id, stay.depot_id.in_(depot_ids), stay.from_on <= last)
    earlier = Event.__table__.alias()
    was_retired = select(earlier.c.id).where(earlier.c.item_id == item.id, earlier.c.what == What.RETIRED)
    things = select(func.count(event.item_id.distinct())).where(
        event.item_id == item.id,
        event.depot_id.in_(depot_ids),
        event.at > since,
        event.loan_id.is_(None),
        event.what.in_(_TO_THINGS),
        or_(event.what != What.READY, was_retired.exists()),
        or_(_in_year(old, item.donated_on), was_here.exists()),
    )
    yield "things", things, _OF_THINGS
    listed = [named.code for named in old.tables["categories"].members[0]]
    merged = select(func.count(kind.id)).where(kind.key.in_(listed), kind.merged_into_id.is_not(None))
    yield "merged", merged, None
    undoing = Command.__table__.alias()
    # A press belongs to the depot's own day: no clock on earth is a day away from UTC.
    first, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (old.year, old.year + 1))
    near = command.made_at.between(first - A_DAY, end + A_DAY)
    presses = select(func.count(command.id)).where(
        undoing.c.undoes_id == command.id,
        command.depot_id.in_(depot_ids),
        command.verb == Verb.VISIT,
        near,
        undoing.c.made_at > since,
    )
    yield "visitors", presses, frozenset({Measure.VISITORS})


def _in_year(old: Yearly, day: ColumnElement[Any]) -> ColumnElement[bool]:
    return day.between(date(old.year, 1, 1), date(old.year, 12, 31))
