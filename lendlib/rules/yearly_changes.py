"""What is other in a year's figures than in the edition before: cell by cell, from what to what."""

from collections.abc import Iterator, Mapping
from itertools import product

from lendlib.rules.impact import Impact
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.statistics_times import BEFORE, NOW
from lendlib.rules.yearly import Cells, Change, Factor, FixedPart, Named, Reason, Yearly

CLIMATE, PURCHASES, PRICES, FACTORS = "climate", "purchases", "prices", "factors"
SPAN = ("low", "middle", "high")
PEOPLE_STATED = "people_stated"
Figure = tuple[tuple[str, ...], tuple[tuple[Named, ...], Value]]


def changes(old: Yearly, new: Yearly) -> tuple[Change, ...]:
    """Each figure that is another now, of the year and of the one before it, totals first.

    A figure that one of them does not have has none.
    """
    before, now = dict(_figures(old)), dict(_figures(new))
    if old.people_stated and new.people_stated:
        (stated, _of), (was_stated, _of_then) = new.people_stated, old.people_stated
        before["whole", PEOPLE_STATED], now["whole", PEOPLE_STATED] = ((), was_stated), ((), stated)
    found = []
    for key in dict.fromkeys([*now, *before]):
        members, value = now.get(key, ((), Shown.NONE))
        other_members, other = before.get(key, ((), Shown.NONE))
        if _other(value, other, is_count=key[0] in new.tables):
            found.append(Change(key[0], members or other_members, key[-1], other, value))
    return tuple(sorted(found, key=_depth))


def reasons_in(old: Yearly, new: Yearly) -> tuple[Reason, ...]:
    """What the figures themselves tell of why: prices, factors, depots, inhabitants and counts of earlier years."""
    years = len(_years(old) ^ _years(new))
    found = [
        ("prices", _differing(old.prices, new.prices)),
        ("factors", _differing(old.factors, new.factors)),
        ("depots", abs(old.depots - new.depots)),
        ("moved", _corrected(old.groups or {}, new.groups or {})),
        _brought(old, new),
        ("population", years),
        # Where another year is known, it tells the same.
        ("inhabitants", 0 if years else _corrected(old.inhabitants or {}, new.inhabitants or {})),
        ("fixed", _made_since(old.fixed, new.fixed)),
    ]
    return tuple(Reason(what, count) for what, count in found if count)


def _depth(change: Change) -> int:
    """By how much a figure is told apart, but for which of the two years it is of."""
    return sum(named.code not in (NOW, BEFORE) for named in change.members)


def _figures(yearly: Yearly) -> Iterator[Figure]:
    for name, cells in yearly.tables.items():
        yield from _of_cells(name, cells)
    for name, part in yearly.fixed.items():
        for line in part.lines:
            for measure, (shown, hidden) in zip(part.measures, line.cells, strict=True):
                yield (name, line.named.code, measure.value), ((line.named,), shown or (Shown.HIDDEN if hidden else 0))
    for name, impact in ((CLIMATE, yearly.climate), (PURCHASES, yearly.purchases)):
        yield from _of_impact(name, impact)
    for name, factors in ((PRICES, yearly.prices), (FACTORS, yearly.factors)):
        for key, factor in factors.items():
            yield (name, key, "each"), ((Named(key, yearly.things.get(key, {})),), factor.each)


def _of_cells(name: str, cells: Cells) -> Iterator[Figure]:
    if name == "whole":
        yield from _of_totals(name, cells)
        if len(cells.members[0]) < 2:
            return
    zeros = (0,) * len(cells.measures)
    for members in product(*cells.members):
        key = tuple(named.code for named in members)
        for measure, value in zip(cells.measures, cells.values.get(key, zeros), strict=True):
            yield (name, *key, measure.value), (members, value)


def _of_totals(name: str, cells: Cells) -> Iterator[Figure]:
    """Of the year, and of the one before."""
    before = tuple(named for members in cells.members for named in members if named.code == BEFORE)
    for measure, total in zip(cells.measures, cells.totals, strict=True):
        yield (name, measure.value), ((), total)
    for measure, total in zip(cells.measures, cells.before, strict=True):
        yield (name, BEFORE, measure.value), (before, total)


def _of_impact(name: str, impact: Impact) -> Iterator[Figure]:
    """As the report prints it: nothing where nothing was reckoned, else whole kilograms or kronor."""
    if impact.lines:
        for part, value in zip(SPAN, (impact.net.low, impact.net.middle, impact.net.high), strict=True):
            yield (name, part), ((), round(value))


def _other(value: Value, other: Value, *, is_count: bool) -> bool:
    """A member that one edition does not list at all counts nothing there."""
    if is_count and {value, other} == {0, Shown.NONE}:
        return False
    return value != other


def _differing(old: Mapping[str, Factor], new: Mapping[str, Factor]) -> int:
    return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())


def _brought(old: Yearly, new: Yearly) -> tuple[str, int]:
    """By the files that were brought; in an edition that doesn't know them, by the cells that hold their counts."""
    if old.imports is None or new.imports is None:
        return "imported", len(_imported(old) ^ _imported(new))
    return "imports", len(set(old.imports) ^ set(new.imports))


def _corrected(old: Mapping[str, object], new: Mapping[str, object]) -> int:
    """Of how many municipalities or categories something is other than it was; a year may stand behind them."""
    return len({key.split()[0] for key in old.keys() & new.keys() if old[key] != new[key]})


def _imported(yearly: Yearly) -> set[tuple[str, ...]]:
    return {(name, *key) for name, cells in yearly.tables.items() for key in cells.imported}


def _years(yearly: Yearly) -> set[int]:
    return {year for cells in yearly.tables.values() for year in cells.population_years}


def _made_since(old: Mapping[str, FixedPart], new: Mapping[str, FixedPart]) -> int:
    return sum(
        (old[name].missing, old[name].months) != (part.missing, part.months) if name in old else True
        for name, part in new.items()
    )
