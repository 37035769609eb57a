"""Loans, returns, renewals, losses, visits and people: each world is small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lendlib.models.lending import Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations import conditions, lending, renewing, returning, undoing, visitors
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_keeping import keep_all
from lendlib.rules.vocabulary import AgeBand, Kind
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given
from tests.operations.asking import ask, cells

M = Measure
OF_LOANS = (M.LOANS, M.RETURNS, M.RETURNS_LATE, M.RENEWALS, M.LOST, M.FOUND)


def at(counter: given.Counter, *when: int) -> None:
    """Set the clock of the counter, in UTC."""
    counter.now = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_loan_is_told_apart_by_each_dimension(counter: given.Counter) -> None:
    counter.lends(counter.item(), counter.item())
    for by, code in {
        By.DEPOT: counter.depot.slug,
        By.MUNICIPALITY: "1780",
        By.COUNTY: "17",
        By.MONTH: "2026-11",
        By.YEAR: "2026",
        By.DAY: "2026-11-23",
        By.WEEK: "2026-W48",
        By.WEEKDAY: "1",
        By.HOUR: "12",
        By.CATEGORY: "football",
        By.GROUP: "boll",
        By.SIZE: "-",
        By.HOME: "0000",
        By.KIND: "unstated",
    }.items():
        table = ask(counter.session, by)
        assert cells(table) == {code: 2} and table.totals == (2,), by
        assert code in [member.code for member in table.dimensions[0].members], by


def test_each_fact_of_a_loan_counts_on_its_own_day(counter: given.Counter) -> None:
    """Five lent in January; what becomes of them lies in later months. The sixth was a mistake."""
    at(counter, 2026, 1, 20, 11)
    back, late, here, lost, mistake = (counter.item() for _ in range(5))
    counter.lends(back, here)
    counter.lends(late, lost)
    wrong = lending.check_out(counter.act(), [mistake], Visit(given.ANNA))
    undoing.undo(counter.act(), wrong.command_id)
    returning.check_in(counter.act(), back)
    at(counter, 2026, 2, 2, 11)
    renewed = renewing.renew(counter.act(), [_loan(counter, late)])
    undoing.undo(counter.act(), renewed.command_id)
    renewing.renew(counter.act(), [_loan(counter, late)])
    at(counter, 2026, 3, 31, 11)
    returning.check_in(counter.act(), late)
    returning.found_here(counter.act(), _loan(counter, here))
    conditions.lose(counter.act(), _loan(counter, lost))
    at(counter, 2026, 5, 4, 11)
    conditions.find(counter.act(), lost, is_whole=True)
    by_month = ask(counter.session, By.MONTH, of=OF_LOANS)
    assert cells(by_month) == {
        "2026-01": (4, 1, 0, 0, 0, 0),
        "2026-02": (0, 0, 0, 1, 0, 0),
        "2026-03": (0, 2, 1, 0, 1, 0),
        "2026-05": (0, 0, 0, 0, 0, 1),
    }
    assert by_month.totals == (4, 3, 1, 1, 1, 1)
    assert by_month.value(("2026-04",), M.LOANS) == 0 and len(by_month.rows()) == 12
    by_day = ask(counter.session, By.DAY, of=OF_LOANS)
    assert cells(by_day)["2026-03-31"] == (0, 2, 1, 0, 1, 0) and by_day.totals == by_month.totals
    keep_all(counter.session, counter.now + timedelta(days=40))
    assert cells(ask(counter.session, By.MONTH, of=OF_LOANS)) == cells(by_month)
    for by in (By.DEPOT, By.CATEGORY, By.GROUP, By.SIZE, By.HOME, By.KIND, By.YEAR, By.COUNTY):
        assert list(cells(ask(counter.session, by, of=OF_LOANS)).values()) == [by_month.totals], by


def test_a_span_within_months_counts_its_own_days(counter: given.Counter) -> None:
    """From the 31st to the 1st, with a whole month between; the days outside lie one away."""
    ball = counter.item()
    for day in ((1, 30), (1, 31), (2, 1), (2, 28), (3, 1), (3, 2)):
        at(counter, 2026, *day, 11)
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    span = {"first": date(2026, 1, 31), "last": date(2026, 3, 1)}
    assert cells(ask(counter.session, By.MONTH, of=(M.LOANS, M.RETURNS), **span)) == {
        "2026-01": (1, 1),
        "2026-02": (2, 2),
        "2026-03": (1, 1),
    }
    assert ask(counter.session, By.DEPOT, **span).totals == (4,)
    assert ask(counter.session, By.DAY, **span).totals == (4,)


def test_two_dimensions_stand_together(counter: given.Counter, neighbour: given.Counter) -> None:
    counter.lends(counter.item(), counter.item("sledge"))
    neighbour.later(days=8)
    neighbour.lends(neighbour.item())
    here, there = counter.depot.slug, neighbour.depot.slug
    assert cells(ask(counter.session, By.MONTH, By.CATEGORY)) == {
        ("2026-11", "football"): 1,
        ("2026-11", "sledge"): 1,
        ("2026-12", "football"): 1,
    }
    assert cells(ask(counter.session, By.DEPOT, By.MONTH)) == {(here, "2026-11"): 2, (there, "2026-12"): 1}
    assert cells(ask(counter.session, By.WEEKDAY, By.HOUR)) == {("1", "12"): 2, ("2", "12"): 1}
    table = ask(counter.session, By.MUNICIPALITY, By.MONTH, By.CATEGORY, categories=("football",))
    assert cells(table) == {("1780", "2026-11", "football"): 1, ("1780", "2026-12", "football"): 1}


def test_hours_are_those_of_the_depots_clock(session: Session, counter: given.Counter) -> None:
    """In the night of 25 October the hour from 2 comes twice, and on 28 March it doesn't come at all."""
    ball = counter.item()
    autumn = (2026, 10, 24, 22), (2026, 10, 25, 0, 59), (2026, 10, 25, 1, 0)
    for when in (*autumn, (2027, 3, 28, 0, 59), (2027, 3, 28, 1)):
        at(counter, *when)
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    october = {"first": date(2026, 10, 25), "last": date(2026, 10, 25)}
    assert cells(ask(session, By.HOUR, of=(M.LOANS, M.VISITS), **october)) == {"00": (1, 1), "02": (2, 2)}
    march = {"first": date(2027, 3, 28), "last": date(2027, 3, 28)}
    assert cells(ask(session, By.HOUR, **march)) == {"01": 1, "03": 1}
    far = given.a_depot(session, "Kathmandu", time_zone="Asia/Kathmandu")
    away = given.Counter(session, far, counter.staff_id)
    at(away, 2026, 11, 23, 11, 20)
    away.lends(away.item())
    assert cells(ask(session, By.DEPOT, By.HOUR, places=(far.slug,))) == {(far.slug, "17"): 1}


def test_the_days_of_a_leap_year_and_the_week_that_spans_two_years(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    for when in ((2028, 2, 29), (2027, 1, 3), (2027, 1, 4)):
        at(counter, *when, 11)
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    span = {"first": date(2028, 2, 1), "last": date(2028, 2, 29)}
    assert cells(ask(session, By.DAY, **span)) == {"2028-02-29": 1}
    table = ask(session, By.WEEK, first=date(2026, 12, 28), last=date(2027, 1, 10))
    assert cells(table) == {"2026-W53": 1, "2027-W01": 1}
    assert [member.name for member in table.dimensions[0].members] == ["week 53, 2026", "week 1, 2027"]


def test_visits_count_while_anything_of_them_stands(session: Session, counter: given.Counter) -> None:
    people = {AgeBand.TO_6: 2, AgeBand.TO_64: 1}
    school = Visit(given.ANNA, kind=Kind.SCHOOL, home_code="1784", people=people)
    done = [lending.check_out(counter.act(), [counter.item()], school) for _ in range(2)]
    counter.lends(counter.item())
    more = lending.check_out(
        counter.act(), [counter.item()], Visit(given.ANNA), joins=int(done[0].result["checkout"])
    )
    undoing.undo(counter.act(), done[1].command_id)
    undoing.undo(counter.act(), more.command_id)
    both = (M.VISITS, M.PEOPLE)
    assert cells(ask(session, By.MONTH, of=both)) == {"2026-11": (2, 3)}
    keep_all(session, counter.now + timedelta(days=40))
    assert cells(ask(session, By.MONTH, of=both)) == {"2026-11": (2, 3)}
    assert cells(ask(session, By.DAY, of=both)) == {"2026-11-23": (2, 3)}
    assert cells(ask(session, By.KIND, of=both)) == {"school": (1, 3), "unstated": (1, 0)}
    assert cells(ask(session, By.HOME, By.KIND, of=both)) == {("1784", "school"): (1, 3), ("0000", "unstated"): (1, 0)}
    ages = ask(session, By.AGE_BAND, of=M.PEOPLE)
    assert cells(ages) == {"0-6": 2, "20-64": 1}
    assert [member.name for member in ages.dimensions[0].members][-1] == "Age not stated"
    assert [(one.by, one.stated, one.of) for one in ages.coverage] == [(By.AGE_BAND, 1, 2)]
    homes = ask(session, By.HOME, of=M.VISITS, first=date(2026, 11, 20), last=date(2026, 11, 25))
    assert [(one.by, one.stated, one.of) for one in homes.coverage] == [(By.HOME, 1, 2)]
    assert [member.name for member in homes.dimensions[0].members] == ["Arvika", "Not stated"]
    assert ask(session, By.MONTH, of=M.VISITS).coverage == ()


def test_an_age_is_stated_where_somebody_has_one(session: Session, counter: given.Counter) -> None:
    for people in ({AgeBand.UNSTATED: 3}, {AgeBand.UNSTATED: 1, AgeBand.TO_6: 1}, {}):
        lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, people=people))
    for _ in ("from the loans", "as it is kept"):
        ages, people_served = ask(session, By.AGE_BAND, of=M.PEOPLE), ask(session, By.MONTH, of=M.PEOPLE)
        assert [(one.by, one.stated, one.of) for one in ages.coverage] == [(By.AGE_BAND, 1, 3)]
        assert [(one.by, one.stated, one.of) for one in people_served.coverage] == [(M.PEOPLE, 2, 3)]
        keep_all(session, counter.now + timedelta(days=40))
    by_day = ask(session, By.AGE_BAND, of=M.PEOPLE, first=date(2026, 11, 20), last=date(2026, 11, 25))
    assert [(one.by, one.stated, one.of) for one in by_day.coverage] == [(By.AGE_BAND, 1, 3)]


def test_visitors_are_those_of_the_door(session: Session, counter: given.Counter) -> None:
    visitors.count_visitor(counter.act())
    visitors.count_visitor(counter.act())
    row = {"depot_id": counter.depot.id, "visitors": 7}
    session.execute(insert(DoorDay), [row | {"day_on": date(2026, 10, 31)}, row | {"day_on": date(2025, 12, 31)}])
    assert cells(ask(session, By.MONTH, of=M.VISITORS)) == {"2026-10": 7, "2026-11": 2}
    assert cells(ask(session, By.COUNTY, By.WEEKDAY, of=M.VISITORS)) == {("17", "6"): 7, ("17", "1"): 2}


def test_a_season_lays_the_years_beside_each_other(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    for year, month in ((2025, 2), (2026, 2), (2026, 11)):
        at(counter, year, month, 10, 11)
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    table = ask(session, By.MONTH, By.YEAR, first=date(2025, 1, 1))
    assert cells(table) == {("02", "2025"): 1, ("02", "2026"): 1, ("11", "2026"): 1}
    assert [member.name for member in table.dimensions[0].members][:2] == ["January", "February"]
    weeks = ask(session, By.WEEK, By.YEAR, first=date(2025, 1, 1))
    assert cells(weeks) == {("W07", "2025"): 1, ("W07", "2026"): 1, ("W46", "2026"): 1}


def test_nothing_is_an_empty_table_in_every_language(session: Session, counter: given.Counter) -> None:
    for by, language in product(By, ("sv", "en", "fi")):
        of = M.PEOPLE if by is By.AGE_BAND else M.LOANS
        table = ask(session, by, of=of, language=language)
        assert table.is_empty and table.totals == (0,), by


def _loan(counter: given.Counter, item_id: int) -> int:
    return int(counter.session.execute(select(func.max(Loan.id)).where(Loan.item_id == item_id)).scalar_one())
