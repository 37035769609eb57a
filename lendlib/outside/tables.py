"""A report as lines of cells: what its CSV and its workbook hold, and what is said beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lendlib.rules.statistics import Shown, Table, Value
from lendlib.rules.vocabulary_statistics import By, Measure

Cell = str | int | float | None


@dataclass(frozen=True)
class Told:
    """What a file says of its table, in the reader's language.

    `facts` are lines of a name and its words: what was asked, how far the reader sees, coverage. `query` is what the
    address asks; `hidden` stands where a figure is too small to be told, `yes` where it was brought from earlier years,
    `imported_totals` below totals that hold such counts.
    """

    report: str
    title: str
    language: str
    as_of: datetime
    source: str
    query: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[By, str]
    measures: Mapping[Measure, str]
    definitions: Mapping[Measure, str]
    facts: tuple[tuple[str, str], ...]
    hidden: str
    code: str
    imported: str
    yes: str
    imported_totals: str = ""


def header(table: Table, told: Told) -> list[str]:
    """The names of the columns: each dimension's codes and names, each figure, and whether it was imported."""
    columns = [
        name
        for dimension in table.dimensions
        for name in (f"{told.dimensions[dimension.by]} ({told.code})", told.dimensions[dimension.by])
    ]
    columns += [told.measures[measure] for measure in table.measures]
    return [*columns, told.imported] if table.imported else columns


def lines(table: Table, told: Told) -> Iterator[list[Cell]]:
    """Each line of the table as cells, numbers as numbers; an empty cell is a figure that there is not."""
    for members, values in table.rows():
        line: list[Cell] = [text for member in members for text in (member.code, member.name)]
        line += [cell_of(value, told) for value in values]
        if table.imported:
            line.append(told.yes if tuple(member.code for member in members) in table.imported else None)
        yield line


def plain(value: Value) -> int | float | None:
    """A figure, or None where there is none to show."""
    return None if isinstance(value, Shown) else value


def cell_of(value: Value, told: Told) -> Cell:
    """What stands in a cell: a number, the words for one that is hidden, or nothing."""
    return told.hidden if value is Shown.HIDDEN else plain(value)
