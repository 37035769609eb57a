"""The calendar of a private link: one event a last day, known again after a renewal, and nobody in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import Depot, OpeningHours
from lendlib.operations import renewing, returning
from tests import given
from tests.ground.calendars import events_in
from tests.web.private_link import SECRETS, Linking, a_linking_counter, loans_of, opens, presses

pytestmark = pytest.mark.usefixtures("monday_noon")


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> Linking:
    """A counter six days ago, with an address."""
    counter = a_linking_counter(app, session, days_ago=6)
    begin_writing(session)
    session.execute(update(Depot).where(Depot.id == counter.depot.id).values(address="Älvgatan 4, Molkom"))
    session.commit()
    return counter


def events(client: FlaskClient, token: str) -> list[Any]:
    """What a reader of calendars finds behind the link."""
    return events_in(opens(client, token, "/calendar.ics").text)


def test_one_event_a_last_day_in_the_depots_hours(client: FlaskClient, counter: Linking) -> None:
    ball, sledge, kicksled = counter.items("football", "sledge", "kicksled")
    visit, token = counter.lends_linked(ball, sledge, kicksled)
    presses(client, token, loans=str(loans_of(counter.session, visit)[1]))
    first, second = events(client, token)
    assert first.dtstart.value.isoformat() == "2026-12-01T10:00:00+01:00"
    assert first.dtend.value.isoformat() == "2026-12-01T18:00:00+01:00"
    assert first.summary.value == "Bring back 2 things"
    assert first.description.value == "Football\nKicksled\nThe depot is open 10:00–18:00."
    assert first.location.value == "Testdepån, Älvgatan 4, Molkom"
    assert second.dtstart.value.date().isoformat() == "2026-12-07"
    assert second.summary.value == "Bring back: Sledge"


def test_it_is_a_calendar_file_and_holds_neither_person_nor_link(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    answer = opens(client, token, "/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="lendlib.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    loan_id = loans_of(counter.session, visit)[0]
    unfolded = answer.text.replace("\r\n ", "")
    for secret in (*SECRETS, token, "Vera Volontär", "/l/"):
        assert secret not in unfolded, secret
    assert events(client, token)[0].uid.value == f"{counter.keys.calendar_uid(loan_id)}@127.0.0.1"


def test_a_renewal_moves_the_same_event(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    loans = str(loans_of(counter.session, visit)[0])
    [before], [again] = events(client, token), events(client, token)
    assert (before.uid.value, before.sequence.value) == (again.uid.value, again.sequence.value)
    presses(client, token, loans=loans)
    [after] = events(client, token)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value - before.dtstart.value == timedelta(6)


def test_without_hours_it_is_a_whole_day(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    begin_writing(counter.session)
    counter.session.execute(delete(OpeningHours))
    counter.session.commit()
    [event] = events(client, token)
    assert event.dtstart.value.isoformat() == "2026-12-01"
    assert "open" not in event.description.value


def test_across_the_change_to_winter_time(client: FlaskClient, counter: Linking) -> None:
    with time_machine.travel(given.MONDAY_NOON - timedelta(42)):
        counter.now = given.MONDAY_NOON - timedelta(44)
        ball, sledge = counter.items("football", "sledge")
        visit, token = counter.lends_linked(ball, sledge)
        begin_writing(counter.session)
        counter.later(days=2)
        renewing.renew(counter.act(), loans_of_open(counter, visit))
        counter.session.commit()
        before, after = events(client, token)
    assert before.dtstart.value.isoformat() == "2026-10-24T10:00:00+02:00"
    assert after.dtstart.value.isoformat() == "2026-10-26T10:00:00+01:00"


def loans_of_open(counter: Linking, visit: int) -> list[int]:
    """The second of the visit's loans."""
    ids = loans_of(counter.session, visit)[1:]
    begin_writing(counter.session)
    return ids


def test_the_other_language_says_it_too(client: FlaskClient, counter: Linking) -> None:
    _, token = counter.lends_linked()
    told = client.get(f"/l/{token}/calendar.ics", headers={"Accept-Language": "sv"}).text
    assert "SUMMARY:Lämna tillbaka: Fotboll" in told.replace("\r\n ", "")


def test_when_all_is_back_there_is_nothing_to_put_in_a_calendar(client: FlaskClient, counter: Linking) -> None:
    [ball] = counter.items("football")
    _, token = counter.lends_linked(ball)
    begin_writing(counter.session)
    returning.check_in(counter.act(), ball)
    counter.session.commit()
    answer = opens(client, token, "/calendar.ics")
    assert (answer.status_code, answer.location) == (302, f"/l/{token}")
    assert "Add to your calendar" not in opens(client, token).text
