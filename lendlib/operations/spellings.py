"""The ways in which a depot writes the sizes of a category, and making one of several."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.bulk import Changes, edit_found

# A depot's whole stock of one category, and more.
MOST_SPELT = 20_000


@dataclass(frozen=True)
class Spelling:
    """One way of writing a size, how many things have it, and whether its numbers are known."""

    text: str
    count: int
    low: float | None
    high: float | None


def spellings(session: Session, depot_id: int, category_id: int) -> list[Spelling]:
    """How the depot's things of the category have their sizes written, small ones first; those without one left out."""
    low, high = func.min(Item.size_low), func.max(Item.size_high)
    query = (
        select(Item.size_text, func.count(), low, high)
        .where(Item.depot_id == depot_id, Item.category_id == category_id, Item.size_text != "")
        .group_by(Item.size_text)
        .order_by(low.nulls_last(), high, Item.size_text)
    )
    return [Spelling(*row) for row in session.connection().execute(query)]


def respell(act: Act, category_id: int, texts: Sequence[str], becomes: str) -> commands.Done:
    """Write these sizes of a category in one way, at this depot. The result holds how many things changed.

    Raises NothingTicked, SizeUnclear, NothingToChange.
    """

    def find() -> list[int]:
        written_so = (Item.category_id == category_id, Item.size_text.in_(texts))
        query = select(Item.id).where(Item.depot_id == act.depot.id, *written_so)
        return list(act.session.connection().execute(query).scalars())

    asked = [category_id, sorted(set(texts))]
    return edit_found(act, asked, find, Changes(size=becomes), MOST_SPELT)
