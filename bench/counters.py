"""Counters that lend: five fresh items at a time, by the operation itself or raw."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.ground import EVERY_DAY, NOW, STOCK, TODAY, Place, depot_of
from bench.raw import RawCounter
from lendlib.db import begin_writing
from lendlib.operations.acts import Act, Keys, new_key
from lendlib.operations.lending import Borrower, Visit, check_out
from lendlib.rules.calendar import OpenDays

BASKET = 5
KEYS = Keys(command=b"command key of the measurements", link=b"link key of the measurements")
ANNA = Visit(Borrower("Anna Åberg", phone="+46701740605"))


def baskets(size: int = BASKET) -> Iterator[list[int]]:
    """Items that nobody has borrowed yet, so many at a time."""
    for first in range(1, STOCK - size, size):
        yield list(range(first, first + size))


class OwnCounter:
    """Lends by the operation, each act in a session and a transaction of its own, as a request does."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with Session(engine) as session:
            self._depot = depot_of(session)

    def check_out(self, item_ids: list[int]) -> None:
        """Lend these items, durably."""
        with Session(self._engine) as session:
            begin_writing(session)
            act = Act(
                session=session,
                depot=self._depot,
                open_days=OpenDays(EVERY_DAY, {}),
                staff_id=1,
                session_id=None,
                keys=KEYS,
                key=new_key(),
                now=NOW,
                today=TODAY,
            )
            check_out(act, item_ids, ANNA)
            session.commit()


@contextmanager
def own_counter(place: Place) -> Iterator[OwnCounter]:
    """A counter in that place."""
    with place.engine() as engine:
        yield OwnCounter(engine)


@contextmanager
def raw_counter(place: Place) -> Iterator[RawCounter]:
    """The baseline in that place."""
    counter = RawCounter(place.database)
    try:
        yield counter
    finally:
        counter.close()
