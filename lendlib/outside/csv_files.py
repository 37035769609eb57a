"""Lists as files that Excel in Swedish opens by a double click: semicolons, UTF-8 with its mark, no formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins like this is a formula to a spreadsheet, whoever typed it into a name or a note.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The whole file; None is an empty cell, days are written as 2026-03-14."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in header])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: object) -> object:
    if cell is None or isinstance(cell, int):
        return cell
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text
