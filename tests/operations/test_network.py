"""The network: each depot's figures, in one statement a set, and only of what one looks after."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, event, insert, update
from sqlalchemy.orm import Session

from lendlib.models.depots import DatedException, Depot
from lendlib.operations import returning
from lendlib.operations.network import Place, Reach, in_reach, names_in_reach, network
from lendlib.operations.sessions import RoleHere
from lendlib.operations.staff import disable, give_role
from lendlib.operations.statistics import EVERYTHING, answer
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Asked
from lendlib.rules.vocabulary import DepotState, Role, Scope
from lendlib.rules.vocabulary_reminders import NoticeState
from lendlib.rules.vocabulary_statistics import Measure
from tests import given
from tests.given import MONDAY_NOON
from tests.ground.letters_put import put_letter

EVERYWHERE = Reach(is_all=True)


def figures(session: Session, reach: Reach = EVERYWHERE, now: datetime = MONDAY_NOON) -> dict[int, Place]:
    return {place.depot.id: place for place in network(session, reach, now)}


@pytest.fixture
def sent(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database."""
    statements: list[str] = []

    def keep(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    yield statements
    event.remove(engine, "before_cursor_execute", keep)


def test_each_depot_has_its_own_figures(session: Session, counter: given.Counter, neighbour: given.Counter) -> None:
    counter.now -= timedelta(days=20)
    late, back, out = counter.item(), counter.item("sledge"), counter.item("kicksled")
    counter.lends(late)
    counter.later(days=20)
    counter.lends(back)
    counter.lends(out)
    returning.check_in(counter.act(), back)
    neighbour.item()
    give_role(session, counter.staff_id, Role.VOLUNTEER, Scope.DEPOT, depot_id=counter.depot.id)
    give_role(session, counter.staff_id, Role.COORDINATOR, Scope.DEPOT, depot_id=counter.depot.id)
    gone = given.staff(session, "Gone")
    give_role(session, gone, Role.VOLUNTEER, Scope.DEPOT, depot_id=counter.depot.id)
    disable(session, gone, counter.now)
    here, there = (figures(session)[place.depot.id] for place in (counter, neighbour))
    assert (here.items, here.out, here.late, here.loans, here.people) == (3, 2, 1, 3, 1)
    assert (there.items, there.out, there.late, there.loans, there.people) == (1, 0, 0, 0, 0)
    visit = counter.lends(counter.item())
    put_letter(session, visit, NoticeState.FAILED, counter.now, why="refused")
    assert (figures(session)[counter.depot.id].letters, here.letters, there.letters) == (1, 0, 0)
    assert here.last_at == counter.now and here.hours == ((time(10), time(18)),)
    assert (here.municipality, here.county, here.state) == ("Karlstad", "Värmlands län", DepotState.OPEN)


def test_practice_is_not_counted(session: Session) -> None:
    practising = given.a_counter(session, state="test")
    practising.lends(practising.item())
    place = figures(session)[practising.depot.id]
    assert (place.state, place.items, place.out, place.late, place.loans) == (DepotState.TEST, 1, 0, 0, 0)


def test_loans_are_counted_as_statistics_do(session: Session, counter: given.Counter) -> None:
    """What was lent before the day on which the depot opened was practice, and counts no more."""
    counter.lends(counter.item())
    counter.later(days=2)
    counter.lends(counter.item())
    opens_on = update(Depot).where(Depot.id == counter.depot.id).values(opens_on=counter.today)
    session.execute(opens_on)
    asked = Asked(date(2026, 1, 1), date(2026, 12, 31), (), (Measure.LOANS,))
    told = answer(session, asked, EVERYTHING, "en", counter.today)
    assert (figures(session, now=counter.now)[counter.depot.id].loans, told.totals) == (1, (1,))


def test_a_dated_exception_comes_before_the_week(session: Session, counter: given.Counter) -> None:
    rows = [
        {"depot_id": counter.depot.id, "day_on": counter.today, "opens": None, "closes": None},
        {"depot_id": given.a_depot(session).id, "day_on": counter.today, "opens": time(12), "closes": time(14)},
    ]
    session.execute(insert(DatedException), [row | {"reason": ""} for row in rows])
    assert [place.hours for place in network(session, EVERYWHERE, MONDAY_NOON)] == [(), ((time(12), time(14)),)]


def test_a_day_is_each_depots_own(session: Session, counter: given.Counter) -> None:
    """In the evening in Karlstad it is tomorrow already on Kiritimati."""
    away = given.a_depot(session, "Kiritimati", time_zone="Pacific/Kiritimati")
    far = given.Counter(session, away, counter.staff_id, now=counter.now - timedelta(hours=12))
    for place in (counter, far):
        place.lends(place.item())
    found = figures(session, now=datetime(2026, 12, 7, 20, tzinfo=UTC))
    assert (found[counter.depot.id].late, found[away.id].late) == (0, 1)


@pytest.mark.parametrize(
    ("reach", "names"),
    [
        (EVERYWHERE, ["Arvika", "Karlstad", "Stockholm"]),
        (Reach(municipalities=frozenset({"1780"})), ["Karlstad"]),
        (Reach(counties=frozenset({"17"})), ["Arvika", "Karlstad"]),
        (Reach(municipalities=frozenset({"1780"}), counties=frozenset({"01"})), ["Karlstad", "Stockholm"]),
        (Reach(), []),
    ],
)
def test_one_sees_what_one_looks_after(session: Session, reach: Reach, names: list[str]) -> None:
    for name, place in (("Karlstad", "1780"), ("Arvika", "1784"), ("Stockholm", "0180")):
        given.a_depot(session, name, municipality=place)
    assert [name for _, name in names_in_reach(session, reach)] == names
    assert sorted(place.depot.name for place in network(session, reach, MONDAY_NOON)) == names


def test_a_single_depot_can_be_looked_after(session: Session, counter: given.Counter, neighbour: given.Counter) -> None:
    held = (RoleHere(Role.ADMINISTRATOR, Scope.DEPOT, counter.depot.id), RoleHere(Role.COORDINATOR, Scope.ALL))
    reach = Reach.of(held)
    assert reach == Reach(depots=frozenset({counter.depot.id})) and not reach.may_found
    assert in_reach(session, reach, counter.depot.id).id == counter.depot.id
    with pytest.raises(NotFound):
        in_reach(session, reach, neighbour.depot.id)


def test_the_page_costs_the_same_for_three_and_thirty(session: Session, sent: list[str]) -> None:
    costs = []
    for many in (3, 30):
        for _ in range(many):
            given.a_depot(session)
        sent.clear()
        network(session, EVERYWHERE, MONDAY_NOON)
        costs.append(len(sent))
    assert costs == [10, 10]
