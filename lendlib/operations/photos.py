"""Photos of things: put down, tied to a thing, taken off it, and swept when nobody needs them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.models.photos import Photo
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.photos_shown import is_waiting, of_item
from lendlib.rules.errors import NotFound
from lendlib.rules.photos import MOST_OF_ONE_THING, PhotoGone, PhotosEnough, Shows
from lendlib.rules.vocabulary import Verb, What

WAITS = timedelta(days=1)
"""How long a photo that belongs to nothing yet is kept for its form."""
MOST_SWEPT = 500


def put_down(
    session: Session,
    depot_id: int,
    name: str,
    pixels: tuple[int, int],
    digest: str,
    now: datetime,
    *,
    staff_id: int | None = None,
    item_id: int | None = None,
    shows: Shows = Shows.THING,
) -> int:
    """Make the row of a photo whose files are about to be written; the id. Without an item it waits for one."""
    row = {
        "depot_id": depot_id,
        "item_id": item_id,
        "shows": shows,
        "name": name,
        "width": pixels[0],
        "height": pixels[1],
        "digest": digest,
        "staff_id": staff_id,
        "made_at": now,
    }
    photo_id: int = session.connection().execute(insert(Photo).returning(Photo.id), row).scalar_one()
    return photo_id


def digest_of(act: Act, name: str) -> str | None:
    """What a photo of this depot is known again by, however often it is sent; none where there is no photo."""
    query = select(Photo.digest).where(Photo.name == name, Photo.depot_id == act.depot.id)
    return act.session.connection().execute(query).scalar_one_or_none()


def claim(act: Act, name: str, item_id: int) -> int:
    """A photo that waits becomes the thing's; its id. Raises PhotoGone."""
    photo_id = claimed(act.session, act.depot.id, name, item_id, Shows.THING, act.now)
    if photo_id is None:
        raise PhotoGone
    return photo_id


def claimed(session: Session, depot_id: int, name: str, item_id: int, shows: Shows, now: datetime) -> int | None:
    """The id of a photo that waited for its form and is the thing's from now on; none when there is no such.

    One that has waited too long is the sweeper's, whose hand may be on it.
    """
    waits = (Photo.name == name, Photo.made_at >= now - WAITS, *is_waiting(depot_id, shows))
    claim = update(Photo).where(*waits).values(item_id=item_id).returning(Photo.id)
    photo_id: int | None = session.connection().execute(claim).scalar_one_or_none()
    return photo_id


def add(act: Act, item_id: int, name: str) -> commands.Done:
    """Tie a photo that waits to a thing of this depot. Raises NotFound, PhotoGone, PhotosEnough."""

    def effect() -> tuple[dict[str, Any], Any]:
        _lock_here(act, item_id)
        if len(of_item(act.session, item_id)) >= MOST_OF_ONE_THING:
            raise PhotosEnough(most=MOST_OF_ONE_THING)
        result = {"item": item_id, "photo": claim(act, name, item_id)}
        return result, lambda command_id: history.tell(act, command_id, What.PHOTO_ADDED, item_id=item_id)

    return commands.once(act, Verb.ADD_PHOTO, [item_id, digest_of(act, name)], effect)


def remove(act: Act, item_id: int, photo_id: int) -> commands.Done:
    """Take a photo off a thing of this depot; nobody can open it from then on. Raises NotFound."""

    def effect() -> tuple[dict[str, Any], Any]:
        _lock_here(act, item_id)
        if not _end(act, (Photo.id == photo_id, Photo.item_id == item_id, Photo.shows == Shows.THING)):
            raise NotFound
        result = {"item": item_id, "photo": photo_id}
        return result, lambda command_id: history.tell(act, command_id, What.PHOTO_REMOVED, item_id=item_id)

    return commands.once(act, Verb.REMOVE_PHOTO, [item_id, photo_id], effect)


def take_back_added(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """The photo never was."""
    _end(act, (Photo.id == result["photo"],))


def take_back_removed(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """The photo is the thing's again."""
    act.session.connection().execute(update(Photo).where(Photo.id == result["photo"]).values(ended_at=None))


def end_all(act: Act, item_id: int) -> None:
    """End every photo of a thing that was never here."""
    _end(act, (Photo.item_id == item_id,))


def to_sweep(session: Session, now: datetime, days: int) -> list[str]:
    """Names of photos that nobody needs any more, at most 500: removed so many days ago, or of a form that was left.

    That of a fault whose words went too has no Undo, and goes at once.
    """
    left = and_(Photo.item_id.is_(None), Photo.made_at < now - WAITS)
    none_at_all = and_(Photo.ended_at <= now, Photo.shows == Shows.FAULT)
    gone = or_(Photo.ended_at < now - timedelta(days), none_at_all, left)
    query = select(Photo.name).where(gone).order_by(Photo.id).limit(MOST_SWEPT)
    return list(session.connection().execute(query).scalars())


def sweep(session: Session, names: Sequence[str]) -> int:
    """Forget the rows of photos whose files are gone; how many those were."""
    return session.connection().execute(delete(Photo).where(Photo.name.in_(names))).rowcount


def _lock_here(act: Act, item_id: int) -> None:
    lock_items(act, [item_id])
    here = select(Item.id).where(Item.id == item_id, Item.depot_id == act.depot.id)
    if act.session.connection().execute(here).first() is None:
        raise NotFound


def _end(act: Act, which: tuple[Any, ...]) -> int:
    ending = update(Photo).where(*which, Photo.ended_at.is_(None)).values(ended_at=act.now)
    return act.session.connection().execute(ending).rowcount
