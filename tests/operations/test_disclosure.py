"""Tables by home, kind and age: made once when late entry has ended, never changed, hiding what is small."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.disclosure import FixedCell, FixedCount
from lendlib.operations import lending, returning
from lendlib.operations.disclosure import fix_all, keep, owed, solve_months
from lendlib.operations.disclosure_reading import Fixed, periods, read_fixed
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_places import places
from lendlib.operations.statistics_sight import EVERYTHING
from lendlib.rules.disclosure_shown import FixedAsked
from lendlib.rules.statistics import Coverage, Shown
from lendlib.rules.vocabulary import AgeBand, Kind
from lendlib.rules.vocabulary_statistics import By
from tests import given

OCTOBER = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
EIGHTH = datetime(2026, 11, 8, 10, 0, tzinfo=UTC)
HIDDEN = Shown.HIDDEN, Shown.HIDDEN

Lends = Callable[..., None]
# What asks the database nothing that others here do not is tried on one.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def lends(counter: given.Counter) -> Lends:
    """So many visits that each take two things, one after the other."""
    things = [counter.item(), counter.item()]
    counter.now = OCTOBER

    def lend(visits: int, home: str, kind: Kind, band: AgeBand = AgeBand.TO_64) -> None:
        for _ in range(visits):
            visit = Visit(given.ANNA, home_code=home, kind=kind, people={band: 1})
            lending.check_out(counter.act(), things, visit)
            for thing in things:
                returning.check_in(counter.act(), thing)

    return lend


def told(session: Session, *by: By, period: int = 202610) -> Fixed:
    asked = FixedAsked(by, period)
    return read_fixed(session, asked, places(session, (), EVERYTHING), "en")


@on_sqlite
def test_a_month_is_fixed_a_week_after_it_ended(counter: given.Counter, lends: Lends) -> None:
    lends(1, "1780", Kind.PRIVATE)
    assert owed(counter.session, datetime(2026, 11, 7, 10, 0, tzinfo=UTC)) == []
    assert [(its.first, its.last) for its in owed(counter.session, EIGHTH)] == [(202610, 202610)]


def test_what_is_small_is_hidden_and_what_would_give_it_away(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    lends(6, "1715", Kind.SCHOOL, AgeBand.TO_12)
    lends(2, "0180", Kind.PRIVATE, AgeBand.FROM_65)
    fix_all(counter.session, 5, EIGHTH)
    homes = told(counter.session, By.HOME)
    assert homes.table.values == {("1780",): (9, 18), ("1715",): HIDDEN, ("0180",): HIDDEN}
    assert homes.table.totals == (17, 34)
    assert homes.table.coverage == (Coverage(By.HOME, 17, 17),)
    assert told(counter.session, By.KIND).table.values == {("private",): (11, 22), ("school",): (6, 12)}
    assert told(counter.session, By.AGE_BAND).table.values == {
        ("20-64",): (9,),
        ("7-12",): (Shown.HIDDEN,),
        ("65+",): (Shown.HIDDEN,),
    }
    assert told(counter.session, By.AGE_BAND).table.coverage == (Coverage(By.AGE_BAND, 17, 17),)


@on_sqlite
def test_an_age_that_nobody_has_is_not_stated(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    lends(6, "1780", Kind.PRIVATE, AgeBand.UNSTATED)
    fix_all(counter.session, 5, EIGHTH)
    assert told(counter.session, By.AGE_BAND).table.coverage == (Coverage(By.AGE_BAND, 9, 15),)


@on_sqlite
def test_coverage_is_not_told_where_it_would_tell_a_hidden_number(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    lends(2, "0000", Kind.UNSTATED)
    fix_all(counter.session, 5, EIGHTH)
    assert told(counter.session, By.HOME).table.coverage == ()
    hidden = select(FixedCell.visits, FixedCell.loans, FixedCell.people).where(FixedCell.is_hidden)
    found = counter.session.execute(hidden).all()
    assert found
    assert all(row == (None, None, None) for row in found)


@on_sqlite
def test_what_is_fixed_stays_as_it_is(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    fix_all(counter.session, 5, EIGHTH)
    before = told(counter.session, By.HOME).table
    lends(7, "1715", Kind.PRIVATE)
    fix_all(counter.session, 3, datetime(2026, 11, 20, tzinfo=UTC))
    assert told(counter.session, By.HOME).table == before


def test_who_keeps_the_same_month_second_changes_nothing(counter: given.Counter, lends: Lends) -> None:
    lends(2, "1780", Kind.PRIVATE)
    [its] = owed(counter.session, EIGHTH)
    [ready] = solve_months(counter.session, its, 5)
    assert [keep(counter.session, ready, EIGHTH) for _ in range(2)] == [1, 0]


def test_a_year_agrees_with_its_months_whatever_was_typed_in_since(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    fix_all(counter.session, 5, EIGHTH)
    lends(7, "1715", Kind.SCHOOL)
    counted = select(func.count()).select_from(FixedCount)
    assert counter.session.execute(counted).scalar_one() == 1
    fix_all(counter.session, 5, datetime(2027, 1, 8, 10, 0, tzinfo=UTC))
    assert counter.session.execute(counted).scalar_one() == 0
    year = told(counter.session, By.HOME, By.KIND, period=2026)
    assert year.table.values == {("1780", "private"): (9, 18)}
    assert told(counter.session, By.HOME, period=2026).table.values == {("1780",): (9, 18)}
    assert periods(counter.session, places(counter.session, (), EVERYTHING)) == [202612, 202611, 202610, 2026]


@on_sqlite
def test_depots_stand_beside_each_other_and_one_without_a_table_is_missing(
    counter: given.Counter, neighbour: given.Counter, lends: Lends
) -> None:
    lends(9, "1780", Kind.PRIVATE)
    fix_all(counter.session, 5, EIGHTH)
    both = told(counter.session, By.KIND)
    assert both.table.values == {(counter.depot.slug, "private"): (9, 18)}
    assert both.missing == {neighbour.depot.id}


@on_sqlite
def test_a_depot_that_has_not_opened_has_no_tables(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    counter.session.get_one(Depot, counter.depot.id).state = "test"
    counter.session.flush()
    assert owed(counter.session, EIGHTH) == []


@on_sqlite
def test_a_stricter_threshold_holds_for_what_is_fixed_from_then_on(counter: given.Counter, lends: Lends) -> None:
    lends(9, "1780", Kind.PRIVATE)
    fix_all(counter.session, 10, EIGHTH)
    assert told(counter.session, By.KIND).table.values[("private",)] == HIDDEN
    assert told(counter.session, By.KIND).threshold == 10
