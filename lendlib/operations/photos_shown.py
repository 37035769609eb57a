"""Reading photos: what shows a thing, and what a form holds that is not done yet."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from lendlib.models.photos import Photo
from lendlib.rules.photos import Shows


@dataclass(frozen=True)
class KeptPhoto:
    """A photo of a thing: its name, and the pixels of its largest size."""

    id: int
    name: str
    width: int
    height: int


_kept = select(Photo.id, Photo.name, Photo.width, Photo.height)
_shown = and_(Photo.shows == Shows.THING, Photo.ended_at.is_(None))
_of_item = _kept.where(Photo.item_id == bindparam("item_id"), _shown).order_by(Photo.id.desc())
_open = select(Photo.id).where(Photo.name == bindparam("name"), Photo.ended_at.is_(None))


def of_item(session: Session, item_id: int) -> list[KeptPhoto]:
    """The photos that show a thing of any depot, the newest first."""
    return [KeptPhoto(*row) for row in session.connection().execute(_of_item, {"item_id": item_id})]


def newest_of(item_id: Any) -> ColumnElement[str]:
    """The name of the newest photo that shows the item of that column, or the empty string."""
    newest = (
        select(Photo.name).where(Photo.item_id == item_id, _shown).order_by(Photo.id.desc()).limit(1).scalar_subquery()
    )
    return func.coalesce(newest, "")


def waiting(session: Session, depot_id: int, name: str, shows: Shows = Shows.THING) -> KeptPhoto | None:
    """A photo that a form holds and no thing has yet."""
    row = session.connection().execute(_kept.where(Photo.name == name, *is_waiting(depot_id, shows))).one_or_none()
    return KeptPhoto(*row) if row else None


def is_waiting(depot_id: int, shows: Shows = Shows.THING) -> tuple[ColumnElement[bool], ...]:
    """Holds for photos of that depot which belong to no thing yet."""
    return (
        Photo.depot_id == depot_id,
        Photo.item_id.is_(None),
        Photo.ended_at.is_(None),
        Photo.shows == shows,
    )


def may_be_seen(session: Session, name: str) -> bool:
    """Whether a photo of that name may be looked at, by whoever knows the name."""
    return session.connection().execute(_open, {"name": name}).first() is not None
