"""Prints lie in the instance folder for a day, and are there only when they are whole."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lendlib.outside.label_sheets_kept import begin_file, drop_file, end_file, printed_file, remove_older

A_DAY = timedelta(days=1)


def write(instance: Path, print_id: int, attempt: int) -> None:
    with begin_file(instance, print_id, attempt) as file:
        file.write(b"%PDF")


def test_a_print_is_there_once_it_is_whole(tmp_path: Path) -> None:
    write(tmp_path, 7, 1)
    assert not printed_file(tmp_path, 7).exists()
    end_file(tmp_path, 7, 1)
    assert printed_file(tmp_path, 7).read_bytes() == b"%PDF"
    assert printed_file(tmp_path, 7).stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"


def test_two_attempts_do_not_write_into_each_other(tmp_path: Path) -> None:
    write(tmp_path, 7, 1)
    write(tmp_path, 7, 2)
    drop_file(tmp_path, 7, 1)
    drop_file(tmp_path, 7, 1)
    end_file(tmp_path, 7, 2)
    assert [path.name for path in (tmp_path / "prints").iterdir()] == ["7.pdf"]


def test_what_is_older_than_a_day_is_removed(tmp_path: Path) -> None:
    assert remove_older(tmp_path, datetime.now(UTC), A_DAY) == 0
    write(tmp_path, 7, 1)
    end_file(tmp_path, 7, 1)
    assert remove_older(tmp_path, datetime.now(UTC), A_DAY) == 0
    assert remove_older(tmp_path, datetime.now(UTC) + 2 * A_DAY, A_DAY) == 1
    assert not printed_file(tmp_path, 7).exists()
