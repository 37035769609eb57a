"""Counting visitors through the door."""

from typing import Any

from sqlalchemy import insert, select, update

from lendlib.models.statistics import DoorDay
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.rules.vocabulary import Verb


def count_visitor(act: Act) -> commands.Done:
    """Count one more visitor of today."""

    def effect() -> tuple[dict[str, Any], Any]:
        add_visitors(act, 1)
        return {"day": act.today.isoformat()}, lambda _command_id: None

    return commands.once(act, Verb.VISIT, [], effect)


def add_visitors(act: Act, more: int) -> None:
    """Add to today's visitors; a negative number takes back, never below zero."""
    today = (DoorDay.depot_id == act.depot.id, DoorDay.day_on == act.today)
    connection = act.session.connection()
    counted = connection.execute(update(DoorDay).where(*today).values(visitors=DoorDay.visitors + more))
    if counted.rowcount == 0:
        connection.execute(insert(DoorDay), {"depot_id": act.depot.id, "day_on": act.today, "visitors": max(more, 0)})


def visitors_today(act: Act) -> int:
    """How many visitors were counted today."""
    found = select(DoorDay.visitors).where(DoorDay.depot_id == act.depot.id, DoorDay.day_on == act.today)
    return act.session.execute(found).scalar_one_or_none() or 0
