"""Visits and loans."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import MunicipalityCode, OfDepot, one_of
from lendlib.models.inventory import Item
from lendlib.rules.vocabulary import NOT_STATED, AgeBand, DueReason, Kind, Outcome, ReturnedAs

OPEN = text("closed_at IS NULL")
CLOSING = text("reason = 'closing'")
CLOSED = text("closed_on IS NOT NULL")
FOUND = text("found_on IS NOT NULL")
RENEWAL = text("reason = 'renewal'")


class Checkout(OfDepot, Base):
    """One visit: a borrower takes one or more items. Recorded later than made when it was entered from paper."""

    __tablename__ = "checkout"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("recorded_at >= made_at", name="recorded_after_made"),
        CheckConstraint("link_version >= 1", name="link_version"),
        UniqueConstraint("id", "depot_id"),
        Index("ix_checkout_depot_made_on", "depot_id", "made_on"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    made_on: Mapped[date]
    recorded_at: Mapped[datetime]
    home_code: Mapped[MunicipalityCode] = mapped_column(default=NOT_STATED)
    kind: Mapped[str] = mapped_column(default=Kind.UNSTATED)
    link_version: Mapped[int] = mapped_column(default=1)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    loans: Mapped[list["Loan"]] = relationship(
        lazy="raise", order_by="Loan.id", back_populates="checkout", foreign_keys="Loan.checkout_id"
    )


class CheckoutPeople(Base):
    """How many people of one age band a visit served."""

    __tablename__ = "checkout_people"
    __table_args__ = (one_of("age_band", AgeBand), CheckConstraint("people BETWEEN 1 AND 1000", name="people"))
    checkout_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkout.id"), primary_key=True)
    age_band: Mapped[str] = mapped_column(String(8), primary_key=True)
    people: Mapped[int]


class Loan(OfDepot, Base):
    """One item, out until returned. At most one open loan an item (I6)."""

    __tablename__ = "loan"
    __table_args__ = (
        one_of("outcome", Outcome),
        one_of("returned_as", ReturnedAs),
        CheckConstraint(
            "(closed_at IS NULL) = (closed_on IS NULL) AND (closed_at IS NULL) = (outcome IS NULL)",
            name="closed_whole",
        ),
        CheckConstraint("found_on IS NULL OR (outcome IS NOT NULL AND outcome = 'lost')", name="found_only_when_lost"),
        CheckConstraint("due_on >= lent_on", name="due_after_lent"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint(
            "lent_month = CAST(substr(lent_on, 1, 4) AS INTEGER) * 100 + CAST(substr(lent_on, 6, 2) AS INTEGER)",
            name="lent_month",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(
            "lent_month = extract(year FROM lent_on) * 100 + extract(month FROM lent_on)", name="lent_month"
        ).ddl_if(dialect="postgresql"),
        ForeignKeyConstraint(["checkout_id", "depot_id"], ["checkout.id", "checkout.depot_id"]),
        Index("uq_loan_open_item", "item_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        # With the visit, so that planning letters reads no loan to find whose last day it is.
        Index("ix_loan_open_depot_due", "depot_id", "due_on", "checkout_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_loan_checkout", "checkout_id"),
        Index("ix_loan_item", "item_id"),
        Index("ix_loan_month", "lent_month", "depot_id", "category_id", "outcome", "quantity", "checkout_id"),
        # Partial, so that a check-out writes into neither.
        Index("ix_loan_closed", "closed_on", "depot_id", sqlite_where=CLOSED, postgresql_where=CLOSED),
        Index("ix_loan_found", "found_on", "depot_id", sqlite_where=FOUND, postgresql_where=FOUND),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    checkout_id: Mapped[int] = mapped_column(BigId)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"))
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    lent_at: Mapped[datetime]
    lent_on: Mapped[date]
    lent_month: Mapped[int]
    due_on: Mapped[date]
    returned_depot_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("depot.id"))
    returned_as: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None]
    found_on: Mapped[date | None]
    checkout: Mapped[Checkout] = relationship(lazy="raise", back_populates="loans", foreign_keys=[checkout_id])
    item: Mapped[Item] = relationship(lazy="raise")


class DueChange(OfDepot, Base):
    """A later due date of the same loan, made on the depot's calendar day `made_on`. Renewals are counted from here."""

    __tablename__ = "due_change"
    __table_args__ = (
        one_of("reason", DueReason),
        Index("ix_due_change_closing", "depot_id", "made_at", sqlite_where=CLOSING, postgresql_where=CLOSING),
        Index("ix_due_change_renewal", "made_on", "depot_id", sqlite_where=RENEWAL, postgresql_where=RENEWAL),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    loan_id: Mapped[int] = mapped_column(BigId, ForeignKey("loan.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_on: Mapped[date]
    undone_at: Mapped[datetime | None]
