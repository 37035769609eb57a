"""A counter whose visits have links that the app itself knows, and a borrower who holds one."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.lending import Loan
from lendlib.operations.acts import Act, Keys, new_key
from lendlib.operations.lending import Borrower
from tests import given

ASA = Borrower("Åsa Öberg", phone="+46701740605", email="asa@example.org")
SECRETS = ("Åsa", "Öberg", "701740605", "174 06 05", "asa@example")


@dataclass
class Linking(given.Counter):
    """A counter that commits what it does, with the keys of the app."""

    keys: Keys = given.KEYS

    def act(self, key: str | None = None) -> Act:
        """One act of this counter's staff, now, under the app's keys."""
        return replace(super().act(key), keys=self.keys)

    def lends_linked(self, *item_ids: int, to: Borrower | None = ASA) -> tuple[int, str]:
        """A visit that takes these things, or a ball; committed. The checkout's id, and its link's token."""
        begin_writing(self.session)
        checkout_id = self.lends(*(item_ids or (self.item(brand="Select"),)), to=to)
        self.session.commit()
        return checkout_id, self.keys.link_token(checkout_id, 1)

    def items(self, *keys: str) -> list[int]:
        """Some things, committed."""
        begin_writing(self.session)
        made = [self.item(key) for key in keys]
        self.session.commit()
        return made


def a_linking_counter(app: Flask, session: Session, *, days_ago: int = 0, **policy: object) -> Linking:
    """A depot's counter as it stood so many days before the test's Monday, committed."""
    begin_writing(session)
    depot = given.a_depot(session, **policy)  # type: ignore[arg-type]
    staff_id = given.staff(session)
    session.commit()
    keys = app.extensions["lendlib.keys"]
    return Linking(session, depot, staff_id, now=given.MONDAY_NOON - timedelta(days_ago), keys=keys)


def loans_of(session: Session, checkout_id: int) -> list[int]:
    """The loans of a visit, in order."""
    session.rollback()
    return list(session.scalars(select(Loan.id).where(Loan.checkout_id == checkout_id).order_by(Loan.id)))


def last_days_of(session: Session, checkout_id: int) -> list[str]:
    """The last days of a visit's loans, in order."""
    session.rollback()
    days = session.scalars(select(Loan.due_on).where(Loan.checkout_id == checkout_id).order_by(Loan.id))
    return [day.isoformat() for day in days]


def opens(client: FlaskClient, token: str, path: str = "") -> TestResponse:
    """Open the link, or a page below it, in English."""
    return client.get(f"/l/{token}{path}", headers={"Accept-Language": "en"})


def presses(client: FlaskClient, token: str, path: str = "", key: str | None = None, **fields: object) -> TestResponse:
    """Press a button of the link's pages, with no cookie and no CSRF token, as any phone can."""
    form = {"command_key": key or new_key(), **fields}
    return client.post(f"/l/{token}{path}", data=form, headers={"Accept-Language": "en"})


def offered(page: TestResponse) -> list[str]:
    """What each renewing button of a page would renew, in order."""
    return re.findall(r'name="loans" value="([\d ]+)"', page.text)
