"""Photos: the pictures that are kept of things. The files lie in the instance folder, named by the row."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.photos import Shows


class Photo(OfDepot, Base):
    """A photo under its unguessable name (I17), of a thing, or of none while a form that holds it is not done yet.

    Width and height are pixels of the largest size; `digest` is what the same photo, sent again, is known by. Without
    staff it came from somebody who was not signed in. The row is made before its files, and goes after them.
    """

    __tablename__ = "photo"
    __table_args__ = (
        one_of("shows", Shows),
        CheckConstraint("length(name) = 32", name="name_length"),
        CheckConstraint("width > 0 AND height > 0", name="has_pixels"),
        UniqueConstraint("name"),
        Index("ix_photo_item_id", "item_id"),
        Index("ix_photo_depot", "depot_id", "id"),
        Index(
            "ix_photo_ended",
            "ended_at",
            sqlite_where=text("ended_at IS NOT NULL"),
            postgresql_where=text("ended_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("item.id"))
    shows: Mapped[str] = mapped_column(default=Shows.THING)
    name: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
