"""Each month's letter to those who asked for one: claimed in a transaction, sent outside any, recorded in another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing, db
from lendlib.jobs import Job, is_stopping
from lendlib.operations.report_letters import Owed, claim, month_of, owed, record, settle
from lendlib.outside.channels import Channel
from lendlib.outside.channels.mail import MAIL
from lendlib.outside.channels_open import open_channels
from lendlib.outside.letters import post_of
from lendlib.outside.report_letters import report_letter
from lendlib.rules.calendar import day_of
from lendlib.rules.letters import Letter
from lendlib.rules.vocabulary_reminders import AttemptEnd
from lendlib.rules.vocabulary_statistics import LetterState

ZONE = "Europe/Stockholm"
BECAME = {
    AttemptEnd.SENT: LetterState.SENT,
    AttemptEnd.TEMPORARY: LetterState.QUEUED,
    AttemptEnd.PERMANENT: LetterState.FAILED,
    AttemptEnd.UNKNOWN: LetterState.UNKNOWN,
}


def send_letters(app: Flask, now: datetime) -> dict[str, int]:
    """Send what is owed of the latest month that is over; without a mail server keep it to be read on the page."""
    config: Config = app.config["LENDLIB"]
    post = post_of(config, app.extensions["lendlib.keys"])
    channel = open_channels(config).get(MAIL.name)
    done = {"letters": 0}
    with _writing() as session:
        settle(session, now)
    with Session(db.engine) as session:
        letters = owed(session, now)
    try:
        for its in letters:
            if is_stopping(app):
                break
            with Session(db.engine) as session:
                table = month_of(session, its, day_of(now, ZONE))
            with _writing() as session:
                is_ours = claim(session, its, now)
            if is_ours:
                done["letters"] += _send(its, report_letter(its, table, post), channel, now)
    finally:
        if channel is not None:
            channel.close()
    return done


def _send(its: Owed, letter: Letter, channel: Channel | None, now: datetime) -> int:
    if channel is None:
        with _writing() as session:
            record(session, its, LetterState.KEPT, now, words=f"{letter.subject}\n\n{letter.words}")
        return 1
    reply = channel.send(letter)
    with _writing() as session:
        record(session, its, BECAME[reply.ended_as], now, code=reply.code)
    return int(reply.ended_as is AttemptEnd.SENT)


@contextmanager
def _writing() -> Iterator[Session]:
    with Session(db.engine) as session:
        begin_writing(session)
        yield session
        session.commit()


REPORT_LETTERS = Job("report_letters", 3600, send_letters)
