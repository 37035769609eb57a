"""How many visits told an age comes to months that are kept and to tables that have left, and goes again."""

from datetime import timedelta

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.orm import Session

from lendlib.db import db
from lendlib.operations import lending
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_keeping import keep_all
from lendlib.operations.statistics_verifying import differences, kept_months
from lendlib.rules.vocabulary import AgeBand
from tests import given
from tests.ground.described import described
from tests.ground.fixed_tables import fixed_month
from tests.ground.referenced import referenced

BEFORE_AGES = "0017"


def test_months_in_which_an_age_was_told_are_counted_anew(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision=BEFORE_AGES)
        before = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            counter = given.a_counter(session)
            for people in ({AgeBand.TO_6: 1}, {AgeBand.UNSTATED: 2}):
                lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA, people=people))
                counter.later(days=40)
            keep_all(session, counter.now + timedelta(days=40))
            fixed_month(session, counter.depot, 202610, {("1780", "private"): (9, 9)}, {"7-12": 9}, visits_with_age=9)
            session.commit()
        downgrade(revision=BEFORE_AGES)
        assert described(db.engine) == before
        upgrade()
        with Session(db.engine) as session:
            told = "SELECT count(*), count(visits_with_age) FROM fixed_table"
            assert session.execute(text(told)).one() == (3, 0)
            assert session.execute(text("SELECT month FROM dirty_month")).scalars().all() == [202611]
            keep_all(session, counter.now + timedelta(days=40))
            aged = text("SELECT month, visits_with_age FROM visit_month ORDER BY month")
            assert session.execute(aged).all() == [(202611, 1), (202701, 0)]
            assert [one for month in kept_months(session) for one in differences(session, month)] == []
