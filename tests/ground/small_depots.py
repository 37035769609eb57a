"""Depots so small that nearly every figure about their borrowers is one that has to be hidden."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from lendlib.rules.disclosure import hidden_of_row, is_small, span_of
from lendlib.rules.disclosure_moves import Cell, Count, Place, cells_of
from tests.ground.attacker import Published

KINDS = ("private", "school", "association", "unstated", "preschool", "other")
DEAR = frozenset({"0000", "unstated"})
LOANS_MORE = 0.7


def small_depot(seed: int, *, months: int = 12, homes: int = 5, kinds: int = 4, mean: float = 8) -> dict[Place, Count]:
    """Visits and loans by month, home and kind: busy and empty months, one home that most come from, some rare ones."""
    random = Random(seed)
    home_weights = {home: random.random() ** 3 for home in homes_of(homes)}
    kind_weights = {kind: random.random() ** 3 for kind in KINDS[:kinds]}
    home_weights["1480"], kind_weights["private"] = 1.0, 1.0
    counts: dict[Place, Count] = {}
    for month in range(202601, 202601 + months):
        for _ in range(int(random.expovariate(1 / mean))):
            home = random.choices(list(home_weights), list(home_weights.values()))[0]
            kind = random.choices(list(kind_weights), list(kind_weights.values()))[0]
            old = counts.get((month, home, kind), Count(0, 0))
            loans = 1 + int(random.expovariate(LOANS_MORE))
            counts[month, home, kind] = Count(old.visits + 1, old.loans + loans)
    return counts


def homes_of(number: int) -> tuple[str, ...]:
    """Codes of homes, those first that every depot has."""
    return ("0000", "1480", "9999", *(f"{code}" for code in range(1701, 1701 + number - 3)))


def months_of(counts: Mapping[Place, Count]) -> tuple[int, ...]:
    """The months that had visits."""
    return tuple(sorted({month for month, _, _ in counts}))


def rows_of(counts: Mapping[Place, Count], homes: Sequence[str], kinds: Sequence[str]) -> list[dict[Cell, int]]:
    """The visits of every month by home, and of every month by kind."""
    visits = sums_of(counts)
    rows = []
    for month in months_of(counts):
        rows.append({(month, home, None): visits[month, home, None][0] for home in homes})
        rows.append({(month, None, kind): visits[month, None, kind][0] for kind in kinds})
    return rows


def sums_of(counts: Mapping[Place, Count]) -> Mapping[Cell, tuple[int, int]]:
    """Visits and loans of every cell that is published, hidden or not."""
    sums: dict[Cell, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for place, count in counts.items():
        for cell in (*cells_of(place), (place[0], None, None)):
            visits, loans = sums[cell]
            sums[cell] = visits + count.visits, loans + count.loans
    return sums


def hidden_in_months(rows: Sequence[Mapping[Cell, int]], threshold: int) -> frozenset[Cell]:
    """What each month hides by itself."""
    hidden: set[Cell] = set()
    for row in rows:
        names = {str(cell[1] or cell[2]): cell for cell in row}
        hidden |= {names[name] for name in hidden_of_row({n: row[c] for n, c in names.items()}, threshold, DEAR)}
    return frozenset(hidden)


def published(
    counts: Mapping[Place, Count],
    homes: Sequence[str],
    kinds: Sequence[str],
    hidden: frozenset[Cell],
    threshold: int,
    *,
    has_year: bool,
    is_told: bool,
) -> Published:
    """What everybody sees, and what is said of the hidden cells; `is_told` adds which of them are small."""
    sums = sums_of(counts)
    tables = rows_of(counts, homes, kinds)
    if has_year:
        tables.append({(None, home, None): sums[None, home, None][0] for home in homes})
        tables.append({(None, None, kind): sums[None, None, kind][0] for kind in kinds})
        tables.append({(None, home, kind): sums[None, home, kind][0] for home in homes for kind in kinds})
    spans: dict[Cell, tuple[int, int | None]] = {}
    for table in tables:
        unseen = [cell for cell in table if cell in hidden]
        span = span_of(table, unseen, threshold)
        for cell in unseen:
            is_known = is_told and span.is_told and is_small(table[cell], threshold)
            spans[cell] = (0 if span.has_nought else 1, threshold - 1 if is_known else None)
    cells = {cell: None if cell in hidden else sums[cell] for table in tables for cell in table}
    cells |= {(month, None, None): sums[month, None, None] for month in months_of(counts)}
    return Published(months_of(counts), tuple(homes), tuple(kinds), cells, spans)


def small_of_year(counts: Mapping[Place, Count], threshold: int) -> frozenset[Cell]:
    """The cells of a year that are small by themselves."""
    sums = sums_of(counts)
    return frozenset(cell for cell, (visits, _) in sums.items() if cell[0] is None and is_small(visits, threshold))
