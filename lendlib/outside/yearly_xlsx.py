"""A yearly report as a workbook: a sheet a chapter, its tables with real numbers, what is said beside them."""

import io
from typing import Any

import xlsxwriter

from lendlib.outside.spreadsheets_writing import TEXT_IS_TEXT
from lendlib.rules.yearly_parts import Cell, Chapter, Document, Drawing, Grid, Larges, Part, Words

LONGEST_NAME, NARROWEST, WIDEST, FIRST_WIDE = 31, 10, 60, 38
MOST_FROZEN = 15
UNNAMEABLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx(document: Document, hash_: str = "") -> bytes:
    """The workbook. `hash_`: that of the issued figures."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, TEXT_IS_TEXT | {"in_memory": True}) as book:
        book.set_properties(
            {"title": document.title, "subject": document.state, "comments": f"lendlib {hash_}".strip()}
        )
        pages = _Pages(book)
        for part in document.parts:
            if isinstance(part, Chapter):
                pages.begin(part, document if pages.is_first else None, hash_)
            else:
                pages.put(part)
        pages.freeze()
    return file.getvalue()


class _Pages:
    """The sheets of the workbook, filled from the top."""

    def __init__(self, book: Any) -> None:
        self.book, self.sheet, self.row = book, None, 0
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.name = book.add_format({"bold": True})
        self.whole = book.add_format({"num_format": "#,##0", "align": "right"})
        self.broken = book.add_format({"num_format": "#,##0.0#", "align": "right"})
        self.word = book.add_format({"align": "right"})
        self.names: set[str] = set()
        self.heads: list[int] = []

    @property
    def is_first(self) -> bool:
        """Whether no sheet is there yet."""
        return self.sheet is None

    def begin(self, chapter: Chapter, document: Document | None, hash_: str) -> None:
        """A sheet for a chapter; the first also says what the workbook is."""
        self.freeze()
        name = " ".join(chapter.words.translate(UNNAMEABLE).split()).strip("'")[:LONGEST_NAME]
        self.names.add(name)
        self.sheet, self.row, self.heads = self.book.add_worksheet(name), 0, []
        self._sheet.set_column(0, 0, FIRST_WIDE)
        self._sheet.set_column(1, 30, 14)
        if document is not None:
            self._line(document.title, self.title)
            self._line(document.state)
            if hash_:
                self._line(f"SHA-256 {hash_}")
        self._line(chapter.words, self.title)

    def freeze(self) -> None:
        """Keep the head of the sheet's table in sight where it has one table, and little above it."""
        if len(self.heads) == 1 and self.heads[0] < MOST_FROZEN:
            self._sheet.freeze_panes(self.heads[0] + 1, 1)

    def put(self, part: Part) -> None:
        """One part below what is there. Pictures stand in the page and the PDF; here are their numbers."""
        if isinstance(part, Words):
            self._line(part.words)
        elif isinstance(part, Larges):
            for large in part.figures:
                self._cells((Cell(large.name), large.figure, Cell(large.below)))
            self.row += 1
        elif isinstance(part, Grid):
            self._grid(part)
        else:
            assert isinstance(part, Drawing | Chapter)

    def _grid(self, grid: Grid) -> None:
        self.row += 1
        self._line(grid.name, self.name)
        self.heads.append(self.row)
        for place, head in enumerate(grid.heads):
            self._sheet.write_string(self.row, place, head, self.bold)
        self.row += 1
        for row in grid.rows:
            self._cells(row)
        if grid.totals:
            self._cells(grid.totals)
        self.row += 1

    def _cells(self, cells: tuple[Cell, ...]) -> None:
        for place, cell in enumerate(cells):
            if cell.number is not None:
                way = self.whole if isinstance(cell.number, int) else self.broken
                self._sheet.write_number(self.row, place, cell.number, way)
            elif cell.words:
                self._sheet.write_string(self.row, place, cell.words)
        self.row += 1

    def _line(self, words: str, way: Any = None) -> None:
        self._sheet.write_string(self.row, 0, words, way)
        self.row += 1

    @property
    def _sheet(self) -> Any:
        assert self.sheet is not None
        return self.sheet
