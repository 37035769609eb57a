"""Reading a list out of a file made in a spreadsheet: line by line, and never more of it than is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lendlib.outside.spreadsheets_csv import read_csv
from lendlib.outside.spreadsheets_xlsx import read_xlsx
from lendlib.rules.stock_lists import MOST_ROWS
from lendlib.rules.stock_lists_refusals import EmptyList, IsPdf, OldExcel, OnlyHeader, TooManyRows

Line = tuple[int, list[str]]
SNIFFED = 8
OLE, PDF, ZIP = b"\xd0\xcf\x11\xe0", b"%PDF", b"PK"


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Line]]:
    """The lines of a list, empty ones left out: the number that a spreadsheet gives it, and its cells as text.

    The first is the header; cells at a line's end that are empty are left out. Raises UnreadableList and its kin, also
    while one reads on: what is beyond 50,000 lines is not read.
    """
    with path.open("rb") as file:
        beginning = file.read(SNIFFED)
        file.seek(0)
        if beginning.startswith(OLE):
            raise OldExcel
        if beginning.startswith(PDF):
            raise IsPdf
        if not beginning:
            raise EmptyList
        yield _checked(read_xlsx(file) if beginning.startswith(ZIP) else read_csv(file))


def _checked(lines: Iterator[Line]) -> Iterator[Line]:
    rows = -1
    for number, cells in lines:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        rows += 1
        if rows > MOST_ROWS:
            raise TooManyRows(line=number)
        yield number, cells
        header = number
    if rows == -1:
        raise EmptyList
    if rows == 0:
        raise OnlyHeader(line=header)
