"""A table laid out for a page: its first dimension as rows, all others and the figures as columns, totals below."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from lendlib.rules.statistics import Member, Shown, Table, Value, added
from lendlib.rules.vocabulary_statistics import By, Measure

# Shares: their sums say nothing.
NO_SUM = frozenset({Measure.LOANS_AN_ITEM, Measure.LOANS_PER_1000})
# Columns that are added up at the end of each row.
SUMMED = frozenset({By.WEEKDAY, By.DEPOT, By.MUNICIPALITY, By.COUNTY})


@dataclass(frozen=True)
class Column:
    """One column: a figure, of these members of the dimensions after the first.

    `is_change`: since the year before. `is_sum`: all the members together. `is_imported`: all that it counts was
    brought from earlier years.
    """

    measure: Measure
    members: tuple[Member, ...] = ()
    is_change: bool = False
    is_sum: bool = False
    is_imported: bool = False


@dataclass(frozen=True)
class Change:
    """What a figure is, and what it was the year before."""

    now: Value
    before: Value

    @property
    def is_known(self) -> bool:
        """Whether the two can be compared at all."""
        return not isinstance(self.now, Shown) and not isinstance(self.before, Shown)


Cell = Value | Change


@dataclass(frozen=True)
class Row:
    """One line: whose it is, its cells, and which hold counts brought from earlier years.

    In a table of one dimension the whole line does, which `is_imported` says; in others `marks` says of each cell,
    but for those of columns that are imported as a whole.
    """

    member: Member
    cells: tuple[Cell, ...]
    marks: tuple[bool, ...] = ()
    is_imported: bool = False


@dataclass(frozen=True)
class Grid:
    """A page's table. `by` is what its rows are; `rest` how many rows are not shown, because nobody reads so many.

    `is_imported`: its totals hold counts brought from earlier years; `total_marks` says which, as the marks of a row.
    """

    by: By
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]
    rest: int = 0
    total_marks: tuple[bool, ...] = ()
    is_imported: bool = False

    def changes_of(self, measure: Measure) -> list[Change]:
        """What the whole of a figure is and was; nothing where no year before stands beside it."""
        pairs = zip(self.columns, self.totals, strict=True)
        return [total for column, total in pairs if column.measure is measure and isinstance(total, Change)]

    @property
    def begins(self) -> list[bool]:
        """Of each column, whether it is the first of a figure that spans several."""
        before = [None, *(column.measure for column in self.columns)]
        is_wide = len(self.bands) < len(self.columns)
        return [is_wide and column.measure is not last for column, last in zip(self.columns, before, strict=False)]

    @property
    def bands(self) -> list[tuple[Column, int]]:
        """Neighbours of one figure, which a heading of their own spans: the first, and how many."""
        found: list[tuple[Column, int]] = []
        for column in self.columns:
            if found and found[-1][0].measure is column.measure:
                found[-1] = (found[-1][0], found[-1][1] + 1)
            else:
                found.append((column, 1))
        return found


def laid_out(table: Table, *, most: int = 1000) -> Grid:
    """The table as rows and columns, at most so many rows. Hours before the first and after the last are left out."""
    first, *others = table.dimensions
    codes = [member.code for member in first.members]
    columns = tuple(_headed(table, codes, column) for column in _columns(table))
    shown = _waking(table) if first.by is By.HOUR else first.members[:most]
    rows = tuple(
        Row(
            member,
            tuple(_cell(table, member.code, column) for column in columns),
            tuple(_is_marked(table, (member.code,), column) for column in columns),
            not others and (member.code,) in table.imported,
        )
        for member in shown
    )
    totals = tuple(_total(table, codes, column, is_whole=not others) for column in columns)
    marks = tuple(_is_marked(table, codes, column) for column in columns)
    rest = max(0, len(first.members) - most)
    return Grid(first.by, columns, rows, totals, rest, marks, bool(table.imported))


def _columns(table: Table) -> tuple[Column, ...]:
    others = table.dimensions[1:]
    found: list[Column] = []
    for measure in table.measures:
        found += [Column(measure, members) for members in product(*_members(table, measure))]
        if [one.by for one in others] == [By.PERIOD]:
            found.append(Column(measure, others[0].members, is_change=True))
        elif len(others) == 1 and others[0].by in SUMMED and measure not in NO_SUM:
            found.append(Column(measure, others[0].members, is_sum=True))
    return tuple(found)


def _members(table: Table, measure: Measure) -> list[tuple[Member, ...]]:
    """The members of the dimensions after the first. Years before the first that had anything are left out."""
    found = [dimension.members for dimension in table.dimensions[1:]]
    if _is_season(table):
        met = {key[1] for key in table.values if table.value(key, measure) not in (0, Shown.NONE)}
        first = min(met, default="")
        found = [tuple(year for year in found[0] if year.code >= first)]
    return found


def _is_season(table: Table) -> bool:
    by = tuple(dimension.by for dimension in table.dimensions)
    return by in ((By.MONTH, By.YEAR), (By.WEEK, By.YEAR))


def _waking(table: Table) -> tuple[Member, ...]:
    """The hours from the first to the last in which there was anything."""
    hours = table.dimensions[0].members
    met = {key[0] for key, row in table.values.items() if any(row)}
    places = [place for place, hour in enumerate(hours) if hour.code in met]
    return hours[places[0] : places[-1] + 1] if places else hours


def _headed(table: Table, codes: Sequence[str], column: Column) -> Column:
    """The column, marked as imported where all that it counts was brought from earlier years."""
    if column.is_change or column.is_sum or not _is_marked(table, codes, column):
        return column
    keys = [(code, *(member.code for member in column.members)) for code in codes]
    counted = [key for key in keys if table.value(key, column.measure) not in (0, Shown.NONE)]
    is_imported = all(key in table.imported for key in counted)
    return Column(column.measure, column.members, is_imported=is_imported)


def _is_marked(table: Table, codes: Sequence[str], column: Column) -> bool:
    """Whether any cell of these rows holds counts brought from earlier years, and the column's head does not say so."""
    if not table.imported or not column.members or column.is_change or column.is_imported:
        return False
    parts = [(member,) for member in column.members] if column.is_sum else [column.members]
    keys = ((code, *(member.code for member in members)) for code in codes for members in parts)
    return any(table.holds_brought(key, column.measure) for key in keys)


def _cell(table: Table, code: str, column: Column) -> Cell:
    if column.is_change:
        now, before = (table.value((code, member.code), column.measure) for member in column.members)
        return Change(now, before)
    if column.is_sum:
        return _sum(table, [code], column)
    (codes,) = _keys(code, column)
    return Shown.NONE if _is_outside(table, codes) else table.value(codes, column.measure)


def _keys(code: str, column: Column) -> list[tuple[str, ...]]:
    """The combinations that a cell is of: one, or those that a sum adds up."""
    if column.is_sum:
        return [(code, member.code) for member in column.members]
    return [(code, *(member.code for member in column.members))]


def _is_outside(table: Table, codes: tuple[str, ...]) -> bool:
    """Whether a month or week of a year lies outside the span: it is not nothing, it was not asked for."""
    if not _is_season(table):
        return False
    first, last = table.asked.from_on, table.asked.until_on
    if table.dimensions[0].by is By.MONTH:
        return not f"{first:%Y-%m}" <= f"{codes[1]}-{codes[0]}" <= f"{last:%Y-%m}"
    return not f"{first:%G-W%V}" <= f"{codes[1]}-{codes[0]}" <= f"{last:%G-W%V}"


def _total(table: Table, codes: Sequence[str], column: Column, *, is_whole: bool) -> Cell:
    place = table.measures.index(column.measure)
    if is_whole:
        return table.totals[place]
    if table.totals_before:
        now, before = table.totals[place], table.totals_before[place]
        return Change(now, before) if column.is_change else now if column.members[-1].code == "now" else before
    return _sum(table, codes, column)


def _sum(table: Table, codes: Sequence[str], column: Column) -> Value:
    if column.measure in NO_SUM:
        return Shown.NONE
    keys = (key for code in codes for key in _keys(code, column))
    return added(table.value(key, column.measure) for key in keys if key in table.values)
