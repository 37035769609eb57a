"""Where labels sit on their sheets and rolls: geometry in millimetres, measured from the sheet's upper left corner.

Sizes and numbers of labels are those that Avery Zweckform prints on the packages and gives on the product pages of
L4731, L4732, L7651, L7160 and 3474; the distances from label to label are those of its Word templates for the same
numbers. On each of these sheets the labels stand in the middle of the paper, so the margins follow (A4 is 210 x 297 mm,
ISO 216). Widths of rolls: Brother's DK-22205 (62 mm, endless) and DK-11209 (29 x 62 mm).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lendlib.rules.errors import N_, Refused

A4_WIDTH, A4_HEIGHT = 210.0, 297.0
MOST_LABELS = 10_000
# Office printers leave about this much of the paper's edge white.
UNPRINTABLE = 5.0
LEAST_WIDTH, LEAST_HEIGHT = 15.0, 8.0
MOST_CELLS = 500


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels, or one piece of a roll. `inset` is kept free along each label's edge."""

    key: str
    width: float
    height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float = 0.0
    top: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0
    inset: float = 0.0
    name: str = ""

    @property
    def cells(self) -> int:
        """How many labels it holds."""
        return self.columns * self.rows

    @property
    def is_roll(self) -> bool:
        """Whether every label is a page of its own."""
        return self.cells == 1

    def corner(self, cell: int) -> tuple[float, float]:
        """The upper left corner of a cell: right of the sheet's left edge, and down from its top.

        Cells count from 0, row by row from the upper left.
        """
        row, column = divmod(cell, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    def pages(self, count: int, start: int = 0) -> int:
        """How many sheets so many labels take when the first goes into the cell `start`."""
        return -(-(start + count) // self.cells)


def _centred(key: str, columns: int, rows: int, size: tuple[float, float], pitch_x: float, inset: float) -> Sheet:
    """An A4 sheet whose labels stand in its middle, touching each other from row to row."""
    width, height = size
    left = (A4_WIDTH - (columns - 1) * pitch_x - width) / 2
    top = (A4_HEIGHT - rows * height) / 2
    return Sheet(key, A4_WIDTH, A4_HEIGHT, columns, rows, width, height, left, top, pitch_x, height, inset)


def _roll(key: str, width: float, height: float, inset: float) -> Sheet:
    return Sheet(key, width, height, 1, 1, width, height, inset=inset)


SHEETS: Mapping[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        _centred("L4731", 7, 27, (25.4, 10.0), 27.9, inset=0.0),
        _centred("L4732", 5, 16, (35.6, 16.9), 38.1, inset=0.5),
        _centred("L7651", 5, 13, (38.1, 21.2), 40.6, inset=1.0),
        _centred("L7160", 3, 7, (63.5, 38.1), 66.0, inset=1.5),
        _centred("3x8", 3, 8, (70.0, 37.0), 70.0, inset=UNPRINTABLE),
        _roll("roll62", 62.0, 20.0, inset=1.5),
        _roll("roll29x62", 62.0, 29.0, inset=1.5),
        _roll("roll25x25", 25.0, 25.0, inset=1.0),
    )
}
USUAL_SHEET = "L4731"


class SheetImpossible(Refused):
    """The measures of a sheet of one's own don't fit together."""

    code = "sheet-impossible"
    sentence = N_("These measures do not fit on the paper: {columns} × {rows} labels need {width} × {height} mm.")
    advice = N_("Measure from the paper's left and top edge to the first label, and from each label to the next.")


class LabelsOverlap(Refused):
    """The labels of a sheet of one's own would lie on each other."""

    code = "labels-overlap"
    sentence = N_("The labels would lie on each other: from one to the next is less than a label's own size.")
    advice = N_("Measure from the edge of a label to the same edge of the next one.")


class LabelTooSmall(Refused):
    """No symbol that can be read fits on such a label."""

    code = "label-too-small"
    sentence = N_("A label must be at least {width} × {height} mm, or no symbol on it can be read.")
    advice = N_("Choose larger labels.")


class NoSuchCell(Refused):
    """The sheet has no such cell to begin at."""

    code = "no-such-cell"
    sentence = N_("The sheet has {cells} labels.")
    advice = N_("Count from the upper left, row by row, and begin at a number from 1 to {cells}.")
    field = "start"


def own_sheet(key: str, name: str, measures: Mapping[str, float]) -> Sheet:
    """A grid that somebody measured on an A4 sheet, checked. Raises SheetImpossible, LabelsOverlap, LabelTooSmall.

    `measures` are columns, rows, label_width, label_height, left, top, pitch_x and pitch_y.
    """
    columns, rows = int(measures["columns"]), int(measures["rows"])
    width, height = measures["label_width"], measures["label_height"]
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise LabelTooSmall(width=f"{LEAST_WIDTH:g}", height=f"{LEAST_HEIGHT:g}")
    if (columns > 1 and measures["pitch_x"] < width) or (rows > 1 and measures["pitch_y"] < height):
        raise LabelsOverlap
    needed_x = measures["left"] + (columns - 1) * measures["pitch_x"] + width
    needed_y = measures["top"] + (rows - 1) * measures["pitch_y"] + height
    if not (0 < columns * rows <= MOST_CELLS) or needed_x > A4_WIDTH + 0.05 or needed_y > A4_HEIGHT + 0.05:
        raise SheetImpossible(columns=columns, rows=rows, width=f"{needed_x:.1f}", height=f"{needed_y:.1f}")
    edge = min(measures["left"], measures["top"], A4_WIDTH - needed_x, A4_HEIGHT - needed_y)
    inset = min(max(0.5, UNPRINTABLE - max(edge, 0.0)), width / 8, height / 8)
    return Sheet(
        key, A4_WIDTH, A4_HEIGHT, columns, rows, width, height,
        measures["left"], measures["top"], measures["pitch_x"], measures["pitch_y"], inset, name,
    )  # fmt: skip


def first_cell(sheet: Sheet, start: int) -> int:
    """The cell that a person means by its number from 1. Raises NoSuchCell; a roll always begins with the next."""
    if sheet.is_roll:
        return 0
    if not 1 <= start <= sheet.cells:
        raise NoSuchCell(cells=sheet.cells)
    return start - 1


class NoLabels(Refused):
    """There is nothing to print."""

    code = "no-labels"
    sentence = N_("There is no label to print.")
    advice = N_("Choose at least one thing, or a batch that has labels left.")
    field = "size"


class TooManyLabels(Refused):
    """More labels than one print or one batch holds."""

    code = "too-many-labels"
    sentence = N_("That would be {count} labels. At most {most} are printed at a time.")
    advice = N_("Do it in several rounds.")
    field = "size"


def check_count(count: int) -> None:
    """Say no to a print or a batch without labels, or with more than can be done at once."""
    if count < 1:
        raise NoLabels
    if count > MOST_LABELS:
        raise TooManyLabels(count=count, most=MOST_LABELS)
