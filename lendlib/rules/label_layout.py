"""How one label is filled: the symbol with its white, the code beside or below it, then the lines that were chosen.

Millimetres from the label's upper left corner. Long labels have the symbol on their left, square ones on top; Code 128
lies across. What does not fit is left out, the last line first; the symbol and the code always stand.
"""

from dataclasses import dataclass

from lendlib.rules.label_sheets import Sheet
from lendlib.rules.label_symbols import CODE128_MODULES, CODE128_QUIET, check_fineness
from lendlib.rules.label_words import LabelSymbol

LARGEST_SYMBOL = 28.0
LARGEST_BAR, LARGEST_MODULE = 12.0, 0.5
LARGEST_CODE, SMALLEST_CODE = 5.2, 2.2
LARGEST_LINE, SMALLEST_LINE = 3.4, 1.8
# Nine signs of a bold sans serif are at most this many times as wide as the type is high.
CODE_BREADTH = 6.4
LEADING = 1.25
LONG = 1.4
GAP = 0.8


@dataclass(frozen=True)
class Box:
    """A place on the label: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where what goes. `symbol` holds its white; `lines` are as many as have room."""

    symbol: Box
    code: Box
    lines: tuple[Box, ...]
    is_centred: bool


def lay_out(sheet: Sheet, symbol: LabelSymbol, prefix: str, line_count: int) -> Layout:
    """Fill a label of that sheet. Raises SymbolTooFine."""
    inset = sheet.inset
    inner = Box(inset, inset, sheet.label_width - 2 * inset, sheet.label_height - 2 * inset)
    if symbol is LabelSymbol.CODE128:
        layout = _across(inner, line_count)
    elif inner.width >= LONG * inner.height:
        layout = _beside(inner, line_count)
    else:
        layout = _below(inner, line_count)
    check_fineness(symbol, prefix, layout.symbol.width)
    return layout


def _beside(inner: Box, line_count: int) -> Layout:
    side = min(inner.height, LARGEST_SYMBOL, 0.6 * inner.width)
    symbol = Box(inner.x, inner.y + (inner.height - side) / 2, side, side)
    margin = GAP if inner.x < GAP else 0.0
    room = Box(inner.x + side, inner.y + margin, inner.width - side - margin, inner.height - 2 * margin)
    return _with_text(symbol, room, line_count, is_centred=False)


def _below(inner: Box, line_count: int) -> Layout:
    code = min(LARGEST_CODE, inner.width / CODE_BREADTH)
    rest = inner.height - code * LEADING
    side = min(inner.width, LARGEST_SYMBOL, rest - min(line_count, 2) * SMALLEST_LINE * LEADING)
    symbol = Box(inner.x + (inner.width - side) / 2, inner.y, side, side)
    room = Box(inner.x, inner.y + side, inner.width, inner.height - side)
    return _with_text(symbol, room, line_count, is_centred=True)


def _across(inner: Box, line_count: int) -> Layout:
    width = min(inner.width, LARGEST_MODULE * (CODE128_MODULES + 2 * CODE128_QUIET))
    height = min(LARGEST_BAR, 0.55 * inner.height)
    symbol = Box(inner.x + (inner.width - width) / 2, inner.y, width, height)
    room = Box(inner.x, inner.y + height + GAP, inner.width, inner.height - height - GAP)
    return _with_text(symbol, room, line_count, is_centred=True)


def _with_text(symbol: Box, room: Box, line_count: int, *, is_centred: bool) -> Layout:
    wanted = min(line_count, 2) * SMALLEST_LINE * LEADING
    code = max(SMALLEST_CODE, min(LARGEST_CODE, room.width / CODE_BREADTH, (room.height - wanted) / LEADING))
    rest = room.height - code * LEADING
    count = min(line_count, int(rest / (SMALLEST_LINE * LEADING) + 0.01))
    line = min(LARGEST_LINE, 0.8 * code, rest / count / LEADING) if count else 0.0
    line = max(SMALLEST_LINE, line) if count else 0.0
    tall = (code + count * line) * LEADING
    top = room.y + (0.0 if is_centred else (room.height - tall) / 2)
    first = top + code * LEADING
    boxes = tuple(Box(room.x, first + place * line * LEADING, room.width, line) for place in range(count))
    return Layout(symbol, Box(room.x, top, room.width, code), boxes, is_centred)
