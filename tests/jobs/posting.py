"""A depot with letters to send: receipts of visits, queued, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lendlib.jobs.sending import send_owed
from lendlib.models.contacts import Contact
from lendlib.models.lending import Checkout
from lendlib.models.reminders import Attempt, Notice
from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from tests import given


@dataclass
class Depot:
    """A counter whose visits are owed receipts."""

    app: Flask
    counter: given.Counter

    @property
    def session(self) -> Session:
        return self.counter.session

    def owes(self, *, email: str | None = None, phone: str | None = None, channel: str = "mail") -> int:
        """A visit just now whose receipt waits; the notice's id."""
        self.counter.writes()
        visit = self.counter.lends(self.counter.item(), to=Borrower("Anna Åberg", phone=phone, email=email))
        row = self.session.scalars(select(Checkout).where(Checkout.id == visit)).one()
        notice_id = self.session.execute(
            insert(Notice).returning(Notice.id),
            {
                "depot_id": row.depot_id,
                "checkout_id": visit,
                "kind": NoticeKind.RECEIPT,
                "occasion_on": row.made_on,
                "channel": channel,
                "state": NoticeState.QUEUED,
                "queued_at": self.counter.now,
                "next_try_at": self.counter.now,
                "tries": 0,
            },
        ).scalar_one()
        self.session.commit()
        return notice_id

    def sends(self) -> int:
        """One run of the job, now; how many letters went."""
        self.session.rollback()
        with self.app.app_context():
            return send_owed(self.app, self.counter.now)["sent"]

    def notice(self, notice_id: int) -> Notice:
        """The notice as it stands."""
        self.session.rollback()
        return self.session.scalars(select(Notice).where(Notice.id == notice_id)).one()

    def stands(self, notice_id: int) -> tuple[str, str | None, list[tuple[str | None, str | None]]]:
        """A notice's state and why, and how each try ended, with its code."""
        notice = self.notice(notice_id)
        return notice.state, notice.why, [(attempt.ended_as, attempt.code) for attempt in self.attempts(notice_id)]

    def attempts(self, notice_id: int) -> list[Attempt]:
        """The tries of a notice, the first first."""
        return list(self.session.scalars(select(Attempt).where(Attempt.notice_id == notice_id).order_by(Attempt.id)))

    def contact(self, notice_id: int) -> Contact:
        """The contact of a notice's visit."""
        visit = self.notice(notice_id).checkout_id
        return self.session.scalars(select(Contact).where(Contact.checkout_id == visit)).one()

    def waits_until(self, notice_id: int) -> datetime:
        """Let time pass until the notice's next try is due."""
        self.counter.now = self.notice(notice_id).next_try_at
        return self.counter.now


def settings_of(**channels: Any) -> dict[str, Any]:
    """Settings with short patience: `mail` is the port of a server, `sms` the address of a gateway."""
    settings: dict[str, Any] = {"send_timeout": 1}
    if "mail" in channels:
        settings |= {"smtp_url": f"smtp+plain://127.0.0.1:{channels['mail']}", "mail_from": "depot@example.org"}
    if "sms" in channels:
        settings |= {"elks_url": channels["sms"], "elks_user": "u1", "elks_password": "p", "elks_from": "Depan"}
    return settings
