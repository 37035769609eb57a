"""A depot with a mail server and a gateway that fail as they are told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from tests import given
from tests.ground.gateway import Gateway, gateway
from tests.ground.post_office import PostOffice, post_office
from tests.jobs.posting import Depot, settings_of


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as made:
        yield made


@pytest.fixture
def elks() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def config(config: Config, office: PostOffice, elks: Gateway) -> Config:
    """Both channels are set up."""
    return replace(config, **settings_of(mail=office.port, sms=elks.url))


@pytest.fixture
def depot(app: Flask, session: Session) -> Depot:
    """An open depot at noon."""
    counter = given.a_counter(session)
    session.commit()
    return Depot(app, counter)
