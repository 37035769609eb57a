"""The file of a backup: a plain tar of database, photos and keys, and last a list of all that with its digests.

Read with suspicion: only members that a backup has, each once, as the list says. Nothing is unpacked by tar itself.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from config import VERSION
from lendlib.rules.photos import SIZES

MANIFEST = "manifest.json"
FORMAT = 1
KEYS = ("link_key", "secret_key")
DATABASES = {"sqlite": "lendlib.sqlite3", "postgresql": "lendlib.pgdump"}
PHOTO = re.compile(rf"photos/([0-9a-f]{{2}})/\1[0-9a-f]{{30}}-({'|'.join(SIZES)})\.jpg")
CHUNK = 1_048_576
LARGEST_MANIFEST = 256_000_000


class BrokenArchive(Exception):
    """A file that is no backup, or no whole one; the text says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `schema` is the migration that its database stands at, `server` PostgreSQL's major
    version or 0, `counts` rows by table, `members` size and SHA-256 by name."""

    schema: str
    made_at: datetime
    database: str
    server: int
    counts: dict[str, int]
    members: dict[str, tuple[int, str]]
    lendlib: str = VERSION
    format: int = FORMAT

    def as_json(self) -> bytes:
        """How it stands in the file."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read it back. Raises BrokenArchive."""
        try:
            told: dict[str, Any] = json.loads(text)
            if told["format"] != FORMAT:
                raise BrokenArchive(
                    f"it is a backup of form {told['format']!r}, and this lendlib reads form {FORMAT}: use a newer one"
                )
            members = {str(name): (int(size), str(digest)) for name, (size, digest) in told["members"].items()}
            return cls(
                schema=str(told["schema"]),
                made_at=datetime.fromisoformat(told["made_at"]),
                database=str(told["database"]),
                server=int(told["server"]),
                counts={str(table): int(rows) for table, rows in told["counts"].items()},
                members=members,
                lendlib=str(told["lendlib"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise BrokenArchive("its list of contents can't be read") from None

    @property
    def database_name(self) -> str:
        """What its database is called in the file."""
        return DATABASES.get(self.database, "")

    @property
    def photos(self) -> int:
        """How many files of photos it holds."""
        return sum(1 for name in self.members if PHOTO.fullmatch(name))


class Packing:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile, at: datetime) -> None:
        self.members: dict[str, tuple[int, str]] = {}
        self._tar, self._at = tar, at

    def add(self, name: str, content: BinaryIO, size: int) -> None:
        """Put so many bytes of a file into it."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self._at.timestamp())
        hashed = _Hashed(content)
        self._tar.addfile(member, hashed)  # type: ignore[arg-type]
        self.members[name] = (size, hashed.digest.hexdigest())

    def add_file(self, name: str, path: Path) -> None:
        """Put a file into it."""
        with path.open("rb") as file:
            self.add(name, file, os.fstat(file.fileno()).st_size)

    def add_text(self, name: str, text: bytes) -> None:
        """Put a text into it."""
        self.add(name, io.BytesIO(text), len(text))


class _Hashed:
    """A file whose bytes are counted into a digest as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


@contextmanager
def packing(path: Path, at: datetime) -> Iterator[Packing]:
    """Write a new file, readable by its owner alone, on disk for good when this ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            yield Packing(tar, at)
        file.flush()
        os.fsync(file.fileno())


def unpack(path: Path, into: Path, only: Iterable[str] | None = None) -> Manifest:
    """Compare a backup with its own list, and unpack it into an empty folder: all of it, or only these members.

    Raises BrokenArchive.
    """
    seen: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                if manifest is not None:
                    raise BrokenArchive(f"something follows its list of contents: {member.name!r}")
                content = _content_of(tar, member, seen)
                if member.name == MANIFEST:
                    manifest = Manifest.from_json(content.read())
                    continue
                is_wanted = only is None or member.name in only
                with _target(into / member.name if is_wanted else None) as target:
                    seen[member.name] = _copy(content, target)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as problem:
        raise BrokenArchive(f"it is no tar file, or not all of one ({problem})") from None
    if manifest is None:
        raise BrokenArchive("its list of contents is missing: it is no backup of lendlib, or its end was cut off")
    _compare(manifest, seen)
    return manifest


def _content_of(tar: tarfile.TarFile, member: tarfile.TarInfo, seen: Iterable[str]) -> IO[bytes]:
    is_known = member.name in {MANIFEST, *KEYS, *DATABASES.values()} or PHOTO.fullmatch(member.name)
    if not is_known:
        raise BrokenArchive(f"it holds {member.name!r}, which no backup of lendlib does")
    if not member.isreg() or member.issparse() or member.name in seen:
        raise BrokenArchive(f"{member.name!r} is no plain file in it, or stands there twice")
    content = tar.extractfile(member)
    if content is None or (member.name == MANIFEST and member.size > LARGEST_MANIFEST):
        raise BrokenArchive(f"{member.name!r} can't be read")
    return content


@contextmanager
def _target(path: Path | None) -> Iterator[BinaryIO | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _copy(content: IO[bytes], target: BinaryIO | None) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
        size += len(piece)
        if target is not None:
            target.write(piece)
    return size, digest.hexdigest()


def _compare(manifest: Manifest, seen: dict[str, tuple[int, str]]) -> None:
    for name in (*KEYS, manifest.database_name):
        if name not in manifest.members:
            raise BrokenArchive(f"{name or 'a database of a known kind'} is missing in it")
    missing = sorted(manifest.members.keys() - seen.keys())
    added = sorted(seen.keys() - manifest.members.keys())
    if missing or added:
        raise BrokenArchive(f"{(missing or added)[0]!r} is {'missing in it' if missing else 'not on its list'}")
    changed = sorted(name for name, what in seen.items() if manifest.members[name] != what)
    if changed:
        raise BrokenArchive(f"{changed[0]!r} is not what it was when the backup was made")
