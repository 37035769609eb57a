"""The edge of an act: where its transaction begins, and where it ends."""

from datetime import timedelta

from flask import current_app, g, request

from lendlib.db import begin_writing, db
from lendlib.operations.acts import Act, Keys
from lendlib.operations.depots import open_days
from lendlib.rules.calendar import day_of
from lendlib.web.doors import NotOpenToYou, current_depot, current_door
from lendlib.web.moments import now

# Undoing counts open days from the day of the act, so closings of the recent past still matter.
DAYS_LOOKED_BACK = timedelta(days=31)


def begin_act() -> Act:
    """An act of the person at the door, its transaction begun as a writer. Raises Busy, NotOpenToYou."""
    current_depot()
    begin_writing(db.session())
    g.pop("open_days", None)
    return _act()


def reading() -> Act:
    """The same for a page that only reads."""
    return _act()


def finish(act: Act) -> None:
    """Make the act true: commit, last of all before the answer."""
    act.session.commit()


def _act() -> Act:
    door, depot, moment = current_door(), current_depot(), now()
    if door.staff is None:
        raise NotOpenToYou
    today = day_of(moment, depot.time_zone)
    session = db.session()
    if "open_days" not in g:
        g.open_days = open_days(session, depot.id, today - DAYS_LOOKED_BACK)
    keys: Keys = current_app.extensions["lendlib.keys"]
    return Act(
        session=session,
        depot=depot,
        open_days=g.open_days,
        staff_id=door.staff.id,
        session_id=door.session_id,
        keys=keys,
        key=request.form.get("command_key", "") if request.method == "POST" else "",
        now=moment,
        today=today,
    )
