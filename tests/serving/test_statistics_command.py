"""`./run statistics verify` and `rebuild`: what is kept is compared with the loans, and counted anew."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lendlib.models.statistics import DirtyMonth, KeptMonth, LoanMonth, PeopleMonth
from lendlib.operations import lending
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_keeping import keep_all
from lendlib.operations.statistics_marks import mark_months
from lendlib.rules.vocabulary import AgeBand
from tests import given
from tests.operations.months_walk import figures, recounted
from tests.serving.test_commands import run


@pytest.fixture
def kept(session: Session) -> given.Counter:
    """A depot whose months are kept: it lent one thing for two people in a month of long ago."""
    counter = given.a_counter(session)
    counter.now = datetime(2025, 3, 11, 11, tzinfo=UTC)
    lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, people={AgeBand.TO_6: 2}))
    keep_all(session, datetime.now(UTC))
    session.commit()
    return counter


def test_where_nothing_was_lent_nothing_differs(app: Flask) -> None:
    result = run(app, "statistics", "verify")
    assert (result.exit_code, result.output) == (0, "0 differences in 0 months, 0 months of single depots.\n")
    assert run(app, "statistics", "rebuild").exit_code == 0


def test_a_figure_that_is_kept_otherwise_is_named_and_counted_anew(app: Flask, kept: given.Counter) -> None:
    session = kept.session
    assert run(app, "statistics", "verify").exit_code == 0
    session.execute(update(LoanMonth).values(lent=LoanMonth.lent + 3, found=1))
    session.execute(delete(PeopleMonth))
    stray = {"month": 201901, "home_code": "1780", "kind": "private", "age_band": "7-12", "people": 7}
    session.add(PeopleMonth(depot_id=kept.depot.id, **stray))
    session.commit()
    result = run(app, "statistics", "verify")
    assert result.exit_code == 1
    told = result.output.splitlines()
    where = f"{kept.depot.slug} 2025-03"
    assert told[0] == f"{kept.depot.slug} 2019-01 people (1780, private, 7-12): kept 7, counted 0"
    named = [line.partition(" (")[0] for line in told[1:4]]
    assert named == [f"{where} {name}" for name in ("lent", "found", "people")]
    assert told[1].endswith("kept 4, counted 1") and told[3].endswith("kept 0, counted 2")
    assert told[4].startswith("4 differences in ")
    rebuilt = run(app, "statistics", "rebuild")
    assert rebuilt.exit_code == 0 and rebuilt.output.startswith("Counted anew and kept: ")
    assert run(app, "statistics", "verify").exit_code == 0
    assert figures(session) == recounted(session)


def test_what_changed_since_or_is_not_kept_yet_is_told_and_is_no_difference(app: Flask, kept: given.Counter) -> None:
    session = kept.session
    session.execute(update(LoanMonth).values(lent=8))
    mark_months(session, [(kept.depot.id, 202503)])
    session.execute(delete(KeptMonth).where(KeptMonth.month == 202504))
    session.commit()
    result = run(app, "statistics", "verify")
    assert result.exit_code == 0
    assert " 1 of these changed since and were not compared" in result.output
    assert " 1 are not kept yet. The worker keeps them" in result.output
    assert run(app, "statistics", "rebuild").exit_code == 0
    session.rollback()
    assert session.query(DirtyMonth).count() == 0
    assert "changed since" not in run(app, "statistics", "verify").output
