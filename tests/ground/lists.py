"""Lists as people send them: CSV and workbooks, sound and hostile, made here so that none lies about as a file."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter

HEADER = ("Streckkod", "Kategori", "Storlek", "Märke", "Anteckning", "Skick", "Skänkt")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def as_csv(rows: Iterable[Sequence[str]], encoding: str = "cp1252", delimiter: str = ";") -> bytes:
    """Lines as they are, joined; what needs quotes brings them."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)


def as_xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with these cells: text, numbers and days as they are."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    return file.getvalue()


def sheet_of(body: str, before: str = "") -> str:
    """A sheet with that inside its data."""
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def cell(at: str, text: str) -> str:
    """A cell with words of its own."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def packed(sheet: str, **more: str) -> bytes:
    """A workbook by hand: its sheet as it stands, and more entries, their dots written as two lines."""
    file = io.BytesIO()
    entries = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": LINKS, "xl/worksheets/sheet1.xml": sheet}
    entries |= {name.replace("__", "/") + ".xml": text for name, text in more.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return file.getvalue()


def lying(archive: bytes) -> bytes:
    """The same archive, its sheet said to be 64 bytes large."""
    at = archive.rindex(b"PK\x01\x02")
    return archive[: at + 24] + (64).to_bytes(4, "little") + archive[at + 28 :]


def archive_of(*names: str) -> bytes:
    """A ZIP with these entries, empty."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return file.getvalue()


TOP = '<row r="1">' + cell("A1", "Kategori") + cell("B1", "Anteckning") + "</row>"
BALL = '<row r="2">' + cell("A2", "Fotboll") + "</row>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
MILLION = 1_000_000


def book(body: str, before: str = "", **more: str) -> bytes:
    """A workbook with a header and a football, and then that."""
    return packed(sheet_of(TOP + BALL + body, before), **more)


def words(body: str) -> dict[str, str]:
    """An entry of shared words."""
    return {"xl__sharedStrings": f'<sst xmlns="{MAIN}">{body}</sst>'}


def styles(body: str) -> dict[str, str]:
    """An entry of styles."""
    return {"xl__styles": f'<styleSheet xmlns="{MAIN}"><cellXfs>{body}</cellXfs></styleSheet>'}


# What is sent, and the sentence that it gets, with its place where it has one. Nothing of any of them is imported.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "NULs": (lambda: as_csv([HEADER, ("FB-1", "Boll"), ("FB-2", "Fot\0boll")]), "Line 3 holds signs that no text has"),
    "10 MB in one cell": (
        lambda: as_csv([HEADER, ("FB-1", "Fotboll", "", "", "x" * 10 * MILLION)]),
        "Line 2 is longer than a line of a list can be.",
    ),
    "10 MB in lines of one cell": (
        lambda: as_csv([HEADER, ("FB-1", "Fotboll", "", "", '"' + "many words\n" * MILLION + '"')]),
        "The quotation marks do not match up from line 2 on.",
    ),
    "a cell beyond any spreadsheet's": (
        lambda: as_csv([HEADER, ("FB-1", "Fotboll"), ("FB-2", "Fotboll", "", "", "x" * 40_000)]),
        "The cell in line 3, column E holds more",
    ),
    "two encodings": (
        lambda: as_csv([HEADER, ("", "Fotboll", "", "Märke")]) + ";Fotboll;;Märke\r\n".encode(),
        "Line 3 writes letters such as å in another way",
    ),
    "two encodings, the other way": (
        lambda: as_csv([HEADER, ("", "Boll", "", "Märke")], "utf-8-sig") + ";Boll;;Märke\r\n".encode("cp1252"),
        "Line 3 writes letters such as å in another way",
    ),
    "letters of no encoding": (lambda: as_csv([("Kategori",), ("Fotboll",)]) + b"\x81\x8d\r\n", "Line 3 holds letters"),
    "200,000 lines": (lambda: as_csv([HEADER, *[("", "Fotboll")] * 200_000]), "line 50002 is one too many"),
    "200,000 lines in a workbook": (
        lambda: packed(sheet_of(TOP + ("<row>" + cell("A2", "Fotboll").replace(' r="A2"', "") + "</row>") * 200_000)),
        "line 50002 is one too many",
    ),
    "a line of 300 columns": (lambda: as_csv([("Kategori",), ("x",) * 300]), "Line 2 has more than 100 columns."),
    "nothing": (lambda: b"", "The file is empty."),
    "nothing but blank lines": (lambda: b"\r\n;;;\r\n\r\n", "The file is empty."),
    "a byte order mark": (lambda: b"\xef\xbb\xbf", "The file is empty."),
    "a header": (lambda: as_csv([HEADER]), "There is a header in line 1, and no thing below it."),
    "a PDF called .xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF, whatever its name says."),
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "an old Excel (.xls)"),
    "a ZIP called .xlsx": (lambda: archive_of("holiday.jpg"), "This is a packed file (ZIP), whatever its name says"),
    "a Word document": (lambda: archive_of("[Content_Types].xml", "word/document.xml"), "This is a packed file (ZIP)"),
    "an .ods": (lambda: archive_of("mimetype", "content.xml"), "This is an OpenDocument spreadsheet (.ods)."),
    "half a workbook": (lambda: as_xlsx([HEADER, ("FB-1", "Fotboll")])[:900], "The Excel file is damaged"),
    "a sheet that breaks off": (lambda: packed(sheet_of(TOP + BALL)[:-40]), "it could be read down to line 2"),
    "a bomb of lines": (lambda: book("<row/>" * 40 * MILLION), "unpacks to far more"),
    "a bomb of empty lines": (lambda: book("<row/>" * 2 * MILLION), "is damaged"),
    "a bomb of cells": (lambda: book('<row r="3">' + "<c/>" * MILLION + "</row>"), "unpacks to far more"),
    "a bomb of words": (lambda: book("", **words("<si/>" * 2 * MILLION)), "unpacks to far more"),
    "a bomb of long words": (
        lambda: book("", **words(f"<si><t>{'ha' * 11 * MILLION}</t></si>")),
        "unpacks to far more",
    ),
    "a bomb of styles": (lambda: book("", **styles("<xf/>" * 90_000)), "unpacks to far more"),
    "a bomb of depth": (lambda: book("<x>" * 5_000 + "</x>" * 5_000), "unpacks to far more"),
    "a bomb of entries": (lambda: archive_of("xl/workbook.xml", *map(str, range(2_000))), "unpacks to far more"),
    "a size that lies": (lambda: lying(book("<row/>" * 100_000)), "is damaged"),
    "laughs": (lambda: book("", LAUGHS), "declarations that no Excel writes"),
    "an entity of another file": (lambda: book("", OUTSIDE), "declarations that no Excel writes"),
    "10 MB in a cell of a workbook": (
        lambda: book('<row r="3">' + cell("A3", "x" * 10 * MILLION) + "</row>"),
        "The cell in line 3, column A holds more",
    ),
    "a line far down": (lambda: book('<row r="99999999999">' + cell("A3", "Fotboll") + "</row>"), "is damaged"),
    "a column far out": (lambda: book('<row r="3">' + cell("XFD3", "x") + "</row>"), "Line 3 has more than 100"),
    "a word that nobody shares": (lambda: book('<row r="3"><c r="A3" t="s"><v>7</v></c></row>'), "is damaged"),
}


# Lists that can be read, and whose faults keep them out: the sentence and its place.
FAULTY: dict[str, tuple[bytes, str, int]] = {
    "ragged": (as_csv([("Kategori",), ("Fotboll",), ("Fotboll", "", "mer")]), "to the right of the last column", 3),
    "a code twice": (as_csv([HEADER, ("FB-1", "Fotboll"), ("FB-1", "Fotboll")]), "stands in line 2 too", 3),
    "a code in use": (as_csv([HEADER, ("TAKEN-1", "Fotboll")]), "“TAKEN-1” is in use already", 2),
    "an unknown condition": (as_csv([HEADER, ("", "Fotboll", "", "", "", "prima")]), "“prima” is no condition.", 2),
    "a day that is none": (as_csv([HEADER, ("", "Fotboll", "", "", "", "", "2024-02-31")]), "is no day.", 2),
    "a day that lies ahead": (as_csv([HEADER, ("", "Fotboll", "", "", "", "", "2099-01-01")]), "lies ahead", 2),
    "a size that is none": (as_csv([HEADER, ("", "Längdskidor", "=1+1")]), "The size “=1+1” can't be read", 2),
    "a size that Excel made a day": (as_xlsx([HEADER, ("", "Längdskidor", "5-jun")]), "is a day: Excel", 2),
    "a code that Excel shortened": (as_csv([HEADER, ("7,31E+12", "Fotboll")]), "Excel has shortened", 2),
    "a code of 65 signs": (as_csv([HEADER, ("x" * 65, "Fotboll")]), "This can't stand on a label", 2),
    "a formula that broke": (as_csv([HEADER, ("", "Fotboll", "", "#REF!")]), "has gone wrong: “#REF!”", 2),
    "no category": (as_csv([HEADER, ("FB-1", "", "38")]), "There is no category", 2),
    "an unknown category": (as_csv([HEADER, ("FB-1", "Rymdraket")]), "“Rymdraket” is no category here.", 2),
    "a note without end": (as_csv([HEADER, ("", "Fotboll", "", "", "x" * 501)]), "at most 500 signs", 2),
    "a person's number": (as_csv([HEADER, ("", "Fotboll", "", "", "850709-9805")]), "personal identity number", 2),
    "a number of many": (as_csv([("Kategori", "Antal"), ("Fotboll", "en hel hög")]), "is no number of things", 2),
    "one code on many": (as_csv([("Kod", "Kategori", "Antal"), ("A-1", "Fotboll", "3")]), "One label can't sit", 2),
    "a reason without retiring": (
        as_csv([("Kategori", "Skick", "Varför ur bruk"), ("Fotboll", "klart", "utslitet")]),
        "its condition is another",
        2,
    ),
}
