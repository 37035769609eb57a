"""Who borrowed is erased when the time has come, and what a deleted row leaves behind in the file with it."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job
from lendlib.operations.forgetting import forget_due
from lendlib.operations.housekeeping import tidy_file


def forget(app: Flask, now: datetime) -> dict[str, int]:
    """Erase the persons that are due, a commit for some hundreds of visits, so that no counter waits for all."""
    forgotten = 0
    with Session(db.engine) as session:
        while True:
            begin_writing(session)
            gone = forget_due(session, now)
            session.commit()
            if not gone:
                break
            forgotten += gone
    tidy_file(db.engine)
    return {"contacts": forgotten}


FORGETTING = Job("forgetting", 3600, forget)
