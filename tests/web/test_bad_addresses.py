"""An address where nobody is: whoever meets the borrower is told which, until it is corrected."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.contacts import Contact
from lendlib.operations.lending import Borrower
from tests import given
from tests.web.people import a_counter_before, press

KARIN = Borrower("Karin Öberg", phone="+46701740610", email="karin@example.org")
NUMBER, LETTER = "No text message reaches the number.", "No letter reaches the e-mail."


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with time_machine.travel(given.MONDAY_NOON + timedelta(days=21)):
        yield


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_before(session, days=21)


def told(client: FlaskClient, checkout_id: int) -> dict[str, set[str]]:
    """What each place says where the borrower is met."""
    pages = {page: client.get(f"/loans/{checkout_id}{page}").text for page in ("", "/contact", "/kept")}
    pages["phone list"] = client.get("/lists/overdue").text
    pages["counter"] = press(client, "/counter/known", reach=KARIN.phone).text
    assert all(KARIN.name in page for page in pages.values())
    return {name: {words for words in (NUMBER, LETTER) if words in page} for name, page in pages.items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_which_address_is_bad_stands_wherever_the_borrower_is_met_until_it_is_another(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(counter.session)
    checkout_id = counter.lends(counter.item(), to=KARIN)
    counter.session.commit()
    assert set(map(frozenset, told(volunteer, checkout_id).values())) == {frozenset()}
    counter.session.execute(update(Contact).values(bad_phone_at=counter.now))
    counter.session.commit()
    assert set(map(frozenset, told(volunteer, checkout_id).values())) == {frozenset({NUMBER})}
    counter.session.execute(update(Contact).values(bad_email_at=counter.now))
    counter.session.commit()
    assert set(map(frozenset, told(volunteer, checkout_id).values())) == {frozenset({NUMBER, LETTER})}
    assert f"/loans/{checkout_id}/contact" in press(volunteer, "/counter/known", reach=KARIN.phone).text
    mended = {"name": KARIN.name, "phone": "070-174 06 10", "email": "karin@example.net", "letters_in": "sv"}
    assert press(volunteer, f"/loans/{checkout_id}/contact", command_key="a key of mine", **mended).status_code == 303
    assert set(map(frozenset, told(volunteer, checkout_id).values())) == {frozenset({NUMBER})}, "the other is as bad"
