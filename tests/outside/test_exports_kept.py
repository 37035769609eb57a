"""Files that are made beside the requests."""

from datetime import UTC, datetime
from pathlib import Path

from lendlib.outside.exports_kept import FOLDER, LASTS, remove_old


def test_a_name_that_is_gone_meanwhile_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    # What it leads to is not there, as what another thread has just renamed.
    (folder / "1-abc.said").symlink_to(folder / "gone")
    (folder / "1-abc.xlsx").write_bytes(b"whole")
    assert remove_old(tmp_path, datetime.now(UTC) + 2 * LASTS) == 1
