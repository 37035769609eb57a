"""Labels: the stickers that things carry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary import LabelEnd


class Label(OfDepot, Base):
    """A sticker with its code, before, while and after it sits on a thing.

    Own codes are unique everywhere, foreign codes within their depot (I5).
    """

    __tablename__ = "label"
    __table_args__ = (
        one_of("end_reason", LabelEnd),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_with_reason"),
        CheckConstraint("NOT is_own OR (length(code) = 8 AND code = upper(code))", name="own_code"),
        CheckConstraint("is_own OR item_id IS NOT NULL", name="foreign_has_item"),
        Index("uq_label_own_code", "code", unique=True, sqlite_where=text("is_own"), postgresql_where=text("is_own")),
        Index(
            "uq_label_foreign_code",
            "depot_id",
            "code",
            unique=True,
            sqlite_where=text("NOT is_own"),
            postgresql_where=text("NOT is_own"),
        ),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    code: Mapped[str]
    is_own: Mapped[bool]
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("item.id"), index=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
