"""A report as a workbook: its lines with real days and numbers, what was asked, and what each figure means."""

from collections.abc import Iterator
from datetime import date
from typing import IO, Any

import xlsxwriter

from lendlib.outside.spreadsheets_writing import TEXT_IS_TEXT
from lendlib.outside.tables import Cell, Told, cell_of, header, lines
from lendlib.rules.statistics import Shown, Table
from lendlib.rules.vocabulary_statistics import By

NARROWEST, WIDEST, WORDS_WIDE = 10, 60, 90
WAYS = {By.DAY: "yyyy-mm-dd", By.MONTH: "yyyy-mm", By.YEAR: "0"}


def write_report(file: IO[bytes], table: Table, told: Told, names: tuple[str, str, str]) -> None:
    """Write it; `names` are those of its three sheets: the report, what was asked, the definitions."""
    with xlsxwriter.Workbook(file, TEXT_IS_TEXT | {"constant_memory": True}) as book:
        book.set_properties({"title": told.title, "comments": told.source})
        _lay_out(book, book.add_worksheet(names[0]), table, told)
        asked = [(told.title, ""), *told.facts, *_totals(table, told)]
        _write_pairs(book, book.add_worksheet(names[1]), asked)
        meanings = [(told.measures[measure], told.definitions[measure]) for measure in table.measures]
        _write_pairs(book, book.add_worksheet(names[2]), meanings)


def _lay_out(book: Any, sheet: Any, table: Table, told: Told) -> None:
    """The lines under a header that stays in sight."""
    columns = header(table, told)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats: list[Any] = []
    for dimension in table.dimensions:
        code, name = columns[len(formats) : len(formats) + 2]
        formats += [book.add_format({"num_format": WAYS.get(dimension.by, "@"), "align": "left"}), None]
        sheet.set_column(len(formats) - 2, len(formats) - 2, _wide(code, *(one.code for one in dimension.members)))
        sheet.set_column(len(formats) - 1, len(formats) - 1, _wide(name, *(one.name for one in dimension.members)))
    sheet.set_column(len(formats), len(columns) - 1, max(NARROWEST, len(told.hidden)) + 2)
    number = book.add_format({"num_format": "#,##0.0#", "align": "right"})
    whole = book.add_format({"num_format": "#,##0", "align": "right"})
    word = book.add_format({"align": "right"})
    sheet.freeze_panes(1, len(formats))
    sheet.write_row(0, 0, columns, bold)
    last = 0
    for last, line in enumerate(lines(table, told), 1):
        for place, cell in enumerate(_real(table, line)):
            if cell is None:
                continue
            if isinstance(cell, date):
                sheet.write_datetime(last, place, cell, formats[place])
            elif isinstance(cell, str):
                sheet.write_string(last, place, cell, None if place < len(formats) else word)
            else:
                way = formats[place] if place < len(formats) else number if isinstance(cell, float) else whole
                sheet.write_number(last, place, cell, way)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _real(table: Table, line: list[Cell]) -> Iterator[Cell | date]:
    """The cells of a line with days, months and years as such in the columns of codes."""
    coded = {2 * place: dimension.by for place, dimension in enumerate(table.dimensions)}
    for place, cell in enumerate(line):
        by = coded.get(place)
        if by is By.DAY:
            yield date.fromisoformat(str(cell))
        elif by is By.MONTH and len(str(cell)) == len("2026-11"):
            yield date.fromisoformat(f"{cell}-01")
        elif by is By.YEAR:
            yield int(str(cell))
        else:
            yield cell


def _totals(table: Table, told: Told) -> Iterator[tuple[str, Cell]]:
    for measure, total in zip(table.measures, table.totals, strict=True):
        if total is not Shown.NONE:
            yield told.measures[measure], cell_of(total, told)
    if table.is_brought():
        yield told.imported, told.imported_totals


def _write_pairs(book: Any, sheet: Any, pairs: list[tuple[str, Any]]) -> None:
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    sheet.set_column(0, 0, min(WIDEST, _wide(*(name for name, _words in pairs))))
    sheet.set_column(1, 1, WORDS_WIDE)
    for row, (name, words) in enumerate(pairs):
        sheet.write_string(row, 0, name, bold)
        if not isinstance(words, str):
            sheet.write_number(row, 1, words, wrapped)
        elif words:
            sheet.write_string(row, 1, words, wrapped)


def _wide(*texts: str) -> int:
    return min(WIDEST, max(NARROWEST, *(len(text) for text in texts)) + 2)
