"""The night's backup: made once by who asks first, rotated, copied to a second place; what fails is written down."""

import os
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from lendlib.jobs.backups import back_up_when_due
from lendlib.models.backups import BackupRun
from lendlib.operations.backups import LEASE, PAUSE, Told, newest_run
from lendlib.outside.backups import back_up, mark_of
from lendlib.outside.backups_begun import begun_in
from lendlib.outside.backups_kept import copy_over, days_in
from lendlib.outside.backups_refused import NoBackup
from lendlib.restoring import restore
from lendlib.rules.backups import BackupOutcome, SecondOutcome, file_name
from tests import given
from tests.ground.disks import limited, small_disk
from tests.ground.racing import Race

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TONIGHT = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 4, 10, tzinfo=STOCKHOLM)


@pytest.fixture
def nightly(config: Config, session: Session) -> Config:
    """Where nights are backed up, to a second place too, and a depot has something to lose."""
    second = config.instance.parent / "second"
    second.mkdir()
    given.a_counter(session).item()
    session.commit()
    return replace(config, backups="", backups_second=str(second))


def folder_of(config: Config) -> Path:
    assert config.backups_folder is not None
    return config.backups_folder


def file_of(config: Config, day: date = TONIGHT) -> Path:
    return folder_of(config) / file_name(mark_of(config), day)


def outcomes(session: Session) -> list[tuple[date | None, str, str | None]]:
    session.rollback()
    rows = session.execute(select(BackupRun.for_on, BackupRun.outcome, BackupRun.second).order_by(BackupRun.id))
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_of_two_workers_one_makes_it_and_it_lies_in_both_places(
    nightly: Config, session: Session, engine: Engine
) -> None:
    with Race(engine) as race:
        sides = race.run(*[lambda: back_up_when_due(nightly, engine, NOW)] * 2)
    assert [side.fault for side in sides] == [None, None]
    size = file_of(nightly).stat().st_size
    made = Told(BackupOutcome.MADE, size, SecondOutcome.COPIED)
    assert sorted([side.answer for side in sides], key=bool) == [None, made]
    assert back_up_when_due(nightly, engine, NOW + timedelta(hours=12)) is None
    assert outcomes(session) == [(TONIGHT, "made", "copied")]
    copy = Path(nightly.backups_second) / file_of(nightly).name
    assert copy.read_bytes() == file_of(nightly).read_bytes()
    assert [path.name for path in folder_of(nightly).iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_made_late_once_the_machine_is_on(nightly: Config, session: Session, engine: Engine) -> None:
    assert back_up_when_due(nightly, engine, NOW.replace(hour=3)) is not None
    assert back_up_when_due(nightly, engine, NOW.replace(hour=3, minute=40)) is None
    assert back_up_when_due(nightly, engine, NOW.replace(hour=22)) is not None
    assert [night for night, *_ in outcomes(session)] == [TONIGHT - timedelta(1), TONIGHT]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_after_a_restore_the_nights_that_were_made_before_stay_as_they_are(
    nightly: Config, session: Session, engine: Engine
) -> None:
    asked = nightly.instance.parent / "asked.tar"
    back_up(nightly, asked, NOW - timedelta(3))
    back_up_when_due(nightly, engine, NOW)
    made = file_of(nightly).read_bytes()
    session.close()
    engine.dispose()
    restore(nightly, asked, NOW + timedelta(hours=6))
    told = back_up_when_due(nightly, engine, NOW + timedelta(hours=7))
    assert told is not None and told.outcome is BackupOutcome.MADE and file_of(nightly).read_bytes() == made
    told = back_up_when_due(nightly, engine, NOW + timedelta(1))
    assert told is not None and file_of(nightly, TONIGHT + timedelta(1)).exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_none_is_made_where_there_is_nothing_or_nobody_wants_it(
    config: Config, session: Session, engine: Engine
) -> None:
    assert back_up_when_due(replace(config, backups=""), engine, NOW) is None
    given.a_counter(session)
    session.commit()
    for unwanted in (replace(config, backups="off"), replace(config, backups="", is_demo=True)):
        assert back_up_when_due(unwanted, engine, NOW) is None
    assert outcomes(session) == [] and not (config.instance / "backups").exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_what_lendlib_named_is_removed(nightly: Config, engine: Engine) -> None:
    folder = folder_of(nightly)
    folder.mkdir()
    for place in (folder, Path(nightly.backups_second)):
        for back in range(1, 60):
            (place / file_name(mark_of(nightly), TONIGHT - timedelta(back))).write_text("an earlier night")
        for name in ("mine.tar", file_name("ffffffff", date(2020, 1, 1)), "lendlib-2020-01-01.tar"):
            (place / name).write_text("not lendlib's own")
        (place / ".lendlib-part-killed").mkdir()
        (place / ".lendlib-part-killed" / "whole").write_text("half")
    for name, age in ((".lendlib-part-file", LEASE * 2), (".lendlib-part-of-now", LEASE / 2)):
        (folder / name).write_text("of who knew no folders")
        moment = (NOW - age).timestamp()
        os.utime(folder / name, (moment, moment))
    (folder / ".lendlib-part-gone").symlink_to(folder / "removed by who began it")
    with begun_in(folder) as begun:
        told = back_up_when_due(nightly, engine, NOW)
        assert told is not None and told.outcome is BackupOutcome.MADE
        assert begun.exists()
    for place in (folder, Path(nightly.backups_second)):
        days = days_in(place, mark_of(nightly))
        assert len(days) == 11 and TONIGHT in days and min(days) > TONIGHT - timedelta(35)
        assert {path.name for path in place.iterdir()} >= {"mine.tar", "lendlib-2020-01-01.tar"}
        assert (place / file_name("ffffffff", date(2020, 1, 1))).exists()
        assert not (place / ".lendlib-part-killed").exists()
    assert {path.name for path in folder.glob(".*")} == {".lendlib-part-of-now", ".lendlib-part-gone"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_second_place_that_takes_no_copy_is_cleared_all_the_same_and_asked_again(
    nightly: Config, session: Session, engine: Engine
) -> None:
    second = Path(nightly.backups_second)
    for back in range(1, 60):
        (second / file_name(mark_of(nightly), TONIGHT - timedelta(back))).write_text("an earlier night")
    in_the_way = second / file_of(nightly).name
    in_the_way.mkdir()
    told = back_up_when_due(nightly, engine, NOW)
    assert told is not None and (told.outcome, told.second) == (BackupOutcome.MADE, SecondOutcome.FAILED)
    days = days_in(second, mark_of(nightly))
    assert len(days) == 10 and min(days) > TONIGHT - timedelta(35)
    assert back_up_when_due(nightly, engine, NOW + PAUSE / 2) is None
    assert back_up_when_due(nightly, engine, NOW + PAUSE * 2) == told
    in_the_way.rmdir()
    assert back_up_when_due(nightly, engine, NOW + PAUSE * 2.5) is None
    with Race(engine) as race:
        sides = race.run(*[lambda: back_up_when_due(nightly, engine, NOW + PAUSE * 4)] * 2)
    copied = Told(BackupOutcome.MADE, told.size, SecondOutcome.COPIED)
    assert sorted([side.answer for side in sides], key=bool) == [None, copied]
    assert in_the_way.read_bytes() == file_of(nightly).read_bytes()
    assert outcomes(session) == [(TONIGHT, "made", "copied")]
    assert back_up_when_due(nightly, engine, NOW + PAUSE * 8) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_second_place_that_is_not_there_is_told_and_not_made(
    nightly: Config, session: Session, engine: Engine
) -> None:
    Path(nightly.backups_second).rmdir()
    back_up_when_due(nightly, engine, NOW)
    assert outcomes(session) == [(TONIGHT, "made", "no_folder")] and not Path(nightly.backups_second).exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_fails_is_written_down_and_tried_again(nightly: Config, session: Session, engine: Engine) -> None:
    elsewhere = replace(nightly, backups=str(nightly.instance.parent / "disk"))
    told = back_up_when_due(elsewhere, engine, NOW)
    assert told == Told(BackupOutcome.NO_FOLDER)
    assert back_up_when_due(elsewhere, engine, NOW + PAUSE / 2) is None
    folder_of(elsewhere).mkdir()
    told = back_up_when_due(elsewhere, engine, NOW + PAUSE)
    assert told is not None and told.outcome is BackupOutcome.MADE
    assert [outcome for _, outcome, _ in outcomes(session)] == ["no_folder", "made"]
    newest = newest_run(session)
    assert newest is not None and newest.size == file_of(elsewhere).stat().st_size
    assert newest.ended_at is not None and newest.ended_at >= newest.begun_at


@pytest.mark.parametrize(
    ("database", "is_real"), [("sqlite", True), ("sqlite", False), ("postgresql", True)], indirect=["database"]
)
def test_a_full_disk_is_told_and_the_old_backup_stands(
    nightly: Config, session: Session, engine: Engine, tmp_path: Path, is_real: bool
) -> None:
    disk = tmp_path / "disk"
    (disk / "again").mkdir(parents=True)
    full = replace(nightly, backups=str(disk), backups_second="")
    with small_disk(disk) if is_real else nullcontext(limited) as filling:
        assert back_up_when_due(full, engine, NOW - timedelta(1)) is not None
        old = file_of(full, TONIGHT - timedelta(1))
        content = old.read_bytes()
        with filling(old):
            assert back_up_when_due(full, engine, NOW) == Told(BackupOutcome.DISK_FULL)
            with pytest.raises(NoBackup, match="There is no room for the backup"):
                back_up(full, disk / "asked.tar", NOW)
            (disk / "again").mkdir(exist_ok=True)
            assert copy_over(old, disk / "again") is SecondOutcome.DISK_FULL
            assert {path.name for path in disk.iterdir()} - {"films"} == {"again", old.name}
            assert list((disk / "again").iterdir()) == [] and old.read_bytes() == content
        told = back_up_when_due(full, engine, NOW + PAUSE)
        assert told is not None and told.outcome is BackupOutcome.MADE
    assert [outcome for _, outcome, _ in outcomes(session)] == ["made", "disk_full", "made"]
