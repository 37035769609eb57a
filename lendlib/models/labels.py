"""Labels: the stickers that things carry, the batches they are printed in, and what they are printed on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.label_words import PrintState
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
        CheckConstraint("(batch_id IS NULL) = (batch_place IS NULL)", name="batch_with_place"),
        Index("uq_label_own_code", "code", unique=True, sqlite_where=text("is_own"), postgresql_where=text("is_own")),
        Index(
            "uq_label_foreign_code",
            "depot_id",
            "code",
            unique=True,
            sqlite_where=text("NOT is_own"),
            postgresql_where=text("NOT is_own"),
        ),
        Index(
            "uq_label_batch_place",
            "batch_id",
            "batch_place",
            unique=True,
            sqlite_where=text("batch_id IS NOT NULL"),
            postgresql_where=text("batch_id IS NOT NULL"),
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
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("label_batch.id"))
    batch_place: Mapped[int | None]


class LabelBatch(OfDepot, Base):
    """Blank labels that were made together, numbered in their depot; each label has its place in it, from 1."""

    __tablename__ = "label_batch"
    __table_args__ = (
        CheckConstraint("size BETWEEN 1 AND 10000", name="size"),
        UniqueConstraint("depot_id", "number"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    number: Mapped[int]
    size: Mapped[int]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]


class Printer(OfDepot, Base):
    """A printer, and how far its labels must move to meet the sheet: tenths of a millimetre to the right and down."""

    __tablename__ = "printer"
    __table_args__ = (
        CheckConstraint("right_tenths BETWEEN -200 AND 200", name="right_tenths"),
        CheckConstraint("down_tenths BETWEEN -200 AND 200", name="down_tenths"),
        UniqueConstraint("depot_id", "name"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    name: Mapped[str]
    right_tenths: Mapped[int] = mapped_column(default=0)
    down_tenths: Mapped[int] = mapped_column(default=0)


class OwnSheet(OfDepot, Base):
    """A sheet of labels that a depot measured itself; hundredths of a millimetre, from the upper left of an A4."""

    __tablename__ = "own_sheet"
    __table_args__ = (UniqueConstraint("depot_id", "name"), {"sqlite_autoincrement": True})
    id: Mapped[Id]
    name: Mapped[str]
    columns: Mapped[int]
    rows: Mapped[int]
    label_width: Mapped[int]
    label_height: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    pitch_x: Mapped[int]
    pitch_y: Mapped[int]


class LabelPrint(OfDepot, Base):
    """One print of labels: `asked` is JSON of what and on what. The PDF lies in the instance folder under its id.

    What writes it tells at `moved_at` how many are done; one that fell silent can be begun anew as a new `attempt`.
    """

    __tablename__ = "label_print"
    __table_args__ = (
        one_of("state", PrintState),
        CheckConstraint("total BETWEEN 1 AND 10000", name="total"),
        Index("ix_label_print_depot_made", "depot_id", "made_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    asked: Mapped[str]
    state: Mapped[str] = mapped_column(default=PrintState.RUNNING)
    attempt: Mapped[int] = mapped_column(default=1)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    made_at: Mapped[datetime]
    moved_at: Mapped[datetime]
