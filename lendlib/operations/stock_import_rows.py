"""Many rows at once: COPY on PostgreSQL; on SQLite executemany over tuples that were made before the lock was taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from lendlib.models.history import Event
from lendlib.operations.acts import Act
from lendlib.rules.vocabulary import Actor, What


class Clash(Exception):
    """A row breaks a rule of the database."""


@dataclass(frozen=True)
class Table:
    """A table to fill: the columns of the rows, the item's place first, and those that hold the moment of the act."""

    name: str
    item: str
    columns: tuple[str, ...]
    moments: tuple[str, ...]


ITEM = Table(
    "item",
    "id",
    (
        *("depot_id", "category_id", "size_text", "size_low", "size_high", "brand", "note", "words", "condition"),
        *("retire_reason", "quantity", "donated_on", "inspected_on"),
    ),
    ("made_at", "changed_at"),
)
LABEL = Table("label", "item_id", ("code", "is_own", "depot_id"), ("made_at",))
CATEGORY_AT = 2


def numbers_for(connection: Connection, many: int) -> Sequence[int]:
    """So many fresh ids of items. On SQLite the only writer is this one, so they follow the last."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'item'").scalar_one_or_none()
        return range((last or 0) + 1, (last or 0) + many + 1)
    asked = "SELECT nextval(pg_get_serial_sequence('item', 'id')) FROM generate_series(1, %s)"
    return list(connection.exec_driver_sql(asked, (many,)).scalars())


def insert_all(
    connection: Connection,
    table: Table,
    rows: list[tuple[Any, ...]],
    ids: Sequence[int],
    now: datetime,
    new: Mapping[str, int] | None = None,
) -> None:
    """Insert rows that begin with their item's place, from 1. `new` has the ids of categories that rows name by text.

    Raises Clash when the database refuses one of them.
    """
    if not rows:
        return
    try:
        _insert(connection, table, rows, ids, now, new or {})
    except (IntegrityError, connection.dialect.loaded_dbapi.IntegrityError):
        raise Clash from None


def _insert(
    connection: Connection,
    table: Table,
    rows: list[tuple[Any, ...]],
    ids: Sequence[int],
    now: datetime,
    new: Mapping[str, int],
) -> None:
    if new:
        at = CATEGORY_AT
        rows = [(*row[:at], new[row[at]], *row[at + 1 :]) if isinstance(row[at], str) else row for row in rows]
    columns = (table.item, *table.columns, *table.moments)
    if connection.dialect.name == "sqlite":
        moment = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        values = ", ".join([f"{ids[0] - 1} + ?", *"?" * len(table.columns), *(f"'{moment}'" for _ in table.moments)])
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
        connection.exec_driver_sql(statement, rows)
        return
    _copy(connection, table.name, columns, ((ids[row[0] - 1], *row[1:], *(now for _ in table.moments)) for row in rows))


def tell_and_stay(act: Act, connection: Connection, ids: Sequence[int], command_id: int, more: Sequence[What]) -> None:
    """Each thing belongs here from today on, and was imported."""
    said = {
        "depot_id": act.depot.id,
        "at": act.now,
        "actor": Actor.STAFF,
        "staff_id": act.staff_id,
        "command_id": command_id,
    }
    if more:
        connection.execute(insert(Event), [said | {"what": what} for what in more])
    if not ids:
        return
    if connection.dialect.name == "sqlite":
        moment, first, last = act.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"), ids[0], ids[-1]
        connection.exec_driver_sql(
            "INSERT INTO item_stay (item_id, depot_id, from_on)"
            " SELECT id, depot_id, ? FROM item WHERE id BETWEEN ? AND ?",
            (act.today.isoformat(), first, last),
        )
        connection.exec_driver_sql(
            "INSERT INTO event (depot_id, at, what, actor, staff_id, item_id, command_id)"
            " SELECT depot_id, ?, ?, 'staff', ?, id, ? FROM item WHERE id BETWEEN ? AND ?",
            (moment, What.IMPORTED.value, act.staff_id, command_id, first, last),
        )
        return
    _copy(connection, "item_stay", ("item_id", "depot_id", "from_on"), ((id_, act.depot.id, act.today) for id_ in ids))
    event = ("depot_id", "at", "what", "actor", "staff_id", "item_id", "command_id")
    rows = ((act.depot.id, act.now, What.IMPORTED.value, "staff", act.staff_id, id_, command_id) for id_ in ids)
    _copy(connection, "event", event, rows)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Any) -> None:
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
