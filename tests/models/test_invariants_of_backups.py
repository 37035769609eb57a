"""The invariant of backups, attacked in the same way."""

from tests.models.world import World

TWO_OF_A_NIGHT = (
    "INSERT INTO backup_run (for_on, begun_at, ended_at, outcome) VALUES"
    " ('2026-11-25', '2026-11-25 04:00:00', '2026-11-25 04:01:00', 'made'),"
    " ('2026-11-25', '2026-11-25 04:00:00', NULL, 'running')"
)
OTHERS = (
    "INSERT INTO backup_run (for_on, begun_at, ended_at, outcome) VALUES"
    " ('2026-11-25', '2026-11-25 04:00:00', '2026-11-25 04:01:00', 'disk_full'),"
    " ('2026-11-25', '2026-11-25 05:00:00', '2026-11-25 05:01:00', 'made'),"
    " (NULL, '2026-11-25 06:00:00', '2026-11-25 06:01:00', 'made'),"
    " (NULL, '2026-11-25 06:00:00', '2026-11-25 06:01:00', 'made')"
)


def test_i19_a_night_has_one_backup_under_way_or_made(world: World) -> None:
    world.refuses(TWO_OF_A_NIGHT, "uq_backup_run_night", sqlite_says="UNIQUE constraint failed: backup_run.for_on")
    world.run(OTHERS)


def test_i19_falls_without_its_index(world: World) -> None:
    world.passes_without("uq_backup_run_night", TWO_OF_A_NIGHT)
