"""Adding facts up: one statement a kind of fact and a piece of the span, whatever the number of depots."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Text, cast, extract, func, select, type_coerce
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.operations.statistics_facts import Column, Facts
from lendlib.operations.statistics_places import Places
from lendlib.operations.statistics_things import SIZELESS, Things
from lendlib.rules.statistics import Value
from lendlib.rules.statistics_sense import PLACES, TIMES
from lendlib.rules.statistics_times import Days, Months, Period, code_of_day, code_of_month, hour_of, year_of_week
from lendlib.rules.vocabulary_statistics import By, Measure

ROWS_AT_ONCE = 4_000
# The order of a closed month's keys.
_AS_KEPT = (*TIMES, By.HOUR, By.HOME, By.CATEGORY, By.GROUP, *PLACES, By.KIND, By.AGE_BAND, By.SIZE)
Key = tuple[str, ...]
Counts = defaultdict[Measure, dict[Key, float]]
Cells = Mapping[Key, Value]


class Codes(dict[Any, str]):
    """What a value of the database is called as a member of a dimension, worked out once a value."""

    def __init__(self, of: Callable[[Any], str], known: Mapping[Any, str] | None = None) -> None:
        super().__init__(known or {})
        self._of = of

    def __missing__(self, value: Any) -> str:
        code = self[value] = self._of(value)
        return code


@dataclass(frozen=True)
class Question:
    """What is to be counted, of which places and things, told apart by what. The last dimension may be PERIOD.

    `parts` are the areas that have more depots than are counted: how many are, of how many.
    """

    by: tuple[By, ...]
    places: Places
    things: Things
    size_text: str = ""
    is_season: bool = False
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def counted_by(self) -> tuple[By, ...]:
        """The dimensions that a statement groups by: all but PERIOD, which is a statement of its own."""
        return tuple(by for by in self.by if by is not By.PERIOD)

    def key_codes(self, period: Period, *, is_monthly: bool) -> list[Codes]:
        """For each dimension that is grouped by, the code of each value that is read."""
        return [self._codes(by, period, is_monthly=is_monthly) for by in self.counted_by]

    def _codes(self, by: By, period: Period, *, is_monthly: bool) -> Codes:
        if by in PLACES:
            return Codes(str, self.places.codes(by))
        if by in (By.CATEGORY, By.GROUP):
            return Codes(str, self.things.codes(by))
        if by is By.SIZE:
            return Codes(lambda size: size or SIZELESS)
        if by is By.HOUR:
            return Codes(hour_of)
        if by not in TIMES:
            return Codes(str)
        if is_monthly:
            of_month = code_of_month(by, is_season=self.is_season)
            return Codes(lambda month: of_month(period.told_month(month)))
        if by is By.WEEKDAY:
            return Codes(code_of_day(by, is_season=False))
        of_day = code_of_day(by, is_season=self.is_season)
        if by is By.YEAR and By.WEEK in self.by:
            of_day = year_of_week
        return Codes(lambda day: of_day(period.told(day)))


def add_facts(
    session: Session,
    counts: Counts,
    facts: Facts,
    measures: Sequence[Measure],
    question: Question,
    period: Period,
    piece: Months | Days,
) -> None:
    """Add one kind of fact in one piece of a period to the counts."""
    by = question.counted_by
    query = _narrowed(_selected(session, facts, [facts.sums[one] for one in measures], by), facts, question, piece)
    # Some thousands at a time: a row is read much slower where all that came before it are still held.
    for rows in session.connection().execute(query).partitions(ROWS_AT_ONCE):
        add_rows(counts, rows, measures, question, period, is_monthly=facts.is_monthly)


def stated(
    session: Session, facts: Facts, question: Question, piece: Months | Days
) -> tuple[int, dict[By | Measure, int]]:
    """How many visits there were, and how many of them said what."""
    summed = [facts.sums[Measure.VISITS], *facts.stated.values()]
    query = _narrowed(_selected(session, facts, summed, ()), facts, question, piece)
    visits, *said = (int(number or 0) for number in session.connection().execute(query).one())
    return visits, dict(zip(facts.stated, said, strict=True))


def add_rows(
    counts: Counts,
    rows: Sequence[Any],
    measures: Sequence[Measure],
    question: Question,
    period: Period,
    *,
    is_monthly: bool = False,
) -> None:
    """Add rows to the counts: the values of each dimension that is grouped by, then the figures."""
    if not rows:
        return
    codes = question.key_codes(period, is_monthly=is_monthly)
    columns = list(zip(*rows, strict=True))
    told: list[Iterable[str]] = [
        map(known.__getitem__, column) for known, column in zip(codes, columns[: len(codes)], strict=True)
    ]
    if By.PERIOD in question.by:
        told.append([period.code] * len(rows))
    keys: list[Key] = list(zip(*told, strict=True)) if told else [()] * len(rows)
    for measure, numbers in zip(measures, columns[len(codes) :], strict=True):
        cells = counts[measure]
        for key, number in zip(keys, numbers, strict=True):
            if number:
                cells[key] = cells.get(key, 0) + number


def _selected(session: Session, facts: Facts, summed: Sequence[Column], by: Sequence[By]) -> Select[Any]:
    columns = {one: _column(facts, one, session.connection().dialect.name) for one in by}
    # A sum of whole numbers is a decimal on PostgreSQL.
    sums = [cast(func.sum(one), BigInteger) for one in summed]
    # In the order in which months are kept, so that less is to be sorted.
    return select(*columns.values(), *sums).group_by(*(columns[one] for one in sorted(by, key=_AS_KEPT.index)))


def _narrowed(query: Select[Any], facts: Facts, question: Question, piece: Months | Days) -> Select[Any]:
    needed = frozenset(question.counted_by) | ({By.SIZE} if question.size_text else set())
    query = query.select_from(facts.joined(needed)).where(*facts.where)
    if question.size_text and By.SIZE in facts.columns:
        query = query.where(facts.columns[By.SIZE] == question.size_text)
    if facts.category_id is not None and question.things.chosen is not None:
        query = query.where(facts.category_id.in_(sorted(question.things.chosen)))
    if facts.is_monthly:
        # Read of those months and depots alone.
        return query
    query = query.where(facts.depot_id.in_(question.places.ids))
    if facts.time is not None:
        query = query.where(facts.time.between(piece.first, piece.last))
    if isinstance(piece, Days) and facts.month is not None:
        # All months by name, so that an index that begins with the month finds each depot's at once.
        query = query.where(facts.month.in_(piece.months))
    return query


def _column(facts: Facts, by: By, dialect: str) -> Column:
    if by in PLACES:
        return facts.depot_id
    if by in TIMES:
        assert facts.time is not None
        return facts.time
    if by is By.HOUR:
        return _quarter(facts, dialect)
    if by in (By.CATEGORY, By.GROUP):
        assert facts.category_id is not None
        return facts.category_id
    return facts.columns[by]


def _quarter(facts: Facts, dialect: str) -> ColumnElement[str]:
    """The depot's zone and a quarter of an hour in UTC: zones differ by quarters, and the database knows none."""
    assert facts.moment is not None
    if dialect == "sqlite":
        text = type_coerce(facts.moment, Text)
        hour: Any = func.substr(text, 1, 14)
        quarter: Any = cast(func.substr(text, 15, 2), Integer) // 15
    else:
        in_utc = func.timezone("UTC", facts.moment)
        hour = func.to_char(in_utc, "YYYY-MM-DD HH24:")
        quarter = cast(extract("minute", in_utc), Integer) // 15
    return Depot.time_zone.concat(" ").concat(hour).concat(cast(quarter, Text))
