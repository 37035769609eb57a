"""A year reckoned, issued, and issued anew where its figures changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lendlib.models.yearly import IssuedReport
from lendlib.operations.commands import Done
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import (
    IssuedAlready,
    NothingChanged,
    YearNotOver,
    edition_of,
    editions,
    is_whole,
    issue,
)
from lendlib.operations.yearly_prices import (
    NoSuchCategory,
    PriceOutOfBounds,
    PriceWithoutSource,
    prices_of,
    set_prices,
)
from lendlib.rules.errors import NotFound
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Place, Reason, Yearly
from lendlib.rules.yearly_json import canonical, hash_of, read
from tests.ground.yearly import THE_YEAR_AFTER, AYear, a_year

KARLSTAD = Place(Scope.MUNICIPALITY, "1780", "Karlstad")


@pytest.fixture
def year(session: Session) -> AYear:
    made = a_year(session)
    made.counter.now = THE_YEAR_AFTER
    made.counter.writes()
    return made


def as_known(year: AYear, place: Place = KARLSTAD) -> Yearly:
    counter = year.counter
    return reckon(counter.session, place, 2025, now=counter.now, today=counter.today)


def issues(year: AYear) -> Done:
    return issue(year.counter.act(), as_known(year))


def test_a_year_is_reckoned_the_same_for_its_depot_its_municipality_and_all(year: AYear) -> None:
    for place in (KARLSTAD, Place(Scope.COUNTY, "17", "Värmlands län"), Place(Scope.ALL, "", "")):
        assert as_known(year, place).tables["whole"].total(Measure.LOANS) == 12
    found = as_known(year, Place(Scope.DEPOT, str(year.depot.id), year.depot.name))
    assert found.tables["whole"].total(Measure.LOANS) == 12
    # 10 pairs of skis: 10 x 0.5 x 29 - 10 x 0.59; footballs have no factor.
    assert round(found.climate.net.middle, 6) == 139.1
    assert found.climate.without == (("football", 2),)
    assert (found.climate.counted, found.climate.loans) == (10, 12)
    assert not found.purchases.lines
    homes = {line.named.code: line.cells for line in found.fixed["homes"].lines}
    assert homes["1780"] == ((40, 0), (90, 0))
    assert homes["2521"] == ((0, 1), (0, 1))
    with pytest.raises(NotFound):
        as_known(year, Place(Scope.MUNICIPALITY, "0180", "Stockholm"))


def test_what_is_kept_is_whole_and_read_back_as_it_was(year: AYear) -> None:
    done = issues(year)
    head, kept = edition_of(year.counter.session, done.result["report"])
    assert kept == replace(as_known(year), edition=1)
    assert hash_of(canonical(kept)) == head.hash
    assert is_whole(year.counter.session, head.id)
    assert (head.edition, head.year, head.place) == (1, 2025, "1780")
    assert canonical(read(canonical(kept))) == canonical(kept)


def test_a_report_is_issued_once_a_key_and_not_before_the_year_is_over(year: AYear) -> None:
    act, found = year.counter.act(), as_known(year)
    first = issue(act, found)
    assert issue(act, found).is_repeat
    assert [one.id for one in editions(year.counter.session, KARLSTAD)] == [first.result["report"]]
    with pytest.raises(IssuedAlready):
        issue(year.counter.act(), found)
    early = replace(year.counter.act(), today=date(2026, 1, 7))
    with pytest.raises(YearNotOver):
        issue(early, found)


def test_a_new_edition_lists_what_changed_and_why(year: AYear) -> None:
    first = issues(year)
    year.counter.later(days=1)
    with pytest.raises(NothingChanged):
        issues(year)
    late = replace(year, counter=replace(year.counter, now=year.counter.now - timedelta(days=333)))
    late.was_typed_in_late("football", year.counter.now)
    set_prices(year.counter.act(), (Scope.COUNTY, "17"), {"football": 200}, "Shop, 2025")
    year.counter.later(days=1)
    second = issues(year)
    head, kept = edition_of(year.counter.session, second.result["report"])
    assert head.edition == 2
    assert kept.replaces == edition_of(year.counter.session, first.result["report"])[0].hash
    changed = {(one.table, *(named.code for named in one.members), one.measure): one for one in kept.changes}
    whole = changed["whole", "loans"]
    assert (whole.before, whole.now) == (12, 13)
    assert (changed["months", "2025-02", "now", "loans"].now, changed["categories", "football", "loans"].now) == (13, 3)
    # 3 footballs, half of them in place of one that costs 200.
    assert changed["purchases", "middle"].now == 300
    assert ("climate", "middle") not in changed
    assert kept.reasons == (Reason("late_entry", 1), Reason("prices", 1))
    _head, old = edition_of(year.counter.session, first.result["report"])
    assert old.tables["whole"].total(Measure.LOANS) == 12
    assert len(year.counter.session.scalars(select(IssuedReport.id)).all()) == 2


def test_prices_go_from_the_nearest_place_to_the_widest(year: AYear) -> None:
    act = year.counter.act
    set_prices(act(), (Scope.ALL, ""), {"football": 100, "cross-country-skis": 1000}, "Everywhere")
    set_prices(act(), (Scope.MUNICIPALITY, "1780"), {"football": 150}, "Karlstad")
    found = as_known(year)
    assert {key: (one.each, one.source) for key, one in found.prices.items()} == {
        "football": (150, "Karlstad"),
        "cross-country-skis": (1000, "Everywhere"),
    }
    assert found.purchases.total.middle == 10 * 0.5 * 1000 + 2 * 0.5 * 150
    set_prices(act(), (Scope.MUNICIPALITY, "1780"), {"football": None}, "")
    assert as_known(year).prices["football"].each == 100


def test_prices_that_can_not_be_are_refused(year: AYear) -> None:
    area = (Scope.MUNICIPALITY, "1780")
    for kronor, source, no in (
        ({"football": 0}, "Shop", PriceOutOfBounds),
        ({"football": 10}, "  ", PriceWithoutSource),
        ({"no-such": 10}, "Shop", NoSuchCategory),
        ({"boll": 10}, "Shop", NoSuchCategory),
    ):
        with pytest.raises(no):
            set_prices(year.counter.act(), area, kronor, source)
    with pytest.raises(SavedMeanwhile):
        set_prices(year.counter.act(), area, {"football": 10}, "Shop", seen="other")
    assert not prices_of(year.counter.session, area)


def test_what_was_tampered_with_is_noticed(year: AYear) -> None:
    report_id = issues(year).result["report"]
    session = year.counter.session
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER issued_report_never_updated"))
    else:
        session.execute(text("ALTER TABLE issued_report DISABLE TRIGGER issued_report_never_updated"))
    session.execute(text("UPDATE issued_report SET figures = replace(figures, '12', '13')"))
    assert not is_whole(session, report_id)
