"""What a thing has been through, held against a moment in the past."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select

from lendlib.models.history import Command, Event
from lendlib.models.lending import Loan
from lendlib.operations import late_entry_conflicts as conflicts
from lendlib.operations.acts import Act
from lendlib.operations.scanning import Meaning, Sight
from lendlib.operations.things import Thing
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.rules.vocabulary import Condition, Outcome, What

DAYS_BACK = 31
# Of lending and returning the loans themselves tell the time: what comes from paper is written down later.
_TELLING = (
    *(What.REGISTERED, What.IMPORTED, What.MOVED_HERE, What.RENEWED, What.FOUND),
    *(What.TO_REPAIR, What.READY, What.MISSING, What.RETIRED),
)
_ENDS = {Outcome.RETURNED: What.RETURNED, Outcome.FOUND_HERE: What.FOUND_HERE, Outcome.LOST: What.LOST}
_last_event = (
    select(Event.what, Event.at)
    .where(
        Event.item_id == bindparam("item_id"),
        Event.what.in_(_TELLING),
        ~exists(select(Command.id).where(Command.undoes_id == Event.command_id)),
    )
    .order_by(Event.at.desc(), Event.id.desc())
    .limit(1)
)
_last_loan = (
    select(Loan.lent_at, Loan.closed_at, Loan.outcome)
    .where(Loan.item_id == bindparam("item_id"), Loan.outcome.is_distinct_from(Outcome.UNDONE))
    .order_by(Loan.lent_at.desc(), Loan.id.desc())
    .limit(1)
)


def refuse_row(act: Act, at: datetime, sight: Sight, item: Thing | None, *, is_return: bool) -> Refused | None:
    """What stands against a thing having left, or come, at that moment; that it was out then is asked elsewhere."""
    if at > act.now:
        return conflicts.InTheFuture()
    if day_of(at, act.depot.time_zone) < act.today - timedelta(DAYS_BACK):
        return conflicts.TooLongAgo(days=DAYS_BACK)
    if item is None:
        return _unknown(sight)
    if item.depot_id != act.depot.id:
        return conflicts.OfAnotherDepot(depot=item.depot_name)
    since = _happened_since(act, item, at, is_return=is_return)
    if since:
        return since
    if is_return:
        return conflicts.WasIn() if item.loan_id is None else None
    if item.condition == Condition.RETIRED:
        return conflicts.WasRetired()
    return conflicts.WasMissing() if item.condition == Condition.MISSING else None


def _happened_since(act: Act, item: Thing, at: datetime, *, is_return: bool) -> Refused | None:
    connection = act.session.connection()
    if item.lent_at is not None and item.lent_at > at:
        return conflicts.WentOutLater(at=item.lent_at)
    last = connection.execute(_last_loan, {"item_id": item.id}).one_or_none()
    if last and last.closed_at is not None and last.closed_at > at:
        says = conflicts.EndedAlready if is_return else conflicts.HappenedSince
        return says(what=_ENDS[Outcome(last.outcome)], at=last.closed_at)
    event = connection.execute(_last_event, {"item_id": item.id}).one_or_none()
    return conflicts.HappenedSince(what=What(event.what), at=event.at) if event and event.at > at else None


def _unknown(sight: Sight) -> Refused:
    if sight.meaning is Meaning.MISTYPED:
        return conflicts.CodeMistyped()
    if sight.meaning is Meaning.BLANK_LABEL:
        return conflicts.LabelOfNothing()
    if sight.meaning is Meaning.ELSEWHERE:
        return conflicts.OfAnotherDepot(depot=sight.depot_name)
    return conflicts.NoSuchLabel()
