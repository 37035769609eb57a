"""Lines over time: a year, the year before beside it, years over each other, depots beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lendlib.rules.pictures import (
    DASHES,
    FORMS,
    SERIES,
    SMALL,
    TEXT,
    Bar,
    Dot,
    Form,
    Ink,
    Line,
    Picture,
    Point,
    Shape,
    Text,
)
from lendlib.rules.pictures_plot import Plot, Series, weightiest
from lendlib.rules.pictures_scales import Scale, round_ticks
from lendlib.rules.pictures_ticks import ticks_of
from lendlib.rules.pictures_type import breadth, fitted, spread
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Shown, Value

MOST_LINES, MOST_YEARS = 5, 6
MOST_MARKED, MOST_POINTED_AT = 40, 130
WIDE = 560.0
MOST_BESIDE = 0.32
"""The share of the width that names at the ends of lines may take; longer ones stand above, whole."""
LINE, STRONG, FAINT = 1.75, 2.5, 1.25
DOT = 7.0
HIGH, LOW = 300.0, 250.0
KEY, KEY_ROW, LABEL_ROW = 24.0, 20.0, 16.0


class _Look:
    """How one row is drawn."""

    def __init__(self, ink: Ink, width: float, dash: tuple[float, ...], form: Form | None, *, is_named: bool = True):
        self.ink, self.width, self.dash, self.form, self.is_named = ink, width, dash, form, is_named


def draw_lines(plot: Plot, words: PictureWords, width: float, *, is_season: bool = False) -> Picture:
    """The rows of a plot over its members, laid out for that width."""
    rows_in_all = len(plot.series)
    plot = weightiest(plot, MOST_LINES) if not is_season else plot
    frame = _Frame(plot, words, width, looks_of(plot, is_season=is_season))
    shapes = [*frame.ground(), *frame.hidden(), *frame.lines(), *frame.names(), *frame.pointed_at()]
    height = frame.height
    if len(plot.series) < rows_in_all:
        shapes.append(Text(0, height + 14, words.others(len(plot.series), rows_in_all), ink=Ink.SOFT))
        height += 20
    return Picture(words.measures[plot.measure], about(plot, words), width, height, tuple(shapes))


def looks_of(plot: Plot, *, is_season: bool) -> list[_Look]:
    """The latest year of a season is strong and the older ones recede; other rows differ by colour, dash and mark."""
    if is_season:
        ages = range(len(plot.series) - 1, -1, -1)
        return [_year_look(age) for age in ages]
    ink = iter(zip(SERIES, DASHES, FORMS, strict=True))
    looks = []
    for row in plot.series:
        if row.is_before:
            looks.append(_Look(Ink.BEFORE, LINE, (5, 4), Form.RING))
        else:
            own, dash, form = next(ink)
            looks.append(_Look(own, STRONG if len(looks) == 0 else LINE, dash, form))
    return looks


def _year_look(age: int) -> _Look:
    if age == 0:
        return _Look(Ink.FIRST, STRONG, (), Form.CIRCLE)
    if age < len(SERIES):
        return _Look(SERIES[age], LINE if age == 1 else FAINT, DASHES[age], FORMS[age] if age == 1 else None)
    return _Look(Ink.BEFORE, 1.0, (), None, is_named=age < MOST_YEARS)


def about(plot: Plot, words: PictureWords) -> str:
    """What the picture shows, in words: from where to where, and each row's highest."""
    if not any(plot.numbers()):
        return words.nothing
    told = [words.between(plot.members[0].name, plot.members[-1].name)]
    for row in [row for row in plot.series if not row.is_before][-MOST_LINES:]:
        highest = _highest(row.values)
        if highest is not None:
            fact = words.fact(plot.measure, row.values[highest])
            most = words.most(plot.members[highest].name, fact)
            told.append(f"{row.name}: {most}" if row.name else most)
    return " ".join([*told, words.beside_table])


def _highest(values: Sequence[Value]) -> int | None:
    told = [(value, -index) for index, value in enumerate(values) if not isinstance(value, Shown)]
    return -max(told)[1] if told else None


class _Frame:
    """Where everything lies in one picture of lines."""

    def __init__(self, plot: Plot, words: PictureWords, width: float, looks: list[_Look]) -> None:
        self.plot, self.words, self.looks = plot, words, looks
        self.is_wide = width >= WIDE
        largest = max(plot.numbers(), default=0)
        ticks = round_ticks(largest, 5 if self.is_wide else 4, is_whole=plot.is_whole)
        self.left = max(breadth(words.brief(tick), SMALL) for tick in ticks) + 8
        self.named = [(row, look) for row, look in zip(plot.series, looks, strict=True) if look.is_named]
        unnamed = [row.name for row, look in zip(plot.series, looks, strict=True) if not look.is_named]
        if unnamed:
            # They are drawn like the oldest that is named, and share its name.
            row, look = self.named[0]
            self.named[0] = (replace(row, name=f"{unnamed[0]}–{row.name}"), look)
        self.has_key = len(plot.series) > 1
        self.room_for_names = self._room_for_names(width)
        self.right = width - max(self.room_for_names, 10.0)
        self.keys = self._keys(width) if self.has_key and not self.room_for_names else []
        self.top = 42.0 + KEY_ROW * (1 + max((row for row, *_rest in self.keys), default=-1))
        self.bottom = self.top + (HIGH if self.is_wide else LOW) - 74
        self.scale = Scale(ticks, self.bottom - self.top)
        self.ticks = ticks_of(plot.by, plot.members, self.right - self.left, words)
        self.finest = max(1.0, min(STRONG, (self.right - self.left) / max(len(plot.members), 1) / 1.5))
        self.height = self.bottom + (42 if any(tick.over for tick in self.ticks) else 26)
        self.width = width

    def x(self, index: int) -> float:
        """Where a member stands."""
        slot = (self.right - self.left) / max(len(self.plot.members), 1)
        return round(self.left + slot * (index + 0.5), 2)

    def y(self, value: float) -> float:
        """How high a figure is."""
        return round(self.bottom - self.scale.at(value), 2)

    def ground(self) -> Iterator[Shape]:
        """The figure's name, thin lines with their numbers, and names along the bottom."""
        yield Text(0, 14, self.words.measures[self.plot.measure], is_bold=True)
        for tick in self.scale.ticks:
            y = self.y(tick)
            yield Line(((self.left, y), (self.right, y)), Ink.EDGE if tick == 0 else Ink.GRID)
            yield Text(self.left - 6, y + 4, self.words.brief(tick), ink=Ink.SOFT, anchor="end")
        for mark in self.ticks:
            x = self.x(mark.index)
            yield Line(((x, self.bottom), (x, self.bottom + 5)), Ink.EDGE)
            yield Text(self._within(x, mark.name), self.bottom + 19, mark.name, ink=Ink.SOFT, anchor="middle")
            if mark.over:
                x = self._within(x, mark.over)
                yield Text(x, self.bottom + 35, mark.over, anchor="middle", is_bold=True)

        if not any(self.plot.numbers()):
            x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
            yield Text(round(x, 2), round(y, 2), self.words.nothing, TEXT, Ink.SOFT, anchor="middle")

    def _within(self, x: float, name: str) -> float:
        half = breadth(name, SMALL, is_bold=True) / 2
        return round(min(max(x, half), self.width - half), 2)

    def lines(self) -> Iterator[Shape]:
        """The rows, the most important on top. A gap is left where there is no figure to show."""
        is_marked = len(self.plot.members) <= MOST_MARKED
        drawn = list(zip(self.plot.series, self.looks, strict=True))
        for row, look in sorted(drawn, key=lambda pair: pair[1].width):
            for run in runs(row.values):
                points: list[Point] = [(self.x(index), self.y(value)) for index, value in run]
                if len(points) > 1:
                    yield Line(tuple(points), look.ink, min(look.width, self.finest), look.dash)
                form = look.form or Form.CIRCLE
                if len(points) == 1 or (look.form and is_marked):
                    yield from (Dot(x, y, DOT, look.ink, form) for x, y in points)
        yield from self._peak()

    def _peak(self) -> Iterator[Shape]:
        """The highest of the strongest row, with its number."""
        if len(self.plot.series) > 2:
            return
        row = self.plot.series[0] if self.plot.series else None
        highest = _highest(row.values) if row else None
        if row is None or highest is None:
            return
        value = row.values[highest]
        if not isinstance(value, Shown) and value > 0:
            words = self.words.number(value)
            x = min(max(self.x(highest), self.left + breadth(words, SMALL) / 2), self.right - breadth(words, SMALL) / 2)
            yield Text(round(x, 2), self.y(value) - 9, words, anchor="middle", is_bold=True, halo=Ink.NONE)

    def hidden(self) -> Iterator[Shape]:
        """Hatched from the ground up where a figure is not told; a strip below the ground where it was imported."""
        slot = (self.right - self.left) / max(len(self.plot.members), 1)
        for index in sorted(self.plot.imported):
            yield Bar(round(self.x(index) - slot / 2, 2), self.bottom + 1, round(slot, 2), 3, Ink.BEFORE)
        for index, member in enumerate(self.plot.members):
            if any(row.values[index] is Shown.HIDDEN for row in self.plot.series):
                says = f"{member.name}: {self.words.hidden}"
                x, high = round(self.x(index) - slot / 2, 2), self.scale.length / 8
                yield Bar(x, self.bottom - high, round(slot, 2), high, Ink.HIDDEN, says)

    def names(self) -> Iterator[Shape]:
        """What each row is: at its end where there is room beside, else above."""
        if not self.has_key:
            return
        if not self.room_for_names:
            for line, x, name, look in self.keys:
                y = 34 + KEY_ROW * line
                yield from _key(x, y, look)
                yield Text(x + KEY + 6, y + 4, name)
            return
        ends = [self._end(row) for row, _look in self.named]
        places = spread([y for _x, y in ends], LABEL_ROW, self.top, self.bottom)
        for (row, look), (x, y), place in zip(self.named, ends, places, strict=True):
            at = self.right + KEY + 12
            yield Line(((x, y), (self.right + 4, place)), Ink.GRID)
            yield from _key(self.right + 6, place, look)
            yield Text(at, round(place + 4, 2), row.name, is_bold=look.width == STRONG)

    def pointed_at(self) -> Iterator[Shape]:
        """For each member a strip that says its figures to who points at it."""
        if len(self.plot.members) > MOST_POINTED_AT:
            return
        slot = (self.right - self.left) / max(len(self.plot.members), 1)
        for index, member in enumerate(self.plot.members):
            x = round(self.left + slot * index, 2)
            yield Bar(x, self.top, round(slot, 2), self.bottom - self.top, None, self._says(member.name, index))

    def _says(self, name: str, index: int) -> str:
        facts = []
        for row in self.plot.series:
            fact = self.words.fact(self.plot.measure, row.values[index])
            facts.append(f"{row.name}: {fact}" if row.name else fact)
        return f"{name}: {facts[0]}" if len(facts) == 1 else "\n".join([name, *facts])

    def _end(self, row: Series) -> Point:
        told = [index for index, value in enumerate(row.values) if not isinstance(value, Shown)]
        if not told:
            return self.right, self.bottom
        value = row.values[told[-1]]
        return self.x(told[-1]), self.y(float(value)) if not isinstance(value, Shown) else self.bottom

    def _room_for_names(self, width: float) -> float:
        if not self.is_wide or not self.has_key:
            return 0.0
        widest = max(breadth(row.name, SMALL, is_bold=True) for row, _look in self.named)
        room = widest + KEY + 16
        return room if room <= width * MOST_BESIDE else 0.0

    def _keys(self, width: float) -> list[tuple[int, float, str, _Look]]:
        """Keys in rows: row, x, name and look of each."""
        placed, row, x = [], 0, 0.0
        for series, look in self.named:
            name = fitted(series.name, SMALL, width - KEY - 8)
            wide = KEY + 6 + breadth(name, SMALL) + 16
            if x and x + wide > width:
                row, x = row + 1, 0.0
            placed.append((row, x, name, look))
            x += wide
        return placed


def _key(x: float, y: float, look: _Look) -> Iterator[Shape]:
    yield Line(((x, y), (x + KEY, y)), look.ink, look.width, look.dash)
    if look.form:
        yield Dot(x + KEY / 2, y, DOT, look.ink, look.form)


def runs(values: Sequence[Value]) -> Iterator[list[tuple[int, float]]]:
    """The pieces of a row without a gap, as (index, value)."""
    run: list[tuple[int, float]] = []
    for index, value in enumerate(values):
        if isinstance(value, Shown):
            if run:
                yield run
            run = []
        else:
            run.append((index, float(value)))
    if run:
        yield run
