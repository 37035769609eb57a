"""Every report agrees with a recount from raw rows, cell by cell: on the demo, after random acts, after forgetting."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.demo import make_demo
from lendlib.models.depots import Municipality
from lendlib.models.history import Event
from lendlib.models.statistics import Population
from lendlib.operations.forgetting import forget_due
from lendlib.operations.statistics import EVERYTHING, answer
from lendlib.rules.errors import Refused
from lendlib.rules.statistics import Asked, Shown, Table
from lendlib.rules.statistics_sense import check, fits
from lendlib.rules.vocabulary_statistics import By, Measure
from tests.given import KEYS
from tests.operations.test_lending_machine import run_machine
from tests.oracles.statistics import coverage, recount
from tests.oracles.statistics_rows import Rows

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LOANS = 2_000
SPANS = {
    "years": (date(2023, 11, 1), TODAY),
    "a year": (date(2025, 1, 1), date(2025, 12, 31)),
    "parts of months": (date(2025, 2, 11), date(2026, 4, 17)),
    "a day": (date(2026, 2, 21), date(2026, 2, 21)),
}
LONE = (By.DEPOT, By.MUNICIPALITY, By.COUNTY, By.HOME, By.WEEK, By.MONTH, By.YEAR, By.WEEKDAY, By.HOUR)
LONE += (By.CATEGORY, By.GROUP, By.SIZE, By.KIND, By.AGE_BAND)
PAIRS = tuple(combinations(LONE, 2))
# Told with two decimals.
RATIOS = (Measure.LOANS_AN_ITEM, Measure.LOANS_PER_1000)


@contextmanager
def raw(engine: Engine) -> Iterator[Any]:
    """A bare connection of the database's own library."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(f"file:{engine.url.database}?mode=ro", uri=True)) as connection:
            yield connection
        return
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        yield connection


def is_sensible(asked: Asked) -> bool:
    """Whether there is such a report."""
    try:
        check(asked)
    except Refused:
        return False
    return all(fits(measure, asked.by) for measure in asked.measures)


def cells(table: Table) -> dict[tuple[str, ...], float]:
    """What a table shows of its one figure, zeros left out."""
    shown = {tuple(member.code for member in members): values[0] for members, values in table.rows()}
    return {key: value for key, value in shown.items() if not isinstance(value, Shown) and value}


def differences(session: Session, rows: Rows, asked: Asked, today: date) -> list[object]:
    """The cells of one report that the recount tells otherwise."""
    table = answer(session, asked, EVERYTHING, "sv", today)
    (measure,) = asked.measures
    ours = cells(table)
    theirs = recount(rows, measure, asked.by, asked.from_on, asked.until_on, rows.depots.keys(), asked.categories)
    tolerance = 0.005001 if measure in RATIOS else 0
    wrong: list[object] = [
        (asked, key, ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if abs(ours.get(key, 0) - theirs.get(key, 0)) > tolerance
    ]
    told = coverage(rows, asked.from_on, asked.until_on, rows.depots.keys())
    wrong += [(asked, one) for one in table.coverage if (one.stated, one.of) != told[one.by]]
    if measure not in RATIOS and table.totals[0] != sum(theirs.values()):
        wrong.append((asked, "total", table.totals[0], sum(theirs.values())))
    return wrong


def reports(spans: dict[str, tuple[date, date]], by: tuple[tuple[By, ...], ...]) -> Iterator[Asked]:
    """Every report that there is, a figure at a time."""
    for from_on, until_on in spans.values():
        for measure in Measure:
            for told_by in by:
                asked = Asked(from_on, until_on, told_by, (measure,))
                if is_sensible(asked):
                    yield asked


def all_differences(engine: Engine, questions: Iterator[Asked], today: date = TODAY) -> tuple[int, list[object]]:
    """How many reports were compared, and every cell that differs."""
    with raw(engine) as connection:
        rows = Rows(connection)
    wrong: list[object] = []
    number = 0
    with Session(engine) as session:
        for asked in questions:
            number += 1
            wrong += differences(session, rows, asked, today)
    return number, wrong


EACH = ((), *((by,) for by in LONE))


def make_inhabited_demo(engine: Engine, loans: int) -> None:
    """The demo, and how many live in Sweden's municipalities: numbers of our own."""
    make_demo(engine, KEYS, loans=loans, today=TODAY, now=NOW)
    with Session(engine) as session:
        begin_writing(session)
        codes = session.scalars(select(Municipality.code).order_by(Municipality.code)).all()
        session.add_all(
            Population(municipality_code=code, year=year, people=1_000 + 7 * number + year, source="test")
            for number, code in enumerate(codes)
            for year in (2023, 2025)
        )
        session.commit()


def test_every_report_of_the_demo_agrees_with_a_recount(engine: Engine) -> None:
    make_inhabited_demo(engine, LOANS)
    number, wrong = all_differences(engine, reports({"parts of months": SPANS["parts of months"]}, EACH))
    assert wrong == []
    more, wrong = all_differences(engine, reports({"a year": SPANS["a year"]}, PAIRS[::4]))
    assert wrong == []
    print(f"{engine.dialect.name}: {number + more} reports recounted, 0 cells differ")
    assert number + more > 300


@pytest.mark.long
def test_every_report_of_the_demo_agrees_with_a_recount_over_any_span(engine: Engine) -> None:
    make_inhabited_demo(engine, 20_000)
    number, wrong = all_differences(engine, reports(SPANS, (*EACH, *PAIRS)))
    assert wrong == []
    print(f"{engine.dialect.name}: {number} reports recounted, 0 cells differ")


def agrees_before_and_after_forgetting(engine: Engine, today: date) -> int:
    """Compare all reports, forget everybody whose visit is over, and compare them again. How many were compared."""
    span = {"all": (date(2026, 11, 1), today)}
    with raw(engine) as connection:
        rows = Rows(connection)
    number, wrong = all_differences(engine, reports(span, EACH), today)
    assert wrong == []
    with Session(engine) as session:
        begin_writing(session)
        assert forget_due(session, datetime.combine(today, time(), UTC) + timedelta(days=500))
        session.commit()
    again, wrong = all_differences(engine, reports(span, EACH), today)
    assert wrong == []
    with raw(engine) as connection:
        after = Rows(connection)
    known = [by for by in EACH if By.AGE_BAND not in by]
    assert [recount(after, "loans", by, *span["all"], after.depots) for by in known] == [
        recount(rows, "loans", by, *span["all"], rows.depots) for by in known
    ]
    return number + again


def last_day(engine: Engine) -> date:
    """A day after all that happened."""
    with Session(engine) as session:
        latest = session.scalar(select(func.max(Event.at)))
    assert latest is not None
    return latest.date() + timedelta(days=1)


def test_every_report_agrees_after_random_acts_and_after_forgetting(engine: Engine) -> None:
    steps = run_machine(engine, examples=10, steps=30, which=0).total()
    compared = agrees_before_and_after_forgetting(engine, last_day(engine))
    print(f"{engine.dialect.name}: {compared} reports after {steps} random acts and after forgetting, 0 cells differ")


@pytest.mark.long
def test_every_report_agrees_after_10000_random_acts(engine: Engine) -> None:
    steps = 0
    while steps < 10_000:
        steps += run_machine(engine, examples=100, steps=60).total()
        compared = agrees_before_and_after_forgetting(engine, last_day(engine))
    print(f"{engine.dialect.name}: {compared} reports after {steps} random acts and after forgetting, 0 cells differ")
