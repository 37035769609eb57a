"""When a depot's letters go: which kinds, on which days, in which hours. Counts for letters that wait, too."""

from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.reminders import NoticeRule
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.policies import take_turns
from lendlib.operations.reminders_depots import remindings
from lendlib.rules.notices import KINDS, USUAL
from lendlib.rules.reminding import Timetable
from lendlib.rules.seen import mark_of, refuse_unseen
from lendlib.rules.vocabulary import Verb, What


def timetable_now(session: Session, depot_id: int) -> Timetable:
    """When the depot's letters go, as it is kept at this moment."""
    depot = remindings(session, [depot_id])[depot_id]
    return Timetable(depot.schedule, depot.window.begins, depot.window.ends)


def change_timetable(act: Act, timetable: Timetable, seen: str | None = None) -> commands.Done:
    """Send letters by this from now on, unless what is kept is no longer what was `seen` (`rules.seen.mark_of`).

    The result is empty. Raises DaysOutside, LaterTooSoon, LatestTooSoon, WindowTooShort, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        take_turns(act)
        refuse_unseen(seen, timetable_now(act.session, act.depot.id))
        timetable.check()
        keep_timetable(act, timetable)
        return {}, lambda command_id: history.tell(act, command_id, What.REMINDING_CHANGED)

    return commands.once(act, Verb.REMINDING, mark_of(timetable), effect)


def keep_timetable(act: Act, timetable: Timetable) -> None:
    """Write down what the depot does otherwise than usual, and its hours."""
    run, schedule = act.session.connection().execute, timetable.schedule
    hours = {"letters_from": timetable.begins, "letters_until": timetable.ends}
    run(update(Depot).where(Depot.id == act.depot.id).values(hours))
    run(delete(NoticeRule).where(NoticeRule.depot_id == act.depot.id))
    rows = [
        {"depot_id": act.depot.id, "kind": kind, "is_on": schedule.of(kind).is_on, "days": schedule.of(kind).days}
        for kind in KINDS
        if schedule.of(kind) != USUAL.of(kind)
    ]
    if rows:
        run(insert(NoticeRule), rows)
