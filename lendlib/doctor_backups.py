"""The doctor's look at backups: how old the newest is, whether there is room, and what is left over."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from config import Config
from lendlib.demo import is_demo
from lendlib.finding import Finding
from lendlib.models.depots import Depot
from lendlib.operations.backups import newest_run
from lendlib.outside.backups_programs import programs_for
from lendlib.outside.backups_refused import NoBackup
from lendlib.outside.backups_swap import BEFORE, STAMP
from lendlib.rules.backups import LONGEST_DAYS, SecondOutcome

OLDEST_NEWEST = timedelta(days=2)
NAMED = re.compile(r"lendlib-[0-9a-f]{8}-(\d{4}-\d{2}-\d{2})\.tar")


def missing_folders(config: Config) -> Iterator[str]:
    """The settings that name a folder which is not there, and what that means; the usual one is made when wanted."""
    first, second = config.backups_folder, config.second_folder
    if first and not (first.is_dir() or first.parent == config.instance):
        yield f"LENDLIB_BACKUPS: there is no folder {first}; no backup is made until it is there."
    if second and not second.is_dir():
        yield f"LENDLIB_BACKUPS_SECOND: there is no folder {second}; no backup is copied until it is there."


def examine_backups(config: Config, connection: Connection, now: datetime) -> Iterator[Finding]:
    """Look at the night's backups, and at what a restore put aside."""
    folder = config.backups_folder
    if folder is None:
        why = "the demo makes none" if config.is_demo else "as LENDLIB_BACKUPS says"
        yield Finding("backups", True, f"none by night, {why}")
    else:
        for missing in missing_folders(config):
            yield Finding("folder for backups", False, missing.removesuffix("."))
        yield from _nights(config, folder, connection, now)
        yield from _left_over(config, folder, now)
    yield from _put_aside(config.instance, now)


def _nights(config: Config, folder: Path, connection: Connection, now: datetime) -> Iterator[Finding]:
    if connection.dialect.name == "postgresql":
        major = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        try:
            yield Finding("backup programs", True, str(programs_for(major).folder))
        except NoBackup as problem:
            yield Finding("backup programs", False, str(problem))
    with Session(connection) as session:
        if not session.scalar(select(func.count()).select_from(Depot)):
            yield Finding("backups", True, "there is no depot yet")
            return
        made, last = newest_run(session, is_made=True), newest_run(session)
        if last is None and is_demo(session):
            yield Finding("backups", True, "none by night, this is a demo, which makes none")
            return
    if made is None or made.size is None:
        why = f"the last try ended as {last.outcome}" if last else "the worker makes them: ./run, or ./run worker"
        yield Finding("backups", False, f"none yet, {why}")
        return
    when = made.begun_at.astimezone().strftime("%Y-%m-%d %H:%M")
    failed = f", and the last try ended as {last.outcome}" if last and last.id != made.id else ""
    is_fresh = now - made.begun_at <= OLDEST_NEWEST
    yield Finding("backups", is_fresh, f"the newest is of {when}, {made.size / 1_000_000:.1f} MB{failed}")
    if folder.is_dir():
        free = shutil.disk_usage(folder).free
        enough = f"{free // 1_000_000} MB free in {folder}"
        yield Finding("room for backups", free >= 3 * made.size, enough)
    if config.second_folder is not None and made.for_on is not None:
        yield _second(folder, config.second_folder, made.second)


def _second(folder: Path, second: Path, outcome: str | None) -> Finding:
    is_same = second.is_dir() and folder.is_dir() and second.stat().st_dev == folder.stat().st_dev
    advice = ", on the same disk as the first" if is_same else ""
    return Finding("second place", outcome == SecondOutcome.COPIED, f"{second}: {outcome or 'not yet'}{advice}")


def _left_over(config: Config, folder: Path, now: datetime) -> Iterator[Finding]:
    """Files of an earlier link key, or of nights when none was made since: persons stay in them for too long."""
    over = now.date() - timedelta(LONGEST_DAYS + 1)
    for place in filter(None, (folder, config.second_folder)):
        names = [path.name for path in place.iterdir()] if place.is_dir() else []
        old = sorted(name for name in names if (found := NAMED.fullmatch(name)) and date.fromisoformat(found[1]) < over)
        if old:
            seen = f"{len(old)} files in {place} are older than {LONGEST_DAYS} days, the oldest {old[0]}: remove them"
            yield Finding("old backups", False, seen)


def _put_aside(instance: Path, now: datetime) -> Iterator[Finding]:
    over = (now - timedelta(LONGEST_DAYS + 1)).strftime("%Y%m%d")
    for path in sorted(instance.glob(f"{BEFORE}*")):
        found = STAMP.fullmatch(path.name)
        seen = f"{path} is kept, with the persons in it: remove it when all is well"
        yield Finding("before a restore", found is None or found[1] >= over, seen)
