"""A fixed table laid out for a page: one line a member; where several depots stand in it, sums of what they show."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lendlib.rules.disclosure_shown import AtLeast, at_least
from lendlib.rules.disclosure_tables import DEAR
from lendlib.rules.statistics import Member, Table, Value
from lendlib.rules.vocabulary import ABROAD
from lendlib.rules.vocabulary_statistics import By, Measure


@dataclass(frozen=True)
class Line:
    """A member, and what stands in each column."""

    member: Member
    cells: tuple[AtLeast, ...]


@dataclass(frozen=True)
class LaidOut:
    """Columns are figures, or the members of a second dimension with the first figure of the table."""

    by: By
    columns: tuple[Measure | Member, ...]
    lines: tuple[Line, ...]
    has_hidden: bool
    has_totals: bool


def laid_out_fixed(table: Table) -> LaidOut:
    """Lines for a page: the largest home first, ages and kinds in their order, what was not stated last."""
    dimensions = [dimension for dimension in table.dimensions if dimension.by is not By.DEPOT]
    width = len(dimensions)
    found: dict[tuple[str, ...], list[tuple[Value, ...]]] = defaultdict(list)
    for key, values in table.values.items():
        found[key[-width:]].append(values)
    rows = dimensions[0]
    if width == 1:
        columns: tuple[Measure | Member, ...] = table.measures
        lines = [
            Line(member, tuple(_sum(found, (member.code,), place) for place in range(len(table.measures))))
            for member in rows.members
        ]
    else:
        columns = dimensions[1].members
        lines = [
            Line(member, tuple(_sum(found, (member.code, other.code), 0) for other in dimensions[1].members))
            for member in rows.members
        ]
    if rows.by is By.HOME:
        lines.sort(key=lambda line: (line.member.code in DEAR | {ABROAD}, -_seen(line)))
    has_hidden = any(cell.hidden for line in lines for cell in line.cells)
    return LaidOut(rows.by, columns, tuple(lines), has_hidden, has_totals=width == 1)


def hidden_at(table: Table, code: str) -> int:
    """How many cells a depot hides in a table that has several of them."""
    return at_least(values[0] for key, values in table.values.items() if key[0] == code).hidden


def _sum(found: Mapping[tuple[str, ...], list[tuple[Value, ...]]], key: tuple[str, ...], place: int) -> AtLeast:
    return at_least(values[place] for values in found.get(key, ()))


def _seen(line: Line) -> int:
    return sum(cell.shown for cell in line.cells)
