"""The whole stock as lines of text, in columns that an import reads again unchanged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.operations.stock_import_names import categories_here
from lendlib.rules.codes import is_own_code, spoken
from lendlib.rules.stock_lists import Field

COLUMNS = (
    *(Field.CODE, Field.CATEGORY, Field.SIZE, Field.BRAND, Field.NOTE, Field.CONDITION, Field.RETIRE_REASON),
    *(Field.DONATED_ON, Field.INSPECTED_ON),
)
TOGETHER = 1_000


@dataclass(frozen=True)
class Words:
    """What the list calls columns, conditions and reasons, in the person's language."""

    headers: Mapping[str, str]
    conditions: Mapping[str, str]
    reasons: Mapping[str, str]


def export(session: Session, depot_id: int, language: str, words: Words) -> Iterator[list[str]]:
    """The header, and every thing of the depot as it was registered; several labels stand on lines of one cell."""
    yield [words.headers[field] for field in COLUMNS]
    names = {id_: category.shown for id_, category in categories_here(session, language).items()}
    after = 0
    while rows := _some(session, depot_id, after):
        codes = _codes(session, [row.id for row in rows])
        after = rows[-1].id
        for row in rows:
            line = _line(row, names.get(row.category_id, ""), codes.get(row.id, ""), words)
            yield from [line] * row.quantity


def _line(row: Any, name: str, codes: str, words: Words) -> list[str]:
    return [
        codes,
        name,
        row.size_text,
        row.brand,
        row.note,
        words.conditions[row.condition],
        words.reasons[row.retire_reason] if row.retire_reason else "",
        row.donated_on.isoformat() if row.donated_on else "",
        row.inspected_on.isoformat() if row.inspected_on else "",
    ]


def _some(session: Session, depot_id: int, after: int) -> list[Any]:
    query = (
        select(
            Item.id,
            Item.category_id,
            Item.size_text,
            Item.brand,
            Item.note,
            Item.condition,
            Item.retire_reason,
            Item.quantity,
            Item.donated_on,
            Item.inspected_on,
        )
        .where(Item.depot_id == depot_id, Item.id > after)
        .order_by(Item.id)
        .limit(TOGETHER)
    )
    return list(session.connection().execute(query))


def _codes(session: Session, item_ids: list[int]) -> dict[int, str]:
    """The living labels of things: our own as they are printed, the others as they are."""
    query = (
        select(Label.item_id, Label.code, Label.is_own)
        .where(Label.item_id.in_(item_ids), Label.ended_at.is_(None))
        .order_by(Label.item_id, Label.id)
    )
    rows = session.connection().execute(query)
    return {
        item_id: "\n".join(spoken(row.code) if row.is_own and is_own_code(row.code) else row.code for row in of_one)
        for item_id, of_one in groupby(rows, lambda row: row.item_id)
    }
