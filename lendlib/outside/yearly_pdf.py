"""A yearly report as a PDF on A4: chapters, tables that go on under their heads, pictures as lines, numbered pages.

The same report makes the same bytes: no clock, no chance. Letters are those of the standard fonts.
"""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from lendlib.outside.pdf_pages import BOLD, PLAIN, POINTS, printable
from lendlib.outside.pictures_pdf import pdf_draw, pdf_height
from lendlib.outside.yearly_drawn import drawn
from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.pictures import Picture
from lendlib.rules.yearly import Yearly
from lendlib.rules.yearly_parts import Chapter, Document, Drawing, Grid, Larges, Part, Words

SIDE, TOP, FOOT = 20 * POINTS, 20 * POINTS, 20 * POINTS
WIDTH, HEIGHT = A4[0] - 2 * SIDE, A4[1] - TOP - FOOT
MAP_WIDTH = 0.52
INK, SOFT, LINE, BAND, WARN = (HexColor(hue) for hue in ("#1d2733", "#4d5a68", "#b9c2cc", "#eef2f5", "#8a3b00"))
MINUS = str.maketrans({"\N{MINUS SIGN}": "\N{EN DASH}", "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"})
# A table with many columns is set in smaller type.
SIZES = ((6, 8.5), (12, 7.5), (16, 6.5), (100, 5.5))


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name, **{"fontName": PLAIN, "fontSize": size, "leading": size * 1.35, "textColor": INK, **more}
    )


TITLE = _style("title", 22, fontName=BOLD, spaceAfter=4)
STATE = _style("state", 10, textColor=SOFT, spaceAfter=10)
CHAPTER = _style("chapter", 15, fontName=BOLD, spaceBefore=14, spaceAfter=5, keepWithNext=1)
NAME = _style("name", 10.5, fontName=BOLD, spaceBefore=6, spaceAfter=3, keepWithNext=1)
LONG_NAME = ParagraphStyle("long-name", parent=NAME, keepWithNext=0)
TEXT = _style("text", 9.5, spaceAfter=5)
WARNING = _style("warning", 9.5, fontName=BOLD, textColor=WARN, spaceAfter=6)
LARGE_NAME, LARGE = _style("large-name", 8.5, textColor=SOFT), _style("large", 19, fontName=BOLD)


def write_pdf(document: Document, yearly: Yearly, hash_: str = "") -> bytes:
    """The report's pages. `hash_`: that of the issued figures, for the foot of each page."""
    file, say = io.BytesIO(), Speech.of(document.language)
    # Twice: how many pages there are is known when they have been laid out.
    pages = _build(io.BytesIO(), document, yearly, say, hash_, 0)
    _build(file, document, yearly, say, hash_, pages)
    return file.getvalue()


def _build(file: io.BytesIO, document: Document, yearly: Yearly, say: Speech, hash_: str, pages: int) -> int:
    def foot(canvas: Any, _template: Any) -> None:
        canvas.saveState()
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(SOFT)
        number = say(N_("Page %(page)d of %(pages)d"), page=canvas.getPageNumber(), pages=pages)
        canvas.drawString(SIDE, FOOT * 0.6, _plain(document.title))
        canvas.drawRightString(SIDE + WIDTH, FOOT * 0.6, _plain(number))
        if hash_:
            canvas.drawString(SIDE, FOOT * 0.6 - 9, f"SHA-256 {hash_}")
        if document.is_draft:
            canvas.setFont(BOLD, 7.5)
            canvas.setFillColor(WARN)
            canvas.drawRightString(SIDE + WIDTH, A4[1] - TOP * 0.6, _plain(say(N_("Draft, not issued"))))
        canvas.restoreState()

    template = BaseDocTemplate(
        file,
        pagesize=A4,
        title=_plain(document.title),
        subject=_plain(document.state),
        author="lendlib",
        creator="lendlib",
        lang=document.language,
        invariant=1,
        pageCompression=1,
        displayDocTitle=1,
    )
    frame = Frame(SIDE, FOOT, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    template.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    story: list[Any] = [_words(document.title, TITLE), _words(document.state, STATE)]
    for part in document.parts:
        story += _flowables(part, yearly, document.language)
    template.build(story, canvasmaker=Canvas)
    return int(template.page)


def _flowables(part: Part, yearly: Yearly, language: str) -> Iterator[Any]:
    if isinstance(part, Chapter):
        yield CondPageBreak(150)
        yield _Marked(part.words, part.mark, CHAPTER)
    elif isinstance(part, Words):
        yield _words(part.words, WARNING if part.is_warning else TEXT)
    elif isinstance(part, Larges):
        yield _larges(part)
    elif isinstance(part, Drawing):
        yield _Picture(drawn(part, yearly, language), MAP_WIDTH if part.is_map else 1.0)
    else:
        table = _table(part)
        if part.is_long:
            # It goes on over pages by itself: only its head stays with its first lines.
            yield from (CondPageBreak(120), _words(part.name, LONG_NAME), table)
        else:
            yield KeepTogether([_words(part.name, NAME), table])
        yield Spacer(1, 6)


class _Marked(Paragraph):  # type: ignore[misc]
    """A heading that readers of PDF list beside the pages."""

    def __init__(self, words: str, mark: str, style: ParagraphStyle) -> None:
        super().__init__(escape(_plain(words)), style)
        self.words, self.mark = _plain(words), mark

    def draw(self) -> None:
        self.canv.bookmarkPage(self.mark)
        self.canv.addOutlineEntry(self.words, self.mark, 0)
        super().draw()


class _Picture(Flowable):  # type: ignore[misc]
    """A picture across a share of the page's width, on the next page where this one has no room for it."""

    def __init__(self, picture: Picture, share: float) -> None:
        super().__init__()
        self.picture, self.share = picture, share

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = min(width * self.share, (HEIGHT - 8) * self.picture.width / self.picture.height)
        self.height = pdf_height(self.picture, self.width)
        return width, self.height + 8

    def draw(self) -> None:
        pdf_draw(self.canv, self.picture, 0, 8, self.width)


def _larges(part: Larges) -> Table:
    columns = [
        [_words(large.name, LARGE_NAME), _words(large.figure.words, LARGE), _words(large.below, LARGE_NAME)]
        for large in part.figures
    ]
    cells = Table([columns], colWidths=[WIDTH / max(2, len(columns))] * len(columns), hAlign="LEFT")
    cells.setStyle(
        TableStyle([("BACKGROUND", (0, 0), (-1, -1), BAND), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(8)])
    )
    return cells


def _table(grid: Grid) -> Table:
    size = next(size for most, size in SIZES if len(grid.heads) <= most)
    left, right = _style("left", size), _style("right", size, alignment=TA_RIGHT)
    is_words = [grid.reads(place) for place in range(len(grid.heads))]

    def line(cells: tuple[str, ...], *, is_bold: bool = False) -> list[Paragraph]:
        return [
            _words(words, ParagraphStyle("", parent=left if words_here else right, fontName=BOLD if is_bold else PLAIN))
            for words, words_here in zip(cells, is_words, strict=True)
        ]

    rows = [line(grid.heads, is_bold=True), *(line(tuple(cell.words for cell in row)) for row in grid.rows)]
    if grid.totals:
        rows.append(line(tuple(cell.words for cell in grid.totals), is_bold=True))
    table = Table(rows, colWidths=_widths(grid, is_words), repeatRows=1, hAlign="LEFT")
    ends: list[tuple[Any, ...]] = [("LINEABOVE", (0, -1), (-1, -1), 0.8, INK)] if grid.totals else []
    # Words stand apart from the numbers before them.
    ends += [("LEFTPADDING", (place, 0), (place, -1), 8) for place, words in enumerate(is_words) if words and place]
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), BAND),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                *_padding(2.5),
                *ends,
            ]
        )
    )
    return table


def _widths(grid: Grid, is_words: list[bool]) -> list[float]:
    """Columns of words get what those of numbers leave."""
    count = len(grid.heads)
    number = min(WIDTH * 0.16, WIDTH * 0.78 / max(1, count - 1))
    texts = sum(is_words)
    rest = WIDTH - number * (count - texts)
    first = rest if texts == 1 else rest * (0.38 if texts == count else 0.45)
    others = (rest - first) / (texts - 1) if texts > 1 else 0
    widths = [others if words else number for words in is_words]
    widths[0] = first
    return widths


def _padding(size: float) -> list[tuple[Any, ...]]:
    return [(f"{side}PADDING", (0, 0), (-1, -1), size) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]


def _words(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_plain(words)), style)


def _plain(words: str) -> str:
    return printable(words.translate(MINUS))
