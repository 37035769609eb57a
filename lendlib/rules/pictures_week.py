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
WIDEST_CELL = 72.0


@dataclass(frozen=True)
class _Cell:
    day: int
    hour: int
    value: Value


def draw_week(plot: Plot, words: PictureWords, width: float) -> Picture:
    """Cells for the hours from the first to the last in which anything was counted."""
    cells, hours = _cells(plot)
    ends = breaks(plot.numbers(), is_whole=plot.is_whole)
    shapes: list[Shape] = [Text(0, 14, words.measures[plot.measure], is_bold=True)]
    is_wide = width >= WIDE
    days = list(range(len(plot.series)))
    columns, rows = (hours, days) if is_wide else (days, hours)
    names = [hour_name(hour) for hour in columns] if is_wide else [words.weekdays[day] for day in columns]
    sides = [words.weekdays_long[day] for day in rows] if is_wide else [hour_name(hour, ends=True) for hour in rows]
    left = max((breadth(name, SMALL) for name in sides), default=0.0) + 8
    wide = min((width - left) / max(len(columns), 1), WIDEST_CELL)
    for column, name in enumerate(names):
        shapes.append(Text(round(left + wide * (column + 0.5), 2), TOP + 12, name, ink=Ink.SOFT, anchor="middle"))
    top = TOP + 20
    for row, name in enumerate(sides):
        shapes.append(Text(left - 8, round(top + CELL_HIGH * (row + 0.5) + 4, 2), name, anchor="end"))
    for cell in cells:
        column, row = (hours.index(cell.hour), cell.day) if is_wide else (cell.day, hours.index(cell.hour))
        box = (round(left + wide * column, 2), top + CELL_HIGH * row, round(wide - GAP, 2), CELL_HIGH - GAP)
        says = f"{words.weekdays_long[cell.day]} {hour_name(cell.hour, ends=True)}: " + words.fact(
            plot.measure, cell.value
        )
        shapes.extend(_drawn(cell.value, box, ends, says, words))
    bottom = top + CELL_HIGH * len(rows) + 14
    legend, height = draw_legend(ends, words, 0, bottom, width, has_zero=True, has_hidden=_has(plot, Shown.HIDDEN))
    return Picture(words.measures[plot.measure], about(cells, plot, words), width, height, (*shapes, *legend))


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
    value: Value, box: tuple[float, float, float, float], ends: tuple[float, ...], says: str, words: PictureWords
) -> Iterator[Shape]:
    x, y, wide, high = box
    if isinstance(value, Shown):
        yield Bar(x, y, wide, high, Ink.HIDDEN if value is Shown.HIDDEN else Ink.NONE, says, has_edge=True)
        return
    ink = level_ink(value, ends)
    yield Bar(x, y, wide, high, ink, says, has_edge=ink is Ink.LEVEL_0)
    figure = words.number(value)
    if value and breadth(figure, SMALL) <= wide - 4:
        tone = Ink.ON_DARK if ink in DARK_LEVELS else Ink.TEXT
        yield Text(round(x + wide / 2, 2), round(y + high / 2 + 4, 2), figure, ink=tone, anchor="middle")


def _has(plot: Plot, what: Shown) -> bool:
    return any(value is what for row in plot.series for value in row.values)
