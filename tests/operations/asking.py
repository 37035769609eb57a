"""Asking for figures as somebody who sees everything, and reading what comes."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lendlib.operations.statistics import EVERYTHING, Sight, answer
from lendlib.rules.statistics import Asked, Table
from lendlib.rules.vocabulary_statistics import By, Measure

TODAY = date(2030, 12, 31)


def ask(
    session: Session,
    *by: By,
    of: Measure | tuple[Measure, ...] = Measure.LOANS,
    first: date = date(2026, 1, 1),
    last: date = date(2026, 12, 31),
    sight: Sight = EVERYTHING,
    today: date = TODAY,
    language: str = "en",
    **more: Any,
) -> Table:
    """The answer for these figures, over the year 2026 unless told."""
    measures = of if isinstance(of, tuple) else (of,)
    return answer(session, Asked(first, last, by, measures, **more), sight, language, today)


def cells(table: Table) -> dict[Any, Any]:
    """What stands in it: keys of one dimension and rows of one figure stand alone."""
    return {alone(key): alone(row) for key, row in table.values.items()}


def alone(several: tuple[Any, ...]) -> Any:
    """One of one, else all."""
    return several[0] if len(several) == 1 else several
