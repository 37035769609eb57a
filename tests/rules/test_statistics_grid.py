"""A table laid out for a page: rows, columns, totals, the year before, and what was not asked for."""

from dataclasses import replace
from datetime import date

from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.statistics_grid import Change, laid_out
from lendlib.rules.statistics_standings import league
from lendlib.rules.vocabulary_statistics import By, Measure

LOANS, EACH = Measure.LOANS, Measure.LOANS_AN_ITEM
Cells = dict[tuple[str, ...], tuple[Value, ...]]


def a_table(
    cells: Cells, *by: By, measures: tuple[Measure, ...] = (LOANS,), totals: tuple[Value, ...] = (), **more: object
) -> Table:
    """A table whose members are those of its cells, in their order."""
    dimensions = tuple(
        Dimension(one, tuple(Member(code, code.title()) for code in dict.fromkeys(key[place] for key in cells)))
        for place, one in enumerate(by)
    )
    asked = Asked(date(2025, 3, 1), date(2026, 2, 28), by, measures)
    return Table(asked, dimensions, measures, cells, totals or (0,) * len(measures), **more)  # type: ignore[arg-type]


def test_one_dimension_has_a_column_a_figure_and_the_tables_own_totals() -> None:
    cells: Cells = {("skis",): (5, 2.5), ("balls",): (3, Shown.NONE)}
    grid = laid_out(a_table(cells, By.CATEGORY, measures=(LOANS, EACH), totals=(8, 2.0)))
    assert [(row.member.name, row.cells) for row in grid.rows] == [("Skis", (5, 2.5)), ("Balls", (3, Shown.NONE))]
    assert grid.totals == (8, 2.0) and not any(grid.begins)


def test_the_year_before_stands_beside_with_the_difference() -> None:
    cells: Cells = {("a", "now"): (6, 1.5), ("a", "before"): (4, 1.0), ("b", "now"): (2, 1.0), ("b", "before"): (4, 2)}
    table = a_table(
        cells, By.DEPOT, By.PERIOD, measures=(LOANS, EACH), totals=(8, 1.25), totals_before=(8, Shown.NONE)
    )
    grid = laid_out(table)
    assert grid.rows[0].cells == (6, 4, Change(6, 4), 1.5, 1.0, Change(1.5, 1.0))
    assert grid.totals == (8, 8, Change(8, 8), 1.25, Shown.NONE, Change(1.25, Shown.NONE))
    assert [width for _column, width in grid.bands] == [3, 3]
    assert grid.begins == [True, False, False, True, False, False]
    assert grid.changes_of(EACH)[0].is_known is False


def test_places_side_by_side_are_added_up_and_a_hidden_cell_hides_its_sums() -> None:
    cells: Cells = {("01", "a"): (1,), ("01", "b"): (2,), ("02", "a"): (Shown.HIDDEN,), ("02", "b"): (4,)}
    grid = laid_out(a_table(cells, By.MONTH, By.DEPOT))
    assert [row.cells for row in grid.rows] == [(1, 2, 3), (Shown.HIDDEN, 4, Shown.HIDDEN)]
    assert grid.totals == (Shown.HIDDEN, 6, Shown.HIDDEN)


def test_where_nothing_was_counted_there_is_no_sum() -> None:
    none = Shown.NONE
    cells: Cells = {("01", "a"): (none,), ("01", "b"): (none,), ("02", "a"): (none,), ("02", "b"): (0,)}
    grid = laid_out(a_table(cells, By.MONTH, By.DEPOT))
    assert [row.cells for row in grid.rows] == [(none, none, none), (none, 0, 0)]
    assert grid.totals == (none, 0, 0)


def test_a_season_leaves_out_years_before_the_first_loan_and_months_that_were_not_asked_for() -> None:
    cells: Cells = {(month, year): (0,) for month in ("01", "03") for year in ("2024", "2025", "2026")}
    grid = laid_out(a_table(cells | {("03", "2025"): (7,), ("01", "2026"): (2,)}, By.MONTH, By.YEAR))
    assert [column.members[0].code for column in grid.columns] == ["2025", "2026"]
    assert [row.cells for row in grid.rows] == [(Shown.NONE, 2), (7, Shown.NONE)]


def test_hours_before_the_first_and_after_the_last_are_left_out() -> None:
    cells: Cells = {(f"{hour:02}", "1"): (int(hour in (10, 12)),) for hour in range(24)}
    grid = laid_out(a_table(cells, By.HOUR, By.WEEKDAY))
    assert [row.member.code for row in grid.rows] == ["10", "11", "12"]


def test_a_table_longer_than_a_page_says_how_much_is_left() -> None:
    cells: Cells = {(f"{number}",): (1,) for number in range(12)}
    grid = laid_out(a_table(cells, By.DAY, totals=(12,)), most=10)
    assert len(grid.rows) == 10 and grid.rest == 2 and grid.totals == (12,)


def test_rows_with_imported_counts_are_marked() -> None:
    cells: Cells = {("2024",): (1,), ("2025",): (2,)}
    grid = laid_out(a_table(cells, By.YEAR, imported=frozenset({("2024",)})))
    assert [row.is_imported for row in grid.rows] == [True, False]
    assert grid.is_imported and not laid_out(a_table(cells, By.YEAR)).is_imported
    assert not any(grid.total_marks) and not any(row.marks[0] for row in grid.rows)


def test_of_months_by_year_each_imported_cell_is_marked_and_a_year_that_is_imported_whole_at_its_head() -> None:
    cells: Cells = {("01", "2023"): (8,), ("02", "2023"): (0,), ("01", "2024"): (1,), ("02", "2024"): (2,)}
    cells |= {("01", "2025"): (3,), ("02", "2025"): (4,)}
    brought = frozenset({("01", "2023"), ("02", "2023"), ("01", "2024")})
    asked = Asked(date(2023, 1, 1), date(2025, 12, 31))
    grid = laid_out(replace(a_table(cells, By.MONTH, By.YEAR, imported=brought), asked=asked))
    assert [column.is_imported for column in grid.columns] == [True, False, False]
    assert [row.marks for row in grid.rows] == [(False, True, False), (False, False, False)]
    assert grid.total_marks == (False, True, False) and not any(row.is_imported for row in grid.rows)


def test_beside_the_year_before_the_span_that_holds_imported_counts_is_marked_and_no_difference() -> None:
    cells: Cells = {("01", "now"): (362,), ("01", "before"): (150,), ("02", "now"): (9,), ("02", "before"): (4,)}
    brought = frozenset({("01", "before")})
    grid = laid_out(a_table(cells, By.MONTH, By.PERIOD, imported=brought, totals=(371,), totals_before=(154,)))
    assert [row.marks for row in grid.rows] == [(False, True, False), (False,) * 3]
    assert grid.total_marks == (False, True, False)


def test_the_sum_of_depots_beside_each_other_is_marked_where_one_of_them_is() -> None:
    cells: Cells = {("01", "a"): (1,), ("01", "b"): (2,), ("02", "a"): (3,), ("02", "b"): (4,)}
    grid = laid_out(a_table(cells, By.MONTH, By.DEPOT, imported=frozenset({("01", "b")})))
    assert [row.marks for row in grid.rows] == [(False, True, True), (False,) * 3]
    assert grid.total_marks == (False, True, True)


def test_a_league_ranks_the_last_month_and_tells_who_climbed() -> None:
    cells: Cells = {
        **{("arvika", month): (loans,) for month, loans in (("09", 5), ("10", 9))},
        **{("karlstad", month): (loans,) for month, loans in (("09", 8), ("10", 7))},
        **{("torsby", month): (loans,) for month, loans in (("09", 0), ("10", 7))},
    }
    found = league(a_table(cells, By.DEPOT, By.MONTH))
    assert [(line.member.code, line.rank, line.climbed) for line in found.standings] == [
        ("arvika", 1, 1),
        ("karlstad", 2, -1),
        ("torsby", 2, None),
    ]
    assert [month.code for month in found.months] == ["09", "10"]
    assert [line.marks for line in found.standings] == [(False, False)] * 3
    brought = league(a_table(cells, By.DEPOT, By.MONTH, imported=frozenset({("arvika", "09"), ("torsby", "09")})))
    assert [line.marks for line in brought.standings] == [(True, False), (False, False), (False, False)]
    alone = league(a_table({("arvika", "10"): (3,)}, By.DEPOT, By.MONTH))
    assert alone.standings[0].climbed is None
