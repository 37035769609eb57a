"""Counts of earlier years: brought whole or not at all, taken back, and in which reports they stand."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.statistics import Population
from lendlib.models.statistics_earlier import EarlierCount
from lendlib.operations.commands import Done
from lendlib.operations.statistics_earlier import FaultyCounts, NothingToAdd, bring, files_of, take_back
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Shown
from lendlib.rules.statistics_earlier_faults import Wrong
from lendlib.rules.statistics_grid import laid_out
from lendlib.rules.vocabulary import DepotState
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given
from tests.operations.asking import ask, cells

M = Measure
NONE = Shown.NONE
# What asks the database nothing that others here do not is tried on one.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)


def brings(counter: given.Counter, *lines: str, key: str | None = None) -> Done:
    """Bring a file of these lines, cells apart by semicolons."""
    return bring(counter.act(key), "gamla.csv", numbered(lines), "en")


def numbered(lines: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    return [(number, line.split(";")) for number, line in enumerate(lines, 1)]


def wrong_with(counter: given.Counter, *lines: str) -> list[tuple[int, Wrong]]:
    """What keeps such a file out; nothing of it is there afterwards."""
    before = how_many(counter.session)
    with pytest.raises(FaultyCounts) as no:
        brings(counter, *lines)
    assert how_many(counter.session) == before
    return [(fault.line, fault.wrong) for fault in no.value.faults]


def how_many(session: Session) -> int:
    return session.execute(select(func.count()).select_from(EarlierCount)).scalar_one()


def test_counts_stand_in_reports_by_place_time_and_whole_and_are_marked(counter: given.Counter) -> None:
    brings(counter, "month;loans;visits;people;visitors;returns", "2024-03;100;40;60;90;98", "2024-12;7;;;;")
    figures = (M.LOANS, M.VISITS, M.PEOPLE, M.VISITORS, M.RETURNS)
    by_month = ask(counter.session, By.MONTH, of=figures, first=FIRST, last=LAST)
    assert cells(by_month) == {"2024-03": (100, 40, 60, 90, 98), "2024-12": (7, NONE, NONE, NONE, NONE)}
    assert by_month.totals == (107, 40, 60, 90, 98)
    assert by_month.imported == {("2024-03",), ("2024-12",)} and by_month.left_out == {}
    for by, code in {By.DEPOT: counter.depot.slug, By.MUNICIPALITY: "1780", By.COUNTY: "17", By.YEAR: "2024"}.items():
        table = ask(counter.session, by, first=FIRST, last=LAST)
        assert cells(table) == {code: 107} and table.imported == {(code,)}, by
    season = ask(counter.session, By.MONTH, By.YEAR, first=FIRST, last=LAST)
    assert cells(season) == {("03", "2024"): 100, ("12", "2024"): 7} and season.imported == set(season.values)
    league = ask(counter.session, By.DEPOT, By.MONTH, first=FIRST, last=LAST)
    assert cells(league)[counter.depot.slug, "2024-03"] == 100
    assert ask(counter.session, of=figures, first=FIRST, last=LAST).totals == by_month.totals


def test_they_stand_beside_what_lendlib_counted_and_the_year_before(counter: given.Counter) -> None:
    counter.lends(counter.item(), counter.item())
    brings(counter, "month;loans", "2025-11;50", "2025-10;30", "2026-10;3")
    table = ask(counter.session, By.MONTH, first=date(2026, 10, 1), last=date(2026, 11, 30), is_beside=True)
    assert cells(table) == {
        ("2026-10", "now"): 3,
        ("2026-10", "before"): 30,
        ("2026-11", "now"): 2,
        ("2026-11", "before"): 50,
    }
    assert table.imported == {("2026-10", "now"), ("2026-10", "before"), ("2026-11", "before")}
    assert table.totals == (5,) and table.totals_before == (80,)


@on_sqlite
def test_what_an_empty_cell_leaves_open_is_no_nought(counter: given.Counter) -> None:
    brings(counter, "month;loans;visits;people;visitors;returns", "2022;1800;600;;0;", "2023-05;10;;;;4")
    counter.now = datetime(2025, 3, 3, 11, tzinfo=UTC)
    counter.lends(counter.item())
    figures = (M.LOANS, M.VISITS, M.PEOPLE, M.VISITORS, M.RETURNS, M.LOST, M.LOANS_AN_ITEM, M.STOCK)
    span = {"first": date(2021, 1, 1), "last": LAST}
    for of in (figures[:6], *((one,) for one in figures[:6])):
        years = ask(counter.session, By.YEAR, of=of, **span)
        told = {
            M.LOANS: [0, 1800, 10, 0, 1],
            M.VISITS: [0, 600, NONE, 0, 1],
            M.PEOPLE: [0, NONE, NONE, 0, 0],
            M.VISITORS: [0, 0, NONE, 0, 0],
            M.RETURNS: [0, NONE, 4, 0, 0],
            M.LOST: [0, NONE, NONE, 0, 0],
        }
        for measure in of:
            each = [years.value((str(year),), measure) for year in range(2021, 2026)]
            assert each == told[measure], measure
            assert years.totals[of.index(measure)] == sum(number for number in each if number is not NONE)
    brought = {"first": date(2022, 1, 1), "last": date(2022, 12, 31)}
    assert ask(counter.session, By.DEPOT, of=figures[:6], **brought).totals == (1800, 600, NONE, 0, NONE, NONE)
    people = ask(counter.session, By.YEAR, of=M.PEOPLE, **brought)
    assert people.is_empty and not people.imported
    assert ask(counter.session, By.YEAR, of=M.VISITORS, **brought).imported == {("2022",)}
    beside = ask(counter.session, By.DEPOT, of=(M.PEOPLE, M.VISITS), first=date(2023, 1, 1), last=LAST, is_beside=True)
    assert (beside.totals, beside.totals_before) == ((0, 1), (NONE, 600))


@on_sqlite
def test_loans_that_were_not_brought_make_no_share(counter: given.Counter) -> None:
    counter.session.add(Population(municipality_code="1780", year=2022, people=50_000, source="typed"))
    counter.session.flush()
    brings(counter, "month;visits", "2023;600")
    span = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}
    table = ask(counter.session, By.MUNICIPALITY, of=(M.VISITS, M.LOANS, M.LOANS_PER_1000), **span)
    assert cells(table) == {"1780": (600, NONE, NONE)} and table.totals == (600, NONE, NONE)


@on_sqlite
def test_a_sum_holds_what_some_brought_and_what_lendlib_counted(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    brings(counter, "month;loans;people", "2023-05;10;4", "2023-06;10;")
    brings(neighbour, "month;loans;visitors", "2023-05;10;", "2023-06;10;")
    of = (M.LOANS, M.PEOPLE, M.VISITORS)
    both = ask(counter.session, By.MONTH, of=of, first=date(2023, 5, 1), last=date(2023, 6, 30))
    assert cells(both) == {"2023-05": (20, 4, NONE), "2023-06": (20, NONE, NONE)} and both.totals == (40, 4, NONE)
    neighbour.now = datetime(2023, 7, 3, 11, tzinfo=UTC)
    neighbour.lends(neighbour.item())
    by_place = ask(counter.session, By.MONTH, By.DEPOT, of=M.VISITORS, first=date(2023, 5, 1), last=date(2023, 7, 31))
    own, other = counter.depot.slug, neighbour.depot.slug
    assert cells(by_place) == {(month, own): NONE for month in ("2023-05", "2023-06")} | {
        ("2023-05", other): NONE,
        ("2023-06", other): NONE,
        ("2023-07", other): 0,
    }
    grid = laid_out(by_place)
    places = [column.members[0].code for column in grid.columns[:2]]
    assert dict(zip(places, grid.totals, strict=False)) == {own: NONE, other: 0} and grid.totals[-1] == 0
    assert [row.cells[-1] for row in grid.rows] == [NONE, NONE, 0]


def test_months_and_years_that_do_not_lie_in_the_span_whole_are_left_out_and_told(counter: given.Counter) -> None:
    brings(counter, "month;loans;visits", "2023;1000;400", "2024-03;100;40", "2024-04;10;4")
    session = counter.session
    whole = ask(session, By.YEAR, first=FIRST, last=LAST)
    assert cells(whole) == {"2023": 1000, "2024": 110} and whole.left_out == {}
    by_month = ask(session, By.MONTH, first=FIRST, last=LAST)
    assert by_month.totals == (110,) and by_month.left_out == {M.LOANS: 1000}
    part = ask(session, By.DEPOT, first=date(2023, 2, 1), last=date(2024, 3, 30), of=(M.LOANS, M.VISITS))
    assert part.totals == (0, 0) and part.left_out == {M.LOANS: 1100, M.VISITS: 440}
    assert ask(session, first=date(2023, 1, 1), last=date(2024, 4, 1)).totals == (1100,)
    assert ask(session, first=date(2022, 12, 31), last=date(2024, 4, 1)).left_out == {M.LOANS: 10}
    assert ask(session, first=date(2025, 1, 1), last=LAST).left_out == {}
    within = ask(session, first=date(2024, 3, 10), last=date(2024, 3, 20))
    assert within.is_empty and within.left_out == {M.LOANS: 100}


@on_sqlite
def test_what_they_do_not_know_is_answered_without_them(counter: given.Counter) -> None:
    brings(counter, "month;loans;visits;people", "2024-03;100;40;60")
    told_by = {
        M.LOANS: (By.DAY, By.WEEK, By.WEEKDAY, By.HOUR, By.SIZE, By.HOME, By.KIND, By.CATEGORY, By.GROUP),
        M.PEOPLE: (By.AGE_BAND, By.HOME),
    }
    for measure, dimensions in told_by.items():
        for by in dimensions:
            table = ask(counter.session, by, of=measure, first=date(2024, 1, 1), last=date(2024, 12, 31))
            assert table.is_empty and not table.imported, by
            assert table.left_out == {measure: 100 if measure is M.LOANS else 60}, by
    sized = ask(counter.session, By.MONTH, first=FIRST, last=LAST, size_text="38")
    assert sized.is_empty and sized.left_out == {M.LOANS: 100}
    assert ask(counter.session, By.MONTH, of=M.RENEWALS, first=FIRST, last=LAST).left_out == {}


def test_categories_are_told_by_key_or_name_and_filtered(counter: given.Counter) -> None:
    brings(
        counter,
        "månad;kategori;lån;återlämningar",
        *("2024-03;Fotboll;20;", "2024-03;tent;5;5", "2024-03;Längdskidor;70;", "2024-04;;9;"),
    )
    session = counter.session
    by_category = ask(session, By.CATEGORY, of=(M.LOANS, M.RETURNS), first=FIRST, last=LAST)
    assert set(cells(by_category).values()) == {(5, 5), (20, NONE), (70, NONE)}
    assert by_category.value(("football",), M.LOANS) == 20
    assert by_category.left_out == {M.LOANS: 9} and ("tent",) in by_category.imported
    assert cells(ask(session, By.GROUP, first=FIRST, last=LAST))["boll"] == 20
    assert ask(session, By.MONTH, first=FIRST, last=LAST).totals == (104,)
    tents = ask(session, By.MONTH, of=(M.LOANS, M.RETURNS), first=FIRST, last=LAST, categories=("tent",))
    assert cells(tents) == {"2024-03": (5, 5)} and tents.left_out == {M.LOANS: 9}


@on_sqlite
def test_loans_per_1000_and_league_are_worked_out_with_them(counter: given.Counter) -> None:
    counter.session.add(Population(municipality_code="1780", year=2023, people=50_000, source="typed"))
    counter.session.flush()
    brings(counter, "month;loans", "2024;2500")
    table = ask(counter.session, By.MUNICIPALITY, of=M.LOANS_PER_1000, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert cells(table) == {"1780": 50.0} and table.totals == (50.0,) and table.population_years == (2023,)
    assert table.imported == {("1780",)}


@on_sqlite
def test_a_neighbour_and_who_practises_have_nothing_of_it(counter: given.Counter, neighbour: given.Counter) -> None:
    brings(counter, "month;loans", "2024-03;100")
    brings(neighbour, "month;loans", "2024-03;11")
    mine = ask(counter.session, By.MONTH, first=FIRST, last=LAST, places=(counter.depot.slug,))
    assert cells(mine) == {"2024-03": 100}
    assert ask(counter.session, By.MONTH, first=FIRST, last=LAST).totals == (111,)
    counter.session.execute(update(Depot).where(Depot.id == neighbour.depot.id).values(state=DepotState.TEST))
    assert ask(counter.session, By.MONTH, first=FIRST, last=LAST).totals == (100,)


@on_sqlite
def test_what_would_count_twice_is_refused_with_all_else_that_is_wrong(counter: given.Counter) -> None:
    counter.now = datetime(2026, 3, 3, 11, tzinfo=UTC)
    counter.lends(counter.item())
    counter.now = given.MONDAY_NOON
    assert wrong_with(
        counter,
        "month;category;loans;visitors",
        *("2026-03;;4;", "2026-02;;4;", "2025;;1;1", "2025-01;;1;", "2024-01;Fotbol;3;", "2024-01;Zeppelin;3;"),
        *("2024-02;tent;3;", "2024-02;tent;3;", "2024-02;;3;", "2027-01;;3;", "2024-05;;-1;x"),
    ) == [
        (2, Wrong.COUNTED_HERE),
        (5, Wrong.YEAR_AND_MONTHS),
        (6, Wrong.NEAR_CATEGORY),
        (7, Wrong.UNKNOWN_CATEGORY),
        (9, Wrong.TWICE),
        (10, Wrong.WHOLE_AND_PARTS),
        (11, Wrong.NOT_OVER),
        (12, Wrong.NEGATIVE),
        (12, Wrong.NO_NUMBER),
    ]
    counter.now = datetime(2027, 5, 3, 11, tzinfo=UTC)
    assert wrong_with(counter, "month;loans", "2026;4") == [(2, Wrong.YEAR_COUNTED_HERE)]


@on_sqlite
def test_practice_keeps_no_month_out(counter: given.Counter) -> None:
    counter.lends(counter.item())
    depot = update(Depot).where(Depot.id == counter.depot.id)
    counter.session.execute(depot.values(opens_on=date(2026, 12, 1)))
    counter.now = datetime(2026, 12, 20, 11, tzinfo=UTC)
    assert brings(counter, "month;loans", "2026-11;4").result["rows"] == 1


def test_a_file_is_brought_once_and_taken_back_whole(counter: given.Counter, neighbour: given.Counter) -> None:
    lines = ("month;loans;visits", "2024-03;100;40", "2024-04;90;")
    first = brings(counter, *lines, key="one and the same")
    assert brings(counter, *lines, key="one and the same").is_repeat
    assert first.result["rows"] == how_many(counter.session) == 3
    assert {wrong for _line, wrong in wrong_with(counter, *lines)} == {Wrong.BROUGHT_BEFORE}
    assert wrong_with(counter, "month;loans", "2024;1") == [(2, Wrong.YEAR_AND_MONTHS_BEFORE)]
    import_id = first.result["import"]
    with pytest.raises(NotFound):
        take_back(neighbour.act(), import_id)
    assert take_back(counter.act(), import_id).result["rows"] == 3
    assert take_back(counter.act(), import_id).result["rows"] == 0
    assert how_many(counter.session) == 0
    assert ask(counter.session, By.MONTH, first=FIRST, last=LAST).is_empty
    (told,) = files_of(counter.session, counter.depot.id)
    assert (told.file_name, told.rows, told.taken_back_at) == ("gamla.csv", 3, counter.now)
    brings(counter, *lines)
    assert len(files_of(counter.session, counter.depot.id)) == 2 and files_of(counter.session, neighbour.depot.id) == []


@on_sqlite
def test_a_file_without_counts_is_refused(counter: given.Counter) -> None:
    with pytest.raises(NothingToAdd):
        brings(counter, "month;loans", "2024-03;")
