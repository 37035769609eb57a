"""The invariant of small cells, attacked in the same way."""

from tests.models.world import World

TABLE = (
    "INSERT INTO fixed_table (depot_id, what, period, threshold, solved_at, is_withheld, visits, loans, people) VALUES"
    " (:here, 'month_home', 202610, 5, '2026-11-08 04:00:00', FALSE, 40, 90, 0),"
    " (:here, 'month_age', 202610, 5, '2026-11-08 04:00:00', FALSE, 40, 0, 60)"
)
TALKATIVE = (
    "INSERT INTO fixed_cell (depot_id, what, period, home_code, kind, age_band, is_hidden, visits, loans)"
    " VALUES (:here, 'month_home', 202610, '1480', '*', '*', TRUE, 4, 9)"
)
SMALL = (
    "INSERT INTO fixed_cell (depot_id, what, period, home_code, kind, age_band, is_hidden, visits, loans)"
    " VALUES (:here, 'month_home', 202610, '1480', '*', '*', FALSE, 2, 9)"
)
FEW = (
    "INSERT INTO fixed_cell (depot_id, what, period, home_code, kind, age_band, is_hidden, people)"
    " VALUES (:here, 'month_age', 202610, '*', '*', '0-6', FALSE, 1)"
)
NEARLY_ALL = "UPDATE fixed_table SET visits_with_age = 39 WHERE what = 'month_age'"
OF_HOMES = "UPDATE fixed_table SET visits_with_age = 30 WHERE what = 'month_home'"
WHOLE = (
    "INSERT INTO fixed_cell (depot_id, what, period, home_code, kind, age_band, is_hidden, visits, loans, people)"
    " VALUES (:here, 'month_home', 202610, '1480', '*', '*', TRUE, NULL, NULL, NULL),"
    " (:here, 'month_home', 202610, '1780', '*', '*', FALSE, 36, 80, NULL),"
    " (:here, 'month_age', 202610, '*', '*', '0-6', FALSE, NULL, NULL, 20)"
)


def test_i20_a_hidden_cell_holds_no_number_and_one_or_two_are_never_shown(world: World) -> None:
    world.run(TABLE)
    world.refuses(TALKATIVE, "ck_fixed_cell_hidden_whole")
    world.refuses(SMALL, "ck_fixed_cell_visits_not_small")
    world.refuses(FEW, "ck_fixed_cell_people_not_small")
    world.run(WHOLE)


def test_i20_visits_that_told_an_age_are_told_of_ages_and_never_one_or_two(world: World) -> None:
    world.run(TABLE)
    world.refuses(NEARLY_ALL, "ck_fixed_table_age_told")
    world.refuses(OF_HOMES, "ck_fixed_table_age_told")
    world.run("UPDATE fixed_table SET visits_with_age = 30 WHERE what = 'month_age'")
    world.passes_without("ck_fixed_table_age_told", NEARLY_ALL)


def test_i20_falls_without_its_checks(world: World) -> None:
    world.run(TABLE)
    world.passes_without("ck_fixed_cell_hidden_whole", TALKATIVE)
    world.run("DELETE FROM fixed_cell")
    world.passes_without("ck_fixed_cell_visits_not_small", SMALL)
    world.passes_without("ck_fixed_cell_people_not_small", FEW)
