"""Categories, items, and where each item stood when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lendlib.db import Base, BigId, Id
from lendlib.models._columns import OfDepot, one_of
from lendlib.rules.vocabulary import Condition, RetireReason, Safety, Season
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep


class Category(Base):
    """A kind of thing in the network's tree; groups are the nodes without a size system."""

    __tablename__ = "category"
    __table_args__ = (one_of("season", Season), one_of("safety", Safety), {"sqlite_autoincrement": True})
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("category.id"))
    size_system: Mapped[str | None]
    example_sizes: Mapped[str] = mapped_column(default="")
    season: Mapped[str] = mapped_column(default=Season.ALL)
    safety: Mapped[str] = mapped_column(default=Safety.NONE)
    climate_kg: Mapped[float | None]
    climate_source: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("category.id"))
    names: Mapped[list["CategoryName"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def name_in(self, language: str) -> str:
        """The name in that language, or the Swedish one, or the key."""
        named = {name.language: name.name for name in self.names}
        return named.get(language) or named.get("sv") or self.key


class CategoryName(Base):
    """A category's name in one language."""

    __tablename__ = "category_name"
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str]


class Item(OfDepot, Base):
    """One physical thing. Never deleted (I3); `words` is what a search reads, in folded case."""

    __tablename__ = "item"
    __table_args__ = (
        one_of("condition", Condition),
        one_of("retire_reason", RetireReason),
        CheckConstraint("(condition = 'retired') = (retire_reason IS NOT NULL)", name="retired_with_reason"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("size_low IS NULL OR size_low <= size_high", name="size_span"),
        CheckConstraint("(size_low IS NULL) = (size_high IS NULL)", name="size_both_or_none"),
        # All that a search asks, and the shelf's order, so that it reads no rows but those that it shows.
        Index(
            "ix_item_shelf",
            *("depot_id", "category_id", "size_low", "size_high", "size_text", "condition", "words", "id"),
        ),
        Index("ix_item_depot_condition", "depot_id", "condition"),
        Index("ix_item_category_depot", "category_id", "depot_id"),
        Index("ix_item_depot_donated", "depot_id", "donated_on"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    category_id: Mapped[int] = mapped_column(BigId, ForeignKey("category.id"))
    size_text: Mapped[str] = mapped_column(default="")
    size_low: Mapped[float | None]
    size_high: Mapped[float | None]
    brand: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    condition: Mapped[str] = mapped_column(default=Condition.READY)
    retire_reason: Mapped[str | None]
    quantity: Mapped[int] = mapped_column(default=1)
    donated_on: Mapped[date | None]
    inspected_on: Mapped[date | None]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    category: Mapped[Category] = relationship(lazy="raise")


class ItemStay(OfDepot, Base):
    """The days that an item belonged to a depot; one open stay an item (I4), so stock on any day can be counted."""

    __tablename__ = "item_stay"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="span"),
        Index(
            "uq_item_stay_open",
            "item_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index("ix_item_stay_depot_days", "depot_id", "from_on", "until_on"),
    )
    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ItemChange(OfDepot, Base):
    """What one field of an item was before a command changed many; undoing puts it back."""

    __tablename__ = "item_change"
    __table_args__ = (Index("ix_item_change_command", "command_id"), {"sqlite_autoincrement": True})
    id: Mapped[Id]
    command_id: Mapped[int] = mapped_column(BigId)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id"), index=True)
    field: Mapped[str]
    was: Mapped[str | None]


class ColumnMapping(OfDepot, Base):
    """Which column of a depot's list means what, kept by the list's header; JSON of column number to field."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("depot_id", "header_hash"),)
    id: Mapped[Id]
    header_hash: Mapped[str]
    columns: Mapped[str]


class StockImport(OfDepot, Base):
    """A list of stock on its way in; the file lies in the instance folder under the row's id until it is done.

    `choices` is JSON of what unknown categories become, `failure` JSON of a refusal's code and values. What runs is
    its latest `attempt`, last heard of at `moved_at`: one that died can be begun anew.
    """

    __tablename__ = "stock_import"
    __table_args__ = (
        one_of("state", ImportState),
        one_of("step", ImportStep),
        Index("ix_stock_import_depot_made", "depot_id", "made_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default=ImportState.UPLOADED)
    rows_total: Mapped[int | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[datetime | None]
    choices: Mapped[str] = mapped_column(default="{}")
    failure: Mapped[str | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
