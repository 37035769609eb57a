"""The worker keeps months that are over: by each depot's own calendar, once, and anew when something changed."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.jobs.statistics import keep_months
from lendlib.models.statistics import DirtyMonth, KeptMonth
from lendlib.operations.statistics_marks import mark_months
from lendlib.operations.statistics_months import Pending, pending
from lendlib.rules.months import Stretch
from tests import given
from tests.operations.months_walk import figures, recounted

EVER = (190001, 299912)
DECEMBER_2 = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)


@pytest.fixture
def lent(session: Session) -> given.Counter:
    """A depot that lent something on 23 November, and one in Honolulu."""
    counter = given.a_counter(session)
    counter.lends(counter.item())
    given.a_depot(counter.session, "Honolulu", time_zone="Pacific/Honolulu")
    counter.session.commit()
    return counter


def keeps(app: Flask, now: datetime) -> int:
    with app.app_context():
        return keep_months(app, now)["months"]


def kept(session: Session) -> set[tuple[int, int]]:
    session.rollback()
    return {(row.depot_id, row.month) for row in session.execute(select(KeptMonth.depot_id, KeptMonth.month))}


def test_a_month_is_kept_a_day_after_it_ended_where_the_depot_lies(app: Flask, lent: given.Counter) -> None:
    here = lent.depot.id
    assert keeps(app, DECEMBER_2 - timedelta(hours=2)) == 0
    assert keeps(app, DECEMBER_2) == 1 and kept(lent.session) == {(here, 202611)}
    assert keeps(app, DECEMBER_2) == 0
    assert keeps(app, DECEMBER_2 + timedelta(hours=9)) == 0
    assert keeps(app, DECEMBER_2 + timedelta(hours=10)) == 1
    # Late by a year, and only what is over.
    assert keeps(app, DECEMBER_2 + timedelta(days=366)) == 2 * 12
    assert max(month for _, month in kept(lent.session)) == 202711


def test_a_month_with_a_mark_is_counted_anew_and_loses_it(app: Flask, lent: given.Counter) -> None:
    later = DECEMBER_2 + timedelta(days=5)
    keeps(app, later)
    lent.writes()
    mark_months(lent.session, [(lent.depot.id, 202611), (lent.depot.id, 202612)])
    lent.session.commit()
    assert keeps(app, later) == 1
    left = lent.session.execute(select(DirtyMonth.month)).scalars().all()
    assert left == [202612], "the running month is nobody's to keep"


def test_what_was_kept_while_the_clock_was_ahead_is_not_believed(app: Flask, lent: given.Counter) -> None:
    keeps(app, DECEMBER_2 + timedelta(days=33))
    lent.now = DECEMBER_2
    lent.writes()
    lent.lends(lent.item())
    lent.session.commit()
    assert figures(lent.session) != recounted(lent.session)
    lent.session.rollback()
    keeps(app, DECEMBER_2)
    assert figures(lent.session) == recounted(lent.session)


def test_a_worker_that_is_asked_to_end_leaves_the_rest_for_the_next(app: Flask, lent: given.Counter) -> None:
    app.extensions["lendlib.stopping"] = Event()
    app.extensions["lendlib.stopping"].set()
    assert keeps(app, DECEMBER_2) == 0
    app.extensions["lendlib.stopping"].clear()
    assert keeps(app, DECEMBER_2) == 1


def test_only_what_is_not_kept_or_marked_is_counted_anew(app: Flask, lent: given.Counter) -> None:
    assert pending(lent.session, *EVER) == Pending((Stretch(202611, 202611),))
    later = DECEMBER_2 + timedelta(days=90)
    keeps(app, later)
    lent.session.rollback()
    assert pending(lent.session, *EVER) == Pending()
    lent.writes()
    mark_months(lent.session, [(lent.depot.id, 202611)])
    assert pending(lent.session, *EVER) == Pending((Stretch(202611, 202611, frozenset({lent.depot.id})),), True)
    assert pending(lent.session, 202612, 202701) == Pending()
    assert pending(lent.session, *EVER, [lent.depot.id + 1]) == Pending()
