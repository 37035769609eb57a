"""Depots apart (I16): a session that knows its depot sees no other depot's rows.

Holds for what the ORM reads, changes or deletes; a Core statement names its depot itself. Labels are public: a
foreign code says which depot it belongs to. `execution_options(all_depots=True)` lifts the filter for one statement.
"""

from functools import lru_cache

from sqlalchemy import event
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria

from lendlib.models._columns import OfDepot
from lendlib.models.labels import Label

NO_DEPOT = 0
PUBLIC: tuple[type[OfDepot], ...] = (Label,)


def stand_at(session: Session, depot_id: int | None) -> None:
    """Let the session see that depot's rows alone; none at all without a depot."""
    session.info["depot_id"] = NO_DEPOT if depot_id is None else depot_id


@lru_cache(maxsize=1024)
def _of_depot(depot_id: int) -> tuple[LoaderCriteriaOption, ...]:
    # A lambda, because a plain criterion names the table itself where the statement joins it to its own alias.
    return tuple(
        with_loader_criteria(table, lambda rows: rows.depot_id == depot_id, include_aliases=True)
        for table in OfDepot.__subclasses__()
        if table not in PUBLIC
    )


@event.listens_for(Session, "do_orm_execute")
def _keep_apart(state: ORMExecuteState) -> None:
    depot_id = state.session.info.get("depot_id")
    if depot_id is None or state.execution_options.get("all_depots"):
        return
    if state.is_column_load or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(*_of_depot(depot_id))
