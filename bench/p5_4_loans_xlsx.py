"""P5.4: the memory that a workbook of 1 million loans takes (--long: of 2 million, the most that is made).

In a process of its own for each size, over what it holds once a small workbook was written. A sheet holds 1,048,575
rows, so that the larger one has two. On both databases.
"""

from collections.abc import Iterator

from bench.both import NAMES, history_at
from bench.figures import Figure
from bench.loan_rows import memory_alone, tell_memory, write_workbook
from lendlib.rules.statistics_loans import MOST_IN_WORKBOOK
from tests.ground.postgresql import running_cluster

WARM, FEW, SOME, MANY = 1000, 10_000, 100_000, 1_000_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.4 for each database: the memory, its growth."""
    sizes = (FEW, SOME, MANY, *((MOST_IN_WORKBOOK,) if is_long else ()))
    with running_cluster() as cluster:
        for name in NAMES:
            held: dict[int, tuple[float, float]] = {}
            with history_at(name, cluster, WARM) as small:
                for size in sizes:
                    with history_at(name, cluster, size) as large:
                        held[size] = memory_alone(__name__, small, large, size)
            told = ", ".join(f"{size:,} rows {extra:.1f} MiB, peak {peak:.1f}" for size, (extra, peak) in held.items())
            most = max(extra for extra, _peak in held.values())
            yield Figure("P5.4", f"loans-xlsx-memory-{name}", most, "<=", 50, told)
            largest = max(held)
            growth, beside = held[largest][1] / held[FEW][1], f"peak at {largest:,} rows beside {FEW:,}"
            yield Figure("P5.4", f"loans-xlsx-growth-{name}", growth, "<=", 1.2, beside)


if __name__ == "__main__":
    tell_memory(write_workbook)
