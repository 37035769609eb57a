"""Two counters of one depot."""

import pytest
from sqlalchemy.orm import Session

from tests import given


@pytest.fixture
def vera(session: Session) -> given.Counter:
    """The first counter."""
    counter = given.a_counter(session)
    session.commit()
    return counter


@pytest.fixture
def olle(vera: given.Counter) -> given.Counter:
    """The second counter of the same depot, a minute ahead."""
    counter = vera.beside(given.staff(vera.session, "Olle Organiserad"))
    counter.later(minutes=1)
    vera.session.commit()
    return counter
