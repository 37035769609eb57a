"""P5.5: what statistics cost a check-out of five items over 150,000 loans, beside one without the indexes they need.

Nothing is counted and no mark is made in its transaction: indexes are all that it pays for. On both databases.
"""

from collections.abc import Iterator

from sqlalchemy import Engine

from bench.both import NAMES, history_at
from bench.counters import OwnCounter, baskets
from bench.figures import Figure, Unmeasured, in_turns, per_second
from bench.ground import opened
from tests.ground.postgresql import Cluster, running_cluster

ROUNDS, EACH = 15, 150
LOANS = 150_000
OF_STATISTICS = ("ix_loan_month", "ix_loan_closed", "ix_loan_found", "ix_due_change_renewal")
COUNTED = ("dirty_month", "kept_month", "loan_month", "visit_month", "people_month")


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.5 for each database."""
    with running_cluster() as cluster:
        for name in NAMES:
            yield _measure_at(name, cluster)


def _measure_at(name: str, cluster: Cluster) -> Figure:
    with (
        history_at(name, cluster, LOANS) as counting,
        history_at(name, cluster, LOANS) as plain,
        opened(counting) as with_indexes,
        opened(plain) as without,
    ):
        _drop_indexes(without)
        own, bare = OwnCounter(with_indexes), OwnCounter(without)
        for_own, for_bare = baskets(), baskets()
        own_rate, bare_rate = in_turns(
            ROUNDS,
            lambda _: per_second(EACH, lambda: own.check_out(next(for_own))),
            lambda _: per_second(EACH, lambda: bare.check_out(next(for_bare))),
        )
        _refuse_if_counted(with_indexes)
    told = f"{own_rate:,.0f}/s with their indexes beside {bare_rate:,.0f}/s without, over {LOANS:,} loans"
    return Figure("P5.5", f"check-out-with-statistics-{name}", bare_rate / own_rate, "<=", 1.3, told)


def _drop_indexes(engine: Engine) -> None:
    with engine.begin() as connection:
        for name in OF_STATISTICS:
            connection.exec_driver_sql(f"DROP INDEX {name}")


def _refuse_if_counted(engine: Engine) -> None:
    with engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}") for name in COUNTED}
        rows = {name: counted.scalar_one() for name, counted in asked.items()}
    if any(rows.values()):
        raise Unmeasured(f"a check-out should have counted nothing: {rows}")
