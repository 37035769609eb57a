"""Depots: made, corrected, standing in a state, and rid of what was practice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot, OpeningHours
from lendlib.models.history import Command, Event
from lendlib.models.lending import Checkout, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations import depots_making, depots_state, returning, undoing, visitors
from lendlib.operations.acts import new_key
from lendlib.operations.commands import KeyUsedOtherwise
from lendlib.operations.depots import DepotClosed, NamelessDepot, UnknownMunicipality, policies
from lendlib.operations.depots_making import (
    Described,
    Founder,
    HalfAPlace,
    OutsideReach,
    OwnBranch,
    SlugTaken,
    UnknownParent,
    UnknownZone,
)
from lendlib.operations.depots_state import NoOpeningDay, NotFromHere, change_state, practice, start_afresh
from lendlib.operations.network import Reach
from lendlib.operations.statistics_places import places
from lendlib.operations.statistics_sight import EVERYTHING
from lendlib.operations.undoing import TouchedSince
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import DepotState, What
from tests import given
from tests.given import KEYS, MONDAY_NOON

EVERYWHERE = Reach(is_all=True)
KARLSTAD = Described("Depån i Karlstad", "1780")


def as_it_is(counter: given.Counter) -> given.Counter:
    """The same counter with its depot read anew, as the next request does."""
    return replace(counter, depot=policies(counter.session, [counter.depot.id])[0])


@pytest.fixture
def practising(session: Session) -> given.Counter:
    """A depot that has not opened."""
    return given.a_counter(session, state="test")


def a_founder(session: Session, reach: Reach = EVERYWHERE) -> Callable[..., Founder]:
    staff_id = given.staff(session)
    return lambda key=None: Founder(session, reach, staff_id, None, KEYS, key or new_key(), MONDAY_NOON)


@pytest.fixture
def founder(session: Session) -> Callable[..., Founder]:
    given.begin_writing(session)
    return a_founder(session)


def made(session: Session, founder: Founder, described: Described = KARLSTAD, copies: int | None = None) -> Depot:
    return session.get_one(Depot, depots_making.make(founder, described, copies).result["depot"])


# Making


def test_a_new_depot_practises_and_has_no_hours_yet(session: Session, founder: Callable[..., Founder]) -> None:
    depot = made(session, founder(), replace(KARLSTAD, name="  Depån   i Karlstad ", address="Torget 1"))
    assert (depot.name, depot.slug, depot.state) == ("Depån i Karlstad", "depan-i-karlstad", "test")
    assert session.scalar(select(func.count()).where(OpeningHours.depot_id == depot.id)) == 0
    assert session.scalars(select(Event.what).where(Event.depot_id == depot.id)).all() == ["depot_made"]


@pytest.mark.parametrize("described", [replace(KARLSTAD, slug="0180"), replace(KARLSTAD, name="17")])
def test_no_depot_is_called_like_a_municipality_or_a_county(
    session: Session, founder: Callable[..., Founder], described: Described
) -> None:
    """Else its figures would be added to those of that place, wherever it lies."""
    depot = made(session, founder(), described)
    assert depot.slug == f"depot-{described.slug or described.name}"
    assert [*places(session, [depot.slug], EVERYTHING).depots] == [depot.id]


def test_a_double_click_makes_one(session: Session, founder: Callable[..., Founder]) -> None:
    key = new_key()
    first = depots_making.make(founder(key), KARLSTAD)
    again = depots_making.make(founder(key), KARLSTAD)
    assert again.is_repeat and again.result == first.result
    assert session.scalar(select(func.count()).select_from(Depot)) == 1
    with pytest.raises(KeyUsedOtherwise):
        depots_making.make(founder(key), replace(KARLSTAD, name="Another"))


def test_a_branch_takes_over_what_its_parent_has_decided(session: Session, founder: Callable[..., Founder]) -> None:
    parent = given.a_depot(session, loan_days=21, languages="sv en fi")
    branch = made(session, founder(), Described("Filialen", "1780", parent_id=parent.id), parent.id)
    assert (branch.parent_id, branch.loan_days, branch.languages, branch.state) == (parent.id, 21, "sv en fi", "test")
    assert session.scalar(select(func.count()).where(OpeningHours.depot_id == branch.id)) == 7


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": "  "}, NamelessDepot),
        ({"municipality_code": "0000"}, UnknownMunicipality),
        ({"municipality_code": "1799"}, UnknownMunicipality),
        ({"slug": "Upptagen!"}, SlugTaken),
        ({"parent_id": 999_999}, UnknownParent),
        ({"time_zone": "Europe/Atlantis"}, UnknownZone),
        ({"time_zone": "../secret"}, UnknownZone),
        ({"latitude": 59.4}, HalfAPlace),
    ],
)
def test_what_is_no_depot_is_refused(
    session: Session, founder: Callable[..., Founder], wrong: dict[str, object], refusal: type[Exception]
) -> None:
    made(session, founder(), replace(KARLSTAD, slug="upptagen"))
    with pytest.raises(refusal):
        depots_making.make(founder(), replace(KARLSTAD, **wrong))  # type: ignore[arg-type]
    assert session.scalar(select(func.count()).select_from(Depot)) == 1


def test_an_administrator_of_a_municipality_makes_depots_there_alone(session: Session) -> None:
    given.begin_writing(session)
    elsewhere = given.a_depot(session, municipality="0180")
    karlstad, county = (
        a_founder(session, Reach(municipalities=frozenset({"1780"}))),
        a_founder(session, Reach(counties=frozenset({"17"}))),
    )
    made(session, karlstad())
    made(session, county(), Described("Arvika", "1784"))
    for reach, place in ((karlstad, "1784"), (county, "0180"), (a_founder(session, Reach()), "1780")):
        with pytest.raises(OutsideReach):
            depots_making.make(reach(), Described("Ny", place))
    with pytest.raises(NotFound):
        depots_making.make(karlstad(), Described("Ny", "1780"), elsewhere.id)
    with pytest.raises(UnknownParent):
        depots_making.make(karlstad(), Described("Ny", "1780", parent_id=elsewhere.id))


def test_correcting_a_depot(session: Session, counter: given.Counter) -> None:
    wanted = Described("Nya namnet", "1784", address="Gatan 2", latitude=59.65, longitude=12.6)
    depots_making.edit(counter.act(), EVERYWHERE, wanted)
    row = session.get_one(Depot, counter.depot.id)
    assert (row.name, row.municipality_code, row.latitude) == ("Nya namnet", "1784", 59.65)
    assert row.slug == counter.depot.slug
    assert depots_making.described(session, row.id) == replace(wanted, slug=row.slug)


def test_no_depot_stands_under_itself(session: Session, counter: given.Counter, neighbour: given.Counter) -> None:
    here, there = counter.depot, neighbour.depot
    wanted = Described(here.name, "1780")
    with pytest.raises(OwnBranch):
        depots_making.edit(counter.act(), EVERYWHERE, replace(wanted, parent_id=here.id))
    depots_making.edit(neighbour.act(), EVERYWHERE, Described(there.name, "1780", parent_id=here.id))
    third = given.a_depot(session, parent_id=there.id)
    for below in (there.id, third.id):
        with pytest.raises(OwnBranch):
            depots_making.edit(counter.act(), EVERYWHERE, replace(wanted, parent_id=below))


# States


def test_a_scheduled_depot_opens_on_its_day_by_itself(practising: given.Counter) -> None:
    opens_on = practising.today + timedelta(days=2)
    change_state(practising.act(), DepotState.SCHEDULED, opens_on=opens_on)
    depot = as_it_is(practising).depot
    stands = [depot.standing(practising.today + timedelta(days)) for days in range(4)]
    assert stands == [DepotState.SCHEDULED, DepotState.SCHEDULED, DepotState.OPEN, DepotState.OPEN]


@pytest.mark.parametrize("ahead", [None, -1, 0])
def test_an_opening_day_lies_ahead(practising: given.Counter, ahead: int | None) -> None:
    day = None if ahead is None else practising.today + timedelta(days=ahead)
    with pytest.raises(NoOpeningDay):
        change_state(practising.act(), DepotState.SCHEDULED, opens_on=day)


def test_opening_starts_afresh(session: Session, practising: given.Counter) -> None:
    out, back = practising.item(), practising.item("sledge", code="lapp-1")
    practising.lends(out)
    practising.lends(back)
    returned = returning.check_in(practising.act(), back)
    visitors.count_visitor(practising.act())
    assert (practice(practising.act()).loans, practice(practising.act()).out) == (2, 1)
    key = new_key()
    done = change_state(practising.act(key), DepotState.OPEN)
    assert done.result == {"ended": 2}
    assert change_state(practising.act(key), DepotState.OPEN).is_repeat
    assert set(session.scalars(select(Loan.outcome))) == {"undone"}
    assert session.scalars(select(Contact)).all() == [] and session.scalars(select(DoorDay)).all() == []
    assert set(session.scalars(select(Checkout.link_hash))) == {None}
    opened = as_it_is(practising)
    assert opened.depot.standing(opened.today) is DepotState.OPEN and practice(opened.act()).loans == 0
    opened.lends(out, back)
    with pytest.raises(TouchedSince) as no:
        undoing.undo(opened.act(), returned.command_id)
    assert no.value.values["what"] in (What.PRACTICE_ENDED, What.LENT)


def test_what_was_lent_in_practice_can_be_kept_as_real(session: Session, practising: given.Counter) -> None:
    practising.lends(practising.item())
    assert change_state(practising.act(), DepotState.OPEN, is_afresh=False).result == {"ended": 0}
    opened = as_it_is(practising)
    opened.later(days=1)
    assert practice(opened.act()).loans == 0
    assert session.scalars(select(Loan.outcome)).one() is None


def test_after_a_day_of_opening_what_came_before_is_practice_still(session: Session, practising: given.Counter) -> None:
    early, late = practising.item(), practising.item("sledge")
    practising.lends(early)
    visitors.count_visitor(practising.act())
    change_state(practising.act(), DepotState.SCHEDULED, opens_on=practising.today + timedelta(days=1))
    opened = as_it_is(practising)
    opened.later(days=1)
    opened.lends(late)
    assert practice(opened.act()).loans == 1
    assert start_afresh(opened.act()).result == {"ended": 1}
    rows = dict(session.execute(select(Loan.item_id, Loan.outcome)).all())
    assert rows == {early: "undone", late: None}
    assert len(session.scalars(select(Contact)).all()) == 1 and session.scalars(select(DoorDay)).all() == []
    assert start_afresh(opened.act()).result == {"ended": 0}


def test_a_closed_depot_lends_nothing_and_takes_back(session: Session, counter: given.Counter) -> None:
    out, item_id = counter.item(), counter.item("sledge")
    counter.lends(out)
    change_state(counter.act(), DepotState.CLOSED)
    closed = as_it_is(counter)
    commands = session.scalar(select(func.count()).select_from(Command))
    with pytest.raises(DepotClosed):
        closed.lends(item_id)
    assert session.scalar(select(func.count()).select_from(Command)) == commands
    returning.check_in(closed.act(), out)
    assert session.scalars(select(Loan.outcome)).all() == ["returned"]
    change_state(closed.act(), DepotState.OPEN)
    as_it_is(counter).lends(item_id)
    assert session.scalars(select(Loan.outcome).order_by(Loan.id)).all() == ["returned", None]


def test_closing_a_depot_that_never_opened_ends_its_practice(session: Session, practising: given.Counter) -> None:
    practising.lends(practising.item())
    assert change_state(practising.act(), DepotState.CLOSED, is_afresh=False).result == {"ended": 1}
    reopened = as_it_is(practising)
    change_state(reopened.act(), DepotState.OPEN)
    assert practice(as_it_is(practising).act()).loans == 0


def test_an_open_depot_never_practises_again(counter: given.Counter) -> None:
    for state in (DepotState.TEST, DepotState.SCHEDULED, DepotState.OPEN):
        with pytest.raises(NotFromHere):
            change_state(counter.act(), state, opens_on=counter.today + timedelta(days=3))


def test_two_who_change_the_state_at_once(practising: given.Counter) -> None:
    """The second acts on what it saw, and is told that it is so no longer."""
    change_state(practising.act(), DepotState.OPEN)
    with pytest.raises(NotFromHere):
        change_state(practising.act(), DepotState.SCHEDULED, opens_on=practising.today + timedelta(days=3))


def test_a_neighbour_keeps_its_loans(session: Session, practising: given.Counter) -> None:
    other = given.Counter(session, given.a_depot(session), practising.staff_id)
    other.lends(other.item())
    practising.lends(practising.item())
    assert depots_state.start_afresh(practising.act()).result == {"ended": 1}
    assert len(session.scalars(select(Loan.id).where(Loan.closed_at.is_(None))).all()) == 1
    assert len(session.scalars(select(Contact)).all()) == 1
