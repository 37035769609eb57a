"""CSV as Swedish and other Excels save it: `;`, `,` or tabs, with or without a BOM, UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from lendlib.outside.formulas import as_typed
from lendlib.rules.stock_lists import MOST_CELL, MOST_COLUMNS, column_letter
from lendlib.rules.stock_lists_refusals import (
    BrokenQuotes,
    CellTooLong,
    EmptyList,
    HasNul,
    LineTooLong,
    MixedEncodings,
    TooManyColumns,
    UnknownLetters,
)

LONGEST_LINE = 1_000_000
DELIMITERS = ";,\t"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.I)


def read_csv(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The records of a file, with the number that a spreadsheet gives each. Raises what stock_lists_refusals names."""
    text = _decoded(file)
    first = next(text, None)
    if first is None:
        raise EmptyList
    number = 0
    if said := _SEPARATOR_LINE.fullmatch(first):
        delimiter = said[1]
    else:
        delimiter = max(DELIMITERS, key=_outside_quotes(first).count)
        text = chain([first], text)
    records = csv.reader(text, delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(records, None)
        except csv.Error:
            raise BrokenQuotes(line=number) from None
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise TooManyColumns(line=number)
        for place, cell in enumerate(cells):
            if len(cell) > 1 and (cell[0] == "'" or len(cell) > MOST_CELL):
                cells[place] = _plain(cell, number, place)
        yield number, cells


def _plain(cell: str, number: int, place: int) -> str:
    if len(cell) > MOST_CELL:
        raise CellTooLong(line=number, column=column_letter(place))
    return as_typed(cell)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _decoded(file: BinaryIO) -> Iterator[str]:
    """The file's lines as text. The first letter beyond ASCII tells the encoding, and all others must agree."""
    beginning = file.read(4)
    file.seek(0)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from _wide(file)
        return
    encoding = None
    if beginning.startswith(codecs.BOM_UTF8):
        file.seek(len(codecs.BOM_UTF8))
        encoding = "utf-8"
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise LineTooLong(line=number)
        if b"\0" in line:
            raise HasNul(line=number)
        if line.isascii():
            yield line.decode("ascii")
            continue
        written = "utf-8" if _is_utf8(line) else "cp1252"
        if encoding not in (None, written):
            raise MixedEncodings(line=number)
        encoding = written
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            raise UnknownLetters(line=number) from None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(file: BinaryIO) -> Iterator[str]:
    """What Excel calls Unicode text."""
    number = 0
    with io.TextIOWrapper(file, encoding="utf-16", newline="") as text:
        try:
            while line := text.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise LineTooLong(line=number)
                if "\0" in line:
                    raise HasNul(line=number)
                yield line
        except UnicodeError:
            raise UnknownLetters(line=number + 1) from None
