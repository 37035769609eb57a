"""Backups: when one is owed, what its file is called, which are kept, and how a try can end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

DAILY, WEEKLY = 7, 4
# No file is older, as long as new ones are made: so long stays in them who was erased today.
LONGEST_DAYS = 35


class BackupOutcome(StrEnum):
    """How a try to make a backup ended; `running` until it has."""

    RUNNING = "running"
    MADE = "made"
    DISK_FULL = "disk_full"
    DAMAGED = "damaged"
    NO_PROGRAMS = "no_programs"
    NO_FOLDER = "no_folder"
    FAILED = "failed"
    CUT_OFF = "cut_off"


class SecondOutcome(StrEnum):
    """How its copy to the second place ended."""

    COPIED = "copied"
    DISK_FULL = "disk_full"
    NO_FOLDER = "no_folder"
    DIFFERS = "differs"
    FAILED = "failed"


def owed_on(local: datetime, hour: int) -> date:
    """The latest day whose backup should be there, by the local clock: today's from that hour on."""
    return local.date() if local.hour >= hour else local.date() - timedelta(1)


def file_name(mark: str, day: date) -> str:
    """What the backup of a day is called; the mark tells one lendlib from another that keeps files beside it."""
    return f"lendlib-{mark}-{day.isoformat()}.tar"


def day_named(mark: str, name: str) -> date | None:
    """The day of a file that this lendlib named; none for all others."""
    text = name.removeprefix(f"lendlib-{mark}-").removesuffix(".tar")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if file_name(mark, day) == name else None


def to_keep(days: Iterable[date], today: date) -> set[date]:
    """Of the days that have a backup, those that are kept: the last seven, and the first of each of four weeks before.

    A week's first stays the first, so none is thrown away that a later day would want. What bears a day that is still
    to come, after a clock ran fast, is kept.
    """
    days = set(days)
    this_monday = today - timedelta(today.weekday())
    firsts: dict[date, date] = {}
    for day in sorted(days):
        firsts.setdefault(day - timedelta(day.weekday()), day)
    weekly = {first for monday, first in firsts.items() if this_monday - monday <= timedelta(weeks=WEEKLY)}
    return weekly | {day for day in days if today - day < timedelta(DAILY)}
