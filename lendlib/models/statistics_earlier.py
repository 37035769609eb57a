"""Counts of the years before lendlib: what a depot brought along, a row a figure, and the file that it came in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot
from lendlib.rules.vocabulary_statistics import EARLIER, EARLIER_BY_CATEGORY, Measure


def _listed(measures: list[Measure]) -> str:
    return ", ".join(f"'{measure}'" for measure in measures)


WHOLE, BY_CATEGORY = text("category_id IS NULL"), text("category_id IS NOT NULL")


class EarlierImport(OfDepot, Base):
    """One file that was brought in: its name without what could tell of a person, and how many counts it held.

    Taken back, it stays as a line of what was done, and its counts go.
    """

    __tablename__ = "earlier_import"
    __table_args__ = (
        CheckConstraint("rows >= 0", name="rows"),
        UniqueConstraint("id", "depot_id"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    file_name: Mapped[str]
    rows: Mapped[int]
    taken_back_at: Mapped[datetime | None]


class EarlierCount(OfDepot, Base):
    """One count of a month such as 202403, or, where no more is known, of a year such as 202400.

    A month of a depot has one count of a figure and category (I22), among the imports that stand.
    """

    __tablename__ = "earlier_count"
    __table_args__ = (
        CheckConstraint("month BETWEEN 190000 AND 220012 AND month % 100 <= 12", name="month"),
        CheckConstraint(f"measure IN ({_listed(list(EARLIER))})", name="measure_known"),
        CheckConstraint(
            f"category_id IS NULL OR measure IN ({_listed(sorted(EARLIER_BY_CATEGORY))})", name="category_of_things"
        ),
        CheckConstraint("count >= 0", name="count"),
        ForeignKeyConstraint(["import_id", "depot_id"], ["earlier_import.id", "earlier_import.depot_id"]),
        Index(
            "uq_earlier_count_whole",
            *("depot_id", "month", "measure"),
            unique=True,
            sqlite_where=WHOLE,
            postgresql_where=WHOLE,
        ),
        Index(
            "uq_earlier_count_category",
            *("depot_id", "month", "measure", "category_id"),
            unique=True,
            sqlite_where=BY_CATEGORY,
            postgresql_where=BY_CATEGORY,
        ),
        Index("ix_earlier_count_import", "import_id"),
    )
    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(BigId)
    month: Mapped[int]
    measure: Mapped[str] = mapped_column(String(16))
    category_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("category.id"))
    count: Mapped[int]
