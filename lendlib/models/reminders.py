"""What is owed to borrowers in words: the notices (the outbox), each try to send one, and how a depot reminds."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState, TextForm

WAITING = text("state IN ('queued', 'sending')")
HELD = text("state IN ('failed', 'unknown')")


class Notice(OfDepot, Base):
    """One letter owed to a visit for one occasion by one channel (I12): codes and days alone, never whom or what.

    `occasion_on` is the day that it is about: the last day of the things, or the day of the visit or of its end. `why`
    is a code of rules/notices that says why it ended otherwise than sent. `claim` and `claimed_until` are the lease of
    the worker that sends it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("state", NoticeState),
        CheckConstraint("(state = 'sending') = (claim IS NOT NULL)", name="claim_while_sending"),
        CheckConstraint("(claim IS NULL) = (claimed_until IS NULL)", name="claim_whole"),
        CheckConstraint("(state IN ('sent', 'failed', 'dropped')) = (ended_at IS NOT NULL)", name="ended_whole"),
        UniqueConstraint("checkout_id", "kind", "occasion_on", "channel"),
        ForeignKeyConstraint(["checkout_id", "depot_id"], ["checkout.id", "checkout.depot_id"]),
        Index("ix_notice_waiting", "next_try_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_notice_held", "depot_id", sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_notice_depot_ended", "depot_id", "ended_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    checkout_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str]
    occasion_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(default=NoticeState.QUEUED)
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(32))


class Attempt(OfDepot, Base):
    """One try to send a notice, written down before it is made: the reply's code, never the other side's words.

    `reference` is the gateway's own number of the message, by which its later report is found.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        one_of("ended_as", AttemptEnd),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_whole"),
        UniqueConstraint("reference"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None]
    code: Mapped[str | None] = mapped_column(String(32))
    reference: Mapped[str | None] = mapped_column(String(64))


class KeptLetter(OfDepot, Base):
    """A letter that no channel carries, kept to be read at the depot. Erased with the visit's contact."""

    __tablename__ = "kept_letter"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[Id]
    checkout_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkout.id"), index=True)
    notice_id: Mapped[int] = mapped_column(BigId, ForeignKey("notice.id", ondelete="CASCADE"), unique=True)
    made_at: Mapped[datetime]
    subject: Mapped[str]
    words: Mapped[str]


class NoticeRule(OfDepot, Base):
    """Where a depot sends one kind of notice otherwise than usual: not at all, or after another number of days."""

    __tablename__ = "notice_rule"
    __table_args__ = (
        one_of("kind", NoticeKind),
        CheckConstraint("days BETWEEN 0 AND 400", name="days"),
        UniqueConstraint("depot_id", "kind"),
    )
    id: Mapped[Id]
    kind: Mapped[str]
    is_on: Mapped[bool]
    days: Mapped[int]


class NoticeText(OfDepot, Base):
    """A depot's own words of one kind of notice, in one language and form; none means the words that lendlib brings."""

    __tablename__ = "notice_text"
    __table_args__ = (
        one_of("kind", NoticeKind),
        one_of("form", TextForm),
        UniqueConstraint("depot_id", "kind", "language", "form"),
    )
    id: Mapped[Id]
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    form: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    changed_at: Mapped[datetime]
