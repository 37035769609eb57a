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
from lendlib.operations.backups import LEASE, Told, end_run, is_made, take_turn, zone_of_most
from lendlib.outside.backups import back_up, database_of, mark_of
from lendlib.outside.backups_kept import clear_left, copy_over, rotate
from lendlib.outside.backups_refused import NoBackup, of_the_disk
from lendlib.outside.backups_server import MayNotMakeDatabases, Server
from lendlib.outside.backups_swap import clear_replaced
from lendlib.rules.backups import LONGEST_DAYS, BackupOutcome, SecondOutcome, file_name, owed_on


def back_up_when_due(config: Config, engine: Engine, now: datetime) -> Told | None:
    """Make the backup of the latest night if it is still owed, and say what came of it; nothing when it is not owed.

    Safe late, twice and side by side: the database says whose turn it is. What failed is tried again an hour later.
    """
    folder = config.backups_folder
    if folder is None:
        return None
    with Session(engine) as session:
        zone = zone_of_most(session)
        for_on = owed_on(now.astimezone(ZoneInfo(zone)), config.backup_hour) if zone else None
        if for_on is None or is_made(session, for_on):
            return None
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
    return Told(BackupOutcome.MADE, size, _second(config, file, mark, for_on))


def _second(config: Config, file: Path, mark: str, for_on: date) -> SecondOutcome | None:
    folder = config.second_folder
    if folder is None:
        return None
    outcome = copy_over(file, folder)
    if outcome is SecondOutcome.COPIED:
        with suppress(OSError):
            rotate(folder, mark, for_on)
    return outcome


BACKUPS = Job("backups", 900, back_up_nights)
