"""What a copy of a database is looked at for: the schema it stands at, rows of the main tables, and what must hold.

The invariants are asked as questions that need none of the constraints, so a copy that lost one of these is found out.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

COUNTED = ("depot", "staff", "item", "label", "checkout", "contact", "loan", "event")
# Tables and columns of the very first schema alone: old backups are asked the same.
NEVER = {
    "things that are out on two loans at once": (
        "SELECT item_id FROM loan WHERE closed_at IS NULL GROUP BY item_id HAVING count(*) > 1"
    ),
    "loans that are closed by half": (
        "SELECT id FROM loan WHERE NOT ((closed_at IS NULL) = (closed_on IS NULL) AND (closed_at IS NULL) ="
        " (outcome IS NULL))"
    ),
    "loans that were found without being lost": (
        "SELECT id FROM loan WHERE found_on IS NOT NULL AND (outcome IS NULL OR outcome <> 'lost')"
    ),
    "things that stand in two depots at once": (
        "SELECT item_id FROM item_stay WHERE until_on IS NULL GROUP BY item_id HAVING count(*) > 1"
    ),
    "loans without their thing": "SELECT id FROM loan WHERE item_id NOT IN (SELECT id FROM item)",
    "loans without a visit of their depot": (
        "SELECT loan.id FROM loan LEFT JOIN checkout"
        " ON checkout.id = loan.checkout_id AND checkout.depot_id = loan.depot_id WHERE checkout.id IS NULL"
    ),
    "visits with two persons": "SELECT checkout_id FROM contact GROUP BY checkout_id HAVING count(*) > 1",
    "persons without a visit": "SELECT id FROM contact WHERE checkout_id NOT IN (SELECT id FROM checkout)",
    "own codes that stand on two labels": (
        "SELECT code FROM label WHERE is_own GROUP BY code HAVING count(*) > 1"
    ),
}


class NotSound(Exception):
    """A database that can't be relied on; the text says why."""


@dataclass(frozen=True)
class Examined:
    """What was seen."""

    schema: str
    counts: dict[str, int]


def examine(connection: Connection) -> Examined:
    """Look at a database that nobody changes meanwhile. Raises NotSound."""
    try:
        if connection.dialect.name == "sqlite":
            _examine_file(connection)
        schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if schema is None:
            raise NotSound("it is empty")
        counts = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in COUNTED
        }
        for what, question in NEVER.items():
            found = len(connection.execute(text(question)).fetchall())
            if found:
                raise NotSound(f"it holds {found} {what}")
    except SQLAlchemyError as problem:
        raise NotSound(f"it can't be read as lendlib's ({_first_line(problem)})") from None
    return Examined(str(schema), counts)


def _examine_file(connection: Connection) -> None:
    verdict = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    if verdict != "ok":
        raise NotSound(f"it is damaged ({verdict})")
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
    if broken:
        raise NotSound(f"{broken} of its rows name others that are not there")


def _first_line(problem: Exception) -> str:
    return str(getattr(problem, "orig", None) or problem).splitlines()[0]
