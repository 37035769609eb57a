"""Months that are over are counted and kept, those that changed since anew; no counter waits for more than a moment."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job, is_stopping
from lendlib.operations.statistics_keeping import keep, mark_counted_ahead, owed


def keep_months(app: Flask, now: datetime) -> dict[str, int]:
    """Keep what is owed, a commit for some depots' month; what is cut off is found again the next time."""
    counted = 0
    with Session(db.engine) as session:
        begin_writing(session)
        mark_counted_ahead(session, now)
        session.commit()
        portions = owed(session, now)
        session.rollback()
        for portion in portions:
            if is_stopping(app):
                break
            begin_writing(session)
            keep(session, portion, now)
            session.commit()
            counted += len(portion.depots)
    return {"months": counted}


STATISTICS = Job("statistics", 900, keep_months)
