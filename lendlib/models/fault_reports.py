"""What somebody who need not say who they are told of a thing: that something is wrong with it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary import FaultEnd

OPEN = text("ended_at IS NULL")


class FaultReport(OfDepot, Base):
    """A fault that was told of, until staff has looked. Words (a note) and photo go when nothing was wrong."""

    __tablename__ = "fault_report"
    __table_args__ = (
        one_of("ended_as", FaultEnd),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_as IS NULL) AND (ended_at IS NULL) = (staff_id IS NULL)", name="ended_whole"
        ),
        Index("ix_fault_report_open_item", "item_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_fault_report_note_id", "note_id"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"))
    note_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("note.id"))
    photo_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("photo.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None]
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
