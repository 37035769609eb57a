"""P5.4: the memory that a workbook of 1 million loans takes (--long: of 2 million, the most that is made).

In a process of its own for each size, over what it holds once a small workbook was written. A sheet holds 1,048,575
rows, so that the larger one has two.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, Unmeasured
from bench.ground import Place, a_place
from bench.history import add_history
from bench.loan_rows import extra_memory, write_workbook
from config import ROOT
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
        command = [sys.executable, "-m", "bench.p5_4_loans_xlsx", str(place.folder), str(size)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    extra, peak = done.stdout.split()
    return float(extra), float(peak)


def _tell(place: Place, size: int) -> None:
    with a_place() as small:
        add_history(small, 1000)
        with place.engine() as engine, small.engine() as warm:
            found: list[int] = []
            extra, peak = extra_memory(
                lambda: write_workbook(warm, small.folder / "small.xlsx"),
                lambda: found.append(write_workbook(engine, place.folder / "large.xlsx")),
            )
    if found != [size]:
        raise Unmeasured(f"{found} rows")
    print(extra, peak)


if __name__ == "__main__":
    _tell(Place(Path(sys.argv[1])), int(sys.argv[2]))
