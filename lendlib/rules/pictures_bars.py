"""Bars that lie: places, categories and kinds with their names whole and their figures at the end."""

from collections.abc import Iterator

from lendlib.rules.pictures import SMALL, TEXT, Bar, Ink, Line, Picture, Shape, Text
from lendlib.rules.pictures_plot import Plot, Series, marked, picked
from lendlib.rules.pictures_type import breadth, fitted
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Shown, Value

MOST_BARS = 30
MOST_ROWS = 3
WIDE = 560.0
THICK, THIN, STUB = 16.0, 9.0, 28.0


def draw_bars(plot: Plot, words: PictureWords, width: float) -> Picture:
    """A bar for each member; of more than thirty the first thirty, and a line that says so."""
    in_all = len(plot.members)
    plot = picked(plot, MOST_BARS)
    layout = _Layout(plot, words, width)
    shapes = list(layout.shapes())
    height = layout.bottom
    if in_all > len(plot.members):
        shapes.append(Text(0, height + 16, words.others(len(plot.members), in_all), ink=Ink.SOFT))
        height += 24
    return Picture(words.measures[plot.measure], about(plot, words, in_all), width, height, tuple(shapes))


def about(plot: Plot, words: PictureWords, in_all: int) -> str:
    """What the picture shows, in words: the largest of what is told, and how many there are."""
    if plot.has_hidden and not plot.numbers():
        return f"{words.all_hidden} {words.beside_table}"
    if not any(plot.numbers()):
        return words.nothing
    row = next(row.values for row in plot.series if not row.is_before)
    numbers = [(value, -i) for i, value in enumerate(row) if not isinstance(value, Shown)]
    if not numbers:
        return words.beside_table
    _value, name = max(numbers)
    most = words.most_shown if plot.has_hidden else words.most
    told = [most(plot.members[-name].name, _fact(plot, words, row[-name], -name))]
    if in_all > len(plot.members):
        told.append(words.others(len(plot.members), in_all))
    return " ".join([*told, words.beside_table])


class _Layout:
    """Where bars, names and figures lie. Names stand beside the bars, or above them where it is narrow."""

    def __init__(self, plot: Plot, words: PictureWords, width: float) -> None:
        self.plot, self.words, self.width = plot, words, width
        self.rows = sorted(plot.series, key=lambda row: row.is_before)[:MOST_ROWS]
        self.is_wide = width >= WIDE
        names = max((breadth(f"{member.name} *", TEXT) for member in plot.members), default=0.0)
        self.left = min(names, width * 0.36) + 10 if self.is_wide else 0.0
        said = [self._said(value, index) for row in self.rows for index, value in enumerate(row.values)]
        figures = max((breadth(figure, SMALL, is_bold=True) for figure in said), default=0.0)
        stub = STUB if plot.at_least else 0.0
        self.most = max(width - self.left - figures - stub - 12, 40.0)
        self.largest = max(plot.numbers(), default=0)
        self.top = 30.0 + (22.0 if len(self.rows) > 1 else 0.0)
        bars = sum(_thick(row) + 3 for row in self.rows)
        self.row_height = bars + (9.0 if self.is_wide else 26.0)
        self.bottom = self.top + self.row_height * len(plot.members) + 4

    def shapes(self) -> Iterator[Shape]:
        """All of it, from the top."""
        yield Text(0, 14, self.words.measures[self.plot.measure], is_bold=True)
        if len(self.rows) > 1:
            yield from self._key()
        for index, member in enumerate(self.plot.members):
            top = self.top + self.row_height * index
            yield from self._member(index, marked(member.name, index in self.plot.imported), round(top, 2))
        if self.plot.members and self.is_wide:
            x = self.left
            yield Line(((x, self.top), (x, self.bottom - 4)), Ink.EDGE)

    def _member(self, index: int, name: str, top: float) -> Iterator[Shape]:
        facts = [self._fact(row, row.values[index], index) for row in self.rows]
        says = f"{name}: {facts[0]}" if len(facts) == 1 else "\n".join([name, *facts])
        bars = sum(_thick(row) + 3 for row in self.rows) - 3
        if self.is_wide:
            middle = top + 4 + bars / 2
            yield Text(0, round(middle + 5, 2), fitted(name, TEXT, self.left - 10), TEXT)
            y = top + 4
        else:
            yield Text(0, top + 16, fitted(name, TEXT, self.width), TEXT)
            y = top + 22
        for row in self.rows:
            yield from self._bar(row, index, y, says)
            y += _thick(row) + 3

    def _bar(self, row: Series, index: int, y: float, says: str) -> Iterator[Shape]:
        thick, value = _thick(row), row.values[index]
        ink = Ink.BEFORE if row.is_before else Ink.FIRST
        long = 0.0
        if value is Shown.HIDDEN:
            long = STUB
            yield Bar(self.left, y, long, thick, Ink.HIDDEN, says, has_edge=True)
        elif not isinstance(value, Shown) and value > 0 and self.largest > 0:
            long = max(round(self.most * value / self.largest, 2), 1.0)
            yield Bar(self.left, y, long, thick, ink, says)
            if index in self.plot.at_least:
                yield Bar(self.left + long, y, STUB, thick, Ink.HIDDEN, says, has_edge=True)
                long += STUB
        is_strong = not row.is_before and not isinstance(value, Shown)
        tone = Ink.TEXT if is_strong else Ink.SOFT
        said = self._said(value, index)
        yield Text(self.left + long + 6, round(y + thick / 2 + 4.5, 2), said, ink=tone, is_bold=is_strong)

    def _said(self, value: Value, index: int) -> str:
        said = self.words.value(value)
        return self.words.at_least(said) if index in self.plot.at_least else said

    def _fact(self, row: Series, value: Value, index: int) -> str:
        fact = _fact(self.plot, self.words, value, index)
        return f"{row.name}: {fact}" if row.name else fact

    def _key(self) -> Iterator[Shape]:
        x = 0.0
        for row in self.rows:
            thick = _thick(row)
            yield Bar(x, 34 - thick / 2, 18, thick, Ink.BEFORE if row.is_before else Ink.FIRST)
            name = fitted(row.name, SMALL, self.width / len(self.rows) - 30)
            yield Text(x + 24, 38, name)
            x += 24 + breadth(name, SMALL) + 18


def _fact(plot: Plot, words: PictureWords, value: Value, index: int) -> str:
    fact = words.fact(plot.measure, value)
    return words.at_least(fact) if index in plot.at_least else fact


def _thick(row: Series) -> float:
    return THIN if row.is_before else THICK
