"""A backup is whole, checked, made while others write, and never overwrites."""

import io
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import County
from lendlib.outside.backups import NoBackup, back_up
from lendlib.outside.photos import take
from lendlib.outside.photos_kept import all_files, new_name, write_down
from tests.ground import photographs


def database_in(file: Path, folder: Path) -> Path:
    """The database of a backup, unpacked."""
    with tarfile.open(file) as tar:
        assert sorted(tar.getnames()) == ["lendlib.sqlite3", "link_key", "secret_key"]
        file = folder / "lendlib.sqlite3"
        file.write_bytes((tar.extractfile("lendlib.sqlite3") or io.BytesIO()).read())
    return file


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_holds_the_photos(config: Config, engine: Engine, tmp_path: Path) -> None:
    names = [new_name(), new_name()]
    for name in names:
        write_down(config.instance, name, take(io.BytesIO(photographs.jpeg())))
    file = tmp_path / "backup.tar"
    back_up(config, file, str(engine.url.database))
    (tmp_path / "back").mkdir()
    with tarfile.open(file) as tar:
        tar.extractall(tmp_path / "back", filter="data")
    kept = all_files(tmp_path / "back")
    assert [path.name for path in kept] == [path.name for path in all_files(config.instance)] and len(kept) == 6
    assert [path.read_bytes() for path in kept] == [path.read_bytes() for path in all_files(config.instance)]


def keys_in(file: Path) -> dict[str, str]:
    with tarfile.open(file) as tar:
        members = {name: tar.extractfile(name) or io.BytesIO() for name in ("link_key", "secret_key")}
        return {name: member.read().decode() for name, member in members.items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_holds_what_was_committed_and_the_keys(config: Config, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    with Session(engine) as other:
        begin_writing(other)
        other.add(County(code="98", name="committed"))
        other.commit()
        begin_writing(other)
        other.add(County(code="99", name="not yet"))
        other.flush()
        assert back_up(config, file, str(engine.url.database)) == file.stat().st_size
        other.rollback()
    with closing(sqlite3.connect(database_in(file, tmp_path))) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT code FROM county WHERE code > '90'").fetchall() == [("98",)]
    assert keys_in(file)["link_key"] == (config.instance / "link_key").read_text()
    assert keys_in(file)["secret_key"] == config.secret_key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_overwrites_nothing_and_names_what_is_missing(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    file.write_text("the old one")
    with pytest.raises(NoBackup, match="never overwritten"):
        back_up(config, file, str(config.instance / "lendlib.sqlite3"))
    assert file.read_text() == "the old one"
    with pytest.raises(NoBackup, match="There is no database"):
        back_up(config, tmp_path / "other.tar", str(tmp_path / "none.sqlite3"))
    with pytest.raises(NoBackup, match="failed"):
        back_up(config, tmp_path / "nowhere" / "b.tar", str(config.instance / "lendlib.sqlite3"))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_its_own_program_is_named(config: Config, tmp_path: Path) -> None:
    with pytest.raises(NoBackup, match="pg_dump"):
        back_up(config, tmp_path / "backup.tar", "")
