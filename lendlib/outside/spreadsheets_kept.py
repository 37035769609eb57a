"""Where lists lie until they are imported: in the instance folder, under a number, never served."""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO

CHUNK = 1_048_576
PASSING, LEFT_ALONE = ".new", timedelta(hours=1)


@dataclass(frozen=True)
class KeptList:
    """The files of one import: the list itself, what it would become a line at a time, and the report on the whole."""

    folder: Path
    import_id: int

    @property
    def sent(self) -> Path:
        """The file as it was sent."""
        return self.folder / f"{self.import_id}.list"

    @property
    def _lines(self) -> Path:
        return self.folder / f"{self.import_id}.lines"

    @property
    def _report(self) -> Path:
        return self.folder / f"{self.import_id}.report"

    def take(self, new: Path) -> None:
        """The file that was written down under a passing name is this import's."""
        new.replace(self.sent)

    def report(self) -> dict[str, Any] | None:
        """What the last reading found; none before it is whole."""
        try:
            told: dict[str, Any] = json.loads(self._report.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return told

    def lines(self, skipped: int, many: int) -> list[Any]:
        """Some of the lines as they would become things."""
        try:
            with self._lines.open(encoding="utf-8") as file:
                return [json.loads(line) for line in islice(file, skipped, skipped + many)]
        except FileNotFoundError:
            return []

    def begin_report(self) -> IO[bytes]:
        """A file for lines, one JSON value each; the report on them is gone until `end_report`."""
        self._report.unlink(missing_ok=True)
        return _new(self._lines)

    def end_report(self, report: dict[str, Any]) -> None:
        """The lines are whole: say what was found in all."""
        beside = self._report.with_suffix(".part")
        with _new(beside) as file:
            file.write(json.dumps(report, ensure_ascii=False).encode())
        beside.replace(self._report)

    def remove(self) -> None:
        """Nobody needs these files any more."""
        for path in (self.sent, self._lines, self._report, self._report.with_suffix(".part")):
            path.unlink(missing_ok=True)


def kept_in(instance: Path, import_id: int) -> KeptList:
    """The files of that import."""
    return KeptList(instance / "imports", import_id)


def write_down(instance: Path, upload: IO[bytes]) -> Path:
    """Keep what was sent under a passing name, until it is known what it is."""
    folder = instance / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{secrets.token_hex(16)}{PASSING}"
    with _new(path) as file:
        while piece := upload.read(CHUNK):
            file.write(piece)
    return path


def remove_all_but(instance: Path, wanted: Iterable[int], now: datetime) -> int:
    """Remove the files of every import that is over; how many files that were. What was just written is left alone."""
    keep = {str(number) for number in wanted}
    folder, gone = instance / "imports", 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stem not in keep and path.stat().st_mtime < (now - LEFT_ALONE).timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _new(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "wb")
