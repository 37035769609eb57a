"""What a picture draws of a table: rows of figures over the same members, taken out of its dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from itertools import product

from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.vocabulary_statistics import By, Measure

TIMES = (By.DAY, By.WEEK, By.MONTH, By.YEAR)
IN_ORDER = frozenset({*TIMES, By.HOUR, By.WEEKDAY, By.AGE_BAND, By.SIZE})
"""What has an order of its own; everything else is drawn from the largest to the smallest."""
BEFORE = "before"


class Kind(Enum):
    """The kinds of pictures."""

    LINES = auto()
    SEASON = auto()
    BARS = auto()
    WEEK = auto()


@dataclass(frozen=True)
class Series:
    """One row of figures, a value for each member of the plot."""

    name: str
    values: tuple[Value, ...]
    is_before: bool = False


@dataclass(frozen=True)
class Plot:
    """Rows of figures of one measure, side by side over the same members.

    `imported` are the places of those members whose figures hold counts that were brought from earlier years,
    `at_least` of those whose figures are sums that hide a part.
    """

    measure: Measure
    by: By
    members: tuple[Member, ...]
    series: tuple[Series, ...]
    imported: frozenset[int] = frozenset()
    at_least: frozenset[int] = frozenset()

    def numbers(self) -> list[float]:
        """Every figure that is told."""
        return [value for row in self.series for value in row.values if not isinstance(value, Shown)]

    @property
    def has_hidden(self) -> bool:
        """Whether any figure, or a part of any, is hidden."""
        return bool(self.at_least) or any(value is Shown.HIDDEN for row in self.series for value in row.values)

    @property
    def is_whole(self) -> bool:
        """Whether nothing but whole numbers is in it."""
        return all(float(number).is_integer() for number in self.numbers())


def kind_of(table: Table, *, is_season: bool = False) -> Kind:
    """The picture that suits a table."""
    told_by = {dimension.by for dimension in table.dimensions}
    if told_by == {By.WEEKDAY, By.HOUR}:
        return Kind.WEEK
    if told_by in ({By.YEAR, By.MONTH}, {By.YEAR, By.WEEK}) or (told_by == {By.MONTH} and is_season):
        return Kind.SEASON
    # A line wants two points: of a single month or year there are bars.
    has_line = any(dimension.by in TIMES and not _is_single(dimension) for dimension in table.dimensions)
    return Kind.LINES if has_line else Kind.BARS


def _is_single(dimension: Dimension) -> bool:
    return dimension.by in TIMES and len(dimension.members) == 1


def lines_of(table: Table, measure: Measure) -> Plot:
    """Its time along the bottom, and a row for each combination of everything else."""
    across = next(dimension for dimension in table.dimensions if dimension.by in TIMES)
    return _plot(table, measure, across)


def season_of(table: Table, measure: Measure, months_long: Sequence[str]) -> Plot:
    """A row a year over its months or weeks, from the first that had anything. Outside the span there is no figure."""
    found: dict[str, dict[str, Value]] = {}
    names: dict[str, str] = {}
    imported: set[str] = set()
    for members, _values in table.rows():
        codes = tuple(member.code for member in members)
        year, part = _year_and_part(table.dimensions, codes)
        is_month = part.isdigit()
        names[part] = months_long[int(part) - 1] if is_month else _name_of(By.WEEK, table.dimensions, members)
        is_outside = _is_outside(table.asked, int(year), part)
        value = Shown.NONE if is_outside else table.value(codes, measure)
        imported |= {year} if _is_brought(table, codes, value) else set()
        found.setdefault(year, {})[part] = value
    parts = sorted(names)
    nothing = {0, Shown.NONE}
    first = min((year for year, row in found.items() if set(row.values()) - nothing), default="")
    rows = tuple(
        Series(marked(year, year in imported), tuple(row.get(part, Shown.NONE) for part in parts))
        for year, row in sorted(found.items())
        if year >= first and any(value is not Shown.NONE for value in row.values())
    )
    by = By.MONTH if parts and parts[0].isdigit() else By.WEEK
    return Plot(measure, by, tuple(Member(part, names[part]) for part in parts), rows)


def _is_brought(table: Table, codes: tuple[str, ...], value: Value) -> bool:
    """Whether a figure holds counts that were brought: other figures beside it may, and it have none itself."""
    return codes in table.imported and value is not Shown.NONE


def marked(name: str, is_imported: bool) -> str:
    """A name, with a star where its figures hold counts that were brought from earlier years."""
    return f"{name} *" if is_imported else name


def bars_of(table: Table, measure: Measure) -> Plot:
    """A bar for each combination of everything but the period, from the largest unless they have an order.

    A single month or year beside something else is in no bar's name: the whole picture is of it.
    """
    told_by = [dimension for dimension in table.dimensions if dimension.by is not By.PERIOD]
    others = [dimension for dimension in told_by if not _is_single(dimension)] or told_by
    across = Dimension(
        others[0].by if others else By.PERIOD,
        tuple(
            Member("\t".join(member.code for member in members), " · ".join(member.name for member in members))
            for members in product(*(dimension.members for dimension in others))
        ),
    )
    plot = _plot(table, measure, across, [dimension.by for dimension in others])
    return plot if across.by in IN_ORDER else largest_first(plot)


def week_of(table: Table, measure: Measure) -> Plot:
    """A row a weekday, over the hours."""
    hours = next(dimension for dimension in table.dimensions if dimension.by is By.HOUR)
    return _plot(table, measure, hours)


def picked(plot: Plot, most: int) -> Plot:
    """The plot with its first members alone."""
    rows = tuple(Series(row.name, row.values[:most], row.is_before) for row in plot.series)
    return replace(plot, members=plot.members[:most], series=rows)


def weightiest(plot: Plot, most: int) -> Plot:
    """The plot with the rows alone that have most in them, in the order that they had."""
    if len(plot.series) <= most:
        return plot
    ranked = sorted(range(len(plot.series)), key=lambda index: -_weight(plot.series[index]))[:most]
    return replace(plot, series=tuple(plot.series[index] for index in sorted(ranked)))


def _weight(row: Series) -> float:
    return sum(value for value in row.values if not isinstance(value, Shown))


def _plot(table: Table, measure: Measure, across: Dimension, told_by: Sequence[By] = ()) -> Plot:
    own = list(told_by) or [across.by]
    rest = [dimension for dimension in table.dimensions if dimension.by not in own]
    order = [dimension.by for dimension in table.dimensions]
    rows = []
    imported: set[int] = set()
    for members in product(*(dimension.members for dimension in rest)):
        by_rest = {dimension.by: member.code for dimension, member in zip(rest, members, strict=True)}
        values = []
        for index, place in enumerate(across.members):
            by_own = dict(zip(own, place.code.split("\t"), strict=True)) if own else {}
            key = tuple((by_own | by_rest)[by] for by in order)
            values.append(table.value(key, measure))
            imported |= {index} if _is_brought(table, key, values[-1]) else set()
        named = [_row_name(table.asked, by.by, member) for by, member in zip(rest, members, strict=True)]
        rows.append(Series(" · ".join(named), tuple(values), _is_before(rest, members)))
    return Plot(measure, across.by, across.members, tuple(rows), frozenset(imported))


def _row_name(asked: Asked, by: By, member: Member) -> str:
    """A member's name; spans within a year are told by their year, which is shorter."""
    if by is not By.PERIOD or asked.from_on.year != asked.until_on.year:
        return member.name
    return str(asked.from_on.year - (BEFORE in member.code))


def _is_before(rest: Sequence[Dimension], members: Sequence[Member]) -> bool:
    """The span before is the one that says so in its code."""
    return any(
        dimension.by is By.PERIOD and BEFORE in member.code for dimension, member in zip(rest, members, strict=True)
    )


def largest_first(plot: Plot) -> Plot:
    """The plot with its members from the largest figure to the smallest, then those without one."""
    row = next((row for row in plot.series if not row.is_before), None)
    if row is None:
        return plot
    rank = [(_rank(value), index) for index, value in enumerate(row.values)]
    order = [index for _value, index in sorted(rank, key=lambda pair: (-pair[0], pair[1]))]
    rows = tuple(Series(row.name, tuple(row.values[i] for i in order), row.is_before) for row in plot.series)
    imported = frozenset(place for place, index in enumerate(order) if index in plot.imported)
    least = frozenset(place for place, index in enumerate(order) if index in plot.at_least)
    return Plot(plot.measure, plot.by, tuple(plot.members[index] for index in order), rows, imported, least)


def _rank(value: Value) -> float:
    """Hidden ones come after the smallest that is told, what has no figure comes last."""
    if isinstance(value, Shown):
        return -1.0 if value is Shown.HIDDEN else -2.0
    return float(value)


def _year_and_part(dimensions: Sequence[Dimension], codes: Sequence[str]) -> tuple[str, str]:
    """The year and the month (03) or week (W09) of it, whether they stand together (2026-03) or apart."""
    told = {dimension.by: code for dimension, code in zip(dimensions, codes, strict=True)}
    year, _, part = (told.get(By.MONTH) or told[By.WEEK]).rpartition("-")
    return told.get(By.YEAR) or year, part


def _name_of(by: By, dimensions: Sequence[Dimension], members: Sequence[Member]) -> str:
    return next(member.name for dimension, member in zip(dimensions, members, strict=True) if dimension.by is by)


def _is_outside(asked: Asked, year: int, part: str) -> bool:
    """Whether nothing of that month or week lies in the span that was asked for."""
    if part.isdigit():
        month = (year, int(part))
        return not (asked.from_on.year, asked.from_on.month) <= month <= (asked.until_on.year, asked.until_on.month)
    week = (year, int(part[1:]))
    return week > date(year, 12, 28).isocalendar()[:2] or not (
        asked.from_on.isocalendar()[:2] <= week <= asked.until_on.isocalendar()[:2]
    )
