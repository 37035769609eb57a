"""What a restore swaps: written down first, so that one that is cut off in the middle is finished at the next start."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

JOURNAL = "restore-under-way.json"
BEFORE = "before-restore-"
STAMP = re.compile(BEFORE + r"(\d{8})-\d{6}")


@dataclass
class Swap:
    """Steps in their order: what stood before goes aside, what is new takes its place. A step that is done stays done
    when it is asked for again. At most two databases of a server are renamed too, before all the rest.
    """

    instance: Path
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    databases: tuple[str, str, str] | None = None

    def move_aside(self, path: Path, folder: Path) -> None:
        """What stands there goes into a folder, if anything does."""
        if path.exists():
            self.steps.append(("move", str(path), str(folder / path.name)))

    def put(self, new: Path, path: Path) -> None:
        """What is new comes there, where nothing stands any more."""
        self.steps.append(("move", str(new), str(path)))

    def replace(self, new: Path, path: Path, folder: Path) -> None:
        """A new file comes there, and what stood there is kept in a folder; there is no moment without any."""
        if path.exists():
            self.steps.append(("link", str(path), str(folder / path.name)))
        self.steps.append(("replace", str(new), str(path)))

    def rename_databases(self, new: str, live: str, before: str) -> None:
        """The one database takes the place of the other."""
        self.databases = (new, live, before)

    @property
    def kept(self) -> tuple[str, ...]:
        """Where what stood before is kept: folders, and a database of the server."""
        folders = {str(Path(target).parent) for _, _, target in self.steps if BEFORE in Path(target).parent.name}
        return (*sorted(folders), *([f"the database {self.databases[2]}"] if self.databases else []))

    @property
    def made(self) -> tuple[Path, ...]:
        """What it puts somewhere: files and folders in their new places, and the folders for what stood before."""
        targets = [Path(target) for _, _, target in self.steps]
        return (*{target.parent for target in targets if BEFORE in target.parent.name}, *targets)

    def perform(self, rename: Callable[[str, str, str], None] | None) -> None:
        """Do all of it. What can't be done is undone again, and raised."""
        self._write_down()
        done: list[tuple[str, str, str]] = []
        try:
            if self.databases and rename:
                rename(*self.databases)
            done.extend(step for step in self.steps if _do(*step))
        except BaseException:
            for step in reversed(done):
                _undo(*step)
            if self.databases and rename:
                new, live, before = self.databases
                rename(before, live, new)
            self._forget()
            raise
        self._forget()

    def finish(self, rename: Callable[[str, str, str], None] | None) -> None:
        """Do what is missing of one that was cut off. What can't be done is raised, and all stays written down: nobody
        knows any more which steps were done, so none of them is undone."""
        if self.databases and rename:
            rename(*self.databases)
        for step in self.steps:
            _do(*step)
        self._forget()

    def _write_down(self) -> None:
        beside = self.instance / f".{JOURNAL}"
        with beside.open("w") as file:
            json.dump({"steps": self.steps, "databases": self.databases}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.instance / JOURNAL)
        _sync(self.instance)

    def _forget(self) -> None:
        for folder in {Path(target).parent for _, _, target in self.steps}:
            if folder.is_dir():
                _sync(folder)
        (self.instance / JOURNAL).unlink(missing_ok=True)
        _sync(self.instance)


def cut_off(instance: Path) -> Swap | None:
    """The swap that was begun here and not finished, if there is one."""
    try:
        told = json.loads((instance / JOURNAL).read_text())
    except FileNotFoundError:
        return None
    steps = [(how, source, target) for how, source, target in told["steps"]]
    return Swap(instance, steps, tuple(told["databases"]) if told["databases"] else None)


def clear_replaced(folder: Path, before: date) -> None:
    """Remove what a restore put aside in a folder before that day: it holds persons, and goes as backups do."""
    for kept in folder.glob(f"{BEFORE}*"):
        found = STAMP.fullmatch(kept.name)
        if found and found[1] < f"{before:%Y%m%d}":
            shutil.rmtree(kept, ignore_errors=True)


def _do(how: str, source: str, target: str) -> bool:
    """Do a step, unless it was done before; whether it was done now."""
    if not Path(source).exists() or (how != "replace" and Path(target).exists()):
        return False
    Path(target).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    (os.link if how == "link" else os.replace)(source, target)
    return True


def _undo(how: str, source: str, target: str) -> None:
    os.replace(target, source)
    if how == "link":
        # Two names of one file are both left by the line above.
        Path(target).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
