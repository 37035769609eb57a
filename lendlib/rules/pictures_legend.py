"""The key of a map or a week: which depth of colour stands for which figures."""

from collections.abc import Sequence

from lendlib.rules.pictures import LEVELS, SMALL, Bar, Ink, Shape, Text
from lendlib.rules.pictures_scales import class_of
from lendlib.rules.pictures_type import breadth
from lendlib.rules.pictures_words import PictureWords

KEY_WIDE, KEY_HIGH, ROW = 22.0, 14.0, 21.0


def level_ink(value: float, ends: Sequence[float]) -> Ink:
    """The depth of colour of a figure: few classes still reach from pale to deep."""
    return _ink(class_of(value, ends), len(ends))


def draw_legend(
    ends: Sequence[float],
    words: PictureWords,
    x: float,
    y: float,
    width: float,
    *,
    is_whole: bool = True,
    has_zero: bool = False,
    has_none: bool = False,
    has_hidden: bool = False,
) -> tuple[list[Shape], float]:
    """Keys from pale to deep, then what has no figure; in rows as wide as there is room. Its shapes and its end."""
    keys: list[tuple[Ink, str]] = [(Ink.LEVEL_0, words.number(0))] if has_zero else []
    keys += [(_ink(number, len(ends)), name) for number, name in enumerate(class_names(ends, words, is_whole), 1)]
    keys += [(Ink.NONE, words.none)] if has_none else []
    keys += [(Ink.HIDDEN, words.hidden)] if has_hidden else []
    shapes: list[Shape] = []
    at, row = x, y
    for ink, name in keys:
        wide = KEY_WIDE + 6 + breadth(name, SMALL) + 14
        if at > x and at + wide - 14 > x + width:
            at, row = x, row + ROW
        shapes.append(Bar(at, row, KEY_WIDE, KEY_HIGH, ink, has_edge=True))
        shapes.append(Text(round(at + KEY_WIDE + 6, 2), row + 11.5, name))
        at += wide
    return shapes, row + (ROW if keys else 0)


def class_names(ends: Sequence[float], words: PictureWords, is_whole: bool = True) -> list[str]:
    """From where to where each class goes: “1–20”, “21–50”."""
    names, before = [], 0.0
    for end in ends:
        low = before + 1 if is_whole else before
        low_words = words.number(low) if before or is_whole else f">{words.number(0)}"
        names.append(words.number(end) if low == end else f"{low_words}–{words.number(end)}")
        before = end
    return names


def _ink(level: int, classes: int) -> Ink:
    if level == 0 or classes <= 0:
        return LEVELS[0]
    return LEVELS[5 if classes == 1 else 1 + round((level - 1) * 4 / (classes - 1))]
