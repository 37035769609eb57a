"""Paper as a reader sees it: PDF rendered to pixels by pdfium, and its symbols read by zxing."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from lendlib.rules.label_sheets import Sheet

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
FINE, COARSE = 300, 203
# White stays white and black becomes this grey: a contrast of 60 percent.
FADED = [102 + value * 153 // 255 for value in range(256)]


def pages(pdf: bytes, dpi: int = FINE, *, is_grey: bool = True) -> Iterator[Image.Image]:
    """The pages, in grey or in their colours, so many dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=dpi / POINTS_PER_INCH, grayscale=is_grey).to_pil()
            picture.load()
            page.close()
            yield picture
    finally:
        document.close()


def words(pdf: bytes) -> str:
    """The text of the first page, as a reader copies it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text_page = page.get_textpage()
        told: str = text_page.get_text_range()
        text_page.close()
        page.close()
        return told
    finally:
        document.close()


def size(pdf: bytes) -> tuple[float, float]:
    """The first page's width and height in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        width, height = page.get_size()
        page.close()
        return width / POINTS_PER_INCH * MM_PER_INCH, height / POINTS_PER_INCH * MM_PER_INCH
    finally:
        document.close()


def cut_out(page: Image.Image, sheet: Sheet, cell: int, dpi: int) -> Image.Image:
    """What is printed on one label."""
    dots = dpi / MM_PER_INCH
    x, y = sheet.corner(cell)
    edges = (x, y, x + sheet.label_width, y + sheet.label_height)
    left, top, right, bottom = (round(edge * dots) for edge in edges)
    return page.crop((left, top, right, bottom))


def read(picture: Image.Image) -> list[str]:
    """What the symbols on a picture hold."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def faded(picture: Image.Image) -> Image.Image:
    """The picture at 60 percent of its contrast."""
    return picture.point(FADED)


def turned(picture: Image.Image, degrees: float = 5) -> Image.Image:
    """The picture held askew."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
