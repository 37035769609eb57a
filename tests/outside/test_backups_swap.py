"""A swap is whole or not at all: killed before any of its steps it is finished later, and what fails is undone."""

import os
import signal
import sys
from datetime import date
from pathlib import Path

import pytest

from lendlib.outside.backups_swap import JOURNAL, Swap, clear_replaced, cut_off

STEPS = 7


def an_instance(folder: Path) -> Swap:
    """Files as they stand, others that are to take their place, and what is to be done."""
    for where in ("", "new"):
        (folder / where / "photos").mkdir(parents=True)
        for name in ("database", "key", "photos/one"):
            (folder / where / name).write_text(f"{where or 'old'} {name}")
    (folder / "prints").mkdir()
    swap, before = Swap(folder), folder / "before-restore-20261125-101500"
    swap.replace(folder / "new" / "database", folder / "database", before)
    swap.move_aside(folder / "prints", before)
    swap.move_aside(folder / "imports", before)
    swap.move_aside(folder / "photos", before)
    swap.put(folder / "new" / "photos", folder / "photos")
    swap.replace(folder / "new" / "key", folder / "key", before)
    return swap


def seen(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def perform_and_die(swap: Swap, steps: int) -> int:
    """Perform it in a process that is killed before the step after so many; the signal that ended it."""
    child = os.fork()
    if child == 0:
        done = 0

        def count(event: str, _arguments: object) -> None:
            nonlocal done
            if event in {"os.rename", "os.link"} and (swap.instance / JOURNAL).exists():
                if done == steps:
                    os.kill(os.getpid(), signal.SIGKILL)
                done += 1

        sys.addaudithook(count)
        swap.perform(None)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def test_a_swap_is_finished_wherever_it_was_cut_off(tmp_path: Path) -> None:
    an_instance(tmp_path / "whole").perform(None)
    wanted = seen(tmp_path / "whole")
    assert wanted["database"] == "new database" and wanted["photos/one"] == "new photos/one"
    assert wanted["before-restore-20261125-101500/key"] == "old key"
    assert not any(name.startswith(("new", "prints", JOURNAL)) for name in wanted)
    for steps in range(STEPS):
        folder = tmp_path / str(steps)
        assert perform_and_die(an_instance(folder), steps) == signal.SIGKILL
        assert {"database", "key"} <= seen(folder).keys(), "there is no moment without a database or a key"
        again = cut_off(folder)
        assert again is not None
        again.finish(None)
        assert seen(folder) == wanted and cut_off(folder) is None
    assert perform_and_die(an_instance(tmp_path / "one more"), STEPS) == 0


@pytest.mark.parametrize("stands", [0, 3, 6])
def test_what_can_not_be_done_is_undone(tmp_path: Path, stands: int) -> None:
    swap, before = an_instance(tmp_path / "instance"), seen(tmp_path / "instance")
    in_the_way = tmp_path / "in the way"
    in_the_way.write_text("a file, where a folder is wanted")
    swap.steps.insert(stands, ("move", str(tmp_path / "instance" / "key"), str(in_the_way / "key")))
    with pytest.raises(OSError, match="in the way"):
        swap.perform(None)
    assert seen(tmp_path / "instance") == before and cut_off(tmp_path / "instance") is None


def test_what_can_not_be_finished_yet_is_finished_when_it_can(tmp_path: Path) -> None:
    folder, in_the_way = tmp_path / "instance", tmp_path / "in the way"
    swap = an_instance(folder)
    (folder / "more").write_text("old more")
    swap.move_aside(folder / "more", in_the_way)
    assert perform_and_die(swap, 3) == signal.SIGKILL
    in_the_way.write_text("a file, where a folder is wanted")
    for _ in range(2):
        again = cut_off(folder)
        assert again is not None, "it stays written down"
        with pytest.raises(OSError, match="in the way"):
            again.finish(None)
        assert seen(folder)["database"] == "new database", "what was done before is not half undone"
    in_the_way.unlink()
    again.finish(None)
    assert seen(folder)["key"] == "new key" and cut_off(folder) is None


def test_what_stood_before_goes_as_backups_do_and_nothing_else(tmp_path: Path) -> None:
    names = ["before-restore-20261001-101500", "before-restore-20261002-101500", "before-restore-mine", "before"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "lendlib.sqlite3").write_text("persons")
    clear_replaced(tmp_path, date(2026, 10, 2))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
