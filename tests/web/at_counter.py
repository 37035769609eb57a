"""A browser that several people share, and how they step in at it."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.staff import Staff, StaffSession
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests.web.people import PASSWORD, a_person, press, quick_hash, sign_in

PIN = "4071"


def with_pin(session: Session, depot: DepotPolicy, name: str, pin: str | None = PIN) -> str:
    """A volunteer of the depot with that PIN, or none; gives the e-mail."""
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), name=name)
    begin_writing(session)
    session.execute(update(Staff).where(Staff.email == email).values(pin_hash=quick_hash(pin) if pin else None))
    session.commit()
    return email


def session_of(session: Session, email: str) -> int:
    """The latest sign-in of an account."""
    session.rollback()
    own = select(StaffSession.id).join(Staff).where(Staff.email == email, StaffSession.ended_at.is_(None))
    return session.scalars(own.order_by(StaffSession.id.desc())).first() or 0


def steps_in(client: FlaskClient, session: Session, email: str, **fields: object) -> TestResponse:
    """Step in as somebody who is signed in in this browser, by PIN unless told otherwise."""
    proof = fields or {"pin": PIN}
    named = {f"lock-{name}": value for name, value in proof.items()}
    return press(client, "/lock", page="/lock", **{"lock-who": session_of(session, email), **named})


def at_work(app: Flask, *emails: str) -> FlaskClient:
    """A browser in which they signed in one after the other; the last is at the counter."""
    client = app.test_client()
    for email in emails:
        fields = {"lock-email": email, "lock-password": PASSWORD}
        first = email == emails[0]
        answer = sign_in(client, email) if first else press(client, "/lock", page="/lock", **fields)
        assert answer.status_code == 303
    return client
