"""A backup that is broken, cut short, tampered with or somebody else's changes nothing, and the sentence says why."""

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import Config
from lendlib.outside.backups import back_up
from lendlib.outside.backups_refused import NotRestored
from lendlib.restoring import look_into, restore
from tests import given
from tests.ground.disks import limited

NOW = given.MONDAY_NOON
Parts = dict[str, bytes]


def parts_of(file: Path) -> Parts:
    with tarfile.open(file) as tar:
        return {name: (tar.extractfile(name) or io.BytesIO()).read() for name in tar.getnames()}


def packed(parts: Parts, *extra: tarfile.TarInfo) -> bytes:
    """A tar of these parts; members without content come before the rest."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for member in extra:
            tar.addfile(member)
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return whole.getvalue()


def told_anew(parts: Parts, **changes: Any) -> Parts:
    """The parts with a list that fits them, but for these changes."""
    told = json.loads(parts["manifest.json"])
    others = {name: content for name, content in parts.items() if name != "manifest.json"}
    told["members"] = {name: [len(content), sha256(content).hexdigest()] for name, content in others.items()}
    return others | {"manifest.json": json.dumps(told | changes).encode()}


def with_part(name: str, content: bytes = b"content") -> Callable[[Parts], bytes]:
    return lambda parts: packed(told_anew({name: content} | parts))


def a_member(name: str, kind: bytes, target: str) -> Callable[[Parts], bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return lambda parts: packed(parts, member)


def changed(name: str) -> Callable[[Parts], bytes]:
    return lambda parts: packed(parts | {name: parts[name][:-1] + bytes([parts[name][-1] ^ 1])})


def without(name: str) -> Callable[[Parts], bytes]:
    return lambda parts: packed({other: content for other, content in parts.items() if other != name})


def twice(parts: Parts) -> bytes:
    with io.BytesIO(packed(parts)) as whole, tarfile.open(fileobj=whole, mode="a") as tar:
        member = tarfile.TarInfo("link_key")
        member.size = 64
        tar.addfile(member, io.BytesIO(b"x" * 64))
        tar.close()
        return whole.getvalue()


def first_key_twice(parts: Parts) -> bytes:
    return packed(parts, tarfile.TarInfo("link_key"))


BROKEN: dict[str, tuple[Callable[[Parts], bytes], str]] = {
    "empty": (lambda _: b"", "no tar file"),
    "a letter": (lambda _: b"Dear lendlib, this is no backup. " * 100, "no tar file"),
    "noise": (lambda _: os.urandom(50_000), "no tar file"),
    "zipped": (lambda parts: gzip.compress(packed(parts)), "no tar file"),
    "cut in the database": (lambda parts: packed(parts)[:100_000], "not all of one"),
    "cut before its list": (
        lambda parts: packed(parts)[: packed(parts).index(b"manifest.json")],
        "list of contents is missing",
    ),
    "another's": (lambda _: packed({"wp-config.php": b"<?php"}), "which no backup of lendlib does"),
    "no list": (without("manifest.json"), "list of contents is missing"),
    "a list that is none": (lambda parts: packed(parts | {"manifest.json": b"[]"}), "list of contents can't be read"),
    "a list of numbers": (lambda parts: packed(told_anew(parts, members={"a": 1})), "list of contents can't be read"),
    "a form to come": (lambda parts: packed(told_anew(parts, format=2)), "this lendlib reads form 1"),
    "no database": (lambda parts: packed(told_anew(dict(list(parts.items())[1:]))), "is missing in it"),
    "no key": (without("link_key"), "'link_key' is missing in it"),
    "a short key": (lambda parts: packed(told_anew(parts | {"link_key": b"short"})), "no whole secret"),
    "a changed key": (changed("secret_key"), "'secret_key' is not what it was"),
    "a changed database": (lambda parts: changed(next(iter(parts)))(parts), "is not what it was"),
    "an added photo": (
        lambda parts: packed({f"photos/00/{'0' * 32}-small.jpg": b"x"} | parts),
        "is not on its list|which no backup",
    ),
    "a key twice": (first_key_twice, "stands there twice"),
    "something after the list": (twice, "something follows its list"),
    "a way out": (with_part("../../escaped"), "which no backup of lendlib does"),
    "a way out by photos": (with_part("photos/../../escaped.jpg"), "which no backup of lendlib does"),
    "a way from the root": (with_part("/tmp/escaped"), "which no backup of lendlib does"),
    "a link": (a_member("photos", tarfile.SYMTYPE, "/etc"), "which no backup of lendlib does"),
    "a key that is a link": (a_member("link_key", tarfile.SYMTYPE, "/etc/passwd"), "no plain file"),
    "a key that is another's name": (a_member("link_key", tarfile.LNKTYPE, "secret_key"), "no plain file"),
    "a device": (a_member("link_key", tarfile.CHRTYPE, ""), "no plain file"),
    "a newer schema": (lambda parts: packed(told_anew(parts, schema="9999")), "a newer lendlib made it"),
    "another schema": (lambda parts: packed(told_anew(parts, schema="0001")), "other rows than its list says"),
    "other counts": (lambda parts: packed(told_anew(parts, counts={"loan": 5})), "other rows than its list says"),
}


def everything(folder: Path) -> dict[str, bytes]:
    """Each file with its content, but for the locks."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".lock", ".next"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def good(config: Config, session: Session, engine: Engine, tmp_path: Path) -> Path:
    """A backup; after it a visit more was made, which a restore would take away."""
    counter = given.a_counter(session)
    counter.lends(counter.item())
    session.commit()
    file = tmp_path / "good.tar"
    back_up(config, file, NOW)
    counter.writes()
    counter.lends(counter.item())
    session.commit()
    session.close()
    engine.dispose()
    return file


def loans(engine: Engine) -> int:
    with engine.connect() as connection:
        found = int(connection.exec_driver_sql("SELECT count(*) FROM loan").scalar_one())
    engine.dispose()
    return found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_broken_changes_nothing(config: Config, engine: Engine, good: Path, tmp_path: Path) -> None:
    file, before = tmp_path / "broken.tar", everything(config.instance)
    parts = parts_of(good)
    for kind, (breaking, said) in BROKEN.items():
        file.write_bytes(breaking(dict(parts)))
        with pytest.raises(NotRestored, match=f"(?s){said}.*Nothing was changed") as refused:
            restore(config, file, NOW)
        assert everything(config.instance) == before, (kind, str(refused.value))
    with pytest.raises(NotRestored, match="is not there"):
        look_into(config, tmp_path / "none.tar")
    with limited(config.instance / "lendlib.sqlite3"), pytest.raises(NotRestored, match="Nothing was changed"):
        restore(config, good, NOW)
    assert everything(config.instance) == before and loans(engine) == 2
    assert not list(tmp_path.rglob("*escaped*"))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_is_broken_changes_nothing_on_a_server(
    config: Config, engine: Engine, good: Path, tmp_path: Path
) -> None:
    file, parts = tmp_path / "broken.tar", parts_of(good)
    torn = parts["lendlib.pgdump"]
    worse = {
        "other counts": BROKEN["other counts"],
        "no dump": (lambda parts: packed(told_anew(parts | {"lendlib.pgdump": b"no dump"})), "can't restore it"),
        "half a dump": (
            lambda parts: packed(told_anew(parts | {"lendlib.pgdump": torn[: len(torn) // 2]})),
            "can't restore it",
        ),
        "a later server's": (lambda parts: packed(told_anew(parts, server=99)), "PostgreSQL 99"),
        "an embedded one": (
            lambda parts: packed(told_anew({"lendlib.sqlite3": b"x"} | parts, database="sqlite")),
            "a backup of SQLite, and here lendlib runs on PostgreSQL",
        ),
    }
    for kind, (breaking, said) in worse.items():
        file.write_bytes(breaking(dict(parts)))
        with pytest.raises(NotRestored, match=f"(?s){said}.*Nothing was changed"):
            restore(config, file, NOW)
        assert loans(engine) == 2, kind
    with engine.connect() as connection:
        aside = text("SELECT count(*) FROM pg_database WHERE datname LIKE '%restoring%'")
        assert connection.execute(aside).scalar_one() == 0
