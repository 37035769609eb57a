"""The archive that an .xlsx file is: what lies in it, unpacked a piece at a time and within limits.

Sizes that an archive declares are not believed: what comes out is counted too.
"""

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from lendlib.rules.stock_lists_refusals import Bomb, DamagedWorkbook, ForeignXml, IsArchive, IsOpenDocument

MOST_ENTRIES = 1_000
CHUNK = 65_536
SMALL, STRINGS, SHEET = 2_000_000, 40_000_000, 200_000_000
DEEPEST = 40
# 50,000 lines of 100 cells, each with its value.
MOST_ELEMENTS = 20_000_000


class Workbook:
    """An open .xlsx archive. Raises IsArchive, IsOpenDocument, DamagedWorkbook or Bomb when it is none, or too much."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
            names = self._archive.namelist()
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, UnicodeDecodeError):
            raise DamagedWorkbook(line=0) from None
        if len(names) > MOST_ENTRIES:
            raise Bomb
        if "xl/workbook.xml" not in names:
            raise IsOpenDocument if "content.xml" in names else IsArchive
        self.names = frozenset(names)

    def pieces(self, name: str, most: int) -> Iterator[bytes]:
        """An entry in pieces of 64 KiB; Bomb beyond `most` bytes, before they are unpacked."""
        if self._archive.getinfo(name).file_size > most:
            raise Bomb
        given = 0
        try:
            with self._archive.open(name) as entry:
                while piece := entry.read(CHUNK):
                    given += len(piece)
                    if given > most:
                        raise Bomb
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
            raise DamagedWorkbook(line=0) from None

    def parse(self, name: str, most: int, parser: "Parser") -> None:
        """Read an entry of XML to its end."""
        for piece in self.pieces(name, most):
            parser.feed(piece)
        parser.finish()


class Parser:
    """XML in pieces: `start` and `end` hear of elements by their bare names, `text` of what stands between.

    Nothing is kept of what was read; documents with a type or entities of their own are refused.
    """

    def __init__(self) -> None:
        self._depth = self._elements = 0
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self.text
        self._expat.StartDoctypeDeclHandler = _refuse
        self._expat.EntityDeclHandler = _refuse
        self._expat.ExternalEntityRefHandler = _refuse

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on. Raises DamagedWorkbook, ForeignXml, Bomb."""
        try:
            self._expat.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, IndexError, OverflowError):
            raise DamagedWorkbook(line=self.line) from None

    def finish(self) -> None:
        """Nothing more comes."""
        self.feed(b"", is_last=True)

    @property
    def line(self) -> int:
        """The line of the list that was read last."""
        return 0

    def start(self, name: str, of: dict[str, str]) -> None:
        """An element begins, with its attributes."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, words: str) -> None:
        """Words between elements."""

    def _start(self, name: str, of: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise Bomb
        self.start(name.rpartition(" ")[2], of)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(" ")[2])


def _refuse(*_what: Any) -> Any:
    raise ForeignXml
