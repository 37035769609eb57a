"""The backup of each night: made by who asks first after its hour, rotated, copied to a second place, written down."""

import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing, db
from lendlib.jobs import Job
from lendlib.operations.backups import (
    LEASE,
    Told,
    end_copying,
    end_run,
    is_copied,
    is_made,
    take_copying,
    take_turn,
    zone_of_most,
)
from lendlib.outside.backups import back_up, database_of, mark_of
from lendlib.outside.backups_begun import clear_left
from lendlib.outside.backups_kept import copy_over, rotate
from lendlib.outside.backups_refused import NoBackup, of_the_disk
from lendlib.outside.backups_server import MayNotMakeDatabases, Server
from lendlib.outside.backups_swap import clear_replaced
from lendlib.rules.backups import LONGEST_DAYS, BackupOutcome, SecondOutcome, file_name, owed_on


def back_up_when_due(config: Config, engine: Engine, now: datetime) -> Told | None:
    """Make the backup of the latest night if it is still owed, or copy it once more where it lies in no second place,
    and say what came of it; nothing when nothing is owed.

    Safe late, twice and side by side: the database says whose turn it is. What failed is tried again an hour later.
    """
    folder = config.backups_folder
    if folder is None:
        return None
    with Session(engine) as session:
        zone = zone_of_most(session)
        for_on = owed_on(now.astimezone(ZoneInfo(zone)), config.backup_hour) if zone else None
        if for_on is None:
            return None
        if is_made(session, for_on):
            return _copy_again(config, folder, session, for_on, now)
        begin_writing(session)
        run_id = take_turn(session, for_on, now)
        session.commit()
    if run_id is None:
        return None
    begun, told = time.monotonic(), Told(BackupOutcome.FAILED)
    try:
        told = _make(config, folder, for_on, now)
    finally:
        with Session(engine) as session:
            begin_writing(session)
            end_run(session, run_id, told, now + timedelta(seconds=time.monotonic() - begun))
            session.commit()
    return told


def _copy_again(config: Config, folder: Path, session: Session, for_on: date, now: datetime) -> Told | None:
    mark = mark_of(config)
    file = folder / file_name(mark, for_on)
    if config.second_folder is None or is_copied(session, for_on) or not file.is_file():
        return None
    begin_writing(session)
    run_id = take_copying(session, for_on, now)
    session.commit()
    if run_id is None:
        return None
    begun, size = time.monotonic(), file.stat().st_size
    second = _copy(file, config.second_folder, mark, for_on, now)
    begin_writing(session)
    end_copying(session, run_id, second, now + timedelta(seconds=time.monotonic() - begun))
    session.commit()
    return Told(BackupOutcome.MADE, size, second)


def back_up_nights(app: Flask, now: datetime) -> dict[str, int]:
    """The worker's share of it; what came of it stands in its row."""
    back_up_when_due(app.config["LENDLIB"], db.engine, now)
    return {}


def _make(config: Config, folder: Path, for_on: date, now: datetime) -> Told:
    mark, database = mark_of(config), database_of(config)
    file = folder / file_name(mark, for_on)
    try:
        if folder.parent == config.instance:
            folder.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            return Told(BackupOutcome.NO_FOLDER)
        for place in {folder, config.instance}:
            clear_left(place, now - LEASE)
        # One that stands is of before a restore, or its row was lost: it stays, for who restored the wrong one.
        if not file.exists():
            back_up(config, file, now)
        size = file.stat().st_size
    except NoBackup as problem:
        return Told(problem.outcome)
    except OSError as problem:
        return Told(of_the_disk(problem, folder).outcome)
    # What can't be removed is named by the doctor; the backup is made all the same.
    with suppress(OSError):
        rotate(folder, mark, for_on)
    over = for_on - timedelta(LONGEST_DAYS)
    clear_replaced(config.instance, over)
    with suppress(SQLAlchemyError, MayNotMakeDatabases):
        if isinstance(database, Server):
            database.clear_left(now - LEASE)
        database.clear_replaced(over)
    second = _copy(file, config.second_folder, mark, for_on, now) if config.second_folder else None
    return Told(BackupOutcome.MADE, size, second)


def _copy(file: Path, second: Path, mark: str, for_on: date, now: datetime) -> SecondOutcome:
    # What has served its time goes first: nobody stays longer than promised, also where there is no room for more.
    clear_left(second, now - LEASE)
    with suppress(OSError):
        rotate(second, mark, for_on)
    return copy_over(file, second)


BACKUPS = Job("backups", 900, back_up_nights)
