"""Changing many things at once: one command, the values before kept beside it, and one undo for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Category, Item
from lendlib.models.lending import Loan
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.bulk_rows import Change, names_of, write_changes
from lendlib.operations.conditions import AFTER
from lendlib.operations.inventory import SizeUnclear, UnknownCategory, bounds_of, size_of
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.sizes import Size
from lendlib.rules.vocabulary import RetireReason, Verb, What

MOST_AT_ONCE = 1000
MOST_SIZES_NAMED = 5


class AboutThings(Refused):
    """A refusal that some of the things are the reason of: the page names them."""

    def __init__(self, item_ids: Sequence[int], **values: object) -> None:
        super().__init__(count=len(item_ids), **values)
        self.item_ids = tuple(item_ids)


class NothingTicked(Refused):
    """No thing was chosen."""

    code = "nothing-ticked"
    sentence = N_("Nothing is ticked.")
    advice = N_("Go back to the list and tick what you mean.")


class TooManyAtOnce(Refused):
    """More things than one act changes."""

    code = "too-many-at-once"
    sentence = N_("At most {most} things can be changed at once. Nothing was changed.")
    advice = N_("Narrow the list with a filter, and do it in several rounds.")


class NothingToChange(Refused):
    """The form asks for nothing, or all of the things are so already."""

    code = "nothing-to-change"
    sentence = N_("There is nothing to change.")
    advice = N_("Fill in at least one field with something that is not so already.")


class ManyStillOut(AboutThings):
    """Some are on loan; their condition can be told when they are back."""

    code = "many-still-out"
    sentence = N_("Some of these things are on loan. Nothing was changed.")
    advice = N_("Take them back first, or leave them out.")


class NotFromThere(AboutThings):
    """Some are in a condition that doesn't lead to the one asked for."""

    code = "not-from-there"
    sentence = N_("The condition of some of these things does not lead there. Nothing was changed.")
    advice = N_("Open them one by one: what is missing must be found first, and what is retired made ready.")
    field = "becomes"


class SizesUnclear(AboutThings):
    """Sizes that the things have don't fit the new category."""

    code = "sizes-unclear"
    sentence = N_("The sizes {sizes} can't be read in that category. Nothing was changed.")
    advice = N_("Choose these things apart, and give them a size with the category.")
    field = "category"


@dataclass(frozen=True)
class Changes:
    """What becomes of many things: None leaves a field as each has it, an empty text empties it.

    `becomes` is TO_REPAIR, READY or RETIRE, the last with its reason.
    """

    category_id: int | None = None
    size: str | None = None
    brand: str | None = None
    note: str | None = None
    becomes: Verb | None = None
    reason: RetireReason | None = None
    inspected_on: date | None = None
    donated_on: date | None = None


def edit_many(act: Act, item_ids: Sequence[int], changes: Changes) -> commands.Done:
    """Change these things of this depot. The result holds how many did change.

    Raises NothingTicked, TooManyAtOnce, NotFound, UnknownCategory, SizeUnclear, SizesUnclear, ManyStillOut,
    NotFromThere, NothingToChange.
    """
    ids = sorted(set(item_ids))
    return edit_found(act, ids, lambda: ids, changes)


def edit_found(
    act: Act, request: object, find: Callable[[], Sequence[int]], changes: Changes, most: int = MOST_AT_ONCE
) -> commands.Done:
    """The same for the things that `find` finds; `request` is what was asked for, beside the changes."""

    def effect() -> tuple[dict[str, Any], Any]:
        system = _system_of(act, changes.category_id)
        rows = read_many(act, sorted(find()), most)
        changed = _changed(act, rows, changes, system)
        if not changed:
            raise NothingToChange
        facts = [(what, change.item_id, None) for change in changed for what in _told(change, changes)]

        def tell(command_id: int) -> None:
            write_changes(act, command_id, changed)
            history.tell_all(act, command_id, facts)

        return {"count": len(changed)}, tell

    return commands.once(act, Verb.EDIT_MANY, [request, *vars(changes).values()], effect)


def read_many(act: Act, ids: Sequence[int], most: int) -> list[Any]:
    """The items' rows, locked, with their size system and open loan, by id.

    Raises NothingTicked, TooManyAtOnce, and NotFound when one is not of this depot.
    """
    if not ids:
        raise NothingTicked
    if len(ids) > most:
        raise TooManyAtOnce(most=most)
    lock_items(act, ids)
    query = (
        select(Item.__table__, Category.size_system, Loan.id.label("loan_id"))
        .join(Category, Category.id == Item.category_id)
        .outerjoin(Loan, (Loan.item_id == Item.id) & Loan.closed_at.is_(None))
        .where(Item.id.in_(ids), Item.depot_id == act.depot.id)
        .order_by(Item.id)
    )
    rows = list(act.session.connection().execute(query))
    if len(rows) < len(ids):
        raise NotFound
    return rows


def _changed(act: Act, rows: Sequence[Any], changes: Changes, system: str | None) -> list[Change]:
    condition = _condition(rows, changes)
    sizes = _sizes(rows, changes, system)
    plain = {
        name: value
        for name in ("category_id", "brand", "note", "inspected_on", "donated_on")
        if (value := getattr(changes, name)) is not None
    }
    names = names_of(act, {plain.get("category_id", row.category_id) for row in rows})
    found = [Change.between(row, plain | condition | sizes.get(row.id, {}), names) for row in rows]
    return [change for change in found if change.before]


def _told(change: Change, changes: Changes) -> list[What]:
    told = [What.EDITED] if change.before.keys() - {"condition", "retire_reason"} else []
    if "condition" in change.before and changes.becomes is not None:
        told.append(AFTER[changes.becomes][1])
    return told


def _condition(rows: Sequence[Any], changes: Changes) -> dict[str, Any]:
    if changes.becomes is None:
        return {}
    becomes, _, allowed_from = AFTER[changes.becomes]
    if out := [row.id for row in rows if row.loan_id is not None]:
        raise ManyStillOut(out)
    if stuck := [row.id for row in rows if row.condition not in {becomes, *allowed_from}]:
        raise NotFromThere(stuck)
    return {"condition": becomes, "retire_reason": changes.reason if changes.becomes is Verb.RETIRE else None}


def _system_of(act: Act, category_id: int | None) -> str | None:
    """The size system of the new category, which is kept from being merged away until the commit.

    Raises UnknownCategory for a group and for one that was merged.
    """
    if category_id is None:
        return None
    is_offered = (Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
    found = act.session.connection().execute(
        select(Category.size_system)
        .where(Category.id == category_id, *is_offered)
        .with_for_update(read=True, key_share=True)
    )
    row = found.one_or_none()
    if row is None:
        raise UnknownCategory
    system: str | None = row.size_system
    return system


def _sizes(rows: Sequence[Any], changes: Changes, system: str | None) -> dict[int, dict[str, Any]]:
    """The size of each thing that gets another text, or another category to be read in."""
    if changes.size is None and changes.category_id is None:
        return {}
    read: dict[tuple[str | None, str], dict[str, Any] | None] = {}
    found, unclear = {}, []
    for row in rows:
        asked = (
            system if changes.category_id else row.size_system,
            row.size_text if changes.size is None else changes.size,
        )
        if asked not in read:
            read[asked] = _columns(*asked, is_typed=changes.size is not None)
        columns = read[asked]
        if columns is None:
            unclear.append(row)
        else:
            found[row.id] = columns
    if unclear:
        texts = dict.fromkeys(f"“{row.size_text}”" for row in unclear)
        raise SizesUnclear([row.id for row in unclear], sizes=", ".join(list(texts)[:MOST_SIZES_NAMED]))
    return found


def _columns(system: str | None, text: str, *, is_typed: bool) -> dict[str, Any] | None:
    try:
        return size_columns(size_of(system, text))
    except SizeUnclear:
        if is_typed:
            raise
        return None


def size_columns(size: Size | None) -> dict[str, Any]:
    """A size as an item keeps it."""
    low, high = bounds_of(size)
    return {"size_text": size.text if size else "", "size_low": low, "size_high": high}


def only_here(session: Session, depot_id: int, item_ids: Sequence[int]) -> list[int]:
    """Those of these items that belong to the depot, in the order given, each once."""
    asked = list(dict.fromkeys(item_ids))[:MOST_AT_ONCE]
    query = select(Item.id).where(Item.id.in_(asked), Item.depot_id == depot_id)
    here = set(session.connection().execute(query).scalars())
    return [item_id for item_id in asked if item_id in here]
