"""The rules of how long what is kept: read by whoever throws it away, changed by an administrator."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.forgetting import RetentionRule
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.rules.forgetting import RULE_OF, Kept, refuse_out_of_bounds, usual_days
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.vocabulary import DepotState, Verb, What

USUAL_GRACE = 7

_chosen = select(RetentionRule.what, RetentionRule.days)


def days_kept(session: Session) -> dict[Kept, int]:
    """For how many days each kind is kept that has a rule: those that were chosen, else the usual ones."""
    chosen = {Kept(what): days for what, days in session.connection().execute(_chosen)}
    return usual_days() | {what: days for what, days in chosen.items() if what in RULE_OF}


def change_rules(act: Act, days: Mapping[Kept, int], seen: str | None = None) -> commands.Done:
    """Keep these kinds for so many days from now on, at every depot. The result is empty.

    `seen` is the mark of all the days when the change began (`rules.seen.mark_of`). What is kept already goes by the
    new days too. Raises DaysOutOfBounds, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        refuse_out_of_bounds(days)
        refuse_unseen(seen, days_kept(act.session))
        connection = act.session.connection()
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        written = insert(RetentionRule)
        written = written.on_conflict_do_update(index_elements=["what"], set_={"days": written.excluded.days})
        connection.execute(written, [{"what": what, "days": number} for what, number in sorted(days.items())])
        return {}, lambda command_id: history.tell(act, command_id, What.RETENTION_CHANGED)

    return commands.once(act, Verb.RETENTION, sorted(days.items()), effect)


def grace_of_all(session: Session) -> tuple[int, int]:
    """The fewest and the most days of grace that a depot gives which lends here; the usual ones where none does."""
    lends = Depot.state.in_((DepotState.OPEN, DepotState.SCHEDULED))
    query = select(func.min(Depot.retention_days), func.max(Depot.retention_days)).where(lends)
    fewest, most = session.connection().execute(query).one()
    return (USUAL_GRACE, USUAL_GRACE) if fewest is None else (int(fewest), int(most))
