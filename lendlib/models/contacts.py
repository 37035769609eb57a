"""What is known of a borrower while something is out: a row that is erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id


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
    bad_address_at: Mapped[datetime | None]
