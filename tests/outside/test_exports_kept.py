"""Files that are made beside the requests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lendlib.outside.exports_kept import FOLDER, LASTS, MOST_OF_ONE, Note, export_of, make_room, remove_old


def test_a_name_that_is_gone_meanwhile_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    # What it leads to is not there, as what another thread has just renamed.
    (folder / "1-abc.said").symlink_to(folder / "gone")
    (folder / "1-abc.xlsx").write_bytes(b"whole")
    assert remove_old(tmp_path, datetime.now(UTC) + 2 * LASTS) == 1


def test_nobody_fills_the_disk_with_files_that_they_do_not_fetch(tmp_path: Path) -> None:
    others = export_of(tmp_path, 2, "key")
    mine = [export_of(tmp_path, 1, f"key-{number}") for number in range(6)]
    at = datetime(2026, 11, 25, tzinfo=UTC)
    for export in (others, *mine):
        make_room(tmp_path, 2 if export is others else 1)
        at += timedelta(minutes=1)
        note = Note("loans.xlsx", "", 1, begun_at=at.isoformat(), moved_at=at.isoformat())
        assert export.claim(note)
        with export.begin() as file:
            file.write(b"whole")
        export.end(note)
    assert [export.path.exists() for export in mine] == [False] * 3 + [True] * MOST_OF_ONE
    assert [export.note() is None for export in mine] == [True] * 3 + [False] * MOST_OF_ONE
    assert others.path.exists()
