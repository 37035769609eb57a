"""A world to attack by plain SQL, past every operation."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from tests.ground.schema import drop

LOAN = (
    "INSERT INTO loan (depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on, lent_month, due_on,"
    " closed_at, closed_on, outcome) SELECT depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on,"
    " lent_month, due_on, {ended} FROM loan WHERE id = :open_loan"
)


@dataclass
class World:
    """Two depots where something happened of every kind, and their rows' ids."""

    session: Session
    engine: Engine
    ids: dict[str, Any]

    def run(self, statement: str) -> Any:
        """Run one statement in a transaction of its own; ids go in by name. Its first value, where it gives one."""
        begin_writing(self.session)
        result = self.session.connection().execute(text(statement), self.ids)
        value = result.scalar() if result.returns_rows else None
        self.session.commit()
        return value

    def refuses(self, attack: str, by: str, *, sqlite_says: str = "") -> None:
        """The attack is refused, and by that constraint.

        SQLite names only CHECKs; `sqlite_says` is what it says of another one.
        """
        with pytest.raises(DBAPIError) as refused:
            self.run(attack)
        self.session.rollback()
        problem = refused.value.orig
        if self.engine.dialect.name == "sqlite":
            assert (sqlite_says or by) in str(problem)
            return
        diag = problem.diag  # type: ignore[union-attr]
        named = diag.constraint_name or f"NOT NULL {diag.table_name}.{diag.column_name}"
        assert by == named or (sqlite_says and sqlite_says in diag.message_primary), (named, diag.message_primary)

    def passes_without(self, name: str, attack: str) -> None:
        """The same attack gets through once what has that name is gone: nothing else had stopped it."""
        drop(self.engine, name)
        self.run(attack)
