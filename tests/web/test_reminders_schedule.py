"""When letters go, as a coordinator decides it."""

from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.models.history import Event
from lendlib.models.reminders import NoticeRule, NoticeText
from lendlib.operations.reminders_schedule import timetable_now
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_depot, press, seen_on, someone_signed_in

PATH = "/reminders/schedule"
USUAL = {
    **{f"{kind}_on": "y" for kind in ("receipt", "before_due", "due_today", "late", "later", "latest", "due_moved")},
    "before_due_days": "2", "late_days": "3", "later_days": "10", "latest_days": "30",
    "letters_from": "09:00", "letters_until": "19:00",
}  # fmt: skip
KEY = "a key of the test"


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
        ("letters_until", "08:00", "Letters need at least an hour of the day to go in. Choose a time that is at least"),
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


def test_a_letter_that_could_never_go_is_saved_with_a_warning(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy
) -> None:
    for days, warns in (("13", False), ("14", True), ("99", True)):
        told = {**USUAL, "before_due_days": days}
        assert press(coordinator, PATH, command_key=f"a key of {days}", **told).status_code == 303
        assert ("no loan here is longer than 14 days" in coordinator.get(PATH).text) is warns
    given.begin_writing(session)
    session.execute(insert(CategoryPolicy), {"depot_id": depot.id, "category_id": 1, "loan_days": 120})
    session.commit()
    assert press(coordinator, PATH, command_key=KEY, **{**USUAL, "before_due_days": "98"}).status_code == 303
    assert "no loan here is longer" not in coordinator.get(PATH).text


def test_two_who_change_it_at_once_see_each_other(coordinator: FlaskClient) -> None:
    seen = seen_on(coordinator.get(PATH))
    theirs = {**USUAL, "late_days": "4"}
    assert press(coordinator, PATH, command_key="their key", seen=seen, **theirs).status_code == 303
    answer = press(coordinator, PATH, command_key=KEY, seen=seen, **{**USUAL, "late_days": "5"})
    assert answer.status_code == 409 and "Kept now: 4" in answer.text and 'value="5"' in answer.text
    again = press(coordinator, PATH, command_key=KEY, seen=seen_on(answer), **{**USUAL, "late_days": "5"})
    assert again.status_code == 303


def test_copying_a_depot_shows_what_becomes_of_its_letters(app: Flask, session: Session, depot: DepotPolicy) -> None:
    other = a_depot(session, "Förebilden")
    given.begin_writing(session)
    rows = [("later", False, 10), ("before_due", True, 4), ("thanks", True, 0)]
    session.execute(
        insert(NoticeRule),
        [{"depot_id": other.id, "kind": kind, "is_on": is_on, "days": days} for kind, is_on, days in rows],
    )
    text = {"kind": "late", "language": "sv", "form": "short", "subject": "", "words": "Kom gärna " * 20}
    session.execute(insert(NoticeText), text | {"depot_id": other.id, "changed_at": given.MONDAY_NOON})
    session.execute(update(Depot).where(Depot.id == other.id).values(letters_until=time(20, 30)))
    session.commit()
    admin = someone_signed_in(app, session, (Role.ADMINISTRATOR, Scope.ALL, None))
    admin.set_cookie("language", "en")
    page = admin.get(f"/depots/{depot.id}/copy?source={other.id}").text
    for then in ("not sent", "4 days", "sent", "9–20.30"):
        assert f"<td>{then}</td></tr>" in page, then
    assert "Late, first letter, Svenska, text message" in page and "<td>as lendlib brings it</td>" in page
    assert "Kom gärna Kom gärna" in page and "Kom gärna " * 12 not in page
