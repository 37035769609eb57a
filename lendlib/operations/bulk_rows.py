"""The rows of many changed things: written in one go, and put back from what was kept of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from lendlib.models.inventory import Category, CategoryName, Item, ItemChange
from lendlib.operations.acts import Act
from lendlib.operations.inventory import words_from

Names = Mapping[int, Sequence[str]]
# How a value that was kept as text becomes itself again.
_READ: dict[str, Callable[[str], Any]] = {
    "category_id": int,
    "depot_id": int,
    "size_low": float,
    "size_high": float,
    "inspected_on": date.fromisoformat,
    "donated_on": date.fromisoformat,
}


@dataclass(frozen=True)
class Change:
    """What changes of one item: the columns as they become, and those that differ as they were."""

    item_id: int
    after: dict[str, Any]
    before: dict[str, Any]

    @classmethod
    def between(cls, row: Any, becomes: Mapping[str, Any], names: Names) -> "Change":
        """From an item's row to these columns; the words of a search follow from them."""
        after = {name: value for name, value in becomes.items() if getattr(row, name) != value}
        return cls(row.id, after, {name: getattr(row, name) for name in after}).with_words(row, names)

    def with_words(self, row: Any, names: Names) -> "Change":
        """The same, with what a search reads of the item."""
        category_id, *told = (
            self.after.get(name, getattr(row, name)) for name in ("category_id", "brand", "size_text", "note")
        )
        words = words_from(names[category_id], *told)
        return Change(self.item_id, self.after | {"words": words}, self.before) if words != row.words else self


def names_of(act: Act, category_ids: Iterable[int]) -> Names:
    """What these categories are called, in the order of the languages; an unnamed one has no words."""
    found: dict[int, list[str]] = {category_id: [] for category_id in category_ids}
    query = (
        select(CategoryName.category_id, CategoryName.name)
        .where(CategoryName.category_id.in_(list(found)))
        .order_by(CategoryName.language)
    )
    for category_id, name in act.session.connection().execute(query):
        found[category_id].append(name)
    return found


def write_changes(act: Act, command_id: int, changes: Sequence[Change]) -> None:
    """Write the items, and keep beside the command what they were."""
    write_items(act, changes)
    keep_before(act, command_id, changes)


def keep_before(act: Act, command_id: int, changes: Iterable[Change]) -> None:
    """Keep the values before, a row a field."""
    rows = [
        {
            "depot_id": act.depot.id,
            "command_id": command_id,
            "item_id": change.item_id,
            "field": name,
            "was": None if was is None else str(was),
        }
        for change in changes
        for name, was in change.before.items()
    ]
    if rows:
        act.session.connection().execute(insert(ItemChange), rows)


def write_items(act: Act, changes: Iterable[Change]) -> None:
    """Write the items alone; those that change in the same columns go together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for change in changes:
        if change.after:
            alike[tuple(sorted(change.after))].append(change.after | {"its_id": change.item_id, "changed_at": act.now})
    for columns, rows in alike.items():
        values: dict[str, Any] = {name: bindparam(name) for name in (*columns, "changed_at")}
        one = update(Item).where(Item.id == bindparam("its_id")).values(values)
        act.session.connection().execute(one, rows)


def take_back_edits(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """Put back what a command changed of many things. A category that was merged since stays what it became."""
    was: dict[int, dict[str, Any]] = defaultdict(dict)
    for kept in _kept(act, result["command"]):
        read = _READ.get(kept.field, str)
        was[kept.item_id][kept.field] = None if kept.was is None else read(kept.was)
    into = _merged(act, {columns["category_id"] for columns in was.values() if "category_id" in columns})
    for columns in was.values():
        if "category_id" in columns:
            columns["category_id"] = into.get(columns["category_id"], columns["category_id"])
    query = select(Item.__table__).where(Item.id.in_(list(was)), Item.depot_id == act.depot.id)
    rows = list(act.session.connection().execute(query))
    names = names_of(act, {was[row.id].get("category_id", row.category_id) for row in rows})
    write_items(act, [Change.between(row, was[row.id], names) for row in rows])


def items_changed(act: Act, command_id: int) -> list[int]:
    """The items that a command kept something of."""
    return sorted({kept.item_id for kept in _kept(act, command_id)})


def _kept(act: Act, command_id: int) -> list[Any]:
    query = select(ItemChange.item_id, ItemChange.field, ItemChange.was).where(
        ItemChange.command_id == command_id, ItemChange.depot_id == act.depot.id
    )
    return list(act.session.connection().execute(query.order_by(ItemChange.id)))


def _merged(act: Act, category_ids: set[int]) -> dict[int, int]:
    query = select(Category.id, Category.merged_into_id).where(Category.id.in_(category_ids))
    return {row.id: row.merged_into_id or row.id for row in act.session.connection().execute(query)}
