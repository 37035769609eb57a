"""From counts to values: figures that are worked out of others, rates, and totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lendlib.operations.statistics_counting import Cells, Key, Question
from lendlib.operations.statistics_population import Rates, inhabitants
from lendlib.rules.statistics import Shown, Value, added
from lendlib.rules.statistics_times import BEFORE, Period, is_leap_day
from lendlib.rules.vocabulary_statistics import By, Measure

Counted = Mapping[Measure, Cells]


@dataclass(frozen=True)
class Answered:
    """The values of a table, its totals a period, and the years whose inhabitants were looked at."""

    values: Mapping[Key, tuple[Value, ...]]
    totals: list[tuple[Value, ...]]
    population_years: tuple[int, ...] = field(default=())


def answered(
    session: Session, question: Question, spans: Sequence[Period], measures: Sequence[Measure], counts: Counted
) -> Answered:
    """Work out each figure, cell by cell and over all."""
    rates = _rates(session, question, spans, measures, counts)
    columns = [_cells(measure, counts, rates) for measure in measures]
    totals = []
    for period in spans:
        sums = _within(counts, question, period)
        totals.append(tuple(_total(measure, sums, rates, period) for measure in measures))
    values = _table(columns)
    if By.DAY in question.by and By.PERIOD in question.by:
        values = {**values, **_days_that_were_not(question, spans, len(measures), values)}
    return Answered(values, totals, tuple(sorted(rates.inhabitants.used)) if rates else ())


def _table(columns: Sequence[Cells]) -> dict[Key, tuple[Value, ...]]:
    if len(columns) == 1:
        return dict(zip(columns[0], zip(columns[0].values(), strict=True), strict=True))
    keys = {key for column in columns for key in column}
    return {key: tuple(column.get(key, 0) for column in columns) for key in keys}


def _cells(measure: Measure, counts: Counted, rates: Rates | None) -> Cells:
    if measure is Measure.NEVER_LENT:
        lent = counts[Measure.LENT_ONCE]
        return {key: _less(number, lent.get(key, 0)) for key, number in counts[Measure.STOCK].items()}
    if measure is Measure.LOANS_AN_ITEM:
        stock, loans = counts[Measure.STOCK], counts[Measure.LOANS]
        return {key: _each(loans.get(key, 0), stock.get(key, 0)) for key in stock.keys() | loans.keys()}
    if measure is Measure.LOANS_PER_1000 and rates is not None:
        loans = counts[Measure.LOANS]
        return rates.cells({key: loans.get(key, 0) for cells in counts.values() for key in cells})
    return counts[measure]


def _total(measure: Measure, sums: Mapping[Measure, Value], rates: Rates | None, period: Period) -> Value:
    if measure is Measure.NEVER_LENT:
        return _less(sums.get(Measure.STOCK, 0), sums.get(Measure.LENT_ONCE, 0))
    if measure is Measure.LOANS_AN_ITEM:
        return _each(sums.get(Measure.LOANS, 0), sums.get(Measure.STOCK, 0))
    if measure is Measure.LOANS_PER_1000 and rates is not None:
        return rates.total(sums.get(Measure.LOANS, 0), period)
    return sums.get(measure, 0)


def _less(whole: Value, part: Value) -> Value:
    return Shown.NONE if isinstance(whole, Shown) or isinstance(part, Shown) else whole - part


def _each(loans: Value, things: Value) -> Value:
    if isinstance(loans, Shown) or isinstance(things, Shown) or not things:
        return Shown.NONE
    return round(loans / things, 2)


def _within(counts: Counted, question: Question, period: Period) -> dict[Measure, Value]:
    """Everything that was counted in one period."""
    if By.PERIOD not in question.by:
        return {measure: added(cells.values()) for measure, cells in counts.items()}
    return {
        measure: added(number for key, number in cells.items() if key[-1] == period.code)
        for measure, cells in counts.items()
    }


def _rates(
    session: Session, question: Question, spans: Sequence[Period], measures: Sequence[Measure], counts: Counted
) -> Rates | None:
    if Measure.LOANS_PER_1000 not in measures:
        return None
    codes = {depot.municipality_code for depot in question.places.depots.values()}
    if By.HOME in question.by:
        place = question.by.index(By.HOME)
        codes = {key[place] for key in counts[Measure.LOANS]}
    return Rates(question, spans, inhabitants(session, sorted(codes)))


def _days_that_were_not(
    question: Question, spans: Sequence[Period], measures: int, values: Mapping[Key, tuple[Value, ...]]
) -> dict[Key, tuple[Value, ...]]:
    """29 February has no day a year before it: there is no figure, which is not the same as nothing."""
    place = question.by.index(By.DAY)
    empty: tuple[Value, ...] = (Shown.NONE,) * measures
    return {
        (*key[:-1], BEFORE): empty for key in values if is_leap_day(key[place]) and (*key[:-1], BEFORE) not in values
    }
