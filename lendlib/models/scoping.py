"""Depots apart (I16): a session that knows its depot sees no other depot's rows.

Holds for what the ORM reads, changes or deletes; a Core statement names its depot itself. Labels are public: a
foreign code says which depot it belongs to. `execution_options(all_depots=True)` lifts the filter for one statement.
"""

from typing import Any

from sqlalchemy import event, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from lendlib.models._columns import OfDepot
from lendlib.models.labels import Label

NO_DEPOT = 0


def stand_at(session: Session, depot_id: int | None) -> None:
    """Let the session see that depot's rows alone; none at all without a depot."""
    session.info["depot_id"] = NO_DEPOT if depot_id is None else depot_id


@event.listens_for(Session, "do_orm_execute")
def _keep_apart(state: ORMExecuteState) -> None:
    depot_id = state.session.info.get("depot_id")
    if depot_id is None or state.is_column_load or state.execution_options.get("all_depots"):
        return
    if state.is_relationship_load or not (state.is_select or state.is_update or state.is_delete):
        return

    def of_this_depot(entity: Any) -> Any:
        return true() if entity is Label else entity.depot_id == depot_id

    state.statement = state.statement.options(
        with_loader_criteria(OfDepot, of_this_depot, include_aliases=True)
    )
