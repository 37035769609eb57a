"""P1.4: how many statements a check-out sends, with 25 items beside 5."""

from collections.abc import Iterator

from sqlalchemy import event

from bench.counters import baskets, own_counter
from bench.figures import Figure, Unmeasured
from bench.ground import a_place


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.4."""
    few, many = (_statements(size) for size in (5, 25))
    if not few:
        raise Unmeasured("no statement was seen")
    yield Figure("P1.4", "statements", many, "==", few, f"{many} with 25 items beside {few} with 5")


def _statements(size: int) -> int:
    sent: list[str] = []
    with a_place() as place, place.engine() as engine, own_counter(place) as warm:
        filled = baskets(size)
        warm.check_out(next(filled))
        counter = type(warm)(engine)

        @event.listens_for(engine, "before_cursor_execute")
        def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        counter.check_out(next(filled))
    return len(sent)
