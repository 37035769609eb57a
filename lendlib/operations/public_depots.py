"""What anybody may know of the depots: where they are, what they have in, and what they would like to be given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lendlib.db import swedish_key
from lendlib.models.depots import Depot, Municipality
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations.depots import POLICY_COLUMNS, policy_from
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Condition


@dataclass(frozen=True)
class Place:
    """Where a depot is: municipality, address in its own words, coordinates in degrees (both or none)."""

    municipality: str
    address: str
    latitude: float | None
    longitude: float | None

    @property
    def on_map(self) -> str:
        """An address that a phone's own map opens (RFC 5870); empty when the coordinates are not known."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"geo:{self.latitude:.6f},{self.longitude:.6f}"


@dataclass(frozen=True)
class Shelf:
    """A category at a depot: how many things may be borrowed now, and how many it lends."""

    category_id: int
    name: str
    available: int
    lent: int


@dataclass(frozen=True)
class Group:
    """A group of categories, those of which the depot has something."""

    name: str
    shelves: tuple[Shelf, ...]


_columns = (*POLICY_COLUMNS, Municipality.name.label("place"), Depot.address, Depot.latitude, Depot.longitude)
_by_slug = (
    select(*_columns)
    .join(Municipality, Municipality.code == Depot.municipality_code)
    .where(Depot.slug == bindparam("slug"))
)
_all = select(*_columns).join(Municipality, Municipality.code == Depot.municipality_code)
_counted = (
    select(Item.category_id, func.count(Item.id) - func.count(Loan.id), func.count(Item.id))
    .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
    .where(Item.depot_id == bindparam("depot_id"), Item.condition == Condition.READY)
    .group_by(Item.category_id)
)


def by_slug(session: Session, slug: str) -> tuple[DepotPolicy, Place] | None:
    """The depot of that short name, however it stands."""
    row: Any = session.connection().execute(_by_slug, {"slug": slug}).one_or_none()
    return None if row is None else _pair(row)


def shown_depots(session: Session, today: date) -> list[tuple[DepotPolicy, Place]]:
    """The depots that the public is told of, by municipality and name in Swedish order, in one statement."""
    found = [_pair(row) for row in session.connection().execute(_all)]
    shown = [pair for pair in found if pair[0].is_shown_to_all(today)]
    return sorted(shown, key=lambda pair: (swedish_key(pair[1].municipality), swedish_key(pair[0].name)))


def _pair(row: Any) -> tuple[DepotPolicy, Place]:
    return policy_from(row), Place(*row[len(POLICY_COLUMNS) :])


def shelves(session: Session, depot_id: int, kinds: Sequence[Any]) -> tuple[Group, ...]:
    """What the depot lends by group and category, in one statement however much it has; `kinds` as `categories` gives.

    In a group they stand in the order of `kinds`.
    """
    counted = {row[0]: row for row in session.connection().execute(_counted, {"depot_id": depot_id})}
    groups: dict[str, list[Shelf]] = {}
    for row in kinds:
        if row.id in counted:
            _category_id, available, lent = counted[row.id]
            groups.setdefault(row.group, []).append(Shelf(row.id, row.name, available, lent))
    return tuple(Group(name, tuple(found)) for name, found in groups.items())


def all_available(groups: Sequence[Group]) -> int:
    """How many things may be borrowed now."""
    return sum(shelf.available for group in groups for shelf in group.shelves)
