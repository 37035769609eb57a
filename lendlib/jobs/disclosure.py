"""What leaves depots of home, kind and age is solved and kept when its month or its year is over, never again."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from lendlib.db import begin_writing, db
from lendlib.jobs import Job, is_stopping
from lendlib.operations.disclosure import Ready, keep, owed, owed_years, solve_months, solve_year


def fix_tables(app: Flask, now: datetime) -> dict[str, int]:
    """Fix what is owed, a commit for each month and each year of a depot; what is cut off is owed the next time."""
    threshold = app.config["LENDLIB"].small_cells
    fixed = {"months fixed": 0, "years fixed": 0}
    with Session(db.engine) as session:
        for its in owed(session, now):
            for ready in solve_months(session, its, threshold):
                if is_stopping(app):
                    return fixed
                fixed["months fixed"] += _keep(session, ready, now)
        for depot_id, own_home, year in owed_years(session):
            if is_stopping(app):
                return fixed
            fixed["years fixed"] += _keep(session, solve_year(session, depot_id, own_home, year, threshold), now)
    return fixed


def _keep(session: Session, ready: Ready, now: datetime) -> int:
    """In a transaction of its own: what takes long was done before it."""
    begin_writing(session)
    is_kept = keep(session, ready, now)
    session.commit()
    return is_kept


DISCLOSURE = Job("disclosure", 3600, fix_tables)
