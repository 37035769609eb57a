"""The edge of an act: where its transaction begins, and where it ends."""

from datetime import timedelta

from flask import current_app, g, request

from lendlib.db import begin_writing, db
from lendlib.operations.acts import Act, Keys
from lendlib.operations.depots import open_days
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.policy import DepotPolicy
from lendlib.web.doors import NotOpenToYou, current_depot, current_door
from lendlib.web.moments import now

# Undoing counts open days from the day of the act, so closings of the recent past still matter.
DAYS_LOOKED_BACK = timedelta(days=31)


def begin_act() -> Act:
    """An act of the person at the door, its transaction begun as a writer. Raises Busy, NotOpenToYou."""
    # Before the line: whoever changes the days while this act waits there is noticed by operations.commands.
    _open_days(current_depot())
    begin_writing(db.session())
    return _act()


def reading() -> Act:
    """The same for a page that only reads."""
    return _act()


def finish(act: Act) -> None:
    """Make the act true: commit, last of all before the answer."""
    act.session.commit()


def act_beside(depot: DepotPolicy) -> Act:
    """An act of the person at the door at a depot where they need not stand; no days are known of it."""
    return _act_at(depot, OpenDays({}, {}))


def _act() -> Act:
    depot = current_depot()
    return _act_at(depot, _open_days(depot))


def _act_at(depot: DepotPolicy, days: OpenDays) -> Act:
    door, moment = current_door(), now()
    if door.staff is None:
        raise NotOpenToYou
    keys: Keys = current_app.extensions["lendlib.keys"]
    return Act(
        session=db.session(),
        depot=depot,
        open_days=days,
        staff_id=door.staff.id,
        session_id=door.session_id,
        keys=keys,
        key=request.form.get("command_key", "") if request.method == "POST" else "",
        now=moment,
        today=day_of(moment, depot.time_zone),
    )


def _open_days(depot: DepotPolicy) -> OpenDays:
    if "open_days" not in g:
        g.open_days = open_days(db.session(), depot.id, day_of(now(), depot.time_zone) - DAYS_LOOKED_BACK)
    known: OpenDays = g.open_days
    return known
