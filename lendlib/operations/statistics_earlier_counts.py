"""Counts of earlier years that a depot brought along: added to what is counted here, and marked."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lendlib.operations.statistics_counting import Counts, Key, Question
from lendlib.rules.statistics_times import Period
from lendlib.rules.vocabulary_statistics import Measure


def add_earlier(
    session: Session, counts: Counts, measures: Sequence[Measure], question: Question, period: Period
) -> frozenset[Key]:
    """Add what a period of earlier years holds, with `add_rows`, and give the combinations that hold such counts.

    Only what the question can tell of such counts: their depot, month, category. None are kept yet.
    """
    return frozenset()
