"""Batches: each number, and each place in one, stands for one."""

from tests.models.world import World

BATCH_TWICE = (
    "INSERT INTO label_batch (depot_id, number, size, staff_id, made_at)"
    " SELECT depot_id, number, size, staff_id, made_at FROM label_batch"
)
PLACE_TWICE = (
    "UPDATE label SET batch_id = (SELECT max(id) FROM label_batch), batch_place = 1"
    " WHERE id IN (SELECT min(id) FROM label UNION SELECT max(id) FROM label)"
)
NO_PLACE = "UPDATE label SET batch_place = 1 WHERE id = (SELECT max(id) FROM label)"


def test_i18_a_number_stands_for_one_batch_and_a_place_for_one_label(world: World) -> None:
    world.refuses(
        BATCH_TWICE,
        "uq_label_batch_depot_id_number",
        sqlite_says="UNIQUE constraint failed: label_batch.depot_id, label_batch.number",
    )
    world.refuses(
        PLACE_TWICE,
        "uq_label_batch_place",
        sqlite_says="UNIQUE constraint failed: label.batch_id, label.batch_place",
    )
    world.refuses(NO_PLACE, "ck_label_batch_with_place")
    world.run(BATCH_TWICE.replace("SELECT depot_id", "SELECT :there"))


def test_i18_falls_without_its_constraints(world: World) -> None:
    world.passes_without("uq_label_batch_depot_id_number", BATCH_TWICE)
    world.passes_without("uq_label_batch_place", PLACE_TWICE)
    world.passes_without("ck_label_batch_with_place", NO_PLACE)
