"""The invariant of counts that a depot brought along, attacked in the same way."""

from tests.models.world import World

COUNT = (
    "INSERT INTO earlier_count (depot_id, import_id, month, measure, category_id, count)"
    " VALUES (:here, :import, {month}, '{measure}', {category}, 1)"
)
WHOLE = COUNT.format(month=202403, measure="loans", category="NULL")
OF_A_CATEGORY = COUNT.format(month=202404, measure="loans", category=":football")
SAYS = "UNIQUE constraint failed: earlier_count.depot_id"
OTHERS = (
    COUNT.format(month=202403, measure="visits", category="NULL"),
    COUNT.format(month=202405, measure="loans", category="NULL"),
    COUNT.format(month=202404, measure="returns", category=":football"),
)


def test_i22_a_month_has_one_earlier_count_of_a_figure_and_category(world: World) -> None:
    world.refuses(WHOLE, "uq_earlier_count_whole", sqlite_says=SAYS)
    world.refuses(OF_A_CATEGORY, "uq_earlier_count_category", sqlite_says=SAYS)
    for other in OTHERS:
        world.run(other)


def test_i22_falls_without_its_index_of_whole_counts(world: World) -> None:
    world.passes_without("uq_earlier_count_whole", WHOLE)


def test_i22_falls_without_its_index_of_categories(world: World) -> None:
    world.passes_without("uq_earlier_count_category", OF_A_CATEGORY)


def test_an_earlier_count_is_a_month_a_known_figure_and_no_less_than_nothing(world: World) -> None:
    for attack, by in (
        (COUNT.format(month=202413, measure="loans", category="NULL"), "ck_earlier_count_month"),
        (COUNT.format(month=202405, measure="lost", category="NULL"), "ck_earlier_count_measure_known"),
        (COUNT.format(month=202405, measure="visits", category=":football"), "ck_earlier_count_category_of_things"),
        (COUNT.format(month=202405, measure="loans", category="NULL").replace("1)", "-1)"), "ck_earlier_count_count"),
    ):
        world.refuses(attack, by)
