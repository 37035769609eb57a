"""The year before beside it, and loans a thousand inhabitants."""

from datetime import UTC, date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.operations import lending, returning
from lendlib.operations.lending import Visit
from lendlib.rules.statistics import Shown
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given
from tests.operations.asking import ask, cells

M = Measure


def lend_on(counter: given.Counter, *days: date) -> None:
    """One loan a day, back the same day."""
    ball = counter.item()
    for day in days:
        counter.now = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        counter.lends(ball)
        returning.check_in(counter.act(), ball)


def test_the_year_before_stands_beside_it(session: Session, counter: given.Counter) -> None:
    lend_on(counter, *(date(2025, 1, 31), date(2025, 3, 1), date(2025, 3, 2), date(2026, 1, 5), date(2026, 12, 31)))
    table = ask(session, By.MONTH, is_beside=True)
    assert cells(table) == {
        ("2026-01", "now"): 1,
        ("2026-01", "before"): 1,
        ("2026-03", "before"): 2,
        ("2026-12", "now"): 1,
    }
    assert (table.totals, table.totals_before) == ((2,), (3,))
    assert [dimension.by for dimension in table.dimensions] == [By.MONTH, By.PERIOD]
    assert [member.name for member in table.dimensions[1].members] == ["2026", "2025"]
    assert cells(ask(session, By.PERIOD)) == {"now": 2, "before": 3}
    assert cells(ask(session, By.YEAR, By.PERIOD)) == {("2026", "now"): 2, ("2026", "before"): 3}


def test_a_span_that_is_not_over_stands_beside_as_many_days(session: Session, counter: given.Counter) -> None:
    lend_on(counter, date(2025, 3, 1), date(2025, 3, 2), date(2026, 3, 1))
    table = ask(session, By.MONTH, is_beside=True, today=date(2026, 3, 1))
    assert (table.totals, table.totals_before) == ((1,), (1,))
    assert table.dimensions[1].members[1].name == "2025-01-01 to 2025-03-01"
    assert len(table.dimensions[0].members) == 12


def test_a_leap_day_stands_with_the_day_before_it_and_has_none_itself(session: Session, counter: given.Counter) -> None:
    lend_on(counter, date(2027, 2, 28), date(2028, 2, 28), date(2028, 2, 29), date(2029, 2, 28))
    common = ask(session, By.DAY, first=date(2029, 2, 1), last=date(2029, 2, 28), is_beside=True)
    assert cells(common) == {("2029-02-28", "now"): 1, ("2029-02-28", "before"): 2}
    leap = ask(session, By.DAY, first=date(2028, 2, 1), last=date(2028, 2, 29), is_beside=True)
    assert cells(leap) == {
        ("2028-02-28", "now"): 1,
        ("2028-02-28", "before"): 1,
        ("2028-02-29", "now"): 1,
        ("2028-02-29", "before"): Shown.NONE,
    }
    months = ask(session, By.MONTH, first=date(2029, 2, 1), last=date(2029, 2, 28), is_beside=True)
    assert cells(months) == {("2029-02", "now"): 1, ("2029-02", "before"): 2}


def test_by_week_mondays_stand_beside_mondays(session: Session, counter: given.Counter) -> None:
    monday = date(2026, 11, 23)
    lend_on(counter, date(2025, 11, 23), date(2025, 11, 24), monday)
    table = ask(session, By.WEEK, first=monday, last=date(2026, 11, 29), is_beside=True)
    assert cells(table) == {("2026-W48", "now"): 1, ("2026-W48", "before"): 1}
    assert table.dimensions[1].members[1].name == "2025-11-24 to 2025-11-30"


def test_loans_a_thousand_inhabitants_name_the_year(session: Session, counter: given.Counter) -> None:
    arvika = given.Counter(session, given.a_depot(session, "Arvika", municipality="1784"), counter.staff_id)
    far = given.Counter(session, given.a_depot(session, "Kil", municipality="1715"), counter.staff_id)
    people = {("1780", 2024): 2000, ("1780", 2025): 4000, ("1784", 2023): 1000, ("1784", 2027): 1, ("0180", 2020): 10}
    rows = [{"municipality_code": place, "year": year, "people": n} for (place, year), n in people.items()]
    session.execute(insert(Population), [row | {"source": "SCB"} for row in rows])
    lend_on(counter, date(2024, 5, 1), date(2026, 5, 1), date(2026, 6, 1))
    lend_on(arvika, date(2026, 5, 1))
    of = (M.LOANS, M.LOANS_PER_1000)
    two = {"places": ("1780", "1784")}
    by_place = ask(session, By.MUNICIPALITY, of=of, **two)
    assert cells(by_place) == {"1780": (2, 0.5), "1784": (1, 1.0)}
    assert by_place.totals == (3, 0.6) and by_place.population_years == (2023, 2025)
    county = ask(session, By.COUNTY, of=of, **two)
    assert cells(county) == {"17": (3, Shown.NONE)} and county.totals == (3, Shown.NONE), "Kil's depot is left out"
    assert cells(ask(session, By.YEAR, of=of, first=date(2024, 1, 1), places=("1780",))) == {
        "2024": (1, 0.5),
        "2026": (2, 0.5),
    }
    lend_on(far, date(2026, 5, 1))
    unknown = ask(session, By.MUNICIPALITY, of=of)
    assert cells(unknown)["1715"] == (1, Shown.NONE) and unknown.totals == (4, Shown.NONE)
    before = ask(session, By.MUNICIPALITY, of=M.LOANS_PER_1000, is_beside=True, first=date(2025, 1, 1), **two)
    assert cells(before)["1780", "before"] == 0.25
    counter.now = datetime(2026, 7, 1, 11, tzinfo=UTC)
    for home in ("0180", "0000"):
        lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, home_code=home))
    homes = ask(session, By.HOME, of=M.LOANS_PER_1000, first=date(2026, 7, 1))
    assert cells(homes) == {"0180": 100.0, "0000": Shown.NONE} and homes.totals == (Shown.NONE,)
