"""P5.5: what statistics cost a check-out of five items over 150,000 loans, beside one without the indexes they need.

Nothing is counted and no mark is made in a check-out's transaction: indexes are all that it pays for.
"""

import sqlite3
from collections.abc import Iterator

from bench.counters import baskets, own_counter
from bench.figures import Figure, Unmeasured, in_turns, per_second
from bench.ground import Place, a_place
from bench.history import add_history

ROUNDS, EACH = 15, 150
LOANS = 150_000
OF_STATISTICS = ("ix_loan_month", "ix_loan_closed", "ix_loan_found", "ix_due_change_renewal")
COUNTED = ("dirty_month", "kept_month", "loan_month", "visit_month", "people_month")


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.5."""
    with a_place() as counting, a_place() as plain:
        for place in (counting, plain):
            add_history(place, LOANS)
        _drop_indexes(plain)
        with own_counter(counting) as own, own_counter(plain) as bare:
            for_own, for_bare = baskets(), baskets()
            own_rate, bare_rate = in_turns(
                ROUNDS,
                lambda _: per_second(EACH, lambda: own.check_out(next(for_own))),
                lambda _: per_second(EACH, lambda: bare.check_out(next(for_bare))),
            )
        _refuse_if_counted(counting)
    told = f"{own_rate:,.0f}/s with their indexes beside {bare_rate:,.0f}/s without, over {LOANS:,} loans"
    yield Figure("P5.5", "check-out-with-statistics", bare_rate / own_rate, "<=", 1.3, told)


def _drop_indexes(place: Place) -> None:
    connection = sqlite3.connect(place.database)
    for name in OF_STATISTICS:
        connection.execute(f"DROP INDEX {name}")
    connection.close()


def _refuse_if_counted(place: Place) -> None:
    connection = sqlite3.connect(place.database)
    rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}
    connection.close()
    if any(rows.values()):
        raise Unmeasured(f"a check-out should have counted nothing: {rows}")
