"""The other path to the demo: the plan's rows are computed in memory and written by the hundred thousand.

What each act leaves behind is what the operations leave; tests/demo/test_paths_equal.py holds the two together.
"""

from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.demo import writing
from lendlib.demo.acts import key_of
from lendlib.demo.plan import Plan, Wishes, calendars
from lendlib.demo.reports import issue_reports
from lendlib.demo.rows import Rows
from lendlib.demo.settling import settle
from lendlib.models.inventory import Category, CategoryName
from lendlib.operations.acts import Keys
from lendlib.operations.disclosure import fix_all
from lendlib.operations.statistics_keeping import keep_all
from lendlib.rules.disclosure import USUAL_THRESHOLD

LOANS_A_FLUSH = 150_000


def fill(
    session: Session,
    keys: Keys,
    wishes: Wishes,
    commands_since: datetime | None = None,
    loans_a_flush: int = LOANS_A_FLUSH,
) -> None:
    """Write the plan's outcome in one transaction, holding at most so many loans, and what belongs to them, in memory.

    Only commands since `commands_since` are written: older ones have served their time.
    """
    begin_writing(session)
    settled = settle(session, wishes)
    connection = session.connection()
    writing.prepare(connection)
    rows = Rows(settled, calendars(wishes), _categories(session), keys, commands_since)
    number = 0
    for _, acts in groupby(Plan(wishes), key=lambda planned: planned.today):
        for planned in acts:
            number += 1
            rows.add(planned, number, key_of(wishes.seed, number))
        rows.end_day()
        if len(rows.tables["loan"].rows) >= loans_a_flush:
            writing.flush(connection, rows.tables)
            rows.forget_closed()
    writing.flush(connection, rows.tables)
    writing.finish(connection, rows.tables)
    keep_all(session, wishes.now)
    fix_all(session, USUAL_THRESHOLD, wishes.now)
    issue_reports(session, keys, settled, wishes)
    session.commit()


def _categories(session: Session) -> dict[int, tuple[str | None, list[str]]]:
    """Size system and names of each category, in the order in which an item's words hold them."""
    found: dict[int, tuple[str | None, list[str]]] = {
        category_id: (system, []) for category_id, system in session.execute(select(Category.id, Category.size_system))
    }
    names = select(CategoryName.category_id, CategoryName.name).order_by(CategoryName.language)
    for category_id, name in session.execute(names):
        found[category_id][1].append(name)
    return found
