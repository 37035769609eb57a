"""A question and its answer: counts of loans, visits, things and people, by place, time, thing and borrower.

Every statement names its depots; how many they are does not change how many statements there are.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from math import prod

from sqlalchemy.orm import Session

from lendlib.operations.statistics_answering import answered
from lendlib.operations.statistics_counting import Question
from lendlib.operations.statistics_earlier_counts import earlier_in, laid_over, left_out_of_all
from lendlib.operations.statistics_members import FROM_COUNTS, counted_members, fixed_members
from lendlib.operations.statistics_places import parts, places
from lendlib.operations.statistics_plan import count, count_stated
from lendlib.operations.statistics_sight import EVERYTHING, Sight
from lendlib.operations.statistics_things import things
from lendlib.rules.statistics import Asked, Coverage, Dimension, Table
from lendlib.rules.statistics_sense import (
    OnlyFixedTables,
    check,
    check_cells,
    dimensions,
    is_of_borrowers,
    is_season,
)
from lendlib.rules.statistics_times import Period, periods
from lendlib.rules.vocabulary_statistics import OF_BORROWERS, By, Measure

__all__ = ["EVERYTHING", "Sight", "answer"]


def answer(session: Session, asked: Asked, sight: Sight, language: str, today: date) -> Table:
    """Answer a question, for someone who may see so much; names are in that language. Nothing counts after `today`.

    Raises what `statistics_sense.check` raises, TooManyCells, NotFound for a place or category that there is not or
    that is out of sight, and OnlyFixedTables for home, kind and age where one is not staff.
    """
    by = dimensions(asked)
    check(asked)
    here = places(session, asked.places, sight)
    if is_of_borrowers(by) and not here.sees_cells:
        raise OnlyFixedTables
    about = things(session, asked.categories, language)
    question = Question(by, here, about, asked.size_text, is_season(by), parts(session, here, today))
    # A span that is not over stands beside as many days of the year before.
    spans = periods(asked.from_on, max(asked.from_on, min(asked.until_on, today)), by)
    members = {one: fixed_members(one, question, asked, spans, language) for one in by if one not in FROM_COUNTS}
    check_cells(prod(len(found) for found in members.values()))
    with _uncollected():
        counts = count(session, question, spans, asked.measures)
        earlier = [earlier_in(session, counts, asked.measures, question, period) for period in spans]
        whole = laid_over(counts, earlier)
        members |= counted_members(session, question, whole, language)
        check_cells(prod(len(found) for found in members.values()))
        found = answered(session, question, spans, asked.measures, whole)
    return Table(
        asked=asked,
        dimensions=tuple(Dimension(one, members[one]) for one in by),
        measures=asked.measures,
        values=found.values,
        totals=found.totals[0],
        totals_before=found.totals[1] if len(spans) > 1 else (),
        coverage=_coverage(session, question, spans[0], asked.measures),
        imported=frozenset().union(*(one.imported for one in earlier)),
        left_out=left_out_of_all(earlier),
        population_years=found.population_years,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be looked for meanwhile: among 100,000 new cells is none, and looking took half the time.

    Two at once do no harm: who began first lets it go on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _coverage(
    session: Session, question: Question, now: Period, measures: tuple[Measure, ...]
) -> tuple[Coverage, ...]:
    """What share of the visits said what the figures are told apart by, or for how many they were."""
    told_by: set[By | Measure] = {*(OF_BORROWERS & set(question.by))}
    if Measure.PEOPLE in measures and By.AGE_BAND not in question.by:
        told_by.add(Measure.PEOPLE)
    if not told_by:
        return ()
    visits, said = count_stated(session, question, now)
    return tuple(Coverage(by, number, visits) for by, number in said.items() if by in told_by)
