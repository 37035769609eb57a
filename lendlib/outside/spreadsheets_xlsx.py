"""The first sheet of an .xlsx workbook, a line at a time; why not by a library: docs/decisions/packages.md."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO

from lendlib.outside.spreadsheets_parts import day_styles, first_sheet, shared_words
from lendlib.outside.spreadsheets_zip import SHEET, Parser, Workbook
from lendlib.rules.stock_lists import MOST_CELL, MOST_COLUMNS, column_letter
from lendlib.rules.stock_lists_refusals import Bomb, CellTooLong, DamagedWorkbook, TooManyColumns

MOST_LINES, WIDEST = 1_048_576, 16_384
DAYS_FROM, DAYS_FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)


def read_xlsx(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers. Raises what stock_lists_refusals names."""
    book = Workbook(file)
    sheet, is_1904 = first_sheet(book)
    lines = _Lines(shared_words(book), day_styles(book), DAYS_FROM_1904 if is_1904 else DAYS_FROM)
    try:
        for piece in book.pieces(sheet, SHEET):
            lines.feed(piece)
            yield from lines.taken()
        lines.finish()
    except DamagedWorkbook:
        raise DamagedWorkbook(line=lines.line) from None
    yield from lines.taken()


class _Lines(Parser):
    """A sheet: cells gather into lines, and lines wait to be taken."""

    def __init__(self, words: list[str], days: frozenset[str], days_from: date) -> None:
        super().__init__()
        self._words, self._days, self._days_from = words, days, days_from
        self._ready: list[tuple[int, list[str]]] = []
        self._number = 0
        self._cells: list[str] = []
        self._place = -1
        self._kind = self._style = ""
        self._parts: list[str] | None = None
        self._letters = self._in_line = 0
        self._is_value = self._is_reading = False

    @property
    def line(self) -> int:
        return self._number

    def taken(self) -> list[tuple[int, list[str]]]:
        """The lines that are whole by now; they are forgotten here."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, of: dict[str, str]) -> None:
        if name == "c":
            at = of.get("r")
            self._place = _place_of(at) if at else self._place + 1
            self._kind, self._style = of.get("t", "n"), of.get("s", "")
            self._parts, self._letters = [], 0
            self._in_line += 1
            if self._in_line > WIDEST:
                raise Bomb
        elif name == "v":
            self._is_value = True
        elif name == "t":
            self._is_value = not self._is_reading
        elif name == "rPh":
            self._is_reading = True
        elif name == "row":
            number = of.get("r")
            self._number = int(number) if number else self._number + 1
            if not 0 < self._number <= MOST_LINES:
                raise DamagedWorkbook(line=0)
            self._cells, self._place, self._in_line = [], -1, 0

    def text(self, words: str) -> None:
        if self._is_value and self._parts is not None:
            self._letters += len(words)
            if self._letters > MOST_CELL:
                raise CellTooLong(line=self._number, column=column_letter(self._place))
            self._parts.append(words)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_value = False
        elif name == "rPh":
            self._is_reading = False
        elif name == "c" and self._parts is not None:
            if self._parts:
                self._put(self._read("".join(self._parts)))
            self._parts = None
        elif name == "row":
            if self._cells:
                self._ready.append((self._number, self._cells))
            self._cells = []

    def _put(self, text: str) -> None:
        if self._place >= MOST_COLUMNS:
            raise TooManyColumns(line=self._number)
        if len(text) > MOST_CELL:
            raise CellTooLong(line=self._number, column=column_letter(self._place))
        cells = self._cells
        if len(cells) <= self._place:
            cells.extend([""] * (self._place + 1 - len(cells)))
        cells[self._place] = text

    def _read(self, value: str) -> str:
        if self._kind == "s":
            return self._words[int(value)]
        if self._kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if self._kind == "d":
            return value.partition("T")[0]
        if self._kind != "n" or (value.isdecimal() and len(value) < 16 and self._style not in self._days):
            return value
        number = float(value)
        if self._style in self._days and 0 < number < 2_950_000:
            return (self._days_from + timedelta(days=int(number))).isoformat()
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _place_of(at: str) -> int:
    """The column of a cell's address, from 0: "AB12" is 27."""
    place = 0
    for sign in at:
        if not "A" <= sign <= "Z":
            break
        place = place * 26 + ord(sign) - 64
    if not 0 < place <= WIDEST:
        raise ValueError(at)
    return place - 1
