"""What is read for a question: closed months where whole months are asked for, else the loans, day by day."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from lendlib.operations import statistics_facts as daily
from lendlib.operations.statistics_counting import Counts, Question, add_facts, stated
from lendlib.operations.statistics_facts import Facts
from lendlib.operations.statistics_monthly import loans_by_month, people_by_month, visits_by_month
from lendlib.operations.statistics_stock import add_worn_out, donated, missing, stock, wanted
from lendlib.rules.statistics_times import Days, Months, Period, pieces
from lendlib.rules.vocabulary_statistics import By, Measure

# What is worked out of other figures.
NEEDS: Mapping[Measure, tuple[Measure, ...]] = {
    Measure.NEVER_LENT: (Measure.STOCK, Measure.LENT_ONCE),
    Measure.LOANS_AN_ITEM: (Measure.LOANS, Measure.STOCK),
    Measure.LOANS_PER_1000: (Measure.LOANS,),
}
# What a closed month does not know.
_FINE = frozenset({By.DAY, By.WEEK, By.WEEKDAY, By.HOUR, By.SIZE})
_BY_DAY = (daily.lent, daily.closed, daily.found, daily.renewed, daily.visits, daily.people)
_BY_MONTH = (loans_by_month, visits_by_month, people_by_month)


def count(session: Session, question: Question, spans: Sequence[Period], measures: Sequence[Measure]) -> Counts:
    """Count what these figures are made of, in each period."""
    counts: Counts = defaultdict(dict)
    needed = {part for measure in measures for part in NEEDS.get(measure, (measure,))}
    for period in spans:
        for piece in _pieces(question, period):
            for facts in _facts(session, question, piece, needed):
                _add(session, counts, facts, needed, question, period, piece)
        whole = Days(period.from_on, period.until_on)
        for facts in (daily.door, donated, missing, wanted, stock(question.places, period)):
            _add(session, counts, facts, needed, question, period, whole)
        if Measure.RETIRED_WORN in needed:
            add_worn_out(session, counts, question, period)
    return counts


def count_stated(session: Session, question: Question, period: Period) -> tuple[int, dict[By | Measure, int]]:
    """How many visits a period had, and how many of them said what."""
    visits, said = 0, dict.fromkeys(daily.visits.stated, 0)
    for piece in pieces(period.from_on, period.until_on):
        for facts in _facts(session, question, piece, {Measure.VISITS}):
            more, told = stated(session, facts, question, piece)
            visits += more
            said = {by: said[by] + told[by] for by in said}
    return visits, said


def _pieces(question: Question, period: Period) -> list[Months | Days]:
    if question.size_text or not _FINE.isdisjoint(question.by):
        return [Days(period.from_on, period.until_on)]
    return pieces(period.from_on, period.until_on)


def _facts(
    session: Session, question: Question, piece: Months | Days, needed: Collection[Measure]
) -> Iterator[Facts]:
    """The kinds of facts in a piece of the span that some of these figures are made of."""
    if isinstance(piece, Days):
        yield from (facts for facts in _BY_DAY if not facts.sums.keys().isdisjoint(needed))
        return
    places = question.places
    at = None if places.is_all else places.ids
    for knows, read in _BY_MONTH:
        if not knows.isdisjoint(needed):
            yield read(session, piece, at)


def _add(
    session: Session,
    counts: Counts,
    facts: Facts,
    needed: Collection[Measure],
    question: Question,
    period: Period,
    piece: Months | Days,
) -> None:
    wanted_here = [measure for measure in facts.sums if measure in needed]
    if wanted_here:
        add_facts(session, counts, facts, wanted_here, question, period, piece)
