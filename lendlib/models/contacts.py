"""What is known of a borrower while something is out: a row that is erased."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary import CallMark


class Contact(Base):
    """A borrower's name, or a picked word, and how to reach them. One a checkout; erasing deletes the row (I11)."""

    __tablename__ = "contact"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[Id]
    checkout_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkout.id"), unique=True)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(8), default="sv")
    bad_email_at: Mapped[datetime | None]
    bad_phone_at: Mapped[datetime | None]
    group_name: Mapped[str | None]


class ChildLine(OfDepot, Base):
    """Which child of a group has a thing: a first name or a number. Erased with the visit's contact."""

    __tablename__ = "child_line"
    loan_id: Mapped[int] = mapped_column(BigId, ForeignKey("loan.id"), primary_key=True, autoincrement=False)
    checkout_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkout.id"), index=True)
    words: Mapped[str]


class PhoneMark(OfDepot, Base):
    """What came of one call about a visit that is late. Erased with the visit's contact."""

    __tablename__ = "phone_mark"
    __table_args__ = (
        one_of("mark", CallMark),
        CheckConstraint("(mark = 'promised') = (promised_on IS NOT NULL)", name="promised_with_day"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    checkout_id: Mapped[int] = mapped_column(BigId, ForeignKey("checkout.id"), index=True)
    mark: Mapped[str]
    promised_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]
