"""P5.3: loans as CSV, 1 million rows. CPU beside a raw cursor and `csv`; the memory that it takes, and how that grows.

Ours reads in parts, each a short transaction of its own, keeps to the reader's depots, and lets no cell be a formula.
The raw way is one cursor over the same rows, written by `csv` as they come. Both write the same columns into a file.
Memory is measured in a process of its own for each size, over what it holds once a small file was written.
"""

import time
from collections.abc import Iterator

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import Place, a_place
from bench.history import add_history
from bench.loan_rows import memory_alone, tell_memory, write_csv, write_plainly

FEW, SOME, MANY, MOST = 10_000, 100_000, 1_000_000, 10_000_000
ROUNDS = 3


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.3: the CPU, the memory, its growth."""
    held = {size: _memory(size) for size in (FEW, SOME)}
    with a_place() as place:
        add_history(place, MANY)
        yield _cpu(place)
        held[MANY] = memory_alone(__name__, place, MANY)
    if is_long:
        held[MOST] = _memory(MOST)
    told = ", ".join(f"{size:,} rows {extra:.1f} MiB, peak {peak:.1f}" for size, (extra, peak) in held.items())
    yield Figure("P5.3", "loans-csv-memory", held[MANY][0], "<=", 8, told)
    largest = max(held)
    growth = held[largest][1] / held[FEW][1]
    yield Figure("P5.3", "loans-csv-growth", growth, "<=", 1.2, f"peak at {largest:,} rows beside {FEW:,}")


def _cpu(place: Place) -> Figure:
    with place.engine() as engine:
        rows = write_csv(engine, place.folder / "ours.csv")
        if rows != MANY:
            raise Unmeasured(f"{rows} rows")

        def ours(_number: int) -> float:
            begun = time.thread_time()
            write_csv(engine, place.folder / "ours.csv")
            return time.thread_time() - begun

        def raw(_number: int) -> float:
            begun = time.thread_time()
            write_plainly(place, place.folder / "raw.csv")
            return time.thread_time() - begun

        spent, floor = in_turns(ROUNDS, ours, raw)
    told = f"{spent:.1f} s beside {floor:.1f} s for {MANY:,} rows"
    return Figure("P5.3", "loans-csv-cpu", spent / floor, "<=", 1.2, told)


def _memory(size: int) -> tuple[float, float]:
    with a_place() as place:
        add_history(place, size)
        return memory_alone(__name__, place, size)


if __name__ == "__main__":
    tell_memory(write_csv)
