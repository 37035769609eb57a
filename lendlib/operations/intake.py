"""Taking things in, one after the other: what was given, and what a kind of thing looks like here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.models.photos import Photo
from lendlib.rules.photos import Shows
from lendlib.rules.vocabulary import RetireReason

NEVER_CAME = (RetireReason.REGISTERED_TWICE, RetireReason.BY_MISTAKE)
MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class Given:
    """How many things were given to a depot: today, and this month with today."""

    today: int
    this_month: int


_quantity = func.sum(Item.quantity)
_given = select(
    func.coalesce(_quantity.filter(Item.donated_on == bindparam("today")), 0),
    func.coalesce(_quantity, 0),
).where(
    Item.depot_id == bindparam("depot_id"),
    Item.donated_on.between(bindparam("first"), bindparam("today")),
    func.coalesce(Item.retire_reason, "").not_in(NEVER_CAME),
)
_latest_photos = (
    select(Item.category_id, Photo.name)
    .join(Item, Item.id == Photo.item_id)
    .where(Photo.depot_id == bindparam("depot_id"), Photo.shows == Shows.THING, Photo.ended_at.is_(None))
    .order_by(Photo.id.desc())
    .limit(MOST_LOOKED_AT)
)


def given(session: Session, depot_id: int, today: date) -> Given:
    """What was given to the depot, by the days that were written down; what was registered by mistake is left out."""
    asked = {"depot_id": depot_id, "today": today, "first": today.replace(day=1)}
    counts = session.connection().execute(_given, asked).one()
    return Given(int(counts[0]), int(counts[1]))


def faces(session: Session, depot_id: int) -> dict[int, str]:
    """The newest photo of each category in a depot, by its name; of its latest photos alone."""
    found: dict[int, str] = {}
    for category_id, name in session.connection().execute(_latest_photos, {"depot_id": depot_id}):
        found.setdefault(category_id, name)
    return found
