"""A question and its answer: counts of loans, visits, things and people, by place, time, thing and borrower.

`answer` names its depots in every statement; their number does not change how many statements there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from math import prod

from sqlalchemy.orm import Session

from lendlib.operations import statistics_facts as facts_of
from lendlib.operations.statistics_counting import Counts, Key, Question, add_facts, stated
from lendlib.operations.statistics_places import homes, places
from lendlib.operations.statistics_sight import EVERYTHING, Sight
from lendlib.operations.statistics_things import size_members, things
from lendlib.rules.statistics import Asked, Coverage, Dimension, Member, Table, Value
from lendlib.rules.statistics_names import AGE_BANDS, KINDS, spoken
from lendlib.rules.statistics_sense import (
    PLACES,
    OnlyFixedTables,
    check,
    check_cells,
    dimensions,
    is_of_borrowers,
    is_season,
)
from lendlib.rules.statistics_times import NOW, Days, Period, members_of, period_members, periods, weeks_years
from lendlib.rules.vocabulary_statistics import By, Measure

__all__ = ["EVERYTHING", "Sight", "answer"]


def answer(session: Session, asked: Asked, sight: Sight, language: str, today: date) -> Table:
    """Answer a question, for someone who may see so much; names are in that language. `today` is for what has no past.

    Raises what `statistics_sense.check` raises, TooManyCells, NotFound for a place or category that there is not or
    that is out of sight, and OnlyFixedTables for home, kind and age where one is not staff.
    """
    check(asked)
    by = dimensions(asked)
    here = places(session, asked.places, sight)
    if is_of_borrowers(by) and not here.sees_cells:
        raise OnlyFixedTables
    about = things(session, asked.categories, language)
    question = Question(by, here, about, asked.size_text, is_season(by))
    spans = periods(asked.from_on, asked.until_on, by)
    fixed = {one: _fixed(one, question, spans, language) for one in by if one not in _FROM_COUNTS}
    check_cells(prod(len(members) for members in fixed.values()))
    counts = _count(session, question, spans, asked.measures)
    members = fixed | {
        one: _counted(session, one, question, counts, place, language)
        for place, one in enumerate(by)
        if one in _FROM_COUNTS
    }
    check_cells(prod(len(found) for found in members.values()))
    return Table(
        asked=asked,
        dimensions=tuple(Dimension(one, members[one]) for one in by),
        measures=asked.measures,
        values=_values(counts, asked.measures),
        totals=_totals(counts, asked.measures, by),
        coverage=_coverage(session, question, spans[0], asked.measures),
    )


# Dimensions of which those members are shown that have something to tell.
_FROM_COUNTS = frozenset({By.HOME, By.CATEGORY, By.GROUP, By.SIZE})


def _fixed(by: By, question: Question, spans: tuple[Period, ...], language: str) -> tuple[Member, ...]:
    """The members of a dimension that are known before anything is counted: all are shown, empty ones too."""
    now = spans[0]
    if by in PLACES:
        return question.places.members(by)
    if by is By.PERIOD:
        return period_members(spans, language)
    if by is By.KIND:
        return tuple(Member(code, name) for code, name in KINDS[spoken(language)].items())
    if by is By.AGE_BAND:
        return tuple(Member(code, name) for code, name in AGE_BANDS[spoken(language)].items())
    if by is By.YEAR and By.WEEK in question.by:
        return weeks_years(now.from_on, now.until_on)
    return members_of(by, now.from_on, now.until_on, language, is_season=question.is_season)


def _counted(
    session: Session, by: By, question: Question, counts: Counts, place: int, language: str
) -> tuple[Member, ...]:
    """The members of a dimension that were met while counting."""
    codes = {key[place] for cells in counts.values() for key in cells}
    if by is By.HOME:
        return homes(session, sorted(codes), language)
    if by is By.SIZE:
        return size_members(codes, language)
    return question.things.members(by, codes)


def _count(session: Session, question: Question, spans: tuple[Period, ...], measures: tuple[Measure, ...]) -> Counts:
    counts: Counts = defaultdict(dict)
    for period in spans:
        piece = Days(period.from_on, period.until_on)
        for facts in facts_of.DAILY:
            wanted = [one for one in measures if one in facts.sums]
            if wanted:
                add_facts(session, counts, facts, wanted, question, period, piece)
    return counts


def _values(counts: Counts, measures: tuple[Measure, ...]) -> Mapping[Key, tuple[Value, ...]]:
    cells = [counts[measure] for measure in measures]
    if len(cells) == 1:
        return {key: (value,) for key, value in cells[0].items()}
    keys = {key for column in cells for key in column}
    return {key: tuple(column.get(key, 0) for column in cells) for key in keys}


def _totals(counts: Counts, measures: tuple[Measure, ...], by: tuple[By, ...]) -> tuple[Value, ...]:
    if By.PERIOD not in by:
        return tuple(sum(counts[measure].values()) for measure in measures)
    return tuple(sum(value for key, value in counts[measure].items() if key[-1] == NOW) for measure in measures)


def _coverage(
    session: Session, question: Question, now: Period, measures: tuple[Measure, ...]
) -> tuple[Coverage, ...]:
    """What share of the visits said what the figures are told apart by, or for whom they were."""
    told_by = {By.HOME, By.KIND, By.AGE_BAND} & set(question.by)
    if Measure.PEOPLE in measures:
        told_by.add(By.AGE_BAND)
    if not told_by:
        return ()
    visits, said = stated(session, facts_of.visits, question, Days(now.from_on, now.until_on))
    return tuple(Coverage(by, said[by], visits) for by in said if by in told_by)
