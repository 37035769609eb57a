"""Reports of a gateway: in any order, twice, forged, or about nothing that we know."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.models.contacts import Contact
from lendlib.models.reminders import Attempt, Notice
from lendlib.operations import contacts
from lendlib.operations.contacts import Person
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState
from tests import given
from tests.operations.reminding import SOON

ORDERS = [("delivered", "failed", "sent"), ("failed", "sent", "delivered"), ("failed", "delivered", "failed")]
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Message:
    """A text message that was sent to a visit's borrower, under the gateway's number s1."""

    def __init__(self, session: Session, client: FlaskClient, config: Config) -> None:
        self.session, self.client = session, client
        self.address = f"/reports/46elks/{config.report_secret}"
        self.counter = counter = given.a_counter(session)
        self.visit = counter.lends(counter.item(), to=given.ANNA)
        about = {"depot_id": counter.depot.id}
        notice = about | {
            "checkout_id": self.visit,
            "kind": NoticeKind.LATE,
            "occasion_on": counter.today,
            "channel": "sms",
            "state": NoticeState.SENT,
            "queued_at": counter.now,
            "next_try_at": counter.now,
            "tries": 1,
            "ended_at": counter.now,
        }
        notice_id = session.execute(insert(Notice).returning(Notice.id), notice).scalar_one()
        ended = {"ended_at": counter.now, "ended_as": AttemptEnd.SENT, "code": "200", "reference": "s1"}
        session.execute(insert(Attempt), about | {"notice_id": notice_id, "began_at": counter.now} | ended)
        session.commit()

    def reported(self, *statuses: str, about: str = "s1") -> None:
        for status in statuses:
            form = {"id": about, "status": status, "delivered": "2026-11-23T11:00:05.000000"}
            answer = self.client.post(self.address, data=form)
            assert (answer.status_code, answer.text) == (204, "")

    def stands(self) -> tuple[str, str | None, str | None, bool]:
        """The notice's state and why, the try's code, and whether the number is marked as bad."""
        self.session.rollback()
        notice, attempt = self.session.scalars(select(Notice)).one(), self.session.scalars(select(Attempt)).one()
        contact = self.session.scalars(select(Contact)).one()
        return notice.state, notice.why, attempt.code, contact.bad_phone_at is not None


@pytest.fixture
def message(session: Session, client: FlaskClient, config: Config) -> Message:
    return Message(session, client, config)


def test_a_message_that_failed_fails_its_notice_and_marks_the_number(message: Message) -> None:
    message.reported("failed")
    assert message.stands() == ("failed", "not-delivered", "not-delivered", True)
    message.reported("failed", "sent", "failed")
    assert message.stands() == ("failed", "not-delivered", "not-delivered", True)


@on_sqlite
@pytest.mark.parametrize("told", ORDERS)
def test_delivered_is_the_last_word_whenever_it_comes(message: Message, told: tuple[str, ...]) -> None:
    message.reported(*told)
    assert message.stands() == ("sent", None, "delivered", False)


@on_sqlite
def test_what_nobody_knows_changes_nothing(message: Message) -> None:
    before = message.stands()
    message.reported("failed", about="s999")
    message.reported("failed", about="")
    message.reported("failed", about="x" * 9_000)
    message.reported("failed", about="s1\0")
    message.reported("burnt")
    assert message.client.post(message.address).status_code == 204
    assert message.stands() == before


@on_sqlite
def test_a_report_that_is_quicker_than_our_own_record_is_asked_for_again(message: Message) -> None:
    message.session.execute(update(Attempt).values(reference=None, ended_at=None, ended_as=None, code=None))
    sending = {"state": NoticeState.SENDING, "claim": "token", "claimed_until": SOON, "ended_at": None}
    message.session.execute(update(Notice).values(sending))
    message.session.commit()
    failed = {"id": "s1", "status": "failed"}
    assert message.client.post(message.address, data=failed).status_code == 503
    message.session.execute(
        update(Attempt).values(reference="s1", ended_at=message.counter.now, ended_as="sent", code="200")
    )
    sent = {"state": NoticeState.SENT, "claim": None, "claimed_until": None, "ended_at": message.counter.now}
    message.session.execute(update(Notice).values(sent))
    message.session.commit()
    message.reported("failed")
    assert message.stands() == ("failed", "not-delivered", "not-delivered", True)


@on_sqlite
def test_a_forged_report_finds_nothing_and_is_told_to_nobody(
    message: Message, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = message.stands()
    near = config.report_secret[:-1] + ("0" if config.report_secret[-1] != "0" else "1")
    for wrong in (near, "0" * 32, "x", "å" * 9, config.report_secret.upper() + "x"):
        answer = message.client.post(f"/reports/46elks/{wrong}", data={"id": "s1", "status": "failed"})
        assert answer.status_code == 404
    assert message.client.get(message.address).status_code == 405
    assert message.stands() == before
    message.reported("failed")
    assert config.report_secret not in caplog.text


@on_sqlite
def test_a_number_that_was_corrected_since_is_not_marked(message: Message) -> None:
    message.counter.writes()
    message.counter.later(minutes=1)
    contacts.correct(message.counter.act(), message.visit, Person("Anna", "+46701740606", None, "sv"))
    message.session.commit()
    message.reported("failed")
    assert message.stands() == ("failed", "not-delivered", "not-delivered", False)


@on_sqlite
def test_a_number_that_others_marked_stays_marked(message: Message) -> None:
    message.session.execute(Contact.__table__.update().values(bad_phone_at=message.counter.now))
    message.session.commit()
    message.reported("delivered")
    assert message.stands() == ("sent", None, "delivered", True)


@on_sqlite
def test_who_was_forgotten_meanwhile_is_not_missed(message: Message) -> None:
    message.counter.writes()
    contacts.erase(message.session, [message.visit])
    message.session.commit()
    message.reported("failed")
    message.session.rollback()
    assert message.session.scalars(select(Notice.why)).one() == "not-delivered"


@on_sqlite
def test_the_address_is_as_secret_as_the_key_it_comes_from(app: Flask, config: Config) -> None:
    assert len(config.report_secret) == 32 and config.report_secret not in repr(config)
    assert config.report_secret != Config(instance=config.instance, secret_key="k" * 40).report_secret
