"""The panel of letters and the banner, as staff see them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.reminders import Notice
from lendlib.operations import contacts
from lendlib.operations.jobs import write_down
from lendlib.operations.lending import Borrower
from lendlib.rules.jobs import Run
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState
from lendlib.web import reminders_words
from tests import given
from tests.ground.letters_put import put_letter
from tests.jobs.posting import settings_of
from tests.web.people import a_depot, press, someone_signed_in, statements_of

# What differs between the databases is tried beside the operations.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BUSY, GONE = (AttemptEnd.TEMPORARY, "421"), (AttemptEnd.PERMANENT, "550 5.1.1")
SPAM = (AttemptEnd.PERMANENT, "554 5.7.1")
KARIN = Borrower("Karin Öberg", email="karin@example.org")


@pytest.fixture(autouse=True)
def monday_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(given.MONDAY_NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def counter(session: Session) -> given.Counter:
    depot = a_depot(session)
    begin_writing(session)
    counter = given.Counter(session, depot, given.staff(session))
    session.execute(update(Depot).values(lock_minutes=0))
    session.commit()
    return counter


def letter(counter: given.Counter, state: NoticeState, **facts: object) -> int:
    """A letter of a visit of its own, committed."""
    begin_writing(counter.session)
    visit = counter.lends(counter.item(), to=KARIN)
    notice_id = put_letter(counter.session, visit, state, counter.now, **facts)  # type: ignore[arg-type]
    counter.session.commit()
    return notice_id


def ticked(counter: given.Counter, ago: timedelta, failure_id: str | None = None) -> None:
    """The worker did something so long ago."""
    begin_writing(counter.session)
    at = counter.now - ago
    write_down(counter.session, Run("sending", at, at, at + timedelta(seconds=20), failure_id=failure_id))
    counter.session.commit()


def test_a_depot_whose_letters_go_nowhere_is_told_so(volunteer: FlaskClient) -> None:
    page = volunteer.get("/reminders").text
    assert "Letters are kept, nobody gets them" in page and "not yet" in page


def test_the_panel_says_in_words_how_letters_stand_and_what_to_do(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    ticked(counter, timedelta(minutes=2))
    letter(counter, NoticeState.SENT)
    letter(counter, NoticeState.FAILED, why="bad-address", tries=[GONE])
    letter(counter, NoticeState.UNKNOWN, why="maybe-sent", tries=[(AttemptEnd.UNKNOWN, "time-out")])
    page = volunteer.get("/reminders").text
    assert "2 minutes ago" in page and "Letters are kept, nobody gets them" not in page
    assert "The address does not exist" in page and "Ask for the right one when they come by" in page
    assert "There is no such address" in page and "No answer in time; it may have arrived or not" in page
    assert "Send all again" not in page
    assert "Karin" not in page and "karin@" not in page, "who it is stands on the page of the visit"


def test_a_job_that_fails_is_named_with_its_number(volunteer: FlaskClient, counter: given.Counter) -> None:
    ticked(counter, timedelta(minutes=2), failure_id="0badcafe")
    page = volunteer.get("/reminders").text
    assert "Sending letters failed 11:58." in page or "Sending letters failed" in page
    assert "0badcafe" in page


def test_a_letter_whose_way_is_gone_is_not_offered_to_be_sent_by_it(
    app: Flask, volunteer: FlaskClient, counter: given.Counter
) -> None:
    for _ in range(2):
        letter(counter, NoticeState.FAILED, why="no-channel")
    page = volunteer.get("/reminders").text
    assert "Whom another way reaches gets the letter by that" in page and "Drop all" in page
    assert "Send again" not in page and "Send all again" not in page
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], **settings_of(mail=25))
    page = volunteer.get("/reminders").text
    assert "Send again" in page and "Send all again" in page


def test_a_letter_is_sent_again_and_that_is_undone(volunteer: FlaskClient, counter: given.Counter) -> None:
    failed = letter(counter, NoticeState.FAILED, why="gave-up")
    answer = press(volunteer, "/reminders/resend", notice=failed, command_key="a key of mine")
    assert answer.status_code == 303
    page = volunteer.get(answer.location).text
    assert "It goes with the next run." in page
    [command] = re.findall(r'name="command" value="(\d+)"', page)
    again = press(volunteer, "/reminders/resend", notice=failed, command_key="a second key")
    assert again.status_code == 409 and "somebody has decided, or it is on its way" in again.text
    press(volunteer, "/counter/undo", command=command, next="/reminders", command_key="a third key")
    assert "It was tried for three days" in volunteer.get("/reminders").text


def test_all_of_one_cause_are_dropped_as_they_were_shown(volunteer: FlaskClient, counter: given.Counter) -> None:
    for _ in range(3):
        letter(counter, NoticeState.FAILED, why="gave-up")
    page = volunteer.get("/reminders").text
    [until] = set(re.findall(r'name="until" value="([^"]+)"', page))
    answer = press(volunteer, "/reminders/drop", why="gave-up", until=until, command_key="a key of mine")
    assert "Dropped: 3 letters. They are not sent." in volunteer.get(answer.location).text
    counter.session.rollback()
    assert set(counter.session.query(Notice.state)) == {("dropped",)}
    for nonsense in ({}, {"why": "gave-up", "until": "soon"}, {"notice": "0"}):
        assert press(volunteer, "/reminders/drop", **nonsense, command_key="another key").status_code == 404
    assert press(volunteer, "/reminders/drop", notice=1).status_code == 400


def correct(counter: given.Counter, notice_id: int) -> int:
    """Let the contact of a letter's visit have another address; the visit."""
    begin_writing(counter.session)
    visit = counter.session.get_one(Notice, notice_id).checkout_id
    counter.later(minutes=1)
    contacts.correct(counter.act(), visit, contacts.Person("Karin", None, "karin.oberg@example.org", "en"))
    counter.session.commit()
    return visit


def bounced(counter: given.Counter) -> int:
    """A letter to an address that does not exist, and which is marked so."""
    notice_id = letter(counter, NoticeState.FAILED, why="bad-address", tries=[GONE])
    begin_writing(counter.session)
    visit = counter.session.get_one(Notice, notice_id).checkout_id
    bad = update(Contact).where(Contact.checkout_id == visit).values(bad_email_at=counter.now)
    counter.session.execute(bad)
    counter.session.commit()
    return notice_id


def row_of(page: str, notice_id: int) -> str:
    """The row of a letter."""
    found = re.search(rf'<li class="letter-row" id="letter-{notice_id}">.*?\n</li>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_letters_that_failed_are_told_apart_and_the_corrected_one_says_so(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    wrong, mended = bounced(counter), bounced(counter)
    visit = correct(counter, mended)
    page = volunteer.get("/reminders").text
    theirs, ours = row_of(page, wrong), row_of(page, mended)
    assert "Corrected since" in ours and "Send again" in ours and "Correct the address" not in ours
    assert "Corrected since" not in theirs and "Send again" not in theirs
    [address] = re.findall(r'href="(/loans/\d+/contact)"', theirs)
    assert "Football" in ours and "The visit of 23 November 12:00" in ours
    assert "Karin" not in page and "karin" not in page

    no = press(volunteer, "/reminders/resend", notice=wrong, command_key="a key of mine")
    assert no.status_code == 409 or no.status_code == 422
    assert "still the one that does not work" in row_of(no.text, wrong) and address in row_of(no.text, wrong)
    assert no.text.count("still the one that does not work") == 1

    shown = volunteer.get(f"/loans/{visit}").text
    assert "The letter “Receipt” reached nobody before the contact was corrected." in shown
    assert "reached nobody before" not in volunteer.get(address.removesuffix("/contact")).text
    assert press(volunteer, "/reminders/resend", notice=mended, command_key="a second key").status_code == 303
    assert "reached nobody before" not in volunteer.get(f"/loans/{visit}").text


def test_the_panel_asks_as_often_for_many_letters_as_for_one(
    app: Flask, volunteer: FlaskClient, counter: given.Counter
) -> None:
    bounced(counter)
    volunteer.get("/reminders")
    sent = statements_of(app)
    volunteer.get("/reminders")
    for_one = len(sent)
    for _ in range(4):
        bounced(counter)
    sent.clear()
    volunteer.get("/reminders")
    assert len(sent) == for_one


def test_the_banner_tells_of_a_worker_that_stands_still_after_an_hour(
    volunteer: FlaskClient, counter: given.Counter, monday_noon: time_machine.Traveller
) -> None:
    banner = "No letters go out, and nothing is erased or backed up"
    assert banner not in volunteer.get("/lists").text, "a fresh start is given an hour"
    monday_noon.shift(3661)
    page = volunteer.get("/lists").text
    assert banner in page and 'href="/reminders"' in page
    counter.later(seconds=3661)
    ticked(counter, timedelta())
    assert banner in volunteer.get("/lists").text, "what is known counts for a minute"
    monday_noon.shift(61)
    assert banner not in volunteer.get("/lists").text


def test_the_banner_tells_of_mail_that_fails_where_it_fails(
    app: Flask, session: Session, volunteer: FlaskClient, counter: given.Counter
) -> None:
    for _ in range(2):
        letter(counter, NoticeState.QUEUED, tries=[BUSY], minutes_ago=70)
    elsewhere = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, a_depot(session).id))
    elsewhere.set_cookie("language", "en")
    banner = "No letter has got through since"
    assert banner in volunteer.get("/counter").text and banner not in elsewhere.get("/counter").text
    begin_writing(session)
    session.execute(update(Notice).values(tries=0, next_try_at=counter.now + timedelta(minutes=1)))
    session.commit()
    assert banner not in volunteer.get("/reminders").text, "the panel looks afresh"
    assert banner not in volunteer.get("/counter").text


def test_the_banner_tells_of_letters_that_were_refused_one_and_all(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    for _ in range(3):
        letter(counter, NoticeState.FAILED, why="refused", tries=[SPAM], minutes_ago=70)
    page = volunteer.get("/lists").text
    assert "No letter has got through since" in page and "3 were refused or may have arrived, and need you." in page
    assert "tried again by" not in page


def test_the_banner_names_whom_to_ask(app: Flask, volunteer: FlaskClient, counter: given.Counter) -> None:
    letter(counter, NoticeState.QUEUED, tries=[(AttemptEnd.TEMPORARY, "535 sign-in")])
    page = volunteer.get("/lists").text
    assert "does not accept lendlib’s sign-in" in page and "Tell who looks after lendlib." in page


def test_the_banner_costs_one_statement_a_minute_and_a_scan_none(
    app: Flask, volunteer: FlaskClient, counter: given.Counter
) -> None:
    sent = statements_of(app)

    def asked() -> int:
        found = sum("job_run" in statement for statement in sent)
        sent.clear()
        return found

    part = {"HX-Request": "true"}
    press(volunteer, "/counter", do="scan", scan="football", command_key="a key of mine")
    sent.clear()
    volunteer.get("/counter/found?scan=fotboll", headers=part)
    assert asked() == 0
    for _ in range(3):
        volunteer.get("/counter")
    assert asked() == 0, "the page before has asked already"
    volunteer.get("/reminders")
    assert asked() == 2, "the panel looks afresh, and shows the runs themselves"


def test_nobody_but_staff_at_work_sees_it(app: Flask, client: FlaskClient, session: Session) -> None:
    sent = statements_of(app)
    for path in ("/sign-in", "/about", "/"):
        client.get(path)
    assert not any("job_run" in statement for statement in sent)


def test_every_reply_has_words(app: Flask) -> None:
    with app.test_request_context():
        said = reminders_words.reply_words
        assert said("mail", AttemptEnd.TEMPORARY, "450 4.7.1") == said("mail", AttemptEnd.TEMPORARY, "451")
        told = {
            (channel, code): said(channel, AttemptEnd.PERMANENT, code)
            for channel in ("mail", "sms")
            for code in ("250", "421", "450", "452", "535 sign-in", "550", "550 5.1.1", "550 5.7.1", "554", "599", "")
        }
    assert told["mail", "550"] == told["mail", "550 5.1.1"] != told["mail", "550 5.7.1"] == told["mail", "554"]
    assert all(told.values())
