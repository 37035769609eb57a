"""Writing a list as XLSX. No cell of it ever runs as a formula."""

from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

Row = Sequence[str]
TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_xlsx(file: IO[bytes], name: str, rows: Iterable[Row]) -> None:
    """A workbook with one sheet of text, its header kept in sight."""
    with xlsxwriter.Workbook(file, TEXT_IS_TEXT | {"constant_memory": True}) as book:
        sheet = book.add_worksheet(name)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, cell, wrapped if "\n" in cell else bold if line == 0 else None)
