"""Letters that are due leave the house: claimed, read anew, written, sent, recorded.

Nothing is sent inside a transaction. Between two letters there is one: it records the one before and begins the next.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing, db
from lendlib.jobs import Job, is_stopping
from lendlib.operations import reminders_outbox as outbox
from lendlib.operations.acts import Keys
from lendlib.operations.reminders_reading import read_owed
from lendlib.operations.reminders_texts import Material, materials_for
from lendlib.outside.channels import Channel
from lendlib.outside.channels_open import open_channels
from lendlib.outside.channels_rests import Rests
from lendlib.outside.letters import compose, post_of
from lendlib.rules.errors import Busy
from lendlib.rules.letters import Letter, OwedLetter, Reply
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeState
from lendlib.tracing import traced

log = logging.getLogger("lendlib.sending")

BATCH = 100
# What was read may have changed since: nothing older is sent, and nobody waits for the end of a run.
FRESH, LONGEST_RUN = timedelta(seconds=60), timedelta(minutes=5)
# How long a letter that went is tried to be recorded: well within its lease. Nobody is written to meanwhile.
RECORDED_WITHIN, PAUSE_SECONDS = timedelta(minutes=2), 1.0


@dataclass(frozen=True)
class Draft:
    """A letter to write: what is owed, and what it is made of."""

    owed: OwedLetter
    material: Material


@dataclass(frozen=True)
class Sent:
    """A letter that was tried, and what came of it; not yet recorded."""

    owed: OwedLetter
    letter: Letter | None
    attempt_id: int
    reply: Reply


def send_owed(app: Flask, now: datetime) -> dict[str, int]:
    """Send what is due by now, and say how many letters went."""
    config: Config = app.config["LENDLIB"]
    channels = open_channels(config)
    run = Run(app, channels, now)
    try:
        run.send_all()
    finally:
        for channel in channels.values():
            channel.close()
    return {"sent": run.ended["sent"]}


class Run:
    """One run of the job. Its clock goes on from the moment that the run was given."""

    def __init__(self, app: Flask, channels: Mapping[str, Channel], now: datetime) -> None:
        self._app, self._channels, self._began_at = app, channels, now
        self._keys: Keys = app.extensions["lendlib.keys"]
        config: Config = app.config["LENDLIB"]
        self._post, self._has_pages = post_of(config, self._keys), config.has_borrower_pages
        self._ways = [channel.way for channel in channels.values()]
        self._rests: Rests = app.extensions.setdefault("lendlib.rests", Rests())
        self._since = time.monotonic()
        self.ended: Counter[str] = Counter()

    def send_all(self) -> None:
        """Send batch after batch, until nothing is due, no channel is awake, or it is time to end."""
        with _writing() as session:
            outbox.settle(session, self._ways, self._now())
        while not self._is_over() and (awake := [name for name in self._channels if not self._rests_now(name)]):
            drafts = self._claim(awake)
            if drafts is None:
                return
            self._send(drafts)

    def _claim(self, awake: Sequence[str]) -> list[Draft] | None:
        """A batch to send, without what is owed no more; None when nothing is due."""
        with _writing() as session:
            # Due by the beginning of the run: what fails in it waits for a later one.
            claims = outbox.claim(session, awake, self._began_at, most=BATCH)
            letters = read_owed(session, claims, self._now(), self._keys, self._ways, has_pages=self._has_pages)
        if not claims:
            return None
        # Their words in a transaction of its own that only reads: whoever lends meanwhile does not wait for it.
        with Session(db.engine) as session:
            materials = materials_for(session, [(owed, self._channels[owed.channel].way.form) for owed in letters])
        return [Draft(owed, material) for owed, material in zip(letters, materials, strict=True)]

    def _send(self, drafts: Sequence[Draft]) -> None:
        read_at = self._now()
        before: Sent | None = None
        left: list[OwedLetter] = []
        for draft in drafts:
            owed = draft.owed
            is_stale = self._now() - read_at > FRESH
            if is_stale or self._is_over() or self._rests_now(owed.channel):
                left.append(owed)
                continue
            attempt_id = self._turn_over(before, owed)
            before = self._try(draft, attempt_id) if attempt_id is not None else None
        self._turn_over(before, None, left)

    def _turn_over(
        self, before: Sent | None, following: OwedLetter | None, left: Sequence[OwedLetter] = ()
    ) -> int | None:
        """Record a letter and begin the next, or give back the rest: one commit.

        A database that is busy, or away for a moment, is asked again while the letter is still ours: what went and is
        not recorded would go twice. Raises what the database says in the end.
        """
        if before is None and following is None and not left:
            return None
        until = self._now() + RECORDED_WITHIN
        while True:
            try:
                return self._turned_over(before, following, left)
            except (Busy, OperationalError) as fault:
                if before is None or self._now() > until:
                    raise
                log.warning("notice %s is not recorded yet: %s", before.owed.notice_id, traced(fault))
            time.sleep(PAUSE_SECONDS)

    def _turned_over(self, before: Sent | None, following: OwedLetter | None, left: Sequence[OwedLetter]) -> int | None:
        state = None
        with _writing() as session:
            if before is not None:
                state = self._record(session, before)
            outbox.release(session, left)
            begun = outbox.begin(session, following, self._now()) if following else None
        # Only what was committed counts: this may be done again.
        if state is not None:
            self.ended[state] += 1
        return begun

    def _record(self, session: Session, sent: Sent) -> NoticeState | None:
        channel = self._channels[sent.owed.channel]
        now, chance = self._now(), random.random()
        state = outbox.record(session, sent.owed, sent.attempt_id, sent.reply, channel.way, now, chance)
        if state is not None and sent.reply.ended_as is AttemptEnd.SENT and sent.letter is not None:
            channel.write_down(session, sent.owed, sent.letter, now)
        return state

    def _try(self, draft: Draft, attempt_id: int) -> Sent:
        """Write the letter and send it, outside any transaction."""
        owed, channel = draft.owed, self._channels[draft.owed.channel]
        letter = None
        try:
            letter = compose(owed, channel.way.form, draft.material, self._post, self._now())
            reply = channel.send(letter)
        except Exception as fault:  # one letter that breaks the program holds up no other
            log.error("notice %s could not be sent\n%s", owed.notice_id, traced(fault))
            ended_as = AttemptEnd.TEMPORARY if letter is None else AttemptEnd.UNKNOWN
            reply = Reply(ended_as, "fault")
        self._rests.note(owed.channel, reply, self._now())
        return Sent(owed, letter, attempt_id, reply)

    def _rests_now(self, channel: str) -> bool:
        return self._rests.is_resting(channel, self._now())

    def _is_over(self) -> bool:
        return is_stopping(self._app) or self._now() - self._began_at > LONGEST_RUN

    def _now(self) -> datetime:
        return self._began_at + timedelta(seconds=time.monotonic() - self._since)


@contextmanager
def _writing() -> Iterator[Session]:
    """A transaction of its own, committed at the end."""
    with Session(db.engine) as session:
        begin_writing(session)
        yield session
        session.commit()


SENDING = Job("sending", 20, send_owed)
