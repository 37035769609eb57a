"""Lists as CSV: as Excel in Swedish opens them by a double click, or plain for programs. No cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from lendlib.outside.formulas import harmless

MARK = "\ufeff"
TOGETHER = 500


@dataclass(frozen=True)
class Manner:
    """What stands between cells and in numbers, and whether the file begins with the mark of UTF-8."""

    delimiter: str
    decimal: str
    has_mark: bool


FOR_EXCEL = Manner(delimiter=";", decimal=",", has_mark=True)
PLAIN = Manner(delimiter=",", decimal=".", has_mark=False)


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]], manner: Manner = FOR_EXCEL) -> bytes:
    """The whole file; None is an empty cell, days are written as 2026-03-14, numbers stay numbers."""
    return b"".join(csv_pieces(chain([header], rows), manner))


def csv_pieces(rows: Iterable[Sequence[object]], manner: Manner = FOR_EXCEL) -> Iterator[bytes]:
    """The same in pieces; the first row is the header."""
    cells = ([_cell(cell, manner.decimal) for cell in row] for row in rows)
    return pieces_of(iter(lambda: list(islice(cells, TOGETHER)), []), manner)


def pieces_of(parts: Iterable[Iterable[Sequence[Any]]], manner: Manner) -> Iterator[bytes]:
    """CSV of rows that are harmless already, a piece for each part of them."""
    gathered = io.StringIO(newline="")
    gathered.write(MARK if manner.has_mark else "")
    writer = csv.writer(gathered, delimiter=manner.delimiter, lineterminator="\r\n")
    for part in parts:
        writer.writerows(part)
        yield gathered.getvalue().encode()
        gathered.seek(0)
        gathered.truncate()
    if gathered.tell():
        yield gathered.getvalue().encode()


def _cell(cell: object, decimal: str) -> object:
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return repr(cell).replace(".", decimal)
    return harmless(str(cell))
