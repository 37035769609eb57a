"""The worker fixes what leaves depots of home, kind and age, once."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.jobs.disclosure import fix_tables
from lendlib.models.disclosure import FixedCount, FixedTable
from lendlib.operations import lending
from lendlib.operations.lending import Visit
from lendlib.rules.vocabulary_statistics import FixedTable as What
from tests import given

AUTUMN = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 8, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_months_and_their_year_are_fixed_once(app: Flask, session: Session) -> None:
    counter = given.a_counter(session)
    counter.now = AUTUMN
    lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, home_code="1780"))
    session.commit()
    with app.app_context():
        assert fix_tables(app, NEW_YEAR) == {"months fixed": 3, "years fixed": 1}
        assert fix_tables(app, NEW_YEAR) == {"months fixed": 0, "years fixed": 0}
    homes = select(FixedTable.period, FixedTable.visits, FixedTable.threshold).where(FixedTable.what == What.MONTH_HOME)
    assert [tuple(row) for row in session.execute(homes.order_by(FixedTable.period))] == [
        (202610, 1, 5),
        (202611, 0, 5),
        (202612, 0, 5),
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_depot_whose_tables_cannot_be_made_holds_up_no_other(app: Flask, session: Session) -> None:
    first = given.a_counter(session)
    second = given.Counter(first.session, given.a_depot(first.session, "Brage"), first.staff_id)
    for counter in (first, second):
        counter.now = AUTUMN
        lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, home_code="1780"))
    in_the_way = FixedCount(
        depot_id=first.depot.id, month=202610, home_code="1780", kind="unstated", visits=1, loans=1
    )
    first.session.add(in_the_way)
    first.session.commit()
    with app.app_context(), pytest.raises(IntegrityError):
        fix_tables(app, NEW_YEAR)
    assert first.session.execute(select(FixedTable.depot_id).distinct()).scalars().all() == [second.depot.id]


def test_a_clock_that_was_ahead_fixes_no_month_that_has_not_been(app: Flask, session: Session) -> None:
    counter = given.a_counter(session)
    counter.now = AUTUMN
    lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, home_code="1780"))
    counter.session.commit()
    november = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
    with app.app_context():
        assert fix_tables(app, datetime(2031, 3, 20, tzinfo=UTC))["months fixed"] == 53
        assert fix_tables(app, november) == {"months fixed": 0, "years fixed": 0}
    months = select(FixedTable.period).where(FixedTable.what == What.MONTH_HOME)
    assert counter.session.execute(months).scalars().all() == [202610]
    counter.session.rollback()
    with app.app_context():
        assert fix_tables(app, NEW_YEAR)["months fixed"] == 2
