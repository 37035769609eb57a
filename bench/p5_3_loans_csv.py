"""P5.3: loans as CSV, 1 million rows. CPU beside a raw cursor and `csv`; the memory that it takes, and how that grows.

Ours reads in parts, each a short transaction of its own, keeps to the reader's depots, and lets no cell be a formula.
The raw way is one cursor over the same rows, written by `csv` as they come. Both write the same columns into a file.
Memory is measured in a process of its own for each size, over what it holds once a small file was written. On both
databases; `--long` adds 10 million rows.
"""

import time
from collections.abc import Iterator

from bench.both import NAMES, history_at
from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import opened, scratch
from bench.loan_rows import memory_alone, tell_memory, write_csv, write_plainly
from tests.ground.postgresql import Cluster, running_cluster

WARM, FEW, SOME, MANY, MOST = 1000, 10_000, 100_000, 1_000_000, 10_000_000
ROUNDS = 3


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.3 for each database: the CPU, the memory, its growth."""
    sizes = (FEW, SOME, MANY, *((MOST,) if is_long else ()))
    with running_cluster() as cluster:
        for name in NAMES:
            yield from _measure_at(name, cluster, sizes)


def _measure_at(name: str, cluster: Cluster, sizes: tuple[int, ...]) -> Iterator[Figure]:
    held: dict[int, tuple[float, float]] = {}
    with history_at(name, cluster, WARM) as small:
        for size in sizes:
            with history_at(name, cluster, size) as large:
                if size == MANY:
                    yield _cpu(name, large)
                held[size] = memory_alone(__name__, small, large, size)
    told = ", ".join(f"{size:,} rows {extra:.1f} MiB, peak {peak:.1f}" for size, (extra, peak) in held.items())
    yield Figure("P5.3", f"loans-csv-memory-{name}", max(extra for extra, _peak in held.values()), "<=", 8, told)
    largest = max(held)
    growth = held[largest][1] / held[FEW][1]
    yield Figure("P5.3", f"loans-csv-growth-{name}", growth, "<=", 1.2, f"peak at {largest:,} rows beside {FEW:,}")


def _cpu(name: str, url: str) -> Figure:
    with opened(url) as engine, scratch() as folder:
        rows = write_csv(engine, folder / "ours.csv")
        if rows != MANY:
            raise Unmeasured(f"{rows} rows")

        def ours(_number: int) -> float:
            begun = time.thread_time()
            write_csv(engine, folder / "ours.csv")
            return time.thread_time() - begun

        def raw(_number: int) -> float:
            begun = time.thread_time()
            write_plainly(engine, folder / "raw.csv")
            return time.thread_time() - begun

        spent, floor = in_turns(ROUNDS, ours, raw)
    told = f"{spent:.1f} s beside {floor:.1f} s for {MANY:,} rows"
    return Figure("P5.3", f"loans-csv-cpu-{name}", spent / floor, "<=", 1.2, told)


if __name__ == "__main__":
    tell_memory(write_csv)
