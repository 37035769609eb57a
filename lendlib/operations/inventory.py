"""Registering things and correcting what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from lendlib.models.inventory import Category, CategoryName, Item, ItemStay
from lendlib.operations import commands, fault_reports, history, labels, photos
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.returning import forget_note
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.sizes import Size, UnreadableSize, read_size
from lendlib.rules.vocabulary import Condition, RetireReason, Verb, What

# No size system goes beyond (rules.sizes).
MOST = 1100


class UnknownCategory(Refused):
    """There is no such category to put a thing in."""

    code = "unknown-category"
    sentence = N_("Choose a category from the list.")
    field = "category"


class SizeUnclear(Refused):
    """The size doesn't fit the category's size system."""

    code = "size-unclear"
    sentence = N_("The size “{text}” can't be read for this category.")
    advice = N_("Write it as in the example beside the field, or leave it empty.")
    field = "size"


@dataclass(frozen=True)
class Description:
    """What staff write down about a thing. `size` is text in the category's size system."""

    category_id: int
    size: str = ""
    brand: str = ""
    note: str = ""
    donated_on: date | None = None
    inspected_on: date | None = None


@dataclass(frozen=True)
class Arrival:
    """How a thing comes in: a photo that waits for it, by its name, and whether and why it is to be mended first."""

    photo: str = ""
    is_broken: bool = False
    words: str = ""


AS_IT_IS = Arrival()


def register(act: Act, described: Description, code: str = "", arrival: Arrival = AS_IT_IS) -> commands.Done:
    """Take a thing into the stock, with a label's code where there is one; what is broken goes to the repair queue.

    The result holds the item. Raises UnknownCategory, SizeUnclear, PhotoGone, and what `labels.put_on` raises.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        item_id = add_item(act, described, Condition.IN_REPAIR if arrival.is_broken else Condition.READY)
        if code:
            labels.put_on(act, item_id, code)
        if arrival.photo:
            photos.claim(act, arrival.photo, item_id)
        result: dict[str, Any] = {"item": item_id}
        if arrival.is_broken:
            result |= {"note": history.note(act, arrival.words, item_id=item_id)}
        happened = (What.REGISTERED, What.TO_REPAIR) if arrival.is_broken else (What.REGISTERED,)
        facts = [(what, item_id, None) for what in happened]
        return result, lambda command_id: history.tell_all(act, command_id, facts)

    # The same photo, sent again, has another name.
    photo = photos.digest_of(act, arrival.photo) if arrival.photo else None
    request = [_plain(described), code, photo, arrival.is_broken, arrival.words]
    return commands.once(act, Verb.REGISTER, request, effect)


def take_back_registration(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """The thing never came: it leaves the stock, with its photos and what was told of it; its label waits again."""
    item_id = result["item"]
    gone = {"condition": Condition.RETIRED, "retire_reason": RetireReason.BY_MISTAKE, "changed_at": act.now}
    act.session.connection().execute(update(Item).where(Item.id == item_id).values(gone))
    labels.set_free(act, item_id)
    fault_reports.forget_all(act, item_id)
    photos.end_all(act, item_id)
    forget_note(act, result.get("note"))


def add_item(act: Act, described: Description, condition: Condition = Condition.READY) -> int:
    """Write the item's row and its stay from today on; the id."""
    connection = act.session.connection()
    row = _columns(act, described) | {"depot_id": act.depot.id, "made_at": act.now, "quantity": 1}
    row |= {"condition": condition}
    item_id: int = connection.execute(insert(Item).returning(Item.id), row).scalar_one()
    connection.execute(insert(ItemStay), {"item_id": item_id, "depot_id": act.depot.id, "from_on": act.today})
    return item_id


def edit(act: Act, item_id: int, described: Description, seen: str | None = None) -> commands.Done:
    """Correct what is known of a thing, unless that is no longer what was `seen` (`rules.seen.mark_of`).

    Raises NotFound, UnknownCategory, SizeUnclear, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        becomes = _columns(act, described)
        lock_items(act, [item_id])
        here = (Item.id == item_id, Item.depot_id == act.depot.id)
        kept = act.session.connection().execute(select(*_described).where(*here)).one_or_none()
        if kept is None:
            raise NotFound
        refuse_unseen(seen, Description(*kept))
        act.session.execute(update(Item).where(*here).values(**becomes).execution_options(synchronize_session=False))
        return {"item": item_id}, lambda command_id: history.tell(act, command_id, What.EDITED, item_id=item_id)

    return commands.once(act, Verb.EDIT, [item_id, _plain(described)], effect)


_described = (Item.category_id, Item.size_text, Item.brand, Item.note, Item.donated_on, Item.inspected_on)


def words_of(names: list[str], described: Description, size: Size | None) -> str:
    """What a search reads of an item, in folded case: category in every language, brand, size, note."""
    return words_from(names, described.brand, size.text if size else "", described.note)


def words_from(names: Sequence[str], brand: str, size_text: str, note: str) -> str:
    """The same of an item's columns."""
    parts = [*names, brand, size_text, note]
    return " ".join(part for part in parts if part).casefold()


def size_of(category_system: str | None, text: str) -> Size | None:
    """The size in the category's system, or none. Raises SizeUnclear."""
    if not text.strip() or category_system is None:
        return None
    try:
        return read_size(category_system, text)
    except UnreadableSize:
        raise SizeUnclear(text=text) from None


def bounds_of(size: Size | None) -> tuple[float, float] | tuple[None, None]:
    """The least and the most that a size fits, for range searches; an open end reaches all the way."""
    if size is None or (size.low is None and size.high is None):
        return None, None
    return float(size.low or 0), float(MOST if size.high is None else size.high)


def _columns(act: Act, described: Description) -> dict[str, Any]:
    category = act.session.execute(
        select(Category.size_system)
        .where(Category.id == described.category_id, Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
        .with_for_update(read=True, key_share=True)  # whoever merges it away now waits, or is waited for
    ).one_or_none()
    if category is None:
        raise UnknownCategory
    size = size_of(category.size_system, described.size)
    low, high = bounds_of(size)
    names = act.session.execute(
        select(CategoryName.name)
        .where(CategoryName.category_id == described.category_id)
        .order_by(CategoryName.language)
    )
    return {
        "category_id": described.category_id,
        "size_text": size.text if size else "",
        "size_low": low,
        "size_high": high,
        "brand": described.brand,
        "note": described.note,
        "words": words_of(list(names.scalars()), described, size),
        "donated_on": described.donated_on,
        "inspected_on": described.inspected_on,
        "changed_at": act.now,
    }


def _plain(described: Description) -> list[Any]:
    return list(vars(described).values())
