"""Counting visitors through the door."""

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from lendlib.models.statistics import DoorDay
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.rules.vocabulary import Verb


def count_visitor(act: Act) -> commands.Done:
    """Count one more visitor of today."""

    def effect() -> tuple[dict[str, Any], Any]:
        _count_one_more(act)
        return {"day": act.today.isoformat()}, lambda _command_id: None

    return commands.once(act, Verb.VISIT, [], effect)


def take_back_visitor(act: Act, day: date) -> None:
    """Count one visitor less on that day, never below zero."""
    act.session.connection().execute(
        update(DoorDay)
        .where(DoorDay.depot_id == act.depot.id, DoorDay.day_on == day, DoorDay.visitors > 0)
        .values(visitors=DoorDay.visitors - 1)
    )


def visitors_today(act: Act) -> int:
    """How many visitors were counted today."""
    found = select(DoorDay.visitors).where(DoorDay.depot_id == act.depot.id, DoorDay.day_on == act.today)
    return act.session.execute(found).scalar_one_or_none() or 0


def _count_one_more(act: Act) -> None:
    connection = act.session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    first = insert(DoorDay).values(depot_id=act.depot.id, day_on=act.today, visitors=1)
    connection.execute(
        first.on_conflict_do_update(
            index_elements=[DoorDay.depot_id, DoorDay.day_on], set_={"visitors": DoorDay.visitors + 1}
        )
    )
