"""The invariant of issued reports, attacked in the same way."""

from tests.models.world import World

ISSUED = (
    "INSERT INTO issued_report (scope, place, year, edition, figures, hash, made_at, staff_id)"
    " SELECT 'municipality', '1780', 2025, 1, '{}', '" + "0" * 64 + "', '2026-01-12 09:00:00', min(id) FROM staff"
)
CHANGE = "UPDATE issued_report SET figures = '[]'"
DELETE = "DELETE FROM issued_report"
SAYS = "I21: an issued report is never changed"


def test_i21_an_issued_report_is_never_changed_or_deleted(world: World) -> None:
    world.run(ISSUED)
    world.refuses(CHANGE, "issued_report_never_updated", sqlite_says=SAYS)
    world.refuses(DELETE, "issued_report_never_deleted", sqlite_says=SAYS)


def test_i21_falls_without_its_triggers(world: World) -> None:
    world.run(ISSUED)
    world.passes_without("issued_report_never_updated", CHANGE)
    world.passes_without("issued_report_never_deleted", DELETE)
