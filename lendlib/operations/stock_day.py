"""The stock on a day: how many things of each category belonged to a depot when the day ended."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.history import Event
from lendlib.models.inventory import Item, ItemStay
from lendlib.operations.stock import categories
from lendlib.rules.vocabulary import Condition, RetireReason, What


@dataclass(frozen=True)
class GroupStock:
    """A group's categories with how many there were, as (category id, name, count); none that had nothing."""

    name: str
    rows: tuple[tuple[int, str, int], ...]

    @property
    def total(self) -> int:
        """How many in the whole group."""
        return sum(count for _, _, count in self.rows)


# When a retired thing left.
LEFT_AT = func.coalesce(
    select(func.max(Event.at)).where(Event.item_id == Item.id, Event.what == What.RETIRED).scalar_subquery(),
    Item.changed_at,
)


def is_thing() -> ColumnElement[bool]:
    """That a thing was ever there: one whose registration was undone, or that was made by mistake, was not."""
    return Item.retire_reason.is_distinct_from(RetireReason.BY_MISTAKE)


def belonged_on(day: date) -> ColumnElement[bool]:
    """That a stay had begun and not ended when a day ended."""
    return and_(ItemStay.from_on <= day, or_(ItemStay.until_on.is_(None), ItemStay.until_on > day))


def stock_on(session: Session, depot_id: int, day: date, ended_at: datetime, language: str) -> list[GroupStock]:
    """What the depot had when that day ended, at `ended_at`: whatever belonged to it, wherever it was just then.

    What was retired by then, or registered by mistake, doesn't count. Categories are those that the things have today.
    """
    had = select(Item.category_id, func.sum(Item.quantity)).join(ItemStay, ItemStay.item_id == Item.id)
    had = had.where(
        ItemStay.depot_id == depot_id,
        is_thing(),
        belonged_on(day),
        ~and_(Item.condition == Condition.RETIRED, ended_at > LEFT_AT),
    )
    counts = {
        category_id: int(count) for category_id, count in session.connection().execute(had.group_by(Item.category_id))
    }
    return [
        GroupStock(group, rows)
        for group, offered in groupby(categories(session, language), key=lambda row: row.group)
        if (rows := tuple((row.id, row.name, counts[row.id]) for row in offered if row.id in counts))
    ]
