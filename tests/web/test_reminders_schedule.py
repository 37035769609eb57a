"""When letters go, as a coordinator decides it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.history import Event
from lendlib.operations.reminders_schedule import timetable_now
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests.web.people import a_depot, press, seen_on, someone_signed_in

PATH = "/reminders/schedule"
USUAL = {
    **{f"{kind}_on": "y" for kind in ("receipt", "before_due", "due_today", "late", "later", "latest", "due_moved")},
    "before_due_days": "2", "late_days": "3", "later_days": "10", "latest_days": "30",
    "letters_from": "09:00", "letters_until": "19:00",
}  # fmt: skip
KEY = "a key of the test"


@pytest.fixture
def depot(session: Session) -> DepotPolicy:
    return a_depot(session)


@pytest.fixture
def coordinator(app: Flask, session: Session, depot: DepotPolicy) -> FlaskClient:
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, depot.id))
    client.set_cookie("language", "en")
    return client


def test_the_page_shows_what_is_usual_and_keeps_what_is_saved(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy
) -> None:
    page = coordinator.get(PATH)
    assert "Usual: 30" in page.text and 'value="19:00"' in page.text and PATH in coordinator.get("/depot").text
    otherwise = {**USUAL, "late_days": "5", "thanks_on": "y", "letters_from": "8.30"}
    del otherwise["before_due_on"]
    answer = press(coordinator, PATH, command_key=KEY, seen=seen_on(page), **otherwise)
    assert (answer.status_code, answer.location) == (303, PATH)
    kept = timetable_now(session, depot.id)
    assert (kept.schedule.late.days, kept.schedule.before_due.is_on, kept.schedule.thanks.is_on) == (5, False, True)
    assert f"{kept.begins:%H:%M}" == "08:30" and "counts for letters that wait" in coordinator.get(PATH).text
    assert session.scalars(select(Event.what)).all() == ["reminding_changed"]


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("late_days", "10", "must come later than the first"),
        ("latest_days", "9", "must come later than the second"),
        ("before_due_days", "0", "from 1 to 400"),
        ("later_days", "ten", "whole number"),
        ("letters_until", "09:30", "at least an hour"),
        ("letters_until", "08:00", "after"),
        ("letters_from", "quarter past", "quarter past"),
        ("letters_from", "", "missing"),
    ],
)
def test_nonsense_is_refused_where_it_was_written_and_stays_there(
    coordinator: FlaskClient, field: str, text: str, says: str
) -> None:
    answer = press(coordinator, PATH, command_key=KEY, **{**USUAL, field: text})
    assert answer.status_code == 422 and says in answer.text
    assert text == "" or f'value="{text}"' in answer.text


def test_two_who_change_it_at_once_see_each_other(coordinator: FlaskClient) -> None:
    seen = seen_on(coordinator.get(PATH))
    theirs = {**USUAL, "late_days": "4"}
    assert press(coordinator, PATH, command_key="their key", seen=seen, **theirs).status_code == 303
    answer = press(coordinator, PATH, command_key=KEY, seen=seen, **{**USUAL, "late_days": "5"})
    assert answer.status_code == 409 and "Kept now: 4" in answer.text and 'value="5"' in answer.text
    again = press(coordinator, PATH, command_key=KEY, seen=seen_on(answer), **{**USUAL, "late_days": "5"})
    assert again.status_code == 303
