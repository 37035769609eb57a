"""Counts of earlier years that a depot brought along: added to what is counted here, and marked.

They are known by whole months, or whole years, and by category at most. Where more is asked they are left out, and it
is said how many.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, false, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.statistics_earlier import EarlierCount
from lendlib.operations.statistics_counting import Cells, Counts, Key, Question
from lendlib.operations.statistics_plan import NEEDS, count
from lendlib.rules.calendar import month_number
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.statistics_sense import PLACES, fits
from lendlib.rules.statistics_times import Months, Period, pieces
from lendlib.rules.vocabulary import DepotState
from lendlib.rules.vocabulary_statistics import EARLIER, By, Measure

_KNOWN = PLACES | {By.MONTH, By.YEAR, By.CATEGORY, By.GROUP, By.PERIOD}
_MONTH, _YEAR = EarlierCount.month % 100 != 0, EarlierCount.month % 100 == 0
# What is counted at the counter: of a time before lendlib it is known as far as it was brought, and no further.
_AT_COUNTER = (*EARLIER, Measure.RETURNS_LATE, Measure.RENEWALS, Measure.LOST, Measure.FOUND)


@dataclass(frozen=True)
class Earlier:
    """What counts of earlier years do to the cells of a period.

    `cells` are those that they make other: by figure, what stands there with what was counted here. `imported` are the
    combinations that hold such counts, `left_out` how many of each figure are in none.
    """

    cells: Mapping[Measure, Cells] = field(default_factory=dict)
    imported: frozenset[Key] = frozenset()
    left_out: Mapping[Measure, int] = field(default_factory=dict)


def earlier_in(
    session: Session, counts: Counts, measures: Sequence[Measure], question: Question, period: Period
) -> Earlier:
    """What a period holds of earlier years, as far as the question can be answered by such counts.

    A figure that they were brought without is not counted there, unless lendlib counted anything itself.
    """
    parts = {part for asked in measures for part in NEEDS.get(asked, (asked,))}
    needed = [measure for measure in _AT_COUNTER if measure in parts]
    if not needed:
        return Earlier()
    brought = _brought(session, question, period)
    cells: dict[Measure, dict[Key, Value]] = {}
    gaps: dict[Measure, set[Key]] = {}
    met = {key for found in brought.values() for key in found}
    for measure in needed:
        here, there = counts.get(measure, {}), brought.get(measure, {})
        cells[measure] = {key: here.get(key, 0) + number for key, number in there.items()}
        gaps[measure] = met - there.keys() - here.keys()
    if any(gaps.values()):
        own = _counted_here(session, counts, parts, question, period)
        for measure, keys in gaps.items():
            if not keys <= own:
                told = counts.get(measure, {}).keys() | cells[measure].keys()
                # Nothing that lendlib counted is something beside what nobody did: sums know it by that.
                cells[measure] |= dict.fromkeys(own - told, 0) | dict.fromkeys(keys - own, Shown.NONE)
    return Earlier(
        {measure: found for measure, found in cells.items() if found},
        frozenset(key for measure in needed for key in brought.get(measure, ())),
        _left_out(session, brought, [measure for measure in EARLIER if measure in parts], question, period),
    )


def laid_over(counts: Counts, earlier: Sequence[Earlier]) -> defaultdict[Measure, Cells]:
    """What was counted here, and over it the cells in which counts of earlier years lie."""
    found: defaultdict[Measure, Cells] = defaultdict(dict, counts)
    for one in earlier:
        for measure, cells in one.cells.items():
            found[measure] = {**found[measure], **cells}
    return found


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


def _brought(session: Session, question: Question, period: Period) -> Counts:
    """The counts that lie in the period whole and say what is asked, of all figures, told apart by it."""
    found: Counts = defaultdict(dict)
    if not _fits(question):
        return found
    by = question.counted_by
    columns = [_column(one) for one in by]
    where = [*_touching(question, period), or_(*_whole_times(question, period))]
    if not {By.CATEGORY, By.GROUP}.isdisjoint(by) or question.things.chosen is not None:
        where.append(EarlierCount.category_id.is_not(None))
    codes = question.key_codes(period, is_monthly=True)
    last = (period.code,) if By.PERIOD in question.by else ()
    for measure, number, *values in session.connection().execute(_summed(where, *columns)):
        key = (*(known[value] for known, value in zip(codes, values, strict=True)), *last)
        cells = found[Measure(measure)]
        cells[key] = cells.get(key, 0) + number
    return found


def _counted_here(
    session: Session, counts: Counts, counted: Collection[Measure], question: Question, period: Period
) -> set[Key]:
    """Where lendlib counted a loan or a visitor itself, as a depot may bring no counts of a month that has any."""
    has_things = question.things.chosen is not None
    acts = [one for one in (Measure.LOANS, Measure.VISITORS) if fits(one, question.counted_by, has_things=has_things)]
    more = count(session, question, (period,), [one for one in acts if one not in counted])
    keys = {key for found in (counts, more) for one in acts for key in found.get(one, ())}
    return {key for key in keys if By.PERIOD not in question.by or key[-1] == period.code}


def _left_out(
    session: Session, brought: Counts, needed: Collection[Measure], question: Question, period: Period
) -> dict[Measure, int]:
    """How many of each figure the period touches, and no cell holds."""
    if not needed:
        return {}
    touched = {row[0]: int(row[1]) for row in session.connection().execute(_summed(_touching(question, period)))}
    joined = {measure: int(sum(brought.get(measure, {}).values())) for measure in needed}
    return {
        measure: touched[measure] - joined[measure]
        for measure in needed
        if touched.get(measure, 0) > joined[measure]
    }


def _column(by: By) -> Any:
    if by in PLACES:
        return EarlierCount.depot_id
    return EarlierCount.category_id if by in (By.CATEGORY, By.GROUP) else EarlierCount.month


def _summed(where: Sequence[ColumnElement[bool]], *columns: Any) -> Select[Any]:
    """Each figure with its sum, told apart by these."""
    query = select(EarlierCount.measure, cast(func.sum(EarlierCount.count), BigInteger), *columns)
    query = query.join(Depot, Depot.id == EarlierCount.depot_id).where(*where)
    return query.group_by(EarlierCount.measure, *columns)


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
