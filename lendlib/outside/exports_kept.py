"""Where large files lie that are made beside the requests: in the instance folder, for whoever asked, for an hour.

A file has no row: beside it lies a note that tells how far it is, and both go once it was fetched, or after the hour.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

FOLDER = "exports"
LASTS = timedelta(hours=1)
# What makes a file tells every second that it is alive; after this long in silence it has died.
SILENCE = timedelta(seconds=30)
# A person's files that lie ready at once; the disk is the database's as well.
MOST_OF_ONE = 3
CHUNK = 65_536


@dataclass(frozen=True)
class Note:
    """How a file stands. `called` is its name for whoever fetches it, `query` what it answers; moments in UTC."""

    called: str
    query: str
    total: int
    begun_at: str
    moved_at: str
    done: int = 0
    is_whole: bool = False
    failure: str = ""

    def is_running(self, now: datetime) -> bool:
        """Whether something makes it and is alive."""
        return not self.is_whole and not self.failure and datetime.fromisoformat(self.moved_at) > now - SILENCE

    def is_over(self, now: datetime) -> bool:
        """Whether its hour is over."""
        return datetime.fromisoformat(self.moved_at) < now - LASTS


@dataclass(frozen=True)
class Export:
    """One file that somebody asked for under a key of theirs."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """The file; it is there once it is whole."""
        return self.folder / f"{self.name}.xlsx"

    @property
    def _note(self) -> Path:
        return self.folder / f"{self.name}.note"

    @property
    def _passing(self) -> Path:
        return self.folder / f"{self.name}.part"

    def claim(self, note: Note) -> bool:
        """Be the one who makes it; False when that key has made it, or makes it, already."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        beside = self.folder / f"{secrets.token_hex(16)}.new"
        with _new(beside) as file:
            file.write(_written(note))
        try:
            # A link is there whole or not at all, and only one can be the first.
            self._note.hardlink_to(beside)
        except FileExistsError:
            return False
        finally:
            beside.unlink()
        return True

    def note(self) -> Note | None:
        """How it stands; None when there is no such file, or it is gone."""
        try:
            return Note(**json.loads(self._note.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def say(self, note: Note) -> None:
        """Tell how far it is, in one piece."""
        beside = self._note.with_suffix(".said")
        beside.unlink(missing_ok=True)
        with _new(beside) as file:
            file.write(_written(note))
        beside.replace(self._note)

    def begin(self) -> BinaryIO:
        """A file to write to, under a passing name until `end`."""
        return _new(self._passing)

    def end(self, note: Note) -> None:
        """The file is whole."""
        self._passing.replace(self.path)
        self.say(replace(note, is_whole=True))

    def drop(self) -> None:
        """What was written so far is of no use."""
        self._passing.unlink(missing_ok=True)

    @property
    def age(self) -> str:
        """When it was begun; empty for one that went meanwhile."""
        note = self.note()
        return note.begun_at if note else ""

    def forget(self) -> None:
        """Nobody needs it any more."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def fetched(self) -> Iterator[bytes]:
        """The file in pieces; once the last was taken, it goes."""
        with self.path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece
        self.forget()


def export_of(instance: Path, staff_id: int, key: str) -> Export:
    """The file that this person asked for under that key; nobody else's key leads to it."""
    name = hashlib.sha256(f"{staff_id}:{key}".encode()).hexdigest()[:32]
    return Export(instance / FOLDER, f"{staff_id}-{name}")


def is_making(instance: Path, staff_id: int, now: datetime) -> bool:
    """Whether a file is being made for that person right now."""
    notes = (Export(path.parent, path.stem).note() for path in (instance / FOLDER).glob(f"{staff_id}-*.note"))
    return any(note.is_running(now) for note in notes if note)


def remove_old(instance: Path, now: datetime) -> int:
    """Remove what is older than an hour, also what was never finished; how many files that were."""
    folder, gone = instance / FOLDER, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        # What others write passes under names that are gone in a moment.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - LASTS).timestamp():
                path.unlink()
                gone += 1
    return gone


def make_room(instance: Path, staff_id: int) -> None:
    """Remove the oldest files of a person who is about to have one more, so that no more lie there than may."""
    mine = sorted((instance / FOLDER).glob(f"{staff_id}-*.xlsx"), key=lambda path: Export(path.parent, path.stem).age)
    for path in mine[: -(MOST_OF_ONE - 1)]:
        Export(path.parent, path.stem).forget()


def _written(note: Note) -> bytes:
    return json.dumps(asdict(note), ensure_ascii=False).encode()


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
