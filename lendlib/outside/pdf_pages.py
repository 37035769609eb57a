"""A PDF that is written page by page: a page that is full is on the disk, and no longer in memory.

ISO 32000-1. reportlab keeps every page until the file is saved, which for ten thousand labels of a roll is sixty
megabytes; what is drawn here is little: text in two of the fourteen standard fonts, lines, and one-bit masks.
"""

import unicodedata
import zlib
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import IO

from reportlab.pdfbase.pdfmetrics import stringWidth

POINTS = 72 / 25.4
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
_NAMES = {PLAIN: "F1", BOLD: "F2"}
_CATALOG, _PAGES, _RESOURCES, _FIRST_FREE = 1, 2, 3, 4
_FONT = "<</Type/Font/Subtype/Type1/BaseFont/{}/Encoding/WinAnsiEncoding>>"


class Page:
    """What is drawn on one page. Millimetres, from the upper left corner."""

    def __init__(self, height: float) -> None:
        self._height = height * POINTS
        self._drawn: list[bytes] = []

    def text(self, x: float, baseline: float, words: str, font: str, size: float) -> None:
        """Words that begin at x; `size` is the type's, in millimetres."""
        self._drawn.append(
            b"BT/%s %.2f Tf %.2f %.2f Td(%s)Tj ET"
            % (_NAMES[font].encode(), size * POINTS, x * POINTS, self._height - baseline * POINTS, _escaped(words))
        )

    def mask(self, x: float, y: float, width: float, height: float, rows: Sequence[Sequence[bool]]) -> None:
        """A picture of one bit a module, never smoothed, so that it scales like lines do; True is dark."""
        left, bottom = x * POINTS, self._height - (y + height) * POINTS
        self._drawn.append(
            b"q %.3f 0 0 %.3f %.3f %.3f cm BI/W %d/H %d/IM true/BPC 1/F/AHx ID %s>EI Q"
            % (width * POINTS, height * POINTS, left, bottom, len(rows[0]), len(rows), _in_hexadecimals(rows))
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float = 0.1) -> None:
        """A straight black line."""
        ends = (x * POINTS, self._height - y * POINTS, to_x * POINTS, self._height - to_y * POINTS)
        self._drawn.append(b"%.3f w %.2f %.2f m %.2f %.2f l S" % (width * POINTS, *ends))

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """The outline of a rectangle."""
        corner = (x * POINTS, self._height - (y + height) * POINTS, width * POINTS, height * POINTS)
        self._drawn.append(b"0.3 w %.2f %.2f %.2f %.2f re S" % corner)

    def blank(self, x: float, y: float, width: float, height: float) -> None:
        """White over what was drawn there."""
        corner = (x * POINTS, self._height - (y + height) * POINTS, width * POINTS, height * POINTS)
        self._drawn.append(b"1 g %.2f %.2f %.2f %.2f re f 0 g" % corner)

    def drawn(self) -> bytes:
        """The page's content, packed."""
        return zlib.compress(b"\n".join(self._drawn))


class PdfPages:
    """A file of pages that are all of one size, in millimetres. `finish` makes it whole."""

    def __init__(self, file: IO[bytes], width: float, height: float) -> None:
        self._file, self._at = file, 0
        self.width, self.height = width, height
        self._starts = array("Q", [0] * _FIRST_FREE)
        self.count = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        fonts = "".join(f"/{short} {_FONT.format(font)}" for font, short in _NAMES.items())
        self._put(_RESOURCES, f"<</Font<<{fonts}>>>>".encode())

    def new_page(self) -> Page:
        """An empty page to draw on, for `add`."""
        return Page(self.height)

    def add(self, page: Page) -> None:
        """Write a page down."""
        content = page.drawn()
        number = len(self._starts)
        self._starts.extend((0, 0))
        box = f"[0 0 {self.width * POINTS:.2f} {self.height * POINTS:.2f}]"
        entries = f"/Parent {_PAGES} 0 R/MediaBox{box}/Resources {_RESOURCES} 0 R/Contents {number + 1} 0 R"
        self._put(number, f"<</Type/Page{entries}>>".encode())
        about = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(content)
        self._put(number + 1, about + content + b"\nendstream")
        self.count += 1

    def finish(self) -> None:
        """Write down which pages there are and where; without this no reader opens the file."""
        kids = " ".join(f"{number} 0 R" for number in range(_FIRST_FREE, len(self._starts), 2))
        self._put(_PAGES, f"<</Type/Pages/Count {self.count}/Kids[{kids}]>>".encode())
        # Printed at its own size: a label that is shrunk to fit the page misses its place.
        self._put(_CATALOG, f"<</Type/Catalog/Pages {_PAGES} 0 R/ViewerPreferences<</PrintScaling/None>>>>".encode())
        begin = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._starts))
        for start in self._starts[1:]:
            self._write(b"%010d 00000 n \n" % start)
        self._write(b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(self._starts), _CATALOG, begin))

    def _put(self, number: int, body: bytes) -> None:
        self._starts[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._at += len(piece)


def printable(words: str) -> str:
    """The words in the letters that the standard fonts have: all of Swedish; of other letters what is left of them."""
    plain = "".join(sign if _has(sign) else unicodedata.normalize("NFKD", sign) for sign in words)
    return "".join(sign for sign in plain if _has(sign))


def breadth(words: str, font: str, size: float) -> float:
    """How wide printable words are, in the unit of the size."""
    width: float = stringWidth(words, font, size)
    return width


@lru_cache(maxsize=4096)
def fitted(words: str, font: str, size: float, width: float) -> str:
    """As much of the words as fits in that width, with three dots for what does not."""
    words = printable(" ".join(words.split()))
    if breadth(words, font, size) <= width:
        return words
    while words and breadth(words + "…", font, size) > width:
        words = words[:-1].rstrip()
    return words + "…" if words else ""


def _has(sign: str) -> bool:
    try:
        return sign.isprintable() and bool(sign.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _escaped(words: str) -> bytes:
    return printable(words).encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _in_hexadecimals(rows: Sequence[Sequence[bool]]) -> bytes:
    """A row is padded to whole bytes; a bit that is 0 is painted."""
    width = len(rows[0])
    digits, padding = -(-width // 8) * 2, -width % 8
    pieces = []
    for row in rows:
        bits = 0
        for is_dark in row:
            bits = bits << 1 | (not is_dark)
        pieces.append(f"{bits << padding:0{digits}x}")
    return "".join(pieces).encode()
