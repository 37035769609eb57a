"""What depots have: the stock on the last day, what of it was lent, what came in, wore out, is missing, is wanted."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item, ItemStay
from lendlib.models.lending import Loan
from lendlib.models.visiting import Wanted
from lendlib.operations.statistics_counting import Counts, Question, add_rows
from lendlib.operations.statistics_facts import Column, Facts
from lendlib.operations.statistics_places import Places, counts_at
from lendlib.operations.stock_day import LEFT_AT, belonged_on, is_thing
from lendlib.rules.calendar import day_of
from lendlib.rules.statistics_sense import PLACES, TIMES
from lendlib.rules.statistics_times import Period
from lendlib.rules.vocabulary import Condition, Outcome, RetireReason
from lendlib.rules.vocabulary_statistics import By, Measure

_SIZE: Mapping[By, Column] = {By.SIZE: Item.size_text}
_stays = ItemStay.__table__.join(Item.__table__, Item.id == ItemStay.item_id)


def stock(places: Places, period: Period) -> Facts:
    """The stock when the last day ended, and what of it was lent in the period, at whichever depot."""
    was_lent = (
        select(literal(1))
        .select_from(Loan.__table__.join(Depot.__table__, Depot.id == Loan.depot_id))
        .where(
            Loan.item_id == Item.id,
            Loan.outcome.is_distinct_from(Outcome.UNDONE),
            Loan.lent_on.between(period.from_on, period.until_on),
            counts_at(Loan.lent_on),
        )
        .correlate(Item)
        .exists()
    )
    return Facts(
        time=None,
        depot_id=ItemStay.depot_id,
        category_id=Item.category_id,
        source=_stays,
        columns=_SIZE,
        sums={Measure.STOCK: Item.quantity, Measure.LENT_ONCE: case((was_lent, Item.quantity), else_=0)},
        where=(is_thing(), belonged_on(period.until_on), ~_was_retired(places, period.until_on)),
    )


def _was_retired(places: Places, day: date) -> ColumnElement[bool]:
    """Whether a thing had left for good when the day ended, on the clock of its depot."""
    zones = places.zones
    ends = [
        and_(ItemStay.depot_id.in_(ids) if len(zones) > 1 else True, day_end(day, zone) > LEFT_AT)
        for zone, ids in zones.items()
    ]
    return and_(Item.condition == Condition.RETIRED, or_(False, *ends))


_then = aliased(ItemStay)
_stay_when_given = func.coalesce(
    select(_then.id)
    .where(_then.item_id == Item.id, _then.from_on <= Item.donated_on)
    .order_by(_then.from_on.desc(), _then.id.desc())
    .limit(1)
    .scalar_subquery(),
    select(_then.id).where(_then.item_id == Item.id).order_by(_then.from_on, _then.id).limit(1).scalar_subquery(),
)
donated = Facts(
    time=Item.donated_on,
    depot_id=ItemStay.depot_id,
    category_id=Item.category_id,
    source=_stays,
    columns=_SIZE,
    sums={Measure.DONATIONS: Item.quantity},
    where=(is_thing(), ItemStay.id == _stay_when_given),
)

missing = Facts(
    time=None,
    depot_id=Item.depot_id,
    category_id=Item.category_id,
    source=Item.__table__,
    columns=_SIZE,
    sums={Measure.MISSING: Item.quantity},
    where=(Item.condition == Condition.MISSING,),
)

wanted = Facts(
    time=None,
    depot_id=Wanted.depot_id,
    category_id=Wanted.category_id,
    source=Wanted.__table__,
    sums={Measure.ASKED_FOR: literal(1)},
)


def add_worn_out(session: Session, counts: Counts, question: Question, period: Period) -> None:
    """Add the things retired as worn or unsafe: each on the day of the depot that has it."""
    zones = {depot_id: zone for zone, ids in question.places.zones.items() for depot_id in ids}
    query = select(Item.depot_id, Item.category_id, Item.size_text, LEFT_AT, Item.quantity).where(
        Item.depot_id.in_(question.places.ids),
        Item.condition == Condition.RETIRED,
        Item.retire_reason.in_((RetireReason.WORN, RetireReason.UNSAFE)),
        # No clock on earth is a day away from UTC.
        LEFT_AT.between(day_end(period.from_on - timedelta(days=2), "UTC"), day_end(period.until_on, "UTC") + _A_DAY),
    )
    if question.things.chosen is not None:
        query = query.where(Item.category_id.in_(sorted(question.things.chosen)))
    if question.size_text:
        query = query.where(Item.size_text == question.size_text)
    rows = []
    for depot_id, category_id, size_text, left_at, quantity in session.connection().execute(query):
        day = day_of(left_at, zones[depot_id])
        if period.from_on <= day <= period.until_on:
            values = [_value(by, depot_id, category_id, size_text, day) for by in question.counted_by]
            rows.append((*values, quantity))
    add_rows(counts, rows, [Measure.RETIRED_WORN], question, period)


_A_DAY = timedelta(days=1)


def day_end(day: date, zone: str) -> datetime:
    """The moment at which a day ends on the clock of a zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def _value(by: By, depot_id: int, category_id: int, size_text: str, day: date) -> Any:
    if by in PLACES:
        return depot_id
    if by in TIMES:
        return day
    return size_text if by is By.SIZE else category_id
