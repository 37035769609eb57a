"""The small parts of a workbook that its sheets lean on: which sheet is first, shared words, which styles are days."""

import posixpath
import re

from lendlib.outside.spreadsheets_zip import SMALL, STRINGS, Parser, Workbook
from lendlib.rules.stock_lists import MOST_CELL
from lendlib.rules.stock_lists_refusals import Bomb, DamagedWorkbook

MOST_STRINGS = 1_000_000
MOST_LETTERS = 20_000_000
MOST_SHEETS = 500
MOST_STYLES = 65_536
_DAYS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_NOT_PLACES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships id"


class _Sheets(Parser):
    """xl/workbook.xml: the sheets' relations in order, hidden ones last, and where its calendar begins."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.is_1904 = False

    def start(self, name: str, of: dict[str, str]) -> None:
        if name == "sheet":
            relation = of.get(_OFFICE) or of.get(_OFFICE_STRICT) or ""
            (self.shown if of.get("state", "visible") == "visible" else self.hidden).append(relation)
            if len(self.shown) + len(self.hidden) > MOST_SHEETS:
                raise Bomb
        elif name == "workbookPr":
            self.is_1904 = of.get("date1904", "0") in ("1", "true")


class _Relations(Parser):
    """xl/_rels/workbook.xml.rels: which file a relation means."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def start(self, name: str, of: dict[str, str]) -> None:
        if name == "Relationship" and of.get("TargetMode") != "External":
            self.targets[of.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", of.get("Target", "")))[1:]
            if len(self.targets) > MOST_SHEETS:
                raise Bomb


class Strings(Parser):
    """xl/sharedStrings.xml: words that cells share; readings in small letters above them are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._parts: list[str] | None = None
        self._is_reading = self._is_text = False
        self._letters = 0

    def start(self, name: str, _of: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._is_reading = True
        elif name == "t":
            self._is_text = not self._is_reading

    def text(self, words: str) -> None:
        if self._is_text and self._parts is not None:
            self._letters += len(words)
            if self._letters > MOST_LETTERS:
                raise Bomb
            self._parts.append(words)

    def end(self, name: str) -> None:
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_reading = False
        elif name == "si" and self._parts is not None:
            # One letter more than a cell may hold is enough to see that it is too long.
            self.words.append("".join(self._parts)[: MOST_CELL + 1])
            self._parts = None
            if len(self.words) > MOST_STRINGS:
                raise Bomb


class _Styles(Parser):
    """xl/styles.xml: for each style of a cell, whether it shows a number as a day."""

    def __init__(self) -> None:
        super().__init__()
        self.is_day: list[bool] = []
        self._formats: dict[int, bool] = {}
        self._is_in_cells = False

    def start(self, name: str, of: dict[str, str]) -> None:
        if name == "numFmt":
            bare = _NOT_PLACES.sub("", of.get("formatCode", "")).lower()
            self._formats[int(of.get("numFmtId", 0))] = "y" in bare or ("d" in bare and "m" in bare)
        elif name == "cellXfs":
            self._is_in_cells = True
        elif name == "xf" and self._is_in_cells:
            number = int(of.get("numFmtId", 0))
            self.is_day.append(self._formats.get(number, number in _DAYS))
        if len(self.is_day) > MOST_STYLES or len(self._formats) > MOST_STYLES:
            raise Bomb

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_in_cells = False


def first_sheet(book: Workbook) -> tuple[str, bool]:
    """The entry of the first sheet that is shown, and whether its days count from 1904."""
    sheets, relations = _Sheets(), _Relations()
    book.parse("xl/workbook.xml", SMALL, sheets)
    if "xl/_rels/workbook.xml.rels" in book.names:
        book.parse("xl/_rels/workbook.xml.rels", SMALL, relations)
    for relation in (*sheets.shown, *sheets.hidden):
        target = relations.targets.get(relation, "")
        if target in book.names:
            return target, sheets.is_1904
    raise DamagedWorkbook(line=0)


def shared_words(book: Workbook) -> list[str]:
    """Words that cells share by number."""
    strings = Strings()
    if "xl/sharedStrings.xml" in book.names:
        book.parse("xl/sharedStrings.xml", STRINGS, strings)
    return strings.words


def day_styles(book: Workbook) -> frozenset[str]:
    """The numbers of the styles that show a number as a day, as cells write them."""
    styles = _Styles()
    if "xl/styles.xml" in book.names:
        book.parse("xl/styles.xml", SMALL, styles)
    return frozenset(str(number) for number, is_day in enumerate(styles.is_day) if is_day)
