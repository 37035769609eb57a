"""Copying what a depot has decided: shown before, done as shown, and never over the week of an open depot."""

from datetime import time

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import CategoryPolicy, Depot, OpeningHours
from lendlib.models.history import Event
from lendlib.operations.copying import (
    Change,
    ChangedMeanwhile,
    HoursOfOpenDepot,
    NothingToCopy,
    Part,
    Plan,
    copy_from,
    plan,
)
from lendlib.rules.errors import NotFound
from lendlib.rules.policy import DepotPolicy
from tests import given

ALL = tuple(Part)


@pytest.fixture
def source(session: Session) -> DepotPolicy:
    """A depot that decided otherwise."""
    given.begin_writing(session)
    depot = given.a_depot(session, "Förebilden", loan_days=21, max_renewals=0)
    skis, ball = given.category_id(session, "alpine-skis"), given.category_id(session, "football")
    rows = [
        {"category_id": skis, "loan_days": 3, "max_renewals": None, "borrowers": "adults"},
        {"category_id": ball, "loan_days": None, "max_renewals": 1, "borrowers": "anyone"},
    ]
    session.execute(insert(CategoryPolicy), [row | {"depot_id": depot.id} for row in rows])
    session.execute(delete(OpeningHours).where(OpeningHours.depot_id == depot.id, OpeningHours.weekday == 6))
    return depot


@pytest.fixture
def here(session: Session, source: DepotPolicy) -> given.Counter:
    """A depot that practises, beside it."""
    return given.Counter(session, given.a_depot(session, state="test"), given.staff(session))


def planned(counter: given.Counter, source: DepotPolicy) -> Plan:
    return plan(counter.act(), source.id, "sv")


def test_what_would_change_is_shown(here: given.Counter, source: DepotPolicy) -> None:
    shown = planned(here, source)
    assert shown.of(Part.RULES) == [
        Change(Part.RULES, "loan_days", 14, 21),
        Change(Part.RULES, "max_renewals", 2, 0),
    ]
    assert [change.then for change in shown.of(Part.CATEGORIES)] == [(None, 1, "anyone"), (3, None, "adults")]
    assert all(change.now is None for change in shown.of(Part.CATEGORIES))
    assert shown.of(Part.HOURS) == [Change(Part.HOURS, "6", ((time(10), time(18)),), ())]
    assert plan(here.act(), source.id, "en").seen == shown.seen


def test_what_was_shown_is_done(session: Session, here: given.Counter, source: DepotPolicy) -> None:
    copy_from(here.act(), source, ALL, planned(here, source).seen)
    assert planned(here, source).changes == ()
    row = session.get_one(Depot, here.depot.id)
    assert (row.loan_days, row.max_renewals, row.name) == (21, 0, here.depot.name)
    assert row.calendar_version == 1
    told = session.execute(select(Event.what, Event.depot_id)).all()
    assert told == [("depot_copied_to", here.depot.id)]
    with pytest.raises(NothingToCopy):
        copy_from(here.act(), source, ALL, planned(here, source).seen)


def test_only_the_chosen_parts(here: given.Counter, source: DepotPolicy) -> None:
    copy_from(here.act(), source, [Part.CATEGORIES], planned(here, source).seen)
    assert {change.part for change in planned(here, source).changes} == {Part.RULES, Part.HOURS}
    with pytest.raises(NothingToCopy):
        copy_from(here.act(), source, [], planned(here, source).seen)


def test_a_repeat_does_nothing_more(here: given.Counter, source: DepotPolicy) -> None:
    seen, act = planned(here, source).seen, here.act()
    first = copy_from(act, source, ALL, seen)
    again = copy_from(act, source, ALL, seen)
    assert again.is_repeat and again.result == first.result


def test_what_has_changed_since_is_not_copied(session: Session, here: given.Counter, source: DepotPolicy) -> None:
    seen = planned(here, source).seen
    session.execute(update(Depot).where(Depot.id == source.id).values(loan_days=30))
    with pytest.raises(ChangedMeanwhile):
        copy_from(here.act(), source, ALL, seen)
    assert session.get_one(Depot, here.depot.id).loan_days == 14


def test_the_week_of_an_open_depot_stays(session: Session, source: DepotPolicy) -> None:
    counter = given.Counter(session, given.a_depot(session), given.staff(session))
    seen = planned(counter, source).seen
    with pytest.raises(HoursOfOpenDepot):
        copy_from(counter.act(), source, ALL, seen)
    copy_from(counter.act(), source, [Part.RULES, Part.CATEGORIES], seen)
    assert {change.part for change in planned(counter, source).changes} == {Part.HOURS}


def test_a_depot_is_no_source_of_its_own(here: given.Counter) -> None:
    for depot_id in (here.depot.id, 999_999):
        with pytest.raises(NotFound):
            plan(here.act(), depot_id, "sv")
