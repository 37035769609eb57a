"""Who borrowed is erased when the time has come, and what erased rows leave behind in the files with it."""

import logging
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job, tell
from lendlib.operations.forgetting import MOST_AT_ONCE, find_due, forget_due
from lendlib.operations.forgetting_runs import last_overwritten, set_overwritten, write_down
from lendlib.operations.housekeeping import tidy_file
from lendlib.outside.traces import overwrite
from lendlib.rules.forgetting import Kept

log = logging.getLogger("lendlib.forgetting")


def forget(app: Flask, now: datetime) -> dict[str, int]:
    """Erase the persons that are due, and overwrite what anybody's erasing has left behind in the files."""
    with Session(db.engine) as session:
        forgotten = _erase(session, now)
        begin_writing(session)
        write_down(session, {Kept.CONTACTS: forgotten}, now)
        before = last_overwritten(session)
        session.commit()
        # Once a day even so: what was corrected or removed by a rule leaves traces too.
        is_done = before is not None and before.date() == now.date()
        if not is_done:
            # Said before it is done, so that who is erased meanwhile is owed it anew.
            _say_overwritten(session, now)
            try:
                is_done = overwrite(db.engine)
            finally:
                if not is_done:
                    _say_overwritten(session, None)
    if not (tidy_file(db.engine) and is_done):
        log.warning("What was erased is not overwritten yet: somebody has been reading for long. Next time.")
    tell(log, {Kept.CONTACTS: forgotten})
    return {str(Kept.CONTACTS): forgotten}


def _say_overwritten(session: Session, at: datetime | None) -> None:
    begin_writing(session)
    set_overwritten(session, at)
    session.commit()


def _erase(session: Session, now: datetime) -> int:
    """A commit for some hundreds of visits, and all are looked at before: no counter waits for either."""
    due, forgotten = find_due(session, now), 0
    session.rollback()
    for begin in range(0, len(due), MOST_AT_ONCE):
        begin_writing(session)
        forgotten += forget_due(session, now, due[begin : begin + MOST_AT_ONCE])
        session.commit()
    return forgotten


FORGETTING = Job("forgetting", 3600, forget)
