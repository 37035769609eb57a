"""Where photos lie: in the instance folder, each size a file under a name that nobody can guess."""

import os
import re
import secrets
from pathlib import Path

from lendlib.outside.photos import Taken
from lendlib.rules.photos import SIZES

_NAME = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """A name for a photo: 128 bits of chance."""
    return secrets.token_hex(16)


def is_name(text: str) -> bool:
    """Whether a photo can be called that."""
    return _NAME.fullmatch(text) is not None


def write_down(instance: Path, name: str, taken: Taken) -> None:
    """Keep all sizes of a photo, on disk for good when this returns. Its row was made before: no file is without."""
    folder = _folder(instance, name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for size, content in taken.sizes.items():
        _write(folder / f"{name}-{size}.jpg", content)
    _sync(folder)


def file_of(instance: Path, name: str, size: str) -> Path | None:
    """The file of a photo in that size; none for what no photo is called."""
    if size not in SIZES or not is_name(name):
        return None
    return _folder(instance, name) / f"{name}-{size}.jpg"


def remove(instance: Path, name: str) -> None:
    """Nobody needs this photo any more."""
    for size in SIZES:
        path = file_of(instance, name, size)
        if path is not None:
            path.unlink(missing_ok=True)


def all_files(instance: Path) -> list[Path]:
    """Every file of every photo, for who copies them."""
    return sorted((instance / "photos").glob("??/*.jpg"))


def _folder(instance: Path, name: str) -> Path:
    return instance / "photos" / name[:2]


def _write(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _sync(folder: Path) -> None:
    for path in (folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
