"""P1.6: a check-out over 150,000 loans of history, in --long also 10 million, beside one over none."""

from collections.abc import Iterator

from bench.counters import baskets, own_counter
from bench.figures import Figure, in_turns, per_second
from bench.ground import a_place
from bench.history import add_history

ROUNDS, EACH = 15, 100


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P1.6, once a size."""
    yield _over(150_000, 0.8)
    if is_long:
        yield _over(10_000_000, 0.5)


def _over(loans: int, bar: float) -> Figure:
    with a_place() as old, a_place() as new:
        add_history(old, loans)
        with own_counter(old) as over_history, own_counter(new) as over_none:
            for_old, for_new = baskets(), baskets()
            old_rate, new_rate = in_turns(
                ROUNDS,
                lambda _: per_second(EACH, lambda: over_history.check_out(next(for_old))),
                lambda _: per_second(EACH, lambda: over_none.check_out(next(for_new))),
            )
    told = f"{old_rate:,.0f}/s over {loans:,} loans beside {new_rate:,.0f}/s over none"
    return Figure("P1.6", "history", old_rate / new_rate, ">=", bar, told)
