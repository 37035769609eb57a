"""What anybody may know of a thing by the code on its label: what it is and whether it is in, never who has it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session, aliased

from lendlib.models.depots import Depot, Municipality
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.operations.care import Advice, advice
from lendlib.operations.depots import POLICY_COLUMNS, open_days, policy_from
from lendlib.operations.photos_shown import newest_of
from lendlib.operations.public_depots import Place
from lendlib.operations.visiting import words_of
from lendlib.rules.calendar import OpenDays
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.sizes import SYSTEMS


@dataclass(frozen=True)
class PublicItem:
    """A thing as its label shows it to all. `due_on` is the day on which it is expected back, when it is out.

    `code` is that of its newest living label of our own, which is another than the scanned one when that has ended;
    empty when it carries none. `group` is the key of the group that its category lies in, `photo` the
    name of the newest photo that shows it, or empty.
    """

    id: int
    name: str
    size: str
    brand: str
    condition: str
    due_on: date | None
    code: str
    category_id: int
    group_id: int | None
    group: str
    size_system: str | None
    photo: str

    @property
    def unit(self) -> str:
        """The unit that its size is in; empty where a size has none, or is a word."""
        return SYSTEMS[self.size_system].unit if self.size_system and self.size[-1:].isdigit() else ""


@dataclass(frozen=True)
class Labelled:
    """What a label leads to: the depot, and the thing, none on a blank label. `end` tells why it counts no more."""

    code: str
    end: str | None
    depot: DepotPolicy
    place: Place
    item: PublicItem | None


@dataclass(frozen=True)
class Leaflet:
    """All that stands beside a thing: advice, hours, the way."""

    advice: Advice | None
    open_days: OpenDays
    way_there: str


_group, _own, _swedish = aliased(Category), aliased(CategoryName), aliased(CategoryName)
_newest = aliased(Label)
_POLICY = len(POLICY_COLUMNS)
_living = (
    select(_newest.code)
    .where(_newest.item_id == Item.id, _newest.ended_at.is_(None), _newest.is_own)
    .order_by(_newest.id.desc())
    .limit(1)
    .scalar_subquery()
)
_by_code = (
    select(
        *POLICY_COLUMNS,
        Municipality.name,
        Depot.address,
        Depot.latitude,
        Depot.longitude,
        Label.code.label("label_code"),
        Label.end_reason,
        Item.id.label("item_id"),
        func.coalesce(_own.name, _swedish.name, Category.key),
        Item.size_text,
        Item.brand,
        Item.condition,
        Loan.due_on,
        func.coalesce(_living, ""),
        Item.category_id,
        Category.parent_id,
        func.coalesce(_group.key, ""),
        Category.size_system,
        newest_of(Item.id),
    )
    .select_from(Label)
    .outerjoin(Item, Item.id == Label.item_id)
    .join(Depot, Depot.id == func.coalesce(Item.depot_id, Label.depot_id))
    .join(Municipality, Municipality.code == Depot.municipality_code)
    .outerjoin(Category, Category.id == Item.category_id)
    .outerjoin(_group, _group.id == Category.parent_id)
    .outerjoin(_own, (_own.category_id == Category.id) & (_own.language == bindparam("language")))
    .outerjoin(_swedish, (_swedish.category_id == Category.id) & (_swedish.language == "sv"))
    .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
    # The very words of the partial index, see things.is_scanned_label.
    .where(text("label.is_own"), Label.code == bindparam("code"))
)


def labelled(session: Session, code: str, language: str) -> Labelled | None:
    """What the label with that code of our own leads to, at whatever depot; none when no label carries it."""
    row: Any = session.connection().execute(_by_code, {"code": code, "language": language}).one_or_none()
    if row is None:
        return None
    where = row[_POLICY : _POLICY + 4]
    item_id, *known = row[_POLICY + 6 :]
    return Labelled(
        code=row.label_code,
        end=row.end_reason,
        depot=policy_from(row),
        place=Place(*where),
        item=None if item_id is None else PublicItem(item_id, *known),
    )


def leaflet(session: Session, found: Labelled, language: str, today: date) -> Leaflet:
    """What stands beside a thing, in three statements; for a label without a thing in two."""
    item = found.item
    return Leaflet(
        advice(session, item.category_id, item.group_id, language) if item else None,
        open_days(session, found.depot.id, today),
        way_there(session, found.depot.id, language),
    )


def way_there(session: Session, depot_id: int, language: str) -> str:
    """How to find the depot, in its own words: in that language, else in Swedish."""
    said = words_of(session, depot_id)
    own = [said[tongue].way_there for tongue in (language, "sv") if tongue in said]
    return next((words for words in own if words), "")
