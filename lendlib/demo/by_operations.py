"""One path to the demo: the plan is played through the operations that the counter uses, act by act."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.demo import acts
from lendlib.demo.acts import Planned, key_of
from lendlib.demo.plan import Plan, Wishes, calendars
from lendlib.demo.reports import issue_reports
from lendlib.demo.settling import settle
from lendlib.operations import conditions, inventory, lending, renewing, returning, undoing, visitors
from lendlib.operations.acts import Act, Keys
from lendlib.operations.commands import Done
from lendlib.operations.disclosure import fix_all
from lendlib.operations.statistics_keeping import keep_all
from lendlib.rules.disclosure import USUAL_THRESHOLD

ACTS_A_COMMIT = 500


class PlanAstray(Exception):
    """The database numbered an act otherwise than the plan: it was not empty at the start."""


def fill(session: Session, keys: Keys, wishes: Wishes) -> None:
    """Play the plan. Raises PlanAstray when the database was not empty."""
    begin_writing(session)
    settled = settle(session, wishes)
    open_days = [calendar.open_days for calendar in calendars(wishes)]
    for number, planned in enumerate(Plan(wishes), start=1):
        act = Act(
            session=session,
            depot=settled.depots[planned.depot],
            open_days=open_days[planned.depot],
            staff_id=settled.staff[planned.staff],
            session_id=None,
            keys=keys,
            key=key_of(wishes.seed, number),
            now=planned.now,
            today=planned.today,
        )
        if _play(act, planned).command_id != number:
            raise PlanAstray(number)
        if number % ACTS_A_COMMIT == 0:
            session.commit()
            begin_writing(session)
    keep_all(session, wishes.now)
    fix_all(session, USUAL_THRESHOLD, wishes.now)
    issue_reports(session, keys, settled, wishes)
    session.commit()


def _play(act: Act, planned: Planned) -> Done:
    return HOW[type(planned.deed)](act, planned.deed)


def _lend(act: Act, deed: acts.Lend) -> Done:
    return lending.check_out(act, deed.items, deed.visit, checks=deed.checks, joins=deed.joins, lines=deed.lines)


HOW: dict[type[Any], Callable[[Act, Any], Done]] = {
    acts.Register: lambda act, deed: inventory.register(act, deed.described, deed.code),
    acts.Lend: _lend,
    acts.Return: lambda act, deed: returning.check_in(act, deed.item, is_for_other_depot=deed.is_for_other_depot),
    acts.FoundHere: lambda act, deed: returning.found_here(act, deed.loan),
    acts.Describe: lambda act, deed: returning.describe_return(act, deed.loan, deed.came, deed.words),
    acts.Renew: lambda act, deed: renewing.renew(act, deed.loans),
    acts.Lose: lambda act, deed: conditions.lose(act, deed.loan),
    acts.Find: lambda act, deed: conditions.find(act, deed.item, is_whole=deed.is_whole),
    acts.ToRepair: lambda act, deed: conditions.to_repair(act, deed.item, deed.words),
    acts.Ready: lambda act, deed: conditions.make_ready(act, deed.item, deed.words),
    acts.Missing: lambda act, deed: conditions.mark_missing(act, deed.item, deed.words),
    acts.Retire: lambda act, deed: conditions.retire(act, deed.item, deed.reason, deed.words),
    acts.Undo: lambda act, deed: undoing.undo(act, deed.command),
    acts.CountVisitor: lambda act, _deed: visitors.count_visitor(act),
}
