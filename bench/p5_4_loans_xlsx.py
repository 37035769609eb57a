"""P5.4: the memory that a workbook of 1 million loans takes (--long: of 2 million, the most that is made).

In a process of its own for each size, over what it holds once a small workbook was written. A sheet holds 1,048,575
rows, so that the larger one has two.
"""

from collections.abc import Iterator

from bench.figures import Figure
from bench.ground import a_place
from bench.history import add_history
from bench.loan_rows import memory_alone, tell_memory, write_workbook
from lendlib.rules.statistics_loans import MOST_IN_WORKBOOK

FEW, MANY = 100_000, 1_000_000


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P5.4."""
    held = {size: _memory(size) for size in (FEW, MANY, *((MOST_IN_WORKBOOK,) if is_long else ()))}
    told = ", ".join(f"{size:,} rows {extra:.1f} MiB, peak {peak:.1f}" for size, (extra, peak) in held.items())
    yield Figure("P5.4", "loans-xlsx-memory", max(extra for extra, _peak in held.values()), "<=", 50, told)


def _memory(size: int) -> tuple[float, float]:
    with a_place() as place:
        add_history(place, size)
        return memory_alone(__name__, place, size)


if __name__ == "__main__":
    tell_memory(write_workbook)
