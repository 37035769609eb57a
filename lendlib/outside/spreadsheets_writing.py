"""Writing a list as CSV for Excel, and as XLSX. No cell of it ever runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

from lendlib.outside.spreadsheets_csv import DANGEROUS

Row = Sequence[str]
TOGETHER = 500
WIDEST = 60


def csv_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """CSV with a BOM and `;`, in pieces. An apostrophe before = + - @ says that it is text; reading takes it away."""
    beginning = "\ufeff"
    gathered = io.StringIO()
    gathered.write(beginning)
    writer = csv.writer(gathered, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(rows, 1):
        writer.writerow([_harmless(cell) for cell in row])
        if number % TOGETHER == 0:
            yield gathered.getvalue().encode()
            gathered.seek(0)
            gathered.truncate()
    yield gathered.getvalue().encode()


def write_xlsx(file: IO[bytes], name: str, rows: Iterable[Row]) -> None:
    """A workbook with one sheet of text, its header kept in sight."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(name)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, cell, wrapped if "\n" in cell else bold if line == 0 else None)


def _harmless(cell: str) -> str:
    return f"'{cell}" if DANGEROUS.match(cell) else cell
