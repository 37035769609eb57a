"""What is owed to borrowers is queued, each minute; the outbox sends it."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job
from lendlib.operations.reminders_planning import plan
from lendlib.outside.channels_open import ways_of


def remind(app: Flask, now: datetime) -> dict[str, int]:
    """Queue the notices that are owed by now, by the channels that are set up."""
    with Session(db.engine) as session:
        begin_writing(session)
        planned = plan(session, now, ways_of(app.config["LENDLIB"]))
        session.commit()
    return {"planned": planned}


REMINDING = Job("reminding", 60, remind)
