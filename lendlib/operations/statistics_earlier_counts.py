"""Counts of earlier years that a depot brought along: added to what is counted here, and marked.

They are known by whole months, or whole years, and by category at most. Where more is asked they are left out, and it
is said how many.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.statistics_earlier import EarlierCount
from lendlib.operations.statistics_counting import Counts, Key, Question, add_rows
from lendlib.operations.statistics_plan import NEEDS
from lendlib.rules.calendar import month_number
from lendlib.rules.statistics_sense import PLACES
from lendlib.rules.statistics_times import Months, Period, pieces
from lendlib.rules.vocabulary import DepotState
from lendlib.rules.vocabulary_statistics import EARLIER, By, Measure

_KNOWN = PLACES | {By.MONTH, By.YEAR, By.CATEGORY, By.GROUP, By.PERIOD}
_MONTH, _YEAR = EarlierCount.month % 100 != 0, EarlierCount.month % 100 == 0


@dataclass(frozen=True)
class Earlier:
    """The combinations that hold counts of earlier years, and how many of each figure are left out."""

    imported: frozenset[Key] = frozenset()
    left_out: Mapping[Measure, int] = field(default_factory=dict)


def add_earlier(
    session: Session, counts: Counts, measures: Sequence[Measure], question: Question, period: Period
) -> Earlier:
    """Add what a period holds of earlier years, as far as the question can be answered by such counts."""
    needed = [one for one in EARLIER if one in {part for asked in measures for part in NEEDS.get(asked, (asked,))}]
    if not needed:
        return Earlier()
    brought: Counts = defaultdict(dict)
    by = question.counted_by
    rows = session.connection().execute(_joining(question, period, needed, by)).all() if _fits(question) else []
    add_rows(brought, rows, needed, question, period, is_monthly=True)
    for measure, cells in brought.items():
        here = counts[measure]
        for key, number in cells.items():
            here[key] = here.get(key, 0) + number
    touched = session.connection().execute(_summed(_touching(question, period), needed)).one()
    joined = [sum(brought[measure].values()) for measure in needed]
    left_out = {
        measure: int(number or 0) - int(there)
        for measure, number, there in zip(needed, touched, joined, strict=True)
        if int(number or 0) > int(there)
    }
    return Earlier(frozenset(key for cells in brought.values() for key in cells), left_out)


def imports_of(session: Session, depot_ids: Collection[int], first_year: int, last_year: int) -> list[int]:
    """The files that brought these depots counts of those years, and were not taken back."""
    query = select(EarlierCount.import_id).where(
        EarlierCount.depot_id.in_(depot_ids), EarlierCount.month.between(first_year * 100, last_year * 100 + 99)
    )
    return list(session.connection().execute(query.distinct().order_by(EarlierCount.import_id)).scalars())


def left_out_of_all(found: Sequence[Earlier]) -> dict[Measure, int]:
    """What is left out of several periods together."""
    total: dict[Measure, int] = defaultdict(int)
    for one in found:
        for measure, number in one.left_out.items():
            total[measure] += number
    return dict(total)


def _fits(question: Question) -> bool:
    """Whether counts of whole months and years know all that the figures are told apart by."""
    return not question.size_text and set(question.by) <= _KNOWN


def _joining(question: Question, period: Period, needed: Collection[Measure], by: Sequence[By]) -> Select[Any]:
    """The counts that lie in the period whole and say what is asked, told apart by it."""
    columns = [_column(one) for one in by]
    query = _summed(_touching(question, period), needed, *columns)
    query = query.where(or_(*_whole_times(question, period)))
    if not {By.CATEGORY, By.GROUP}.isdisjoint(by) or question.things.chosen is not None:
        query = query.where(EarlierCount.category_id.is_not(None))
    return query.group_by(*columns)


def _column(by: By) -> Any:
    if by in PLACES:
        return EarlierCount.depot_id
    return EarlierCount.category_id if by in (By.CATEGORY, By.GROUP) else EarlierCount.month


def _summed(where: Sequence[ColumnElement[bool]], needed: Collection[Measure], *columns: Any) -> Select[Any]:
    sums = [
        cast(func.sum(case((EarlierCount.measure == measure, EarlierCount.count), else_=0)), BigInteger)
        for measure in needed
    ]
    query = select(*columns, *sums).select_from(EarlierCount).join(Depot, Depot.id == EarlierCount.depot_id)
    return query.where(EarlierCount.measure.in_(needed), *where)


def _touching(question: Question, period: Period) -> list[ColumnElement[bool]]:
    """The counts of the places and things that are asked for, of any time that the period touches."""
    first, last = month_number(period.from_on), month_number(period.until_on)
    at_all = or_(
        and_(_MONTH, EarlierCount.month.between(first, last)),
        and_(_YEAR, EarlierCount.month.between(first // 100 * 100, last // 100 * 100)),
    )
    # A depot that practises may bring what it likes: it counts nowhere before it opens.
    found = [at_all, Depot.state != DepotState.TEST]
    if not question.places.is_all:
        found.append(EarlierCount.depot_id.in_(question.places.ids))
    if question.things.chosen is not None:
        chosen = EarlierCount.category_id.in_(sorted(question.things.chosen))
        found.append(or_(EarlierCount.category_id.is_(None), chosen))
    return found


def _whole_times(question: Question, period: Period) -> list[ColumnElement[bool]]:
    """The months that lie in the period whole, and the years, unless months are told apart."""
    months = [piece for piece in pieces(period.from_on, period.until_on) if isinstance(piece, Months)]
    if not months:
        return [false()]
    (whole,) = months
    found = [and_(_MONTH, EarlierCount.month.between(whole.first, whole.last))]
    if By.MONTH not in question.by:
        first_year = whole.first // 100 + (1 if whole.first % 100 > 1 else 0)
        last_year = whole.last // 100 - (1 if whole.last % 100 < 12 else 0)
        found.append(and_(_YEAR, EarlierCount.month.between(first_year * 100, last_year * 100)))
    return found
