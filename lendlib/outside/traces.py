"""What erased rows leave behind in the database's files: overwritten, on SQLite and on PostgreSQL.

A deleted row can no longer be read through the database, yet its bytes may stay in the files: in SQLite's write-ahead
log and, although secure_delete fills with zeros what is deleted, in a page that a row once left for another; in
PostgreSQL's files until their place is used again. See docs/forgetting.md.
"""

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing
from lendlib.models.inventory import StockImport
from lendlib.operations.contacts import OF_A_PERSON
from lendlib.operations.housekeeping import PATIENCE_MS

NAMING = (*OF_A_PERSON, StockImport)
"""The tables whose rows may name a person; a list of stock is called what whoever sent it called it."""


def overwrite(engine: Engine) -> bool:
    """Leave nothing in the files of the persons that are erased; False when that has to wait for somebody who reads.

    Outside any transaction, and on SQLite whole only with `housekeeping.tidy_file` after it. The tables that name
    persons are written anew; whoever writes to them meanwhile waits. They hold no more than the visits of some weeks,
    and what was noted of things in the last year.
    """
    if engine.dialect.name == "postgresql":
        return _vacuum(engine)
    with Session(engine) as session:
        begin_writing(session)
        connection = session.connection()
        # Whatever refers to a note finds it again before the commit.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in NAMING:
            _write_anew(connection, table)
        session.commit()
    return True


def _write_anew(connection: Connection, table: type[Base]) -> None:
    """Take all rows out, so that SQLite fills each page of the table and its indexes with zeros, and put them back."""
    # As SQLite has them: to turn each value into Python's and back takes twice as long, while the counter waits.
    name = table.__tablename__
    rows = connection.exec_driver_sql(f"SELECT * FROM {name}").all()  # noqa: S608
    connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", [tuple(row) for row in rows])  # noqa: S608


def _vacuum(engine: Engine) -> bool:
    """Have PostgreSQL write the tables into new files; where somebody holds one for long, not this time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(f"SET lock_timeout = {PATIENCE_MS}"))
            for table in NAMING:
                connection.execute(text(f"VACUUM (FULL) {table.__tablename__}"))
        except OperationalError:
            return False
        finally:
            # With a patience of its own it is of no use to others.
            connection.invalidate()
    return True
