"""Labels on their sheets, as PDF: each symbol a one-bit mask of the encoder's own matrix, so that it never blurs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData
from reportlab.graphics.barcode.code128 import Code128

from lendlib.outside.pdf_pages import BOLD, PLAIN, Page, PdfPages, breadth, fitted
from lendlib.rules.codes import spoken
from lendlib.rules.label_layout import Box, Layout, lay_out
from lendlib.rules.label_sheets import Sheet
from lendlib.rules.label_symbols import CODE128_MODULES, CODE128_QUIET, QUIET_ZONE, modules_across, version_of
from lendlib.rules.label_words import LabelSymbol

# Any of the eight masks makes a symbol that every reader reads; trying all for the prettiest takes nine times as long.
MASK = 3
BASELINE = 0.78


@dataclass(frozen=True)
class Printed:
    """What one label says: its code, and the lines that were chosen."""

    code: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """How labels are printed. `prefix` stands before the code in a QR; `right` and `down` are the printer's, in mm."""

    sheet: Sheet
    symbol: LabelSymbol = LabelSymbol.QR
    prefix: str = ""
    line_count: int = 0
    first_cell: int = 0
    right: float = 0.0
    down: float = 0.0


def write_labels(file: IO[bytes], job: Job, labels: Iterable[Printed], moved: Callable[[], None] = lambda: None) -> int:
    """Write the PDF as the labels come; how many they were. `moved` is called after each. Raises SymbolTooFine."""
    sheet, layout = job.sheet, lay_out(job.sheet, job.symbol, job.prefix, job.line_count)
    pdf = PdfPages(file, sheet.width, sheet.height)
    page, cell, count = pdf.new_page(), job.first_cell, 0
    for label in labels:
        if cell == sheet.cells:
            pdf.add(page)
            page, cell = pdf.new_page(), 0
        x, y = sheet.corner(cell)
        _draw(page, job, layout, label, x + job.right, y + job.down)
        cell, count = cell + 1, count + 1
        moved()
    pdf.add(page)
    pdf.finish()
    return count


def _draw(page: Page, job: Job, layout: Layout, label: Printed, x: float, y: float) -> None:
    box = layout.symbol
    module = box.width / modules_across(job.symbol, job.prefix)
    if job.symbol is LabelSymbol.QR:
        white, side = QUIET_ZONE * module, box.width - 2 * QUIET_ZONE * module
        page.mask(x + box.x + white, y + box.y + white, side, side, qr_modules(job.prefix + label.code))
    else:
        white, wide = CODE128_QUIET * module, CODE128_MODULES * module
        page.mask(x + box.x + white, y + box.y, wide, box.height, [code128_modules(label.code)])
    _write(page, layout.code, spoken(label.code), BOLD, x, y, is_centred=layout.is_centred, is_whole=True)
    for place, words in zip(layout.lines, (line for line in label.lines if line), strict=False):
        _write(page, place, words, PLAIN, x, y, is_centred=layout.is_centred)


def _write(
    page: Page, box: Box, words: str, font: str, x: float, y: float, *, is_centred: bool, is_whole: bool = False
) -> None:
    size = box.height
    if is_whole:
        size = min(size, size * box.width / breadth(words, font, size))
    else:
        words = fitted(words, font, size, box.width)
    aside = (box.width - breadth(words, font, size)) / 2 if is_centred else 0.0
    page.text(x + box.x + aside, y + box.y + BASELINE * box.height, words, font, size)


def qr_modules(text: str) -> Sequence[Sequence[bool]]:
    """The modules of a QR code without its white: alphanumeric, level M, the smallest version, always the one mask."""
    code = QRCode(version=version_of(text), error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(QRData(text.encode("ascii"), mode=MODE_ALPHA_NUM, check_data=False))
    code.make(fit=False)
    modules: Sequence[Sequence[bool]] = code.modules
    return modules


def code128_modules(text: str) -> list[bool]:
    """The bars and gaps of a Code 128, one module each, without the white beside it."""
    bars = Code128(text, quiet=0)
    bars.validate()
    bars.encode()
    bars.decompose()
    # Letters are bars, small ones gaps; a is one module wide, b two.
    return [sign.isupper() for sign in bars.decomposed for _ in range(ord(sign.lower()) - ord("a") + 1)]
