"""The migration of issued reports, prices and letters, up and down with rows, on both databases."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from lendlib.db import db
from lendlib.operations import report_letters, yearly_issuing, yearly_prices
from lendlib.operations.yearly import reckon
from lendlib.rules.vocabulary import Scope
from lendlib.rules.yearly import Place
from tests.ground.described import described
from tests.ground.referenced import referenced
from tests.ground.yearly import THE_YEAR_AFTER, a_year

BEFORE_REPORTS = "0016"


def test_issued_reports_come_and_go_with_their_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision=BEFORE_REPORTS)
        before = described(db.engine)
        upgrade()
        with referenced(db.engine) as session:
            year = a_year(session)
            counter = year.counter
            counter.now = THE_YEAR_AFTER
            counter.writes()
            place = Place(Scope.MUNICIPALITY, "1780", "Karlstad")
            yearly_prices.set_prices(counter.act(), (place.scope, place.code), {"football": 200}, "A shop")
            found = reckon(session, place, 2025, now=counter.now, today=counter.today)
            yearly_issuing.issue(counter.act(), found)
            report_letters.ask_for(counter.act(), wanted=True)
            session.commit()
        downgrade(revision=BEFORE_REPORTS)
        assert described(db.engine) == before
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM loan")).scalar_one() == 12
            odd = "SELECT count(*) FROM event WHERE what IN ('report_issued', 'prices_changed')"
            assert connection.execute(text(odd)).scalar_one() == 0
        upgrade()
