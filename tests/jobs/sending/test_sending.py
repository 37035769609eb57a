"""Letters are sent, and each fault of the world has its end in the database."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from config import Config
from lendlib.jobs import sending
from lendlib.models.reminders import KeptLetter, Notice
from lendlib.operations import contacts
from lendlib.operations.contacts import Person
from lendlib.operations.reminders_acts import Which, resend
from lendlib.operations.reminders_planning import plan
from lendlib.operations.reminders_reports import report
from lendlib.outside.channels.mail import MAIL, Mail
from lendlib.outside.channels.webhook import WEBHOOK
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.outbox import MOST_TRIES
from tests.ground.gateway import Gateway
from tests.ground.ports import free_port
from tests.ground.post_office import PostOffice, certificate, post_office
from tests.jobs.posting import Depot, settings_of

ANNA, NUMBER = "anna@example.org", "+46701740605"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_letter_goes_once_and_is_recorded_by_its_code(depot: Depot, office: PostOffice, elks: Gateway) -> None:
    mail, text_message = depot.owes(email=ANNA), depot.owes(phone=NUMBER, channel="sms")
    assert depot.sends() == 2
    assert depot.sends() == 0
    assert depot.stands(mail) == ("sent", None, [("sent", "250 2.0.0")])
    assert depot.stands(text_message) == ("sent", None, [("sent", "200")])
    assert depot.attempts(text_message)[0].reference == "s1"
    assert (office.copies(), elks.sent) == ({ANNA: 1}, [NUMBER])
    assert depot.notice(mail).ended_at is not None and depot.notice(mail).claim is None


@on_sqlite
def test_no_such_mailbox_ends_it_and_marks_the_address(depot: Depot, office: PostOffice) -> None:
    office.script[ANNA] = [f"rcpt 550 5.1.1 <{ANNA}> is nobody"]
    notice = depot.owes(email=ANNA)
    assert depot.sends() == 0
    assert depot.stands(notice) == ("failed", "bad-address", [("permanent", "550 5.1.1")])
    assert depot.contact(notice).bad_email_at is not None and depot.contact(notice).bad_phone_at is None


@on_sqlite
def test_a_letter_that_is_refused_says_nothing_of_the_address(depot: Depot, office: PostOffice) -> None:
    office.script[ANNA] = ["data 554 5.7.1 spam"]
    notice = depot.owes(email=ANNA)
    depot.sends()
    assert depot.stands(notice) == ("failed", "refused", [("permanent", "554 5.7.1")])
    assert depot.contact(notice).bad_email_at is None


@on_sqlite
def test_an_address_that_was_corrected_meanwhile_is_not_marked(
    depot: Depot, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.script[ANNA] = ["rcpt 550 5.1.1 nobody"]
    notice = depot.owes(email=ANNA)

    def corrected_while_sending(self: Mail, letter: Letter) -> Reply:
        reply = sent(self, letter)
        depot.counter.writes()
        visit = depot.session.scalars(select(Notice.checkout_id)).one()
        contacts.correct(depot.counter.act(), visit, Person("Anna", None, "anna@example.com", "sv"))
        depot.session.commit()
        return reply

    sent = Mail.send
    monkeypatch.setattr(Mail, "send", corrected_while_sending)
    depot.sends()
    assert depot.stands(notice)[:2] == ("failed", "bad-address")
    assert depot.contact(notice).email == "anna@example.com" and depot.contact(notice).bad_email_at is None


@on_sqlite
def test_greylisting_is_waited_for(depot: Depot, office: PostOffice) -> None:
    office.script[ANNA] = ["rcpt 450 4.2.0 come back later"]
    notice, other = depot.owes(email=ANNA), depot.owes(email="olle@example.org")
    assert depot.sends() == 1, "the other letter goes all the same"
    assert depot.stands(notice) == ("queued", None, [("temporary", "450 4.2.0")])
    assert depot.stands(other)[0] == "sent"
    assert depot.sends() == 0, "not before its time"
    waited = depot.waits_until(notice) - depot.notice(notice).queued_at
    assert timedelta(minutes=3) < waited < timedelta(minutes=7)
    assert depot.sends() == 1
    assert depot.stands(notice) == ("sent", None, [("temporary", "450 4.2.0"), ("sent", "250 2.0.0")])


@on_sqlite
def test_what_fails_for_three_days_is_given_up(depot: Depot, office: PostOffice) -> None:
    depot.session.execute(text("UPDATE depot SET letters_from = '00:00:00.000000', letters_until = '23:59:59.999999'"))
    depot.session.commit()
    office.script[ANNA] = ["rcpt 450 4.2.0 never"] * 99
    notice = depot.owes(email=ANNA)
    depot.session.execute(
        text("UPDATE notice SET tries = :tries WHERE id = :id"), {"tries": MOST_TRIES - 2, "id": notice}
    )
    depot.session.commit()
    depot.sends()
    assert depot.notice(notice).state == "queued"
    depot.waits_until(notice)
    depot.sends()
    assert depot.stands(notice) == ("failed", "gave-up", [("temporary", "450 4.2.0")] * 2)


@on_sqlite
@pytest.mark.parametrize(("step", "code"), [("drop", "dropped"), ("stall", "time-out")])
def test_who_may_have_a_mail_gets_it_again_under_the_same_id(
    depot: Depot, office: PostOffice, step: str, code: str
) -> None:
    office.script[ANNA] = [step]
    notice = depot.owes(email=ANNA)
    depot.sends()
    assert depot.stands(notice) == ("queued", None, [("unknown", code)])
    depot.waits_until(notice)
    assert depot.sends() == 1
    assert depot.stands(notice)[0] == "sent"
    assert office.copies() == {ANNA: 2} and len({taken.message_id for taken in office.taken}) == 1


@on_sqlite
def test_a_server_that_closes_is_left_alone_and_no_try_is_lost(depot: Depot, office: PostOffice) -> None:
    office.script[ANNA] = ["rcpt 421 4.3.2 going down"]
    notices = [depot.owes(email=ANNA), *(depot.owes(email=f"b{n}@example.org") for n in range(3))]
    assert depot.sends() == 0
    assert depot.stands(notices[0]) == ("queued", None, [("temporary", "421 4.3.2")])
    assert [depot.stands(other) for other in notices[1:]] == [("queued", None, [])] * 3
    assert {depot.notice(other).tries for other in notices[1:]} == {0}
    assert depot.sends() == 0 and office.connections == 1, "it rests"
    depot.counter.later(minutes=2)
    assert depot.sends() == 3


@on_sqlite
def test_a_host_that_is_down_is_tried_once_a_run_and_then_more_and_more_seldom(
    app: Flask, depot: Depot, office: PostOffice
) -> None:
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], **settings_of(mail=free_port()))
    notices = [depot.owes(email=f"b{n}@example.org") for n in range(4)]
    tried = []
    for run in range(8):
        depot.sends()
        if (count := sum(len(depot.attempts(notice)) for notice in notices)) > len(tried):
            tried.append(run)
        depot.counter.later(seconds=65)
    assert tried == [0, 1, 3, 7]
    assert {attempt.code for notice in notices for attempt in depot.attempts(notice)} == {"unreachable"}
    assert count == 4


@on_sqlite
def test_a_wrong_certificate_and_a_stripped_starttls_send_nothing(
    app: Flask, depot: Depot, office: PostOffice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, context = certificate(tmp_path_factory.mktemp("wrong"), "DNS:other.example.org")
    notice = depot.owes(email=ANNA)
    with post_office(ssl_context=context) as wrong:
        app.config["LENDLIB"] = replace(app.config["LENDLIB"], smtp_url=f"smtps://127.0.0.1:{wrong.port}")
        depot.sends()
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], smtp_url=f"smtp://127.0.0.1:{office.port}")
    depot.waits_until(notice)
    depot.sends()
    assert depot.stands(notice) == ("queued", None, [("temporary", "certificate"), ("temporary", "no-starttls")])
    assert not office.taken and not wrong.taken


@on_sqlite
@pytest.mark.parametrize(
    ("step", "state", "why", "end"),
    [
        ("429 Retry-After=7200", "queued", None, ("temporary", "429")),
        ("500 oh", "queued", None, ("temporary", "500")),
        ("401 no", "queued", None, ("temporary", "401")),
        ("403 Not enough credits", "queued", None, ("temporary", "403")),
        ("400 Invalid to number", "failed", "bad-address", ("permanent", "400 to")),
        ("400 too long", "failed", "refused", ("permanent", "400")),
        ("drop", "unknown", "maybe-sent", ("unknown", "dropped")),
        ("stall", "unknown", "maybe-sent", ("unknown", "time-out")),
        ("504 behind", "unknown", "maybe-sent", ("unknown", "504")),
    ],
)
def test_each_fault_of_the_gateway_has_its_end(
    depot: Depot, elks: Gateway, step: str, state: str, why: str | None, end: tuple[str, str]
) -> None:
    elks.script[NUMBER] = [step]
    notice = depot.owes(phone=NUMBER, channel="sms")
    other = depot.owes(phone="+46701740699", channel="sms")
    depot.sends()
    assert depot.stands(notice) == (state, why, [end])
    assert (depot.contact(notice).bad_phone_at is not None) == (why == "bad-address")
    if step.startswith("429"):
        assert depot.notice(notice).next_try_at >= depot.counter.now + timedelta(hours=2)
    if state != "failed":
        assert depot.stands(other) == ("queued", None, []), "the gateway's trouble, so the next one waits"
    if state == "unknown":
        depot.counter.later(days=1)
        depot.sends()
        assert depot.stands(notice)[0] == "unknown" and len(elks.posted) == 2, "a person decides"


@on_sqlite
def test_what_did_not_reach_the_phone_is_sent_again_when_a_person_says_so(depot: Depot, elks: Gateway) -> None:
    notice = depot.owes(phone=NUMBER, channel="sms")
    depot.sends()
    depot.counter.writes()
    report(depot.session, "s1", is_delivered=False, now=depot.counter.now)
    resend(depot.counter.act(), Which(notice))
    depot.session.commit()
    assert depot.sends() == 1
    assert depot.stands(notice) == ("sent", None, [("permanent", "not-delivered"), ("sent", "200")])
    assert depot.contact(notice).bad_phone_at is None and len(elks.posted) == 2


@on_sqlite
def test_a_channel_that_is_no_longer_set_up_fails_its_letters_where_people_see_it(app: Flask, depot: Depot) -> None:
    notice = depot.owes(phone=NUMBER, channel="sms")
    app.config["LENDLIB"] = replace(app.config["LENDLIB"], elks_user="", elks_password="", elks_from="")
    depot.sends()
    assert depot.stands(notice) == ("failed", "no-channel", [])
    depot.counter.writes()
    assert plan(depot.session, depot.counter.now, (WEBHOOK, MAIL)) == 1, "another way to the same phone takes it up"
    assert plan(depot.session, depot.counter.now, (WEBHOOK, MAIL)) == 0


@on_sqlite
def test_without_channels_letters_are_kept_each_once(app: Flask, depot: Depot) -> None:
    app.config["LENDLIB"] = Config(instance=app.config["LENDLIB"].instance, secret_key=app.config["LENDLIB"].secret_key)
    notice = depot.owes(phone=NUMBER, channel="kept")
    assert depot.sends() == 1
    assert depot.stands(notice) == ("sent", None, [("sent", "kept")])
    [kept] = depot.session.scalars(select(KeptLetter))
    assert kept.notice_id == notice and "Anna" in kept.words


@on_sqlite
def test_a_letter_that_breaks_the_program_holds_up_no_other_and_tells_nobody(
    depot: Depot, office: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = depot.owes(email=ANNA), depot.owes(email="olle@example.org")

    def breaks(owed: object, *rest: object) -> Letter:
        if getattr(owed, "to", None) == ANNA:
            raise RuntimeError(f"cannot write to {ANNA}")
        return composed(owed, *rest)  # type: ignore[arg-type]

    composed = sending.compose
    monkeypatch.setattr(sending, "compose", breaks)
    caplog.set_level(logging.DEBUG)
    assert depot.sends() == 1
    assert depot.stands(bad) == ("queued", None, [("temporary", "fault")])
    assert depot.stands(good)[0] == "sent"
    assert "RuntimeError" in caplog.text and ANNA not in caplog.text


@on_sqlite
def test_a_worker_that_is_asked_to_stop_ends_between_two_letters(
    app: Flask, depot: Depot, office: PostOffice
) -> None:
    stopping = app.extensions["lendlib.stopping"] = threading.Event()
    office.sees = lambda moment, _sender: stopping.set() if moment == "data" else None
    notices = [depot.owes(email=f"b{n}@example.org") for n in range(3)]
    assert depot.sends() == 1
    assert [depot.stands(notice)[0] for notice in notices] == ["sent", "queued", "queued"]
    assert [depot.notice(notice).tries for notice in notices] == [1, 0, 0]


def test_two_workers_at_once_send_each_letter_once(
    depot: Depot, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 4)
    notices = [depot.owes(email=f"b{n}@example.org") for n in range(30)]
    went: list[int] = []

    def work() -> None:
        with depot.app.app_context():
            went.append(sending.send_owed(depot.app, depot.counter.now)["sent"])

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(went) == len(notices)
    assert set(office.copies().values()) == {1} and len(office.copies()) == len(notices)
    states = depot.session.execute(select(Notice.state, func.count()).group_by(Notice.state)).all()
    assert [tuple(row) for row in states] == [("sent", len(notices))]
