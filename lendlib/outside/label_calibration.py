"""A page to hold against a sheet of labels: where each label should lie, and rulers from the paper's edges."""

from collections.abc import Sequence
from typing import IO

from lendlib.outside.pdf_pages import BOLD, PLAIN, Page, PdfPages, breadth, fitted
from lendlib.rules.label_sheets import Sheet

TICK, FIVE, TEN = 1.5, 2.5, 4.0
FIGURES, WORDS = 2.2, 3.4
LEADING = 1.5
FROM_EDGE = 6.0


def write_calibration(
    file: IO[bytes], sheet: Sheet, right: float, down: float, title: str, words: Sequence[str]
) -> None:
    """Write the page, moved as the printer's labels are (mm): a title and lines stand in its middle."""
    pdf = PdfPages(file, sheet.width, sheet.height)
    page = pdf.new_page()
    for cell in range(sheet.cells):
        x, y = sheet.corner(cell)
        page.frame(x + right, y + down, sheet.label_width, sheet.label_height)
    if not sheet.is_roll:
        _say(page, sheet, title, words)
    _ruler_across(page, sheet.width, sheet.height / 2 - 20 if not sheet.is_roll else sheet.height / 2, right, down)
    _ruler_down(page, sheet.height, sheet.width / 2 - 40 if not sheet.is_roll else sheet.width / 2, right, down)
    pdf.add(page)
    pdf.finish()


def _say(page: Page, sheet: Sheet, title: str, words: Sequence[str]) -> None:
    lines = [(title, BOLD, WORDS * 1.3), *((line, PLAIN, WORDS) for line in words)]
    widest = max(breadth(fitted(line, font, size, sheet.width), font, size) for line, font, size in lines)
    tall = sum(size * LEADING for _line, _font, size in lines)
    left, top = (sheet.width - widest) / 2, sheet.height / 2 + 12
    page.blank(left - 4, top - 3, widest + 8, tall + 6)
    for line, font, size in lines:
        top += size * LEADING
        page.text(left, top - 0.4 * size, line, font, size)


def _ruler_across(page: Page, length: float, y: float, right: float, down: float) -> None:
    page.blank(0, y - 8, length, 9)
    for at in range(int(length) + 1):
        page.line(at + right, y + down, at + right, y + down - _tick(at))
        if at % 10 == 0 and FROM_EDGE < at < length - FROM_EDGE:
            page.text(at + right - 1.2, y + down - TEN - 0.6, str(at), PLAIN, FIGURES)
    page.line(right, y + down, length + right, y + down)


def _ruler_down(page: Page, length: float, x: float, right: float, down: float) -> None:
    page.blank(x - 1, 0, 10, length)
    for at in range(int(length) + 1):
        page.line(x + right, at + down, x + right + _tick(at), at + down)
        if at % 10 == 0 and FROM_EDGE < at < length - FROM_EDGE:
            page.text(x + right + TEN + 0.6, at + down + 0.8, str(at), PLAIN, FIGURES)
    page.line(x + right, down, x + right, length + down)


def _tick(at: int) -> float:
    return TEN if at % 10 == 0 else FIVE if at % 5 == 0 else TICK
