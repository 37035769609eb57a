"""What happened: commands, events and notes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary import Actor, Verb, What


class Command(OfDepot, Base):
    """One write of the counter, or of a borrower, under its client's key (I13), in the transaction of its effect.

    `result` is JSON of ids only: the same key again is answered from it, rendered anew.
    """

    __tablename__ = "command"
    __table_args__ = (
        one_of("verb", Verb),
        UniqueConstraint("depot_id", "key"),
        UniqueConstraint("undoes_id"),
        CheckConstraint("length(key) BETWEEN 8 AND 64", name="key_length"),
        CheckConstraint("(staff_id IS NULL) <> (borrower_checkout_id IS NULL)", name="one_actor"),
        Index("ix_command_depot_made", "depot_id", "made_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    key: Mapped[str]
    verb: Mapped[str]
    request_hash: Mapped[str]
    result: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff_session.id"))
    undoes_id: Mapped[int | None] = mapped_column(BigId)
    made_at: Mapped[datetime]
    borrower_checkout_id: Mapped[int | None] = mapped_column(BigId)


class Event(OfDepot, Base):
    """One fact of the past, append-only (I14): who, what, which thing, when; codes and ids alone."""

    __tablename__ = "event"
    __table_args__ = (
        one_of("actor", Actor),
        one_of("what", What),
        CheckConstraint(
            "(actor = 'staff') = (staff_id IS NOT NULL) AND (actor = 'device') = (device_id IS NOT NULL)"
            " AND (actor = 'borrower') = (borrower_checkout_id IS NOT NULL)",
            name="actor_names_its_column",
        ),
        Index("ix_event_item", "item_id", "id"),
        Index("ix_event_loan", "loan_id", "id"),
        Index("ix_event_command", "command_id"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    at: Mapped[datetime]
    what: Mapped[str]
    actor: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    device_id: Mapped[int | None] = mapped_column(BigId)
    borrower_checkout_id: Mapped[int | None] = mapped_column(BigId)
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("item.id"))
    loan_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("loan.id"))
    command_id: Mapped[int | None] = mapped_column(BigId)


class Note(OfDepot, Base):
    """Words that a person typed about an item or a visit; these can be erased, events can't."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) <> (checkout_id IS NULL)", name="about_one"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("item.id"), index=True)
    checkout_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("checkout.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    text: Mapped[str]
    made_at: Mapped[datetime]
