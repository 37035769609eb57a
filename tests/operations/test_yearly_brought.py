"""A year beside one that was brought along whole: what an edition lists when that is taken back, and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.operations.statistics_earlier import bring, take_back
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import edition_of, issue
from lendlib.outside.yearly_told import told
from lendlib.rules.statistics import Shown
from lendlib.rules.vocabulary import Scope
from lendlib.rules.yearly import Place, Reason, Yearly
from lendlib.rules.yearly_parts import Words
from tests.ground.yearly import THE_YEAR_AFTER, AYear, a_year

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KARLSTAD = Place(Scope.MUNICIPALITY, "1780", "Karlstad")


def as_known(year: AYear, of: int = 2025) -> Yearly:
    counter = year.counter
    return reckon(counter.session, KARLSTAD, of, now=counter.now, today=counter.today)


@on_sqlite
def test_figures_of_the_year_before_that_changed_are_listed_in_the_next_edition(session: Session) -> None:
    year = a_year(session)
    counter = year.counter
    counter.now = THE_YEAR_AFTER
    counter.writes()
    rows = [(1, ["month", "loans", "visits"]), (2, ["2024", "1800", "600"])]
    brought = bring(counter.act(), "gamla.csv", rows, "en")
    found = as_known(year)
    assert found.people_stated == (0, 12)
    said = [part.words for part in told(as_known(year, 2024), "en").parts if isinstance(part, Words)]
    assert any("for the whole of 2024, so in no month here" in words for words in said)
    assert "Nothing was lent." not in said
    issue(counter.act(), found)
    counter.later(days=1)
    take_back(counter.act(), brought.result["import"])
    late = AYear(replace(counter, now=datetime(2024, 5, 7, 11, tzinfo=UTC)))
    late.was_typed_in_late("tent", counter.now)
    row = {"municipality_code": "1780", "year": 2024, "people": 96_000, "source": "SCB"}
    session.execute(insert(Population), [row])
    counter.later(days=1)
    again = issue(counter.act(), as_known(year)).result["report"]
    _head, kept = edition_of(session, again)
    listed = {(*(named.code for named in one.members), one.measure): (one.before, one.now) for one in kept.changes}
    assert listed["before", "loans"] == (1800, 1) and listed["before", "visits"] == (600, 1)
    assert listed["loans_per_1000",][0] is Shown.NONE
    assert kept.reasons == (Reason("before", 1), Reason("imports", 1), Reason("population", 1))
