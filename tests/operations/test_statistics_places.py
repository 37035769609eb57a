"""Whose figures one sees: by role, place and depot; practice counts nowhere, and a merged category is one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, insert, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Category
from lendlib.models.statistics import Population
from lendlib.operations import merging, returning
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics import EVERYTHING, Sight
from lendlib.operations.yearly import reckon
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Shown
from lendlib.rules.statistics_sense import OnlyFixedTables
from lendlib.rules.vocabulary import DepotState, Role, Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import Place
from tests import given
from tests.operations.asking import TODAY, ask, cells

ORGANISER = Role.ORGANISER


def seeing(role: Role, scope: Scope, **place: object) -> Sight:
    return Sight.of([RoleHere(role, scope, **place)])  # type: ignore[arg-type]


@pytest.fixture
def three(session: Session, counter: given.Counter) -> dict[str, given.Counter]:
    """Karlstad lent one thing, Arvika in the same county two, Stockholm three."""
    found = {"1780": counter}
    for number, (name, code) in enumerate({"Arvika": "1784", "Stockholm": "0180"}.items(), 2):
        depot = given.a_depot(session, name, municipality=code)
        found[code] = given.Counter(session, depot, counter.staff_id)
        found[code].lends(*(found[code].item() for _ in range(number)))
    counter.lends(counter.item())
    return found


def test_one_sees_as_far_as_ones_roles_reach(session: Session, three: dict[str, given.Counter]) -> None:
    here = three["1780"].depot.id
    for sight, places in (
        (EVERYTHING, {"1780": 1, "1784": 2, "0180": 3}),
        (seeing(ORGANISER, Scope.ALL), {"1780": 1, "1784": 2, "0180": 3}),
        (seeing(ORGANISER, Scope.COUNTY, county_code="17"), {"1780": 1, "1784": 2}),
        (seeing(ORGANISER, Scope.MUNICIPALITY, municipality_code="1784"), {"1784": 2}),
        (seeing(Role.VOLUNTEER, Scope.DEPOT, depot_id=here), {"1780": 1}),
        (seeing(Role.ADMINISTRATOR, Scope.COUNTY, county_code="01"), {"0180": 3}),
        (Sight.of([]), {}),
    ):
        table = ask(session, By.MUNICIPALITY, sight=sight)
        assert cells(table) == places and table.totals == (sum(places.values()),)
        assert {member.code for member in table.dimensions[0].members} == set(places)
    assert Sight.of([]).is_blind and not EVERYTHING.is_blind


def test_places_are_slugs_municipalities_and_counties(session: Session, three: dict[str, given.Counter]) -> None:
    stockholm = three["0180"].depot.slug
    for asked, total in (((stockholm,), 3), (("1784",), 2), (("17",), 3), (("17", "1780", stockholm), 6)):
        assert ask(session, By.COUNTY, places=asked).totals == (total,), asked
    sight = seeing(ORGANISER, Scope.COUNTY, county_code="17")
    for unseen in (stockholm, "0180", "01", "1785", "nowhere", "0000", "'; DROP TABLE loan; --"):
        for places in ((unseen,), ("1780", unseen)):
            with pytest.raises(NotFound):
                ask(session, By.COUNTY, sight=sight, places=places)
    with pytest.raises(NotFound):
        ask(session, By.COUNTY, categories=("no-such-thing",))


def test_home_kind_and_age_are_for_the_staff_of_the_depot(session: Session, three: dict[str, given.Counter]) -> None:
    here, there = three["1780"].depot, three["1784"].depot
    organiser = RoleHere(ORGANISER, Scope.COUNTY, county_code="17")
    volunteer = RoleHere(Role.VOLUNTEER, Scope.DEPOT, here.id)
    for by, of in ((By.HOME, Measure.LOANS), (By.KIND, Measure.VISITS), (By.AGE_BAND, Measure.PEOPLE)):
        for places in ((), (here.slug,), ("1784",)):
            with pytest.raises(OnlyFixedTables):
                ask(session, By.MONTH, by, of=of, sight=Sight.of([organiser]), places=places)
        both = Sight.of([organiser, volunteer])
        assert not both.reach.is_all and ask(session, by, of=of, sight=both, places=(here.slug,)).coverage
        for places in ((), (there.slug,)):
            with pytest.raises(OnlyFixedTables):
                ask(session, by, of=of, sight=both, places=places)
        assert ask(session, by, of=of, sight=Sight.of_depot(here.id)).coverage


def test_practice_counts_nowhere(session: Session, counter: given.Counter) -> None:
    """Lent a day before the opening day and on it; what comes back later is still practice. Another never opened."""
    ball, sledge = counter.item(), counter.item("sledge")
    counter.lends(ball)
    counter.later(days=1)
    counter.lends(sledge)
    opens_on = counter.today
    counter.later(days=1)
    returning.check_in(counter.act(), ball)
    returning.check_in(counter.act(), sledge)
    practising = given.Counter(session, given.a_depot(session, state="test"), counter.staff_id)
    practising.lends(practising.item())
    of = (Measure.LOANS, Measure.RETURNS, Measure.VISITS)
    whole, within = {}, {"first": date(2026, 11, 2), "last": date(2026, 11, 29)}
    for state, day, expected in (
        (DepotState.OPEN, None, (2, 2, 2)),
        (DepotState.OPEN, opens_on, (1, 1, 1)),
        (DepotState.SCHEDULED, opens_on, (1, 1, 1)),
        (DepotState.SCHEDULED, opens_on + timedelta(days=9), (0, 0, 0)),
        (DepotState.CLOSED, opens_on, (1, 1, 1)),
        (DepotState.TEST, None, (0, 0, 0)),
    ):
        session.execute(update(Depot).where(Depot.id == counter.depot.id).values(state=state, opens_on=day))
        for span in (whole, within):
            assert ask(session, By.DEPOT, of=of, **span).totals == expected, (state, day, span)
    assert ask(session, By.DEPOT, of=(Measure.STOCK, Measure.LENT_ONCE)).totals == (3, 0)


def test_a_merged_category_is_the_one_that_it_became(session: Session, counter: given.Counter) -> None:
    counter.lends(counter.item("football"), counter.item("sledge"))
    ids = [given.category_id(session, key) for key in ("kicksled", "sledge")]
    merging.merge(counter.act(), ids[1], ids[0])
    of = (Measure.LOANS, Measure.STOCK)
    expected = {"football": (1, 1), "kicksled": (1, 1)}
    assert cells(ask(session, By.CATEGORY, of=of)) == expected
    for asked in ("kicksled", "sledge"):
        assert cells(ask(session, By.CATEGORY, of=of, categories=(asked,))) == {"kicksled": (1, 1)}
        day = ask(session, By.CATEGORY, By.DAY, categories=(asked,))
        assert cells(day) == {("kicksled", "2026-11-23"): 1}
    group = session.get_one(Category, session.get_one(Category, ids[0]).parent_id).key
    assert cells(ask(session, By.GROUP, categories=(group,))) == {group: 1}
    assert {len(row) for row in ask(session, By.CATEGORY, of=of).values.values()} == {2}


def test_statements_are_as_many_for_thirty_depots_as_for_three(session: Session, engine: Engine) -> None:
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
    three = (Measure.LOANS, Measure.LOANS_PER_1000, Measure.LOST, Measure.PEOPLE)
    costs = []
    for many in (3, 30):
        for _ in range(many):
            given.a_depot(session)
        session.flush()
        sent.clear()
        ask(session, By.MUNICIPALITY, By.MONTH, of=three, is_beside=True)
        ask(session, By.DEPOT, By.CATEGORY, of=(Measure.NEVER_LENT, Measure.DONATIONS, Measure.RETIRED_WORN))
        ask(session, By.WEEKDAY, By.HOUR)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 60, costs


def test_an_area_says_where_only_some_of_its_depots_are_counted(
    session: Session, three: dict[str, given.Counter]
) -> None:
    """Another of Karlstad has opened, one opens tomorrow and one practises: these two are missing nowhere."""
    here = three["1780"].depot
    for name, state, opens_on in (
        ("Molkom", DepotState.OPEN, None),
        ("Väse", DepotState.SCHEDULED, TODAY + timedelta(days=1)),
        ("Vålberg", DepotState.TEST, None),
    ):
        given.a_depot(session, name, municipality="1780", state=state, opens_on=opens_on)
    people = [{"municipality_code": code, "year": 2025, "people": 1000, "source": "SCB"} for code in three]
    session.execute(insert(Population), people)
    of = (Measure.LOANS, Measure.LOANS_PER_1000)
    mine = seeing(Role.COORDINATOR, Scope.DEPOT, depot_id=here.id)
    karlstad = seeing(ORGANISER, Scope.MUNICIPALITY, municipality_code="1780")
    for by, sight, places, names, rates, total in (
        (By.MUNICIPALITY, mine, (), ["Karlstad (1 of 2 depots)"], [None], None),
        (By.MUNICIPALITY, karlstad, (), ["Karlstad"], [1.0], 1.0),
        (By.MUNICIPALITY, EVERYTHING, (here.slug, "1784"), ["Arvika", "Karlstad (1 of 2 depots)"], [2, None], None),
        (By.COUNTY, karlstad, (), ["Värmlands län (2 of 3 depots)"], [None], None),
        (By.COUNTY, EVERYTHING, ("17",), ["Värmlands län"], [1.5], 1.5),
        (By.COUNTY, EVERYTHING, (), ["Stockholms län", "Värmlands län"], [3.0, 1.5], 2.0),
    ):
        table = ask(session, by, of=of, sight=sight, places=places)
        assert [member.name for member in table.dimensions[0].members] == names
        shown = [*(row[1] for _members, row in table.rows()), table.totals[1]]
        assert [None if value is Shown.NONE else value for value in shown] == [*rates, total], names
    before = {"first": date(2025, 1, 1), "last": date(2025, 12, 31), "language": "sv"}
    nothing = ask(session, By.MUNICIPALITY, of=of, sight=mine, **before)
    assert nothing.rows()[0][0][0].name == "Karlstad (1 av 2 depåer)" and nothing.rows()[0][1] == (0, Shown.NONE)
    assert [one.is_part for one in ask(session, By.DEPOT, sight=mine).dimensions[0].members] == [False]
    place = Place(Scope.DEPOT, str(here.id), here.name)
    yearly = reckon(session, place, 2026, now=three["1780"].now, today=three["1780"].today)
    names = [dict(named.names) for named in yearly.tables["whole"].members[0]]
    assert names == [{"sv": "Karlstad", "en": "Karlstad"}], "a depot's own report tells of no area"
