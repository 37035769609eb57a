"""P5.2, in --long: the report of P5.1 over 10 million loans beside the same over 1 million, on both databases."""

from collections.abc import Iterator

from bench.figures import Figure, in_turns
from bench.ground import a_place
from bench.months import add_months
from bench.reports import on_both, report, timed
from tests.ground.postgresql import running_cluster

ROUNDS, ONE, TEN = 9, 1_000_000, 10_000_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.2 on each database; nothing but in --long."""
    if not is_long:
        return
    with a_place() as small, a_place() as large, running_cluster() as cluster:
        add_months(small, ONE)
        add_months(large, TEN)
        with on_both(small, cluster) as one, on_both(large, cluster) as ten:
            for name in one:
                more, few = in_turns(
                    ROUNDS,
                    lambda _, name=name: timed(lambda: report(ten[name])),  # type: ignore[misc]
                    lambda _, name=name: timed(lambda: report(one[name])),  # type: ignore[misc]
                )
                told = f"{more:.2f} s over {TEN:,} loans beside {few:.2f} s over {ONE:,}, {name}"
                yield Figure("P5.2", f"report-tenfold-{name}", more / few, "<=", 2.6, told)
