"""What leaves depots of home, kind and age is solved and kept when its month or its year is over, never again."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job, is_stopping
from lendlib.operations.disclosure import Ready, clear_ahead, keep, owed, owed_years, solve_months, solve_year
from lendlib.rules.errors import Busy


def fix_tables(app: Flask, now: datetime) -> dict[str, int]:
    """Fix what is owed, a commit for each month and each year of a depot; what is cut off is owed the next time.

    A depot whose tables can't be made holds up no other. Raises the first such fault, after the others are done.
    """
    threshold = app.config["LENDLIB"].small_cells
    fixed = {"months fixed": 0, "years fixed": 0}
    faults: list[Exception] = []
    with Session(db.engine) as session:
        begin_writing(session)
        clear_ahead(session, now)
        session.commit()

        def fix(what: str, solve: Callable[[], Iterable[Ready]]) -> None:
            try:
                for ready in solve():
                    if is_stopping(app):
                        return
                    fixed[what] += _keep(session, ready, now)
            except (Busy, OperationalError):
                # The database's own trouble is everybody's.
                raise
            except Exception as problem:
                session.rollback()
                faults.append(problem)

        for its in owed(session, now):
            fix("months fixed", partial(solve_months, session, its, threshold))
        for depot_id, own_home, year in owed_years(session):
            fix("years fixed", partial(_solved_year, session, depot_id, own_home, year, threshold))
    if faults:
        raise faults[0]
    return fixed


def _solved_year(session: Session, depot_id: int, own_home: str, year: int, threshold: int) -> Iterable[Ready]:
    yield solve_year(session, depot_id, own_home, year, threshold)


def _keep(session: Session, ready: Ready, now: datetime) -> int:
    """In a transaction of its own: what takes long was done before it."""
    begin_writing(session)
    is_kept = keep(session, ready, now)
    session.commit()
    return is_kept


DISCLOSURE = Job("disclosure", 3600, fix_tables)
