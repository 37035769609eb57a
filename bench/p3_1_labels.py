"""P3.1: a thousand labels on sheets beside the plain way, a PNG of each symbol in a page of reportlab; and their size.

Both make the same job: an address and a code in a QR of level M, the code beside it, on L7160. The plain way is what
the manuals of qrcode and reportlab show: `QRCode.make_image`, saved as PNG, `Canvas.drawImage`.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence

import pypdfium2
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench.figures import Figure, Unmeasured, in_turns
from lendlib.outside.label_sheets import Job, Printed, write_labels
from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.label_sheets import SHEETS
from lendlib.rules.label_symbols import prefix_of

ROUNDS, LABELS, PLAIN_LABELS = 3, 1_000, 100
SHEET = SHEETS["L7160"]
PREFIX = prefix_of("https://lend.example.org")
DPI = 300


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P3.1: speed, size, and how many are read."""
    codes = [code_from_number(number * 34_359_737) for number in range(1, LABELS + 1)]
    ours, plain = in_turns(
        ROUNDS, lambda _: _speed(_ours, codes), lambda _: _speed(_plain, codes[:PLAIN_LABELS])
    )
    told = f"{ours:,.0f} labels/s of CPU beside {plain:,.0f}"
    yield Figure("P3.1", "labels-speed", ours / plain, ">=", 10, told)
    pdf = _ours(codes)
    yield Figure("P3.1", "labels-size", len(pdf) / 2**20, "<=", 0.15, f"MiB for {LABELS:,} labels")
    read = _read(pdf, codes)
    yield Figure("P3.1", "labels-read", read, "==", LABELS, f"of {LABELS:,} at {DPI} dpi, by zxing")


def _speed(make: Callable[[Sequence[str]], bytes], codes: Sequence[str]) -> float:
    begun = time.thread_time()
    if not make(codes):
        raise Unmeasured("nothing was made")
    return len(codes) / (time.thread_time() - begun)


def _ours(codes: Sequence[str]) -> bytes:
    file = io.BytesIO()
    write_labels(file, Job(SHEET, prefix=PREFIX), (Printed(code) for code in codes))
    return file.getvalue()


def _plain(codes: Sequence[str]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(SHEET.width * mm, SHEET.height * mm))
    for number, code in enumerate(codes):
        cell = number % SHEET.cells
        if number and cell == 0:
            canvas.showPage()
        x, y = SHEET.corner(cell)
        bottom = (SHEET.height - y - SHEET.label_height) * mm
        symbol = QRCode(error_correction=ERROR_CORRECT_M)
        symbol.add_data(PREFIX + code)
        png = io.BytesIO()
        symbol.make_image().save(png, "PNG")
        png.seek(0)
        canvas.drawImage(ImageReader(png), x * mm, bottom, 28 * mm, 28 * mm)
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString((x + 30) * mm, bottom + 15 * mm, spoken(code))
    canvas.save()
    return file.getvalue()


def _read(pdf: bytes, codes: Sequence[str]) -> int:
    document, found = pypdfium2.PdfDocument(pdf), 0
    dots = DPI / 25.4
    for place, page in enumerate(document):
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        for cell, code in enumerate(codes[place * SHEET.cells : (place + 1) * SHEET.cells]):
            x, y = SHEET.corner(cell)
            edges = (x * dots, y * dots, (x + SHEET.label_width) * dots, (y + SHEET.label_height) * dots)
            label = picture.crop(tuple(round(edge) for edge in edges))
            found += [one.text for one in zxingcpp.read_barcodes(label)] == [PREFIX + code]
        page.close()
    document.close()
    return found
