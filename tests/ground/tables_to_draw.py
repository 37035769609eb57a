"""Tables made by hand, for what draws them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from lendlib.outside.pictures import municipality_names
from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.vocabulary_statistics import By, Measure

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
Named = Sequence[str | tuple[str, str]]


def dimension(by: By, members: Named) -> Dimension:
    """A dimension of codes, or of codes with their names."""
    pairs = [(member, member) if isinstance(member, str) else member for member in members]
    return Dimension(by, tuple(Member(code, name) for code, name in pairs))


def table(
    dimensions: Sequence[Dimension],
    value: Callable[..., Value | tuple[Value, ...]],
    *measures: Measure,
    from_on: date = FIRST,
    until_on: date = LAST,
) -> Table:
    """A table whose values are what `value` says of each combination of codes."""
    wanted = measures or (Measure.LOANS,)
    values: dict[tuple[str, ...], tuple[Value, ...]] = {}
    for members in product(*(each.members for each in dimensions)):
        key = tuple(member.code for member in members)
        found = value(*key)
        values[key] = found if isinstance(found, tuple) else (found,)
    asked = Asked(from_on, until_on, tuple(each.by for each in dimensions), wanted)
    return Table(asked, tuple(dimensions), wanted, values, (0,) * len(wanted))


def months(first: int = 2026, last: int = 2026) -> Dimension:
    """Every month of some years."""
    return dimension(By.MONTH, [f"{year}-{month:02}" for year in range(first, last + 1) for month in range(1, 13)])


KARLSTAD, ARVIKA, TORSBY, SUNNE = "1780", "1784", "1737", "1766"
FIGURES: dict[str, tuple[Value, ...]] = {
    KARLSTAD: (12_345, 130.0),
    ARVIKA: (5, 0.2),
    TORSBY: (0, 0.0),
    SUNNE: (Shown.HIDDEN, Shown.HIDDEN),
    "0180": (90, Shown.NONE),
}
PLACES = table(
    [dimension(By.MUNICIPALITY, [(code, municipality_names()[code]) for code in FIGURES])],
    lambda code: FIGURES[code],
    Measure.LOANS,
    Measure.LOANS_PER_1000,
)
PARTLY_BROUGHT = replace(PLACES, imported=frozenset({(KARLSTAD,), (TORSBY,), ("0180",)}))
