"""Loans, visits and people told apart by place, time and thing: each world is small enough to count by hand."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from lendlib.operations.statistics import EVERYTHING, answer
from lendlib.rules.statistics import Asked, Table
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def asking(session: Session, *by: By, measures: tuple[Measure, ...] = (Measure.LOANS,), **more: object) -> Table:
    asked = Asked(*YEAR, by=by, measures=measures, **more)  # type: ignore[arg-type]
    return answer(session, asked, EVERYTHING, "en", date(2026, 11, 23))


def cells(table: Table) -> dict[tuple[str, ...], object]:
    return {key: row[0] if len(row) == 1 else row for key, row in table.values.items()}


@pytest.mark.parametrize(
    ("by", "code"),
    [(By.MONTH, "2026-11"), (By.YEAR, "2026"), (By.DAY, "2026-11-23"), (By.WEEK, "2026-W48"), (By.WEEKDAY, "1"),
     (By.HOUR, "12"), (By.MUNICIPALITY, "1780"), (By.COUNTY, "17"), (By.CATEGORY, "football"), (By.SIZE, "-"),
     (By.HOME, "0000"), (By.KIND, "unstated")],
)
def test_a_loan_is_told_apart_by_each(session: Session, counter: given.Counter, by: By, code: str) -> None:
    counter.lends(counter.item(), counter.item())
    assert cells(asking(session, by)) == {(code,): 2}
