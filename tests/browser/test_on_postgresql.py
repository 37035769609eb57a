"""The same counter over PostgreSQL: a thing is lent, comes back, and is undone."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.house import House, serving
from tests.browser.place import Place
from tests.given import ANNA
from tests.ground.looking import loan_of
from tests.ground.postgresql import Cluster
from tests.ground.templates import make_config


@pytest.fixture
def house(postgresql: Cluster, migrated_postgresql: str, tmp_path: Path) -> Iterator[House]:
    """lendlib, served over PostgreSQL."""
    name = f"house_{uuid.uuid4().hex}"
    with serving(make_config(tmp_path, postgresql.make(name, migrated_postgresql))) as house:
        yield house
    postgresql.drop(name)


def test_lent_returned_and_undone(new_desk: Callable[..., Desk], place: Place, house: House) -> None:
    ball, sledge = place.things("football", "sledge")
    place.lent(sledge)
    desk = new_desk(place.vera)
    desk.scans(ball)
    desk.holds("Football")
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.scans(sledge)
    desk.says("Returned", "Sledge", "Lent to Anna Åberg.")
    desk.presses("Undo")
    desk.says("Undone")
    desk.undoes("Football lent")
    expect(desk.acts.locator(".act.is-undone")).to_have_count(2)
    with house.reading() as session:
        assert loan_of(session, ball.id).outcome == "undone"
        assert loan_of(session, sledge.id).outcome is None
