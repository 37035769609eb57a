"""Where prints of labels lie: in the instance folder under their number, for a day."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

FOLDER, PASSING = "prints", ".part"


def printed_file(instance: Path, print_id: int) -> Path:
    """The PDF of a print; it is there once it is whole."""
    return instance / FOLDER / f"{print_id}.pdf"


def begin_file(instance: Path, print_id: int, attempt: int) -> BinaryIO:
    """A file to write the PDF to, under a passing name until `end_file`."""
    path = _passing(instance, print_id, attempt)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def end_file(instance: Path, print_id: int, attempt: int) -> None:
    """The PDF is whole."""
    _passing(instance, print_id, attempt).replace(printed_file(instance, print_id))


def drop_file(instance: Path, print_id: int, attempt: int) -> None:
    """What was written so far is of no use."""
    _passing(instance, print_id, attempt).unlink(missing_ok=True)


def remove_older(instance: Path, now: datetime, span: timedelta) -> int:
    """Remove the files of prints that are older than that; how many."""
    folder, gone = instance / FOLDER, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < (now - span).timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _passing(instance: Path, print_id: int, attempt: int) -> Path:
    return printed_file(instance, print_id).with_suffix(f".{attempt}{PASSING}")
