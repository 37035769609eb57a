"""The small commands: they do what they say, and exit with 0 only when it is done and true."""

import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import Engine, create_engine, delete, select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.demo.people import WORKERS
from lendlib.doctor import Finding, examine
from lendlib.doctor_backups import missing_folders
from lendlib.jobs.backups import back_up_when_due
from lendlib.models.backups import BackupRun
from lendlib.models.depots import Depot, Municipality
from lendlib.models.inventory import Category
from lendlib.operations import photos
from tests import given
from tests.ground.post_office import post_office
from tests.ground.processes import bare_environ
from tests.jobs.posting import settings_of


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(app.cli, list(words), obj=ScriptInfo(create_app=lambda: app))


def test_doctor_finds_a_fresh_database_well(app: Flask) -> None:
    result = run(app, "doctor")
    assert "NOT OK" not in result.output
    assert "292 municipalities" in result.output
    assert result.exit_code == 0


def test_doctor_names_what_is_missing_and_migrate_mends_it(app: Flask, session: Session) -> None:
    session.execute(delete(Municipality).where(Municipality.code == "1780"))
    session.commit()
    result = run(app, "doctor")
    assert "NOT OK  reference rows: 291 municipalities, wants 292: ./run migrate" in result.output
    assert result.exit_code == 1
    assert run(app, "migrate").exit_code == 0
    assert run(app, "doctor").exit_code == 0


def test_doctor_names_photos_that_lack_their_files(app: Flask, session: Session) -> None:
    counter = given.a_counter(session)
    photos.put_down(session, counter.depot.id, "0" * 32, (4, 3), "d", counter.now, item_id=counter.item())
    session.commit()
    result = run(app, "doctor")
    assert "NOT OK  photos: 1, 3 files are missing" in result.output and result.exit_code == 1


def test_doctor_asks_for_an_address_where_the_public_is_let_in(config: Config) -> None:
    engine = create_engine("sqlite://")
    for email, is_ok in (("", [False]), ("depot@example.org", [True])):
        served = replace(config, mode="hosted", base_url="https://lend.example.org", contact_email=email)
        assert [finding.is_ok for finding in examine(served, engine) if finding.what == "contact"] == is_ok
    assert [finding for finding in examine(config, engine) if finding.what == "contact"] == []
    engine.dispose()


def test_doctor_asks_whom_to_believe_where_a_proxy_must_stand(config: Config) -> None:
    def proxies(trusted: int) -> Finding:
        served = replace(config, mode="hosted", base_url="https://lend.example.org", trusted_proxies=trusted)
        return next(found for found in examine(served, create_engine("sqlite://")) if found.what == "proxies")

    assert proxies(1).is_ok
    assert str(proxies(0)).startswith("NOT OK  proxies: 0 trusted: all seem to come from one address")


def test_migrate_keeps_what_is_there(app: Flask, session: Session) -> None:
    session.execute(update(Category).where(Category.key == "sledge").values(safety="check"))
    session.commit()
    assert run(app, "migrate").exit_code == 0
    session.expire_all()
    assert session.query(Category).filter_by(key="sledge").one().safety == "check"
    assert session.query(Depot).count() == 0


def test_worker_once_does_what_is_owed_and_ends(app: Flask) -> None:
    result = run(app, "worker", "--once")
    kinds = "faults letters notices notes commands changes sessions links guesses runs imports prints photos contacts"
    cleared = f"Done: 0 planned, 0 sent, {', '.join(f'0 {kind}' for kind in kinds.split())}"
    counted = ", 0 months, 0 months fixed, 0 years fixed.\n"
    assert (result.exit_code, result.output) == (0, cleared + counted)


def test_a_backup_is_made_told_and_written_down_and_not_overwritten(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    file = str(tmp_path / "b.tar")
    first = run(app, "backup", file)
    assert first.exit_code == 0, first.output
    assert "MB, restored aside and checked." in first.output and "keep it as safely" in first.output
    again = run(app, "backup", file)
    assert again.exit_code == 1 and "never overwritten" in again.output
    assert session.scalars(select(BackupRun.outcome).order_by(BackupRun.id)).all() == ["made", "failed"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_backup_that_was_killed_left_goes_with_the_next_one(app: Flask, config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    killed = subprocess.run(
        [sys.executable, "-P", "-m", "tests.serving.cut_off_backup", str(folder / "a.tar")],
        env=bare_environ(config.instance, 1),
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert [path.stat().st_size > 100_000 for path in folder.glob(".lendlib-part-*/whole")] == [True]
    assert run(app, "backup", str(folder / "b.tar")).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["b.tar"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_doctor_looks_at_the_backups(config: Config, session: Session, engine: Engine) -> None:
    nightly = replace(config, backups="", backups_second=str(config.instance.parent))
    (config.instance / "backups").mkdir()

    def found() -> dict[str, str]:
        session.commit()
        about = ("backups", "second place", "room for backups", "old backups", "before a restore")
        return {found.what: str(found) for found in examine(nightly, engine) if found.what in about}

    assert found() == {"backups": "ok      backups: there is no depot yet"}
    assert list(missing_folders(nightly)) == []
    away = str(config.instance / "unplugged" / "disk")
    for missing in ({"backups": away}, {"backups_second": away}):
        told = [str(one) for one in examine(replace(nightly, **missing), engine) if "folder for" in one.what]  # type: ignore[arg-type]
        setting = f"LENDLIB_{next(iter(missing)).upper()}"
        assert [line.partition(";")[0] for line in told] == [
            f"NOT OK  folder for backups: {setting}: there is no folder {away}"
        ]
    given.a_counter(session)
    assert found() == {"backups": "NOT OK  backups: none yet, the worker makes them: ./run, or ./run worker"}
    now = datetime.now(UTC)
    old = {"outcome": "made", "size": 1_500_000, "second": "no_folder", "for_on": now.date() - timedelta(3)}
    session.add(BackupRun(begun_at=now - timedelta(days=3), ended_at=now, **old))
    session.add(BackupRun(begun_at=now - timedelta(days=1), ended_at=now, outcome="disk_full"))
    (config.instance / "backups" / "lendlib-00000000-2020-01-01.tar").touch()
    (config.instance / "before-restore-20200101-000000").mkdir()
    told = found()
    assert "1.5 MB, and the last try ended as disk_full" in told["backups"] and told["backups"].startswith("NOT OK")
    assert told["second place"].startswith("NOT OK") and "no_folder, on the same disk" in told["second place"]
    assert "1 files" in told["old backups"] and told["old backups"].startswith("NOT OK")
    assert told["before a restore"].startswith("NOT OK") and told["room for backups"].startswith("ok")
    assert back_up_when_due(nightly, engine, now) is not None
    told = found()
    assert told["backups"].startswith("ok") and told["second place"].startswith("ok")
    assert "before a restore" not in told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_doctor_knows_a_demo_that_makes_no_backups_by_its_people(
    config: Config, session: Session, engine: Engine
) -> None:
    given.a_counter(session)
    given.staff(session, email=WORKERS[0].email)
    session.commit()
    [told] = [str(found) for found in examine(replace(config, backups=""), engine) if found.what == "backups"]
    assert told == "ok      backups: none by night, this is a demo, which makes none"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_is_gone_is_said(app: Flask) -> None:
    shutil.rmtree(app.config["LENDLIB"].instance)
    result = run(app, "migrate")
    assert result.exit_code == 1
    assert "The database can't be used" in result.output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_doctor_looks_at_the_channels_and_sends_nothing(config: Config) -> None:
    engine = create_engine("sqlite://")

    def channels(**settings: Any) -> list[str]:
        looked = replace(config, **settings)
        return [str(finding) for finding in examine(looked, engine) if finding.what.startswith("letters")]

    [kept] = channels()
    assert kept.startswith("ok      letters by kept: at /letters: no mail server and no gateway is set")
    with post_office() as office:
        [mail] = channels(**settings_of(mail=office.port))
        assert mail == f"ok      letters by mail: 127.0.0.1:{office.port} answers; nothing was sent"
        assert office.connections == 1 and not office.taken
    [mail] = channels(**settings_of(mail=office.port))
    assert mail == f"NOT OK  letters by mail: 127.0.0.1:{office.port} can't be reached"
    engine.dispose()


def test_whoever_has_the_computer_makes_a_link_to_a_new_password(app: Flask, session: Session) -> None:
    given.a_counter(session)
    given.staff(session, "Ada Ensam", email="ada@example.org")
    session.commit()
    made = run(app, "new-password", "Ada@Example.org ")
    assert made.exit_code == 0 and "it works once" in made.output
    (path,) = re.findall(r"http://[^/]+(/\S+)", made.output)
    assert "Ada Ensam" in app.test_client().get(path).text
    assert run(app, "new-password", "ada@example.org").exit_code == 0
    assert app.test_client().get(path).status_code == 410
    nobody = run(app, "new-password", "bo@example.org")
    assert nobody.exit_code == 1 and "There is no account with the e-mail bo@example.org." in nobody.output


def test_doctor_names_a_folder_that_others_can_look_into(app: Flask, config: Config) -> None:
    config.instance.chmod(0o755)
    assert f"NOT OK  instance folder: others of this machine can look into it: chmod 700 {config.instance}" in run(
        app, "doctor"
    ).output
    config.instance.chmod(0o750)
    assert "ok      instance folder: closed to others" in run(app, "doctor").output
