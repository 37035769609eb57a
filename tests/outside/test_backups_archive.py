"""Whatever is done to the bytes of an archive, it is read as it was packed or refused with a sentence."""

import io
import random
from pathlib import Path

import pytest

from lendlib.outside.backups_archive import MANIFEST, BrokenArchive, Manifest, packing, unpack
from tests import given

NOW = given.MONDAY_NOON
PARTS = {"lendlib.sqlite3": b"database " * 300, "link_key": b"l" * 64, "secret_key": b"s" * 64}
PHOTO = f"photos/ab/ab{'0' * 30}-small.jpg"


def an_archive(file: Path) -> Manifest:
    with packing(file, NOW) as pack:
        for name, content in (PARTS | {PHOTO: b"a photo"}).items():
            pack.add(name, io.BytesIO(content), len(content))
        told = Manifest("0001", NOW, "sqlite", 0, {"loan": 1}, dict(pack.members))
        pack.add_text(MANIFEST, told.as_json())
    return told


def test_what_is_packed_is_unpacked(tmp_path: Path) -> None:
    told = an_archive(tmp_path / "a.tar")
    assert unpack(tmp_path / "a.tar", tmp_path / "all") == told
    assert {name: (tmp_path / "all" / name).read_bytes() for name in PARTS} == PARTS
    assert (tmp_path / "all" / PHOTO).read_bytes() == b"a photo" and told.photos == 1
    assert unpack(tmp_path / "a.tar", tmp_path / "few", only=["link_key"]) == told
    assert [path.name for path in (tmp_path / "few").iterdir()] == ["link_key"]


@pytest.mark.parametrize("tries", [400, pytest.param(20_000, marks=pytest.mark.long)])
def test_bytes_that_changed_are_found_out(tmp_path: Path, tries: int) -> None:
    told, chance = an_archive(tmp_path / "a.tar"), random.Random(20261125)
    whole, refused = (tmp_path / "a.tar").read_bytes(), 0
    for _ in range(tries):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 20))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.2:
            del broken[chance.randrange(len(broken)) :]
        (tmp_path / "b.tar").write_bytes(broken)
        try:
            assert unpack(tmp_path / "b.tar", tmp_path, only=()).members == told.members
        except BrokenArchive as problem:
            refused += bool(str(problem))
    assert refused > tries / 3


@pytest.mark.parametrize("text", [b"", b"null", b"[" * 100_000, b'{"format": 1e999}', b'{"format": 1}', b"\xff"])
def test_a_list_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(BrokenArchive):
        Manifest.from_json(text)
