"""Who stands where when a page is opened; a file that wants it otherwise says so in its own fixture."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_depot, someone_signed_in


@pytest.fixture
def monday_noon() -> Iterator[None]:
    """The clock shows the Monday of the tests, and goes on."""
    with time_machine.travel(given.MONDAY_NOON):
        yield


@pytest.fixture
def depot(session: Session) -> DepotPolicy:
    """A depot, committed."""
    return a_depot(session)


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """An open depot's counter, committed."""
    counter = given.a_counter(session)
    session.commit()
    return counter


@pytest.fixture
def volunteer(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """A volunteer of the counter, signed in, who reads English."""
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def coordinator(app: Flask, session: Session, depot: DepotPolicy) -> FlaskClient:
    """A coordinator of the depot, signed in, who reads English."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, depot.id))
    client.set_cookie("language", "en")
    return client
