"""A database that was just migrated, with its reference rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.operations.reference import load_reference


@contextmanager
def referenced(engine: Engine) -> Iterator[Session]:
    """A session on it once they are there; what it writes after that is its own to commit."""
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        session.commit()
        yield session
