"""Lists as spreadsheets save them, and what only pretends to be one."""

import csv
import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from lendlib.outside.csv_files import csv_pieces
from lendlib.outside.spreadsheets import opened
from lendlib.outside.spreadsheets_kept import kept_in, remove_all_but, write_down
from lendlib.outside.spreadsheets_writing import write_xlsx
from lendlib.rules.stock_lists_refusals import BY_CODE, UnreadableList
from tests.ground.lists import HEADER, REFUSED, as_csv, as_xlsx, packed

ROWS = [list(HEADER), ["FB-1", "Längdskidor", "26,5", "Märke", "", "klar", "2024-03-05"]]


def most_memory(*, forget: bool = False) -> int:
    """The most kilobytes that were ever resident, or since it was last told to forget."""
    if forget:
        Path("/proc/self/clear_refs").write_text("5")
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])


def read(tmp_path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path = tmp_path / "list"
    path.write_bytes(content)
    with opened(path) as lines:
        return list(lines)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_every_excel_saves_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    assert read(tmp_path, text.getvalue().encode(encoding)) == [(1, ROWS[0]), (2, ROWS[1])]


def test_lines_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    content = b'Kategori;Anteckning\n\nBoll;"rad ett\nrad tv\xe5"\n;;\nBoll;\n'
    lines = [(1, ["Kategori", "Anteckning"]), (3, ["Boll", "rad ett\nrad två"]), (5, ["Boll"])]
    assert read(tmp_path, content) == lines


def test_a_line_that_names_the_separator(tmp_path: Path) -> None:
    assert read(tmp_path, b"sep=,\r\nKategori,Skick\r\nBoll,klar\r\n")[0] == (1, ["Kategori", "Skick"])


def test_a_workbook_with_numbers_days_gaps_and_formulas(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Kod", "Kategori", "Storlek", "Skänkt", "Anteckning"])
    sheet.append([12345, "Fotboll", 26.5, date(2024, 3, 5), True])
    sheet["B5"], sheet["E5"] = "Längdskidor", "=1+1"
    book.create_sheet("Tomt")
    book.save(file)
    assert read(tmp_path, file.getvalue())[1:] == [
        (2, ["12345", "Fotboll", "26.5", "2024-03-05", "TRUE"]),
        (5, ["", "Längdskidor"]),
    ]


def test_the_first_sheet_that_is_shown(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["dold"])
    book.active.sheet_state = "hidden"
    for cells in (["Kategori"], ["Fotboll"]):
        (book["Lager"] if "Lager" in book.sheetnames else book.create_sheet("Lager")).append(cells)
    book.active = 1
    book.save(file)
    assert read(tmp_path, file.getvalue()) == [(1, ["Kategori"]), (2, ["Fotboll"])]


def test_words_in_several_runs_are_one(tmp_path: Path) -> None:
    cells = '<c r="A1" t="s"><v>0</v></c>'
    strings = "<sst><si><r><t>Fot</t></r><r><t>boll</t></r><rPh><t>reading</t></rPh></si></sst>"
    sheet = f'<worksheet><sheetData><row r="1">{cells}</row><row r="2">{cells}</row></sheetData></worksheet>'
    assert read(tmp_path, packed(sheet, xl__sharedStrings=strings)) == [(1, ["Fotboll"]), (2, ["Fotboll"])]


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_its_place_and_little_memory(tmp_path: Path, name: str) -> None:
    make, sentence = REFUSED[name]
    path = tmp_path / "list"
    path.write_bytes(make())
    before = most_memory(forget=True)
    with pytest.raises(UnreadableList) as refused, opened(path) as lines:
        for _ in lines:
            pass
    assert sentence in str(refused.value)
    assert BY_CODE[refused.value.code] is type(refused.value)
    assert most_memory() - before < 150_000


DANGEROUS = [
    *("=1+1", "+46 70", "-5", "@SUM(A1)", "'=x", "''-y", "\tt", "plain", "'quoted'", 'say "hi"; and', "two\nlines"),
]


def test_no_cell_of_a_written_csv_runs_and_all_are_read_again(tmp_path: Path) -> None:
    rows = [["Kategori", "Anteckning"], *(["Boll", cell] for cell in DANGEROUS)]
    content = b"".join(csv_pieces(rows))
    assert content.startswith(b"\xef\xbb\xbf") and b";" in content
    written = [row[1] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]
    assert not [cell for cell in written if cell.startswith(tuple("=+-@\t"))]
    assert [cells for _line, cells in read(tmp_path, content)] == rows


def test_no_cell_of_a_written_workbook_runs_and_all_are_read_again(tmp_path: Path) -> None:
    rows = [["Kategori", "Anteckning"], *(["Boll", cell] for cell in DANGEROUS)]
    file = io.BytesIO()
    write_xlsx(file, "Bestånd", rows)
    sheet = openpyxl.load_workbook(file).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [cells for _line, cells in read(tmp_path, file.getvalue())] == rows


def test_a_workbook_reads_the_same_as_its_csv(tmp_path: Path) -> None:
    assert read(tmp_path, as_xlsx(ROWS)) == read(tmp_path, as_csv(ROWS))


def test_files_of_lists_that_are_over_are_swept_and_the_others_are_left(tmp_path: Path) -> None:
    old, wanted, fresh = (kept_in(tmp_path, number) for number in (1, 2, 3))
    passing = write_down(tmp_path, io.BytesIO(b"a list"))
    for kept in (old, wanted, fresh):
        kept.take(write_down(tmp_path, io.BytesIO(b"a list")))
        with kept.begin_report() as lines:
            lines.write(b"[]\n")
        kept.end_report({"lines": 1})
    assert (old.report(), old.lines(0, 5)) == ({"lines": 1}, [[]])
    now = datetime.now(UTC)
    for path in (*tmp_path.glob("imports/[12].*"), passing):
        assert path.stat().st_mode & 0o077 == 0
        os.utime(path, (0, 0))
    assert remove_all_but(tmp_path, [2], now) == 4
    assert {path.stem for path in (tmp_path / "imports").iterdir()} == {"2", "3"}
    wanted.remove()
    assert (wanted.report(), wanted.lines(0, 5)) == (None, [])
    assert remove_all_but(tmp_path / "nowhere", [], now) == 0
