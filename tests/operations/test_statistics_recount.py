"""Every report agrees with a recount from raw rows, cell by cell: on the demo, after random acts, after forgetting."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.history import Event
from lendlib.operations.forgetting import forget_due
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics import EVERYTHING, Sight, answer
from lendlib.rules.errors import Refused
from lendlib.rules.statistics import Asked, Shown, Table, Value
from lendlib.rules.statistics_reports import REPORTS
from lendlib.rules.statistics_sense import FITS, check, dimensions, fits, measures_for
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import OF_BORROWERS, By, Measure
from tests.ground.full_demo import DEMO_TODAY as TODAY
from tests.ground.full_demo import make_full_demo
from tests.operations.test_lending_machine import run_machine
from tests.oracles.statistics import Of, brought, coverage, fixed, recount, uncounted
from tests.oracles.statistics_rows import NO_SIZE, Rows

LOANS = 2_000
SPANS = {
    "years": (date(2023, 11, 1), TODAY),
    "a year": (date(2025, 1, 1), date(2025, 12, 31)),
    "parts of months": (date(2025, 2, 11), date(2026, 4, 17)),
    "a day": (date(2026, 2, 21), date(2026, 2, 21)),
}
# The first ends with its February, beside one of a day more; the second has a 29 February, beside which lies no day.
DAYS = {
    "the year after a leap day": (date(2025, 2, 14), date(2025, 2, 28)),
    "a leap day": (date(2024, 2, 20), date(2024, 3, 10)),
}
LONE = (By.DEPOT, By.MUNICIPALITY, By.COUNTY, By.HOME, By.DAY, By.WEEK, By.MONTH, By.YEAR, By.WEEKDAY, By.HOUR)
LONE += (By.CATEGORY, By.GROUP, By.SIZE, By.KIND, By.AGE_BAND)
PAIRS = tuple(combinations(LONE, 2))
RATIOS = (Measure.LOANS_AN_ITEM, Measure.LOANS_PER_1000)  # told with two decimals
MADE_OF = dict.fromkeys(RATIOS, Measure.LOANS)


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
    return bool(asked.measures)


def cells(table: Table, measure: Measure) -> dict[tuple[str, ...], float]:
    """What a table shows of one figure, zeros left out."""
    place = table.measures.index(measure)
    shown = {tuple(member.code for member in members): values[place] for members, values in table.rows()}
    return {key: value for key, value in shown.items() if not isinstance(value, Shown) and value}


def dashes(table: Table, measure: Measure, unknown: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The cells without a figure; of shares, and beside a 29 February, those alone that have none for this reason."""
    place = table.measures.index(measure)
    found = {key for key, row in table.values.items() if row[place] is Shown.NONE}
    return found & unknown if measure in RATIOS or By.DAY in table.asked.by else found


def differences(
    session: Session, rows: Rows, asked: Asked, today: date, roles: tuple[RoleHere, ...] = ()
) -> list[object]:
    """The cells of one report that the recount tells otherwise; `roles`: as it is answered to who holds these."""
    table = answer(session, asked, Sight.of(roles) if roles else EVERYTHING, "sv", today)
    seen = {role.municipality_code for role in roles}
    of = Of(
        {one for one in rows.at(asked.places) if not seen or rows.depots[one]["municipality_code"] in seen},
        asked.categories,
        asked.size_text,
        today,
    )
    wrong: list[object] = []
    for measure, total in zip(table.measures, table.totals, strict=True):
        ours = cells(table, measure)
        theirs = recount(rows, measure, dimensions(asked), asked.from_on, asked.until_on, of)
        tolerance = 0.005001 if measure in RATIOS else 0
        wrong += [
            (asked, measure, key, ours.get(key), theirs.get(key))
            for key in ours.keys() | theirs.keys()
            if abs(ours.get(key, 0) - theirs.get(key, 0)) > tolerance
        ]
        totals = {"now": total}
        totals |= {"before": table.totals_before[table.measures.index(measure)]} if asked.is_beside else {}
        base = MADE_OF.get(measure, measure)
        unknown, unknown_in = uncounted(rows, base, dimensions(asked), asked.from_on, asked.until_on, of)
        for period, shown in totals.items():
            counted = sum(number for key, number in theirs.items() if not asked.is_beside or key[-1] == period)
            whole: Value = Shown.NONE if period in unknown_in else counted
            if (measure not in RATIOS or whole is Shown.NONE) and shown != whole:
                wrong.append((asked, measure, period, shown, whole))
        wrong += [(asked, measure, key) for key in dashes(table, measure, unknown) ^ unknown]
    wrong += differences_of_brought(rows, asked, table, of)
    said = coverage(rows, asked.from_on, asked.until_on, of.depots)
    return wrong + [(asked, one) for one in table.coverage if (one.stated, one.of) != said[one.by]]


def differences_of_brought(rows: Rows, asked: Asked, table: Table, of: Of) -> list[object]:
    """Whether the same cells are marked as brought from earlier years, and as much is told to be left out."""
    bases = {MADE_OF.get(measure, measure) for measure in asked.measures}
    found = {one: brought(rows, one, dimensions(asked), asked.from_on, asked.until_on, of) for one in bases}
    marked = {key for keys, _left_out in found.values() for key in keys}
    left_out = {measure: number for measure, (_keys, number) in found.items() if number}
    pairs = ((table.imported, marked), (dict(table.left_out), left_out))
    return [(asked, one, other) for one, other in pairs if one != other]


def reports(spans: dict[str, tuple[date, date]], by: tuple[tuple[By, ...], ...]) -> Iterator[Asked]:
    """Every report that there is, with all the figures that can be told apart so."""
    for from_on, until_on in spans.values():
        for told_by in by:
            asked = Asked(from_on, until_on, told_by, measures_for(told_by))
            if is_sensible(asked):
                yield asked


def ways(*, is_beside: bool = False) -> Iterator[Asked]:
    """Every way of every report with all its figures; `is_beside`: where it may, with the year before."""
    for report in REPORTS.values():
        for way in report.ways if report.may_be_beside or not is_beside else ():
            for from_on, until_on in DAYS.values() if By.DAY in way.by else [SPANS["parts of months"]]:
                yield Asked(from_on, until_on, way.by, way.measures, is_beside=is_beside)


def of_before(rows: Rows) -> Iterator[Asked]:
    """Reports of the time before the first loan, of which some figures were brought along and others were not."""
    first, last = date(2022, 1, 1), date(2023, 10, 31)
    told_by = (*((by,) for by in (By.YEAR, By.MONTH, By.DEPOT, By.CATEGORY)), (By.MONTH, By.DEPOT), (By.GROUP, By.YEAR))
    found = list(reports({"before": (first, last)}, told_by))
    of = Of(rows.depots)
    assert uncounted(rows, "returns_late", ("year",), first, last, of) == ({("2022",), ("2023",)}, {"now"})
    assert uncounted(rows, "lost", ("category",), first, last, of) == ({("football",), ("kubb",)}, {"now"})
    yield from found
    year = {"from_on": date(2023, 1, 1), "until_on": date(2023, 12, 31)}
    yield from (replace(asked, **year, is_beside=True) for asked in found[:2])


def narrowed(**only: Any) -> Iterator[Asked]:
    """Every way of every report, with those of its figures that know of the things that are asked for alone."""
    has_things = bool(only.keys() & {"categories", "size_text"})
    for asked in ways():
        known = (one for one in asked.measures if fits(one, asked.by, has_things=has_things))
        measures = tuple(one for one in known if "size_text" not in only or By.SIZE in FITS[one])
        if measures:
            yield replace(asked, measures=measures, **only)


def all_differences(
    engine: Engine, questions: Iterable[Asked], today: date = TODAY, roles: tuple[RoleHere, ...] = ()
) -> tuple[int, list[object]]:
    """How many figures were compared, each told apart so, and every cell that differs."""
    with raw(engine) as connection:
        rows = Rows(connection)
    wrong: list[object] = []
    number = 0
    with Session(engine) as session:
        for asked in questions:
            number += len(asked.measures)
            wrong += differences(session, rows, asked, today, roles)
    return number, wrong


EACH = ((), *((by,) for by in LONE))


def differences_of_fixed(rows: Rows) -> tuple[int, list[object]]:
    """How many shown cells and sums of the fixed tables were compared with the visits, and all that differ."""
    number, wrong = 0, list[object]()
    for measure in (Measure.VISITS, Measure.LOANS, Measure.PEOPLE):
        shown, true = fixed(rows, measure)
        number += len(shown)
        wrong += [(measure, key, value, true.get(key, 0)) for key, value in shown.items() if value != true.get(key, 0)]
    return number, wrong


def chosen(rows: Rows) -> Iterator[dict[str, Any]]:
    """What may be chosen of a report: a category, a group beside it, a size, a municipality and a depot elsewhere."""
    yield {"categories": ("football",)}
    yield {"categories": ("football", rows.facts("loans")[0].knows["group"])}
    sizes = Counter(fact.knows["size"] for fact in rows.facts("loans") if fact.knows["size"] != NO_SIZE)
    yield {"size_text": sizes.most_common(1)[0][0]}
    several = with_most_depots(rows)
    apart = next(depot["slug"] for depot in rows.depots.values() if depot["municipality_code"] != several)
    yield {"places": (several, apart)}


def with_most_depots(rows: Rows) -> str:
    """The municipality in which most depots lie."""
    lie = Counter(depot["municipality_code"] for depot in rows.depots.values())
    return lie.most_common(1)[0][0]


def test_every_report_of_the_demo_agrees_with_a_recount(engine: Engine) -> None:
    make_full_demo(engine, LOANS)
    with raw(engine) as connection:
        rows = Rows(connection)
    span = {"parts of months": SPANS["parts of months"]}
    questions = (
        *reports(span, EACH),
        *reports({"days": DAYS["a leap day"]}, ((By.DAY, By.DEPOT), (By.HOUR, By.DAY))),
        *reports({"a year": SPANS["a year"]}, PAIRS[::8]),
        *ways(),
        *ways(is_beside=True),
        *of_before(rows),
        *(asked for only in chosen(rows) for asked in narrowed(**only)),
    )
    number, wrong = all_differences(engine, questions)
    assert wrong == []
    one = next(row["slug"] for row in rows.depots.values() if row["municipality_code"] == with_most_depots(rows))
    rates = [asked for asked in narrowed(places=(one,)) if Measure.LOANS_PER_1000 in asked.measures]
    seen = [asked for asked in narrowed() if OF_BORROWERS.isdisjoint(asked.by)]
    organiser = (RoleHere(Role.ORGANISER, Scope.MUNICIPALITY, municipality_code=with_most_depots(rows)),)
    more, wrong = all_differences(engine, seen, roles=organiser)
    assert wrong == []
    few, wrong = all_differences(engine, rates)
    assert (few > 2, wrong) == (True, [])
    fixed_cells, wrong = differences_of_fixed(rows)
    assert (fixed_cells > 100, wrong) == (True, [])
    print(f"{engine.dialect.name}: {number + more} figures and {fixed_cells} fixed cells recounted, 0 cells differ")
    assert number + more > 1_000


@pytest.mark.long
def test_every_report_of_the_demo_agrees_with_a_recount_over_any_span(engine: Engine) -> None:
    make_full_demo(engine, 20_000)
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
    assert [recount(after, "loans", by, *span["all"], Of(after.depots)) for by in known] == [
        recount(rows, "loans", by, *span["all"], Of(rows.depots)) for by in known
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
