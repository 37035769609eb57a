"""A counter to stand at."""

import pytest
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from tests import given
from tests.operations import colleagues


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """An open depot's counter, on this test's own database."""
    return given.a_counter(session)


@pytest.fixture
def neighbour(counter: given.Counter) -> given.Counter:
    """Another depot's counter, with its own member of staff."""
    depot = given.a_depot(counter.session, "Granndepån")
    return given.Counter(counter.session, depot, given.staff(counter.session, "Nils Neighbour"))


@pytest.fixture
def house(session: Session) -> colleagues.House:
    """Three depots with an administrator and a coordinator."""
    begin_writing(session)
    return colleagues.build(session)
