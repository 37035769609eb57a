"""A list that was read and found sound, put into the stock: all of it in one transaction, or nothing.

Everything that can be is made before the transaction begins: on SQLite the counter waits while it lasts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.engine import Connection

from lendlib.models.inventory import Category, CategoryName
from lendlib.models.labels import Label
from lendlib.operations import commands, stock_import
from lendlib.operations.acts import Act
from lendlib.operations.stock_import_check import Plan
from lendlib.operations.stock_import_names import How, Names, key_for
from lendlib.operations.stock_import_rows import ITEM, LABEL, Clash, insert_all, numbers_for, tell_and_stay
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Season, Verb, What

TOGETHER = 500


class StockMoved(Refused):
    """Between reading and saving, a category or a label changed."""

    code = "stock-moved"
    status = 409
    sentence = N_("Categories or labels were changed while the list was read. Nothing was imported.")
    advice = N_("Look at the list again, and press Import once more.")


class HasFaults(Refused):
    """The list was sound when it was shown, and is not any more."""

    code = "has-faults"
    status = 409
    sentence = N_("Something has changed since: the list has faults now. Nothing was imported.")
    advice = N_("See below what is wrong.")


@dataclass(frozen=True)
class Prepared:
    """A plan as rows to write. Items name their category by its id, or a new one by its folded name."""

    plan: Plan
    items: list[tuple[Any, ...]]
    labels: list[tuple[Any, ...]]
    claims: list[tuple[str, int]]


def prepare(act: Act, plan: Plan) -> Prepared:
    """Make the rows, before anything is locked. Items and labels carry their places, from 1, instead of ids."""
    items: list[tuple[Any, ...]] = []
    labels: list[tuple[Any, ...]] = []
    claims: list[tuple[str, int]] = []
    depot_id, place = act.depot.id, 0
    is_sqlite = act.session.get_bind().dialect.name == "sqlite"
    for (
        category,
        size,
        low,
        high,
        brand,
        note,
        words,
        condition,
        reason,
        donated,
        inspected,
        codes,
        many,
        _,
    ) in plan.rows:
        which = category.id or category.key
        if is_sqlite:  # its driver's own way with days is going away
            donated, inspected = donated and donated.isoformat(), inspected and inspected.isoformat()
        about = (depot_id, which, size, low, high, brand, note, words, str(condition), reason, 1, donated, inspected)
        for _one in range(many):
            place += 1
            items.append((place, *about))
        for code, is_own in codes:
            if is_own and code in plan.blank_codes:
                claims.append((code, place))
            else:
                labels.append((place, code, is_own, depot_id))
    plan.rows = []
    return Prepared(plan, items, labels, claims)


def save(act: Act, import_id: int, attempt: int, prepared: Prepared, language: str) -> commands.Done:
    """Put the list into the stock; the result holds the import and how many things.

    Raises StockMoved, StillRunning (a later attempt has taken over), and what `commands.once` raises.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        stock_import.is_done(act, import_id, attempt, len(prepared.items))
        act.session.connection().execute(_hold_categories)
        if Names(act.session, {}, language).mark != prepared.plan.names.mark:
            raise StockMoved
        connection = act.session.connection()
        new = _make_categories(connection, prepared.plan)
        ids = numbers_for(connection, len(prepared.items))
        try:
            insert_all(connection, ITEM, prepared.items, ids, act.now, new)
            insert_all(connection, LABEL, prepared.labels, ids, act.now)
        except Clash:
            raise StockMoved from None
        _claim(act, prepared.claims, ids)
        result = {"import": import_id, "things": len(prepared.items), "first": ids[0] if ids else None}

        def tell(command_id: int) -> None:
            tell_and_stay(act, connection, ids, command_id, [What.CATEGORY_CHANGED] * len(new))

        return result, tell

    return commands.once(act, Verb.IMPORT, [import_id], effect)


# Whoever merges one of them away now waits, or is waited for and then seen below.
_hold_categories = select(Category.id).order_by(Category.id).with_for_update(read=True, key_share=True)


def _make_categories(connection: Connection, plan: Plan) -> dict[str, int]:
    """The new categories by their folded names."""
    taken = set(connection.execute(select(Category.key)).scalars())
    made: dict[str, int] = {}
    for named in plan.names.named.values():
        if named.how is not How.NEW or named.category is None:
            continue
        key = key_for(named.written, taken)
        taken.add(key)
        row = {
            "key": key,
            "parent_id": plan.names.group_of(named.category.key),
            "size_system": named.category.system,
            "season": Season.ALL,
        }
        made[named.category.key] = connection.execute(insert(Category).returning(Category.id), row).scalar_one()
        name = {"category_id": made[named.category.key], "language": "sv", "name": named.written}
        connection.execute(insert(CategoryName), name)
    return made


def _claim(act: Act, claims: Sequence[tuple[str, int]], ids: Sequence[int]) -> None:
    """Blank labels of this depot become the things'."""
    for code, place in claims:
        claimed = act.session.connection().execute(
            update(Label)
            .where(
                Label.code == code,
                text("label.is_own"),  # the very words of the partial index, see things.is_scanned_label
                Label.depot_id == act.depot.id,
                Label.item_id.is_(None),
                Label.ended_at.is_(None),
            )
            .values(item_id=ids[place - 1])
        )
        if not claimed.rowcount:
            raise StockMoved
