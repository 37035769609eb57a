"""`./run restore`: what it says, what it refuses, what it leaves behind, and that one that is cut off is finished."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import downgrade
from sqlalchemy import Engine, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from config import Config, WrongSetting
from lendlib.__main__ import main
from lendlib.db import db
from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Loan
from lendlib.models.reminders import Notice
from lendlib.models.staff import StaffSession
from lendlib.operations import returning
from lendlib.outside.backups import back_up
from lendlib.outside.backups_refused import InUse
from lendlib.outside.backups_swap import cut_off
from lendlib.presence import alone_at, present_in
from lendlib.restoring import finish_cut_off, restore
from lendlib.rules.vocabulary_reminders import NoticeState
from tests import given
from tests.ground.processes import bare_environ

NOW = datetime.now(UTC).replace(microsecond=0)
PHOTO = f"photos/{'0' * 2}/{'0' * 32}-small.jpg"


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(app.cli, list(words), obj=ScriptInfo(create_app=lambda: app))


def put_down(instance: Path, content: bytes) -> None:
    """A photo's file."""
    (instance / PHOTO).parent.mkdir(parents=True, exist_ok=True)
    (instance / PHOTO).write_bytes(content)


def let_go(session: Session, engine: Engine) -> None:
    session.close()
    engine.dispose()


@pytest.fixture
def file(config: Config, session: Session, engine: Engine, tmp_path: Path) -> Path:
    """A backup with a visit whose person's time is over, one that is out, letters that wait, somebody signed in. Since
    then the first visit was forgotten, the second came back, and the photo and the keys were changed."""
    counter = given.a_counter(session, retention_days=7)
    counter.now = NOW - timedelta(days=30)
    early, out = counter.item(), counter.item()
    counter.lends(early)
    returning.check_in(counter.act(), early)
    counter.later(days=30, minutes=-5)
    visit = counter.lends(out)
    for number, state in enumerate((NoticeState.QUEUED, NoticeState.SENT)):
        session.add(
            Notice(
                depot_id=counter.depot.id,
                checkout_id=visit,
                kind="receipt",
                occasion_on=counter.today + timedelta(number),
                channel="sms",
                state=state,
                queued_at=counter.now,
                next_try_at=counter.now,
                ended_at=counter.now if state is NoticeState.SENT else None,
            )
        )
    signed_in = {"staff_id": counter.staff_id, "token_hash": "t", "made_at": NOW, "ends_at": NOW + timedelta(hours=9)}
    session.add(StaffSession(**signed_in))
    session.commit()
    put_down(config.instance, b"as it was")
    file = tmp_path / "backup.tar"
    back_up(config, file, NOW)
    counter.writes()
    returning.check_in(counter.act(), out)
    session.commit()
    put_down(config.instance, b"as it is now")
    (config.instance / "prints").mkdir()
    (config.instance / "prints" / "1.pdf").write_bytes(b"labels")
    (config.instance / "link_key").write_text("another link key, of as many characters as it wants")
    let_go(session, engine)
    return file


def test_a_restore_brings_all_of_it_back_and_sends_nothing(
    app: Flask, config: Config, session: Session, engine: Engine, file: Path
) -> None:
    key = (config.instance / "link_key").read_text()
    looked = run(app, "restore", str(file))
    assert looked.exit_code == 0 and "Nothing was changed" in looked.output and "loan 2" in looked.output
    assert (config.instance / PHOTO).read_bytes() == b"as it is now" and not list(config.instance.glob("before*"))
    done = run(app, "restore", str(file), "--yes")
    assert done.exit_code == 0, done.output
    for said in ("waited, dropped: 1", "sign-ins, ended: 1", "password, ended: 0", "time was over, erased: 1"):
        assert said in done.output
    assert session.scalar(select(func.count()).select_from(Loan).where(Loan.closed_at.is_(None))) == 1
    assert session.scalar(select(func.count()).select_from(Contact)) == 1
    told = session.execute(select(Notice.state, Notice.why).order_by(Notice.id)).all()
    assert told == [("dropped", "parked"), ("sent", None)]
    assert all(at is not None and at >= NOW for at in session.scalars(select(Depot.parked_at)))
    assert session.scalars(select(StaffSession.ended_at)).one() is not None
    assert (config.instance / PHOTO).read_bytes() == b"as it was"
    assert (config.instance / "link_key").read_text() != key
    assert not (config.instance / "prints").exists()
    (before,) = config.instance.glob("before-restore-*")
    assert str(before) in done.output
    assert (before / PHOTO).read_bytes() == b"as it is now" and (before / "link_key").read_text() == key
    assert (before / "prints" / "1.pdf").exists()
    assert not [path.name for path in config.instance.iterdir() if path.name.startswith((".", "restore-under-way"))]
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(before / "lendlib.sqlite3")) as old:
            assert old.execute("SELECT count(*) FROM loan WHERE closed_at IS NULL").fetchone() == (0,)
    else:
        name = re.findall(r"the database (\S+)", done.output)[0]
        session.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).one()
    session.rollback()
    assert run(app, "doctor").exit_code == 0


def test_nothing_is_restored_while_somebody_is_at_work(app: Flask, config: Config, file: Path) -> None:
    with present_in(config.instance):
        refused = run(app, "restore", str(file), "--yes")
    assert refused.exit_code == 1 and "lendlib is at work" in refused.output and "Nothing was changed" in refused.output
    with create_engine(config.database_url, poolclass=NullPool).connect() as elsewhere:
        elsewhere.execute(text("SELECT 1 FROM depot"))
        told = run(app, "restore", str(file), "--yes")
    assert told.exit_code == 1 and "Stop lendlib first, on every machine" in told.output
    assert not list(config.instance.glob("before*")) and (config.instance / PHOTO).read_bytes() == b"as it is now"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_begins_to_work_while_a_restore_is_under_way(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lendlib", "worker", "--once"])
    monkeypatch.setenv("LENDLIB_INSTANCE", str(config.instance))
    with alone_at(config.instance):
        with pytest.raises(WrongSetting, match="being restored"), present_in(config.instance):
            raise AssertionError
        with pytest.raises(InUse, match="at work"), alone_at(config.instance):
            raise AssertionError
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 2 and "A backup is being restored" in capsys.readouterr().err
    with present_in(config.instance), present_in(config.instance):
        pass


def test_an_older_schema_is_brought_up_to_date_aside(
    app: Flask, config: Config, session: Session, engine: Engine, tmp_path: Path
) -> None:
    counter = given.a_counter(session)
    counter.lends(counter.item())
    session.commit()
    let_go(session, engine)
    with app.app_context():
        downgrade(revision="0003")
        db.engine.dispose()
    back_up(config, tmp_path / "old.tar", NOW)
    let_go(session, engine)
    done = restore(config, tmp_path / "old.tar", NOW)
    assert done.manifest.schema == "0003"
    assert session.scalar(select(func.count()).select_from(Loan)) == 1
    session.rollback()
    assert run(app, "doctor").exit_code == 0


def test_a_restore_that_is_killed_amid_its_swap_is_finished_at_the_next_start(
    config: Config, session: Session, file: Path
) -> None:
    environ = bare_environ(config.instance, 1) | {"LENDLIB_DATABASE_URL": config.database_url}
    killed = subprocess.run(
        [sys.executable, "-P", "-m", "tests.serving.cut_off_restore", str(file), "1"], env=environ, check=False
    )
    assert killed.returncode == -signal.SIGKILL and cut_off(config.instance) is not None
    assert finish_cut_off(config) and not finish_cut_off(config)
    assert not list(config.instance.glob(".*")), "no copy of anybody is left"
    assert session.scalar(select(func.count()).select_from(Loan).where(Loan.closed_at.is_(None))) == 1
    assert (config.instance / PHOTO).read_bytes() == b"as it was"
    assert "another" not in (config.instance / "link_key").read_text()
    (before,) = config.instance.glob("before-restore-*")
    assert {"link_key", "photos", "prints"} <= {path.name for path in before.iterdir()}
    assert (before / PHOTO).read_bytes() == b"as it is now"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_root_restores_is_its_owners_and_nothing_else_is(config: Config, file: Path, tmp_path: Path) -> None:
    us = os.geteuid()
    # Only root gives files away; for anyone else all is theirs, before and after.
    owner, group, others = (65534, 65534, set()) if us == 0 else (us, os.getegid(), {"trap", "beside"})
    theirs = tmp_path / "theirs"
    theirs.write_text("root's own")
    (config.instance / "trap").symlink_to(theirs)
    (config.instance / "beside").write_text("root's own, in the same folder")
    os.chown(config.instance, owner, group)
    restore(config, file, NOW)
    (before,) = config.instance.glob("before-restore-*")
    given_away = {path.name for path in (*config.instance.iterdir(), before) if path.lstat().st_uid == owner}
    assert {"lendlib.sqlite3", "link_key", "secret_key", "photos", "running.lock", before.name} <= given_away
    assert {"trap", "beside"} & given_away == others and theirs.stat().st_uid == us
    assert (config.instance / PHOTO).stat().st_uid == owner
