"""What the things of a category keep of it, at every depot: the words of a search, and the bounds of their sizes."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, literal, select, update

from lendlib.models.inventory import Item
from lendlib.operations.acts import Act
from lendlib.operations.bulk_rows import Change, names_of, write_items
from lendlib.operations.inventory import SizeUnclear, bounds_of, size_of

AT_A_TIME = 1000


def spoken_names(act: Act, category_id: int) -> str:
    """What the words of each of its things begin with."""
    return " ".join(name for name in names_of(act, [category_id])[category_id] if name).casefold()


def follow_names(act: Act, from_id: int, to_id: int, before: str) -> int:
    """Let the things of one category belong to another, or to the same under other names; how many these are.

    `before` is what their words begin with so far. The database changes the beginning, so that a rename costs the same
    for one thing and for a hundred thousand; words that begin otherwise are put together anew.
    """
    after = spoken_names(act, to_id)
    if from_id == to_id and before == after:
        return 0
    connection = act.session.connection()
    begins_so = func.substr(Item.words, 1, len(before)) == before
    rest = func.substr(Item.words, len(before) + 1)
    strays = list(connection.execute(select(Item.id).where(Item.category_id == from_id, ~begins_so)).scalars())
    followed = connection.execute(
        update(Item)
        .where(Item.category_id == from_id, begins_so)
        .values(category_id=to_id, words=func.trim(literal(after).concat(rest)), changed_at=act.now)
    ).rowcount
    remaining = iter(strays)
    while batch := list(islice(remaining, AT_A_TIME)):
        _put_together(act, batch, to_id)
    return int(followed) + len(strays)


def follow_size_system(act: Act, category_id: int, system: str) -> int:
    """Read the sizes of a category's things anew; how many different ones can't be read, and so have no bounds."""
    connection = act.session.connection()
    texts = connection.execute(select(Item.size_text).where(Item.category_id == category_id).distinct()).scalars().all()
    unclear = 0
    for text in texts:
        low, high = None, None
        try:
            low, high = bounds_of(size_of(system, text))
        except SizeUnclear:
            unclear += 1
        written_so = (Item.category_id == category_id, Item.size_text == text)
        connection.execute(update(Item).where(*written_so).values(size_low=low, size_high=high, changed_at=act.now))
    return unclear


def _put_together(act: Act, item_ids: Sequence[int], category_id: int) -> None:
    rows: list[Any] = list(act.session.connection().execute(select(Item.__table__).where(Item.id.in_(item_ids))))
    names = names_of(act, [category_id])
    write_items(act, [Change(row.id, {"category_id": category_id}, {}).with_words(row, names) for row in rows])
