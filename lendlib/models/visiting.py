"""What a depot tells those who come: the way there, what it takes as gifts, and what it is looking for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot


class DepotWords(OfDepot, Base):
    """A depot's own words to the public in one language; empty where it says nothing of its own."""

    __tablename__ = "depot_words"
    __table_args__ = (UniqueConstraint("depot_id", "language"),)
    id: Mapped[Id]
    language: Mapped[str] = mapped_column(String(8))
    way_there: Mapped[str] = mapped_column(default="")
    donating: Mapped[str] = mapped_column(default="")


class Wanted(OfDepot, Base):
    """A kind of thing that a depot would like to be given, perhaps in some sizes."""

    __tablename__ = "wanted"
    __table_args__ = (UniqueConstraint("depot_id", "category_id", "sizes"), {"sqlite_autoincrement": True})
    id: Mapped[Id]
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"))
    sizes: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
