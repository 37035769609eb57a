"""What the two counters do, each act in a transaction of its own."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from lendlib.operations import lending
from lendlib.operations.lending import Visit
from tests import given
from tests.ground.racing import write


def things(vera: given.Counter, count: int) -> list[int]:
    """That many things, ready to be lent."""
    vera.writes()
    items = [vera.item() for _ in range(count)]
    vera.session.commit()
    return items


def lends(engine: Engine, counter: given.Counter, item: int) -> Callable[[], Any]:
    """Lending that thing at that counter, when called."""
    return lambda: write(engine, counter, lambda act: lending.check_out(act, [item], Visit(given.ANNA)))


def loan_row(counter: given.Counter, item: int, category: int, checkout: int) -> dict[str, object]:
    """An open loan's row, for those who go past the operations."""
    return {
        "depot_id": counter.depot.id,
        "checkout_id": checkout,
        "item_id": item,
        "category_id": category,
        "quantity": 1,
        "lent_at": counter.now,
        "lent_on": counter.today,
        "lent_month": 202611,
        "due_on": counter.today,
    }
