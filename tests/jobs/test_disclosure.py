"""The worker fixes what leaves depots of home, kind and age, once."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.jobs.disclosure import fix_tables
from lendlib.models.disclosure import FixedTable
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
