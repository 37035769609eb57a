"""A backup is whole, checked, of one moment, and never overwrites; what it can't be made of is said."""

import io
import json
import os
import sqlite3
import stat
import subprocess
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import County
from lendlib.outside.backups import back_up
from lendlib.outside.backups_archive import unpack
from lendlib.outside.backups_programs import programs_for
from lendlib.outside.backups_refused import NoBackup
from lendlib.outside.backups_server import Server
from lendlib.outside.photos import take
from lendlib.outside.photos_kept import all_files, new_name, write_down
from lendlib.rules.backups import BackupOutcome
from tests import given
from tests.ground import photographs
from tests.ground.postgresql import Cluster, binaries

NOW = given.MONDAY_NOON


def members(file: Path) -> dict[str, bytes]:
    """What stands in the file, read without lendlib."""
    with tarfile.open(file) as tar:
        return {name: (tar.extractfile(name) or io.BytesIO()).read() for name in tar.getnames()}


def counties_in(dump: bytes, folder: Path) -> list[str]:
    """The counties beyond Sweden's in a backup's database, read by its own programs."""
    file = folder / "copy"
    file.write_bytes(dump)
    if dump.startswith(b"SQLite"):
        with closing(sqlite3.connect(file)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [code for (code,) in copy.execute("SELECT code FROM county WHERE code > '90'")]
    command = [binaries() / "pg_restore", "--data-only", "--table=county", "--file=-", file]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = said.partition("COPY public.county")[2].splitlines()[1:]
    return [row[:2] for row in rows[: rows.index("\\.")] if row > "90"]


def test_a_backup_holds_what_was_committed_and_says_what_it_holds(
    config: Config, session: Session, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar"
    counter = given.a_counter(session)
    counter.lends(counter.item(), counter.item())
    session.add(County(code="98", name="committed"))
    session.commit()
    begin_writing(session)
    session.add(County(code="99", name="not yet"))
    session.flush()
    made = back_up(config, file, NOW)
    session.rollback()
    assert made.is_tried and made.size == file.stat().st_size
    held = members(file)
    told = json.loads(held.pop("manifest.json"))
    (name,) = [name for name in held if name.startswith("lendlib.")]
    assert sorted(held) == [name, "link_key", "secret_key"]
    assert counties_in(held[name], tmp_path) == ["98"]
    assert held["link_key"] == (config.instance / "link_key").read_bytes()
    assert held["secret_key"].decode() == config.secret_key
    assert told["members"] == {name: [len(text), sha256(text).hexdigest()] for name, text in held.items()}
    counted = {table: told["counts"][table] for table in ("depot", "item", "checkout", "loan", "contact")}
    assert counted == {"depot": 1, "item": 2, "checkout": 1, "loan": 2, "contact": 1}
    assert (told["made_at"], told["database"]) == (NOW.isoformat(), engine.dialect.name)
    assert told["server"] == (0 if engine.dialect.name == "sqlite" else int(binaries().parts[-2]))
    with engine.connect() as connection:
        assert told["schema"] == connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        if engine.dialect.name == "postgresql":
            aside = text("SELECT datname FROM pg_database WHERE datname LIKE '%check%'")
            assert connection.execute(aside).all() == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_holds_the_photos(config: Config, tmp_path: Path) -> None:
    for name in (new_name(), new_name()):
        write_down(config.instance, name, take(io.BytesIO(photographs.jpeg())))
    back_up(config, tmp_path / "backup.tar", NOW)
    (tmp_path / "back").mkdir()
    told = unpack(tmp_path / "backup.tar", tmp_path / "back")
    kept = all_files(tmp_path / "back")
    assert told.photos == len(kept) == 6
    assert [path.name for path in kept] == [path.name for path in all_files(config.instance)]
    assert [path.read_bytes() for path in kept] == [path.read_bytes() for path in all_files(config.instance)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_overwrites_nothing_and_names_what_is_missing(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    file.write_text("the old one")
    with pytest.raises(NoBackup, match="never overwritten"):
        back_up(config, file, NOW)
    assert file.read_text() == "the old one"
    with pytest.raises(NoBackup, match="nowhere") as refused:
        back_up(config, tmp_path / "nowhere" / "b.tar", NOW)
    assert refused.value.outcome is BackupOutcome.NO_FOLDER
    (config.instance / "lendlib.sqlite3").unlink()
    with pytest.raises(NoBackup, match="There is no database"):
        back_up(config, tmp_path / "other.tar", NOW)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE loan SET checkout_id = 9999", "name others that are not there"),
        ("DROP INDEX uq_loan_open_item; UPDATE loan SET item_id = (SELECT min(id) FROM item)", "on two loans at once"),
        ("DROP TABLE event", "can't be read as lendlib's"),
        ("DELETE FROM alembic_version", "is empty"),
    ],
)
def test_what_is_not_sound_is_no_backup(
    config: Config, session: Session, tmp_path: Path, harm: str, said: str
) -> None:
    counter = given.a_counter(session)
    counter.lends(counter.item(), counter.item())
    session.commit()
    with closing(sqlite3.connect(config.instance / "lendlib.sqlite3")) as connection:
        connection.executescript(harm)
    with pytest.raises(NoBackup, match=said) as refused:
        back_up(config, tmp_path / "backup.tar", NOW)
    assert refused.value.outcome is BackupOutcome.DAMAGED
    assert not (tmp_path / "backup.tar").exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_with_torn_pages_is_no_backup(config: Config, tmp_path: Path) -> None:
    file = config.instance / "lendlib.sqlite3"
    with file.open("r+b") as torn:
        torn.seek(8192)
        torn.write(os.urandom(file.stat().st_size - 8192))
    with pytest.raises(NoBackup, match="not sound") as refused:
        back_up(config, tmp_path / "backup.tar", NOW)
    assert refused.value.outcome is BackupOutcome.DAMAGED


def test_programs_of_another_version_are_named() -> None:
    assert programs_for(int(binaries().parts[-2])).folder == binaries()
    with pytest.raises(NoBackup, match=r"PostgreSQL 99.*only those of version 15.*postgresql-client-99") as refused:
        programs_for(99)
    assert refused.value.outcome is BackupOutcome.NO_PROGRAMS


def test_programs_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBackup, match=r"they are not installed here.*apt-get install postgresql-client-99"):
        programs_for(99)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_role_that_may_not_make_databases_has_its_list_checked(
    config: Config, engine: Engine, postgresql: Cluster, tmp_path: Path
) -> None:
    role = f"plain_{engine.url.database}"
    postgresql.run(f"CREATE ROLE {role} LOGIN")
    try:
        with engine.begin() as connection:
            connection.execute(text(f"GRANT pg_read_all_data TO {role}"))
        plain = replace(config, database_url=config.database_url.replace("postgres@", f"{role}@"))
        assert not back_up(plain, tmp_path / "backup.tar", NOW).is_tried
        cut = tmp_path / "cut"
        cut.write_bytes(members(tmp_path / "backup.tar")["lendlib.pgdump"][:3000])
        with pytest.raises(Exception, match="can't read it"):
            Server(plain.database_url).look_at_list(cut)
    finally:
        postgresql.run(f"DROP OWNED BY {role}")
        postgresql.run(f"DROP ROLE {role}")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_is_left_on_the_server_goes_in_its_time(config: Config, engine: Engine, postgresql: Cluster) -> None:
    name = engine.url.database
    gone = [f"{name[:31]}_before_restore_20261001_101500", f"{name[:31]}_check_{1:08x}00000000"]
    kept = [f"{name[:31]}_before_restore_20261002_101500", f"{name[:31]}_before_restore_mine"]
    for left in (*gone, *kept):
        postgresql.run(f'CREATE DATABASE "{left}" TEMPLATE template0 STRATEGY FILE_COPY')
    server = Server(config.database_url)
    server.clear_replaced(date(2026, 10, 2))
    server.clear_left(NOW)
    with engine.connect() as connection:
        like = text("SELECT datname FROM pg_database WHERE datname LIKE :like ORDER BY datname")
        assert connection.execute(like, {"like": f"{name[:31]}\\_%"}).scalars().all() == kept
    for left in kept:
        postgresql.drop(left)
