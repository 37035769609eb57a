"""A picture as plain shapes: what is drawn on a page, into a file and on paper is drawn from the same list.

Numbers are pixels of a page at its usual size, from the upper left corner; y grows downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]

TEXT, SMALL = 14.0, 12.0
"""Sizes of type. Nothing is smaller than the second."""


class Ink(StrEnum):
    """What a shape is drawn in. Each place that draws has its own colours; 3:1 against the ground, type 4.5:1."""

    TEXT = "text"
    SOFT = "soft"
    ON_DARK = "on-dark"
    GRID = "grid"
    EDGE = "edge"
    GROUND = "ground"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    BEFORE = "before"
    LEVEL_0 = "level-0"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    LEVEL_3 = "level-3"
    LEVEL_4 = "level-4"
    LEVEL_5 = "level-5"
    NONE = "none"
    """There is no figure."""
    HIDDEN = "hidden"
    """There is one that is not told: hatched."""


SERIES = (Ink.FIRST, Ink.SECOND, Ink.THIRD, Ink.FOURTH, Ink.FIFTH)
LEVELS = (Ink.LEVEL_0, Ink.LEVEL_1, Ink.LEVEL_2, Ink.LEVEL_3, Ink.LEVEL_4, Ink.LEVEL_5)
DARK_LEVELS = frozenset({Ink.LEVEL_3, Ink.LEVEL_4, Ink.LEVEL_5})


class Form(StrEnum):
    """What marks a point of a line, so that lines differ without colour too."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    RING = "ring"


FORMS = tuple(Form)
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (2, 3), (10, 3, 2, 3), (14, 4))


@dataclass(frozen=True)
class Line:
    """Straight pieces from point to point."""

    points: tuple[Point, ...]
    ink: Ink
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Bar:
    """A rectangle: a bar, a cell, a key. One in no ink is not seen and only says something to who points at it."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink | None
    says: str = ""
    has_edge: bool = False


@dataclass(frozen=True)
class Dot:
    """A mark at a point; `size` is how wide it is."""

    x: float
    y: float
    size: float
    ink: Ink
    form: Form = Form.CIRCLE


@dataclass(frozen=True)
class Text:
    """Words on one line; `y` is its baseline. `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    size: float = SMALL
    ink: Ink = Ink.TEXT
    anchor: str = "start"
    is_bold: bool = False
    halo: Ink | None = None
    """What shows around its letters, so that they can be read over a line."""


@dataclass(frozen=True)
class Area:
    """Closed outlines that are filled. `code` is what it stands for, `steps` what lies above, right, below and left."""

    rings: tuple[tuple[Point, ...], ...]
    ink: Ink
    says: str = ""
    code: str = ""
    steps: tuple[str, str, str, str] = ("", "", "", "")
    has_edge: bool = True


def corners(dot: Dot) -> list[Point]:
    """The corners of a mark that has some."""
    x, y, half = dot.x, dot.y, dot.size / 2
    if dot.form is Form.SQUARE:
        return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    if dot.form is Form.DIAMOND:
        return [(x, y - half * 1.3), (x + half * 1.3, y), (x, y + half * 1.3), (x - half * 1.3, y)]
    return [(x, y - half * 1.3), (x + half * 1.2, y + half), (x - half * 1.2, y + half)]


Shape = Line | Bar | Dot | Text | Area


@dataclass(frozen=True)
class Picture:
    """A drawing with its name and, for who can't see it, what it shows in a sentence or two."""

    name: str
    about: str
    width: float
    height: float
    shapes: tuple[Shape, ...]

    def texts(self) -> Sequence[Text]:
        """The words in it."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]
