"""What nobody needs any more goes: old words, notices, commands, sign-ins, lists, prints, photos without a row."""

import logging
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job, tell
from lendlib.operations.forgetting_rules import days_kept
from lendlib.operations.forgetting_runs import write_down
from lendlib.operations.housekeeping import clear_out
from lendlib.operations.labels_printing import FILES_LAST, clear_prints
from lendlib.operations.photos import sweep, to_sweep
from lendlib.operations.stock_import import clear_lists
from lendlib.outside.exports_kept import remove_old
from lendlib.outside.label_sheets_kept import remove_older
from lendlib.outside.photos_kept import remove
from lendlib.outside.spreadsheets_kept import remove_all_but
from lendlib.rules.forgetting import Kept

log = logging.getLogger("lendlib.clearing")


def clear(app: Flask, now: datetime) -> dict[str, int]:
    """Throw away what has served its time, rows and files, and write down how much that was."""
    instance = app.config["LENDLIB"].instance
    with Session(db.engine) as session:
        begin_writing(session)
        days = days_kept(session)
        cleared = clear_out(session, now, days)
        cleared[Kept.IMPORTS], wanted = clear_lists(session, now, days[Kept.IMPORTS])
        cleared[Kept.PRINTS] = clear_prints(session, now, days[Kept.PRINTS])
        session.commit()
        remove_all_but(instance, wanted, now)
        remove_older(instance, now, FILES_LAST)
        remove_old(instance, now)
        cleared[Kept.PHOTOS] = _sweep_photos(session, instance, now, days[Kept.PHOTOS])
        begin_writing(session)
        write_down(session, cleared, now)
        session.commit()
    tell(log, cleared)
    return {str(what): rows for what, rows in cleared.items()}


def _sweep_photos(session: Session, instance: Path, now: datetime, days: int) -> int:
    """Files first and rows after, so that what is cut off in between is found again the next time."""
    swept = 0
    while names := to_sweep(session, now, days):
        session.rollback()
        for name in names:
            remove(instance, name)
        begin_writing(session)
        swept += sweep(session, names)
        session.commit()
    session.rollback()
    return swept


CLEARING = Job("clearing", 3600, clear)
