"""Raw loan rows as CSV and as a workbook, in constant memory.

Rows stand by day, depot and category, not in the order in which they were lent: what left in one visit can't be told
from its neighbours.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any, Generic, TypeVar

import xlsxwriter

from lendlib.operations.statistics_loans import LoanRow, Names
from lendlib.outside.csv_files import MARK, Manner
from lendlib.outside.formulas import harmless
from lendlib.outside.spreadsheets_writing import TEXT_IS_TEXT

COLUMNS = (
    *("lent_on", "depot_code", "depot", "category_code", "category", "size", "quantity"),
    *("due_on", "returned_on", "outcome_code", "outcome", "late", "renewals"),
)
DAYS = frozenset({"lent_on", "due_on", "returned_on"})
WIDTHS = (11, 16, 24, 18, 26, 12, 9, 11, 11, 14, 16, 7, 9)
MOST_KEPT = 10_000
# What a sheet can hold with its header; xlsxwriter drops what is beyond.
MOST_LINES = 1_048_575
LATE = {None: "", 0: "0", 1: "1"}
Written = TypeVar("Written")


def loans_csv(
    parts: Iterable[Sequence[LoanRow]], named: Names, header: Sequence[str], manner: Manner
) -> Iterator[bytes]:
    """The CSV, a piece for each part of the rows; `header` names COLUMNS."""
    between = manner.delimiter
    yield ((MARK if manner.has_mark else "") + _csv(manner, *header) + "\r\n").encode()
    depots = _Each(lambda id_: _csv(manner, *named.depots[id_]))
    categories = _Each(lambda id_: _csv(manner, *named.categories[id_]))
    outcomes = _Each(lambda word: _csv(manner, word, named.outcomes[word]))
    sizes = _Each(lambda text: _csv(manner, text))

    def written(rows: Sequence[LoanRow]) -> bytes:
        # Put together by hand: each piece was made by `csv` once, and the rest are numbers and days.
        lines = [
            f"{lent}{between}{depots[at]}{between}{categories[of]}{between}{sizes[size]}{between}{many}{between}{due}"
            f"{between}{back}{between}{outcomes[end]}{between}{LATE[late]}{between}{renewed}\r\n"
            for _id, at, of, size, many, lent, due, back, end, late, renewed in rows
        ]
        lines.sort()
        return "".join(lines).encode()

    # By `map`, which holds no part while the next is read.
    yield from map(written, parts)


def write_loans(
    file: IO[bytes],
    parts: Iterable[Sequence[LoanRow]],
    named: Names,
    header: Sequence[str],
    sheet_name: str,
    about: tuple[str, Sequence[tuple[str, str]]],
    folder: str,
    moved: Callable[[int], None],
    *,
    most_lines: int = MOST_LINES,
) -> None:
    """The workbook: as many sheets as the rows need, and one that says what was asked (its name, and its lines).

    What is written meanwhile lies in `folder`. `moved` is told how many rows are done, and may raise to stop.
    """
    with xlsxwriter.Workbook(file, TEXT_IS_TEXT | {"constant_memory": True, "tmpdir": folder}) as book:
        book.use_zip64()
        sheets = _Sheets(book, header, sheet_name, most_lines)
        days = _Each(lambda text: date.fromisoformat(text))
        ended, done = named.outcomes, 0
        for rows in parts:
            lines = [
                (lent, *named.depots[at], *named.categories[of], size, many, due, back, end, ended[end], late, renewed)
                for _id, at, of, size, many, lent, due, back, end, late, renewed in rows
            ]
            lines.sort(key=lambda line: line[:6])
            for line in lines:
                sheets.write(line, days)
            done += len(lines)
            moved(done)
        name, pairs = about
        words = book.add_worksheet(name)
        words.set_column(0, 0, 30)
        words.set_column(1, 1, 90)
        for row, (what, said) in enumerate(pairs):
            words.write_string(row, 0, what, sheets.bold)
            words.write_string(row, 1, said)


class _Sheets:
    """The sheets of one workbook, each with its header."""

    def __init__(self, book: Any, header: Sequence[str], name: str, most: int) -> None:
        self._book, self._header, self._name, self._most = book, header, name, most
        self.bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._count = 0
        self._begin()

    def write(self, line: Sequence[Any], days: "_Each[Any]") -> None:
        """One row more."""
        if self._line == self._most:
            self._begin()
        self._line += 1
        sheet, row = self._sheet, self._line
        for place, cell in enumerate(line):
            if cell is None or cell == "":
                continue
            if COLUMNS[place] in DAYS:
                sheet.write_datetime(row, place, days[cell], self._day)
            elif isinstance(cell, str):
                sheet.write_string(row, place, cell)
            else:
                sheet.write_number(row, place, cell)

    def _begin(self) -> None:
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name} {self._count}"
        self._sheet, self._line = self._book.add_worksheet(name), 0
        for place, wide in enumerate(WIDTHS):
            self._sheet.set_column(place, place, wide)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, self._header, self.bold)


class _Each(dict[Any, Written], Generic[Written]):
    """What was made of each value, made once; not so much is kept that it fills the memory."""

    def __init__(self, make: Callable[[Any], Written]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> Written:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[value] = made = self._make(value)
        return made


def _csv(manner: Manner, *cells: str) -> str:
    """Some cells beside each other, without the end of a line."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=manner.delimiter, lineterminator="").writerow([harmless(cell) for cell in cells])
    # A lone empty cell is written as quotes, lest it were no line at all.
    return "" if cells == ("",) else text.getvalue()
