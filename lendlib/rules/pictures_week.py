"""The week as a field of cells, weekday by hour: the darker, the more. Upright where it is narrow."""

from collections.abc import Iterator
from dataclasses import dataclass

from lendlib.rules.pictures import DARK_LEVELS, SMALL, Bar, Ink, Picture, Shape, Text
from lendlib.rules.pictures_legend import draw_legend, level_ink
from lendlib.rules.pictures_plot import Plot
from lendlib.rules.pictures_scales import breaks
from lendlib.rules.pictures_type import breadth
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Shown, Value

WIDE = 560.0
CELL_HIGH, GAP, TOP = 30.0, 2.0, 30.0
WIDEST_CELL, EDGE = 72.0, 1.0


@dataclass(frozen=True)
class _Cell:
    day: int
    hour: int
    value: Value


@dataclass(frozen=True)
class _Field:
    """How the cells lie: hours across or down; names of columns and rows, room of the latter, a cell's width."""

    is_across: bool
    columns: list[str]
    rows: list[str]
    left: float
    wide: float

    def has_room(self, figures: list[str]) -> bool:
        """Whether each figure fits into a cell."""
        return all(breadth(figure, SMALL) <= self.wide - GAP - 2 * EDGE for figure in figures)


def draw_week(plot: Plot, words: PictureWords, width: float) -> Picture:
    """Cells for the hours from the first to the last in which anything was counted.

    All say their figure or none does: a blank one among them would look as if nothing was counted. Where the figures
    have no room beside each other, the hours go down.
    """
    cells, hours = _cells(plot)
    ends = breaks(plot.numbers(), is_whole=plot.is_whole)
    shapes: list[Shape] = [Text(0, 14, words.measures[plot.measure], is_bold=True)]
    figures = [words.number(cell.value) for cell in cells if not isinstance(cell.value, Shown) and cell.value]
    directions = (True, False) if width >= WIDE else (False,)
    fields = [_field(hours, len(plot.series), words, width, is_across=is_across) for is_across in directions]
    field = next((field for field in fields if field.has_room(figures)), fields[0])
    has_figures, left, wide = field.has_room(figures), field.left, field.wide
    for column, name in enumerate(field.columns):
        shapes.append(Text(round(left + wide * (column + 0.5), 2), TOP + 12, name, ink=Ink.SOFT, anchor="middle"))
    top = TOP + 20
    for row, name in enumerate(field.rows):
        shapes.append(Text(left - 8, round(top + CELL_HIGH * (row + 0.5) + 4, 2), name, anchor="end"))
    for cell in cells:
        hour = hours.index(cell.hour)
        column, row = (hour, cell.day) if field.is_across else (cell.day, hour)
        box = (round(left + wide * column, 2), top + CELL_HIGH * row, round(wide - GAP, 2), CELL_HIGH - GAP)
        says = f"{words.weekdays_long[cell.day]} {hour_name(cell.hour, ends=True)}: " + words.fact(
            plot.measure, cell.value
        )
        shapes.extend(_drawn(cell.value, box, ends, says, words if has_figures else None))
    bottom = top + CELL_HIGH * len(field.rows) + 14
    legend, height = draw_legend(ends, words, 0, bottom, width, has_zero=True, has_hidden=_has(plot, Shown.HIDDEN))
    return Picture(words.measures[plot.measure], about(cells, plot, words), width, height, (*shapes, *legend))


def _field(hours: list[int], days: int, words: PictureWords, width: float, *, is_across: bool) -> _Field:
    if is_across:
        columns, rows = [hour_name(hour) for hour in hours], list(words.weekdays_long[:days])
    else:
        columns, rows = list(words.weekdays[:days]), [hour_name(hour, ends=True) for hour in hours]
    left = max((breadth(name, SMALL) for name in rows), default=0.0) + 8
    return _Field(is_across, columns, rows, left, min((width - left) / max(len(columns), 1), WIDEST_CELL))


def hour_name(hour: int, *, ends: bool = False) -> str:
    """An hour as a clock shows its beginning, or also its end: “16–17”."""
    return f"{hour:02}–{hour + 1:02}" if ends else f"{hour:02}"


def about(cells: list[_Cell], plot: Plot, words: PictureWords) -> str:
    """The busiest hour, in words."""
    told = [cell for cell in cells if not isinstance(cell.value, Shown) and cell.value > 0]
    if not told:
        return words.nothing
    busiest = max(told, key=lambda cell: cell.value if not isinstance(cell.value, Shown) else 0)
    when = f"{words.weekdays_long[busiest.day]} {hour_name(busiest.hour, ends=True)}"
    return f"{words.most(when, words.fact(plot.measure, busiest.value))} {words.beside_table}"


def _cells(plot: Plot) -> tuple[list[_Cell], list[int]]:
    hours = [int(member.code) for member in plot.members]
    used = [hour for i, hour in enumerate(hours) if any(row.values[i] != 0 for row in plot.series)]
    shown = [hour for hour in hours if used and min(used) <= hour <= max(used)] or hours[8:20] or hours
    cells = [
        _Cell(day, hour, row.values[index])
        for day, row in enumerate(plot.series)
        for index, hour in enumerate(hours)
        if hour in shown
    ]
    return cells, shown


def _drawn(
    value: Value, box: tuple[float, float, float, float], ends: tuple[float, ...], says: str, words: PictureWords | None
) -> Iterator[Shape]:
    """A cell, and in it its figure where there are words to say it."""
    x, y, wide, high = box
    if isinstance(value, Shown):
        yield Bar(x, y, wide, high, Ink.HIDDEN if value is Shown.HIDDEN else Ink.NONE, says, has_edge=True)
        return
    ink = level_ink(value, ends)
    yield Bar(x, y, wide, high, ink, says, has_edge=ink is Ink.LEVEL_0)
    if value and words:
        tone = Ink.ON_DARK if ink in DARK_LEVELS else Ink.TEXT
        middle = (round(x + wide / 2, 2), round(y + high / 2 + 4, 2))
        yield Text(*middle, words.number(value), ink=tone, anchor="middle")


def _has(plot: Plot, what: Shown) -> bool:
    return any(value is what for row in plot.series for value in row.values)
