"""A report in all its files: read back by others, every cell is what the table says."""

import csv
import io
import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import openpyxl
import pytest

from lendlib.outside.csv_files import FOR_EXCEL, PLAIN, csv_pieces
from lendlib.outside.tables import Told, header, lines
from lendlib.outside.tables_json import json_pieces
from lendlib.outside.tables_jsonstat import jsonstat_of
from lendlib.outside.tables_xlsx import write_report
from lendlib.rules.statistics import Asked, Coverage, Dimension, Member, Shown, Table
from lendlib.rules.vocabulary_statistics import By, Measure
from tests.ground import tables
from tests.oracles import jsonstat

ASKED = Asked(date(2025, 11, 1), date(2026, 2, 28))
NASTY = (
    *("=1+1", "+46 70", "-5", "@SUM(A1)", "  =cmd", "\tx", "＝1"),
    *("'; DROP TABLE loan; --", 'say "hi"; and, so', "rad\nrad"),
)
M, H, N = Measure, Shown.HIDDEN, Shown.NONE


def side(by: By, *codes: str) -> Dimension:
    return Dimension(by, tuple(Member(code, f"name of {code}") for code in codes))


MONTHS = side(By.MONTH, "2025-11", "2025-12", "2026-01", "2026-02")
TABLES = {
    "one dimension, zeros filled in": Table(ASKED, (MONTHS,), (M.LOANS,), {("2025-12",): (12_345,)}, (12_345,)),
    "hidden, none, shares and imported": Table(
        ASKED,
        (side(By.HOME, "1780", "0000", "9999"),),
        (M.VISITS, M.LOANS_PER_1000),
        {("1780",): (12, 3.4), ("0000",): (H, N), ("9999",): (0, -0.5)},
        (H, N),
        coverage=(Coverage(By.HOME, 12, 20),),
        imported=frozenset({("1780",)}),
    ),
    "two dimensions": Table(
        ASKED,
        (side(By.DEPOT, "karlstad", "arvika"), side(By.DAY, "2026-02-27", "2026-02-28")),
        (M.LOANS, M.RETURNS),
        {("karlstad", "2026-02-28"): (7, 2), ("arvika", "2026-02-27"): (1, 0)},
        (8, 2),
    ),
    "the year before beside": Table(
        ASKED,
        (side(By.COUNTY, "17"), side(By.PERIOD, "now", "before")),
        (M.LOANS,),
        {("17", "now"): (5,), ("17", "before"): (4,)},
        (5,),
        totals_before=(4,),
        imported=frozenset({("17", "before")}),
    ),
    "a season with gaps": Table(
        ASKED, (side(By.MONTH, "01", "11"), side(By.YEAR, "2025", "2026")), (M.LOANS,), {("11", "2025"): (3,)}, (3,)
    ),
    "nothing": Table(ASKED, (side(By.SIZE),), (M.LOANS,), {}, (0,)),
    "names and sizes that were typed": Table(
        ASKED,
        (Dimension(By.SIZE, tuple(Member(name, name) for name in NASTY)),),
        (M.LOANS,),
        {},
        (0,),
    ),
}


def told() -> Told:
    return Told(
        report="places",
        title="Loans by place",
        language="en",
        as_of=datetime(2026, 11, 25, 12, 0, tzinfo=UTC),
        source="lendlib",
        query={"from": ("2025-11-01",), "until": ("2026-02-28",)},
        dimensions={by: by.value.title() for by in By},
        measures={measure: measure.value.replace("_", " ").title() for measure in M},
        definitions={measure: f"What {measure} means." for measure in M},
        facts=(("Depots", "all depots"), ("As of", "2026-11-25 13:00")),
        hidden="fewer than 5",
        code="code",
        imported="Imported",
        yes="yes",
        imported_totals="Some were brought.",
    )


def csv_of(table: Table, manner: object = PLAIN) -> bytes:
    return b"".join(csv_pieces(chain([header(table, told())], lines(table, told())), manner))  # type: ignore[arg-type]


def xlsx_of(table: Table) -> bytes:
    file = io.BytesIO()
    write_report(file, table, told(), ("Report", "What was asked", "Definitions"))
    return file.getvalue()


@pytest.mark.parametrize("name", [name for name in TABLES if "typed" not in name])
def test_every_file_holds_the_cells_of_the_table(name: str) -> None:
    table = TABLES[name]
    cells = tables.of_table(table)
    assert tables.of_csv(csv_of(table), table, told(), for_excel=False) == cells
    assert tables.of_csv(csv_of(table, FOR_EXCEL), table, told(), for_excel=True) == cells
    assert tables.of_xlsx(xlsx_of(table), table, told()) == cells
    assert tables.of_json(b"".join(json_pieces(table, told())), table) == cells
    assert tables.of_jsonstat(jsonstat_of(table, told())) == cells


def test_what_was_typed_runs_nowhere() -> None:
    table = TABLES["names and sizes that were typed"]
    content = csv_of(table).decode()
    for name in ("'=1+1", "'+46 70", "'-5", "'@SUM(A1)", "'  =cmd", "'＝1"):
        assert f"{name},{name},0" in content
    assert '"say ""hi""; and, so"' in content
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(table))).worksheets[0]
    assert [cell.value for cell in sheet["A"][1:]] == list(NASTY)
    assert {cell.data_type for cell in sheet["A"][1:]} == {"s"}
    assert tables.of_jsonstat(jsonstat_of(table, told())) == tables.of_table(table)


def test_negative_numbers_stay_numbers_and_swedish_ones_have_a_comma() -> None:
    table = TABLES["hidden, none, shares and imported"]
    assert csv_of(table).decode().splitlines()[1:] == [
        "1780,name of 1780,12,3.4,yes",
        "0000,name of 0000,fewer than 5,,",
        "9999,name of 9999,0,-0.5,",
    ]
    content = csv_of(table, FOR_EXCEL)
    assert content.startswith(b"\xef\xbb\xbfHome (code);Home;Visits;Loans Per 1000;Imported\r\n")
    assert b"\r\n9999;name of 9999;0;-0,5;\r\n" in content


def test_a_workbook_says_what_was_asked_and_what_its_figures_mean() -> None:
    table = TABLES["hidden, none, shares and imported"]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(table)))
    assert book.sheetnames == ["Report", "What was asked", "Definitions"]
    asked = list(book["What was asked"].iter_rows(values_only=True))
    assert asked[:3] == [("Loans by place", None), ("Depots", "all depots"), ("As of", "2026-11-25 13:00")]
    assert ("Visits", "fewer than 5") in asked
    meant = list(book["Definitions"].iter_rows(values_only=True))
    assert meant == [("Visits", "What visits means."), ("Loans Per 1000", "What loans_per_1000 means.")]


def test_days_months_and_figures_are_real_in_a_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(TABLES["one dimension, zeros filled in"]))).worksheets[0]
    assert (sheet["A3"].value, sheet["A3"].number_format) == (datetime(2025, 12, 1), "yyyy-mm")
    assert (sheet["C3"].value, sheet["C3"].number_format) == (12_345, "#,##0")
    assert sheet.auto_filter.ref == "A1:C5"
    days = openpyxl.load_workbook(io.BytesIO(xlsx_of(TABLES["two dimensions"]))).worksheets[0]
    assert days["C2"].value == datetime(2026, 2, 27)


def test_json_stat_tells_roles_names_and_what_is_no_plain_count() -> None:
    table = TABLES["hidden, none, shares and imported"]
    content = jsonstat_of(table, told())
    whole = json.loads(content)
    assert whole["role"] == {"geo": ["home"], "metric": ["measure"]}
    assert jsonstat.names(content, "home")["1780"] == "name of 1780"
    assert whole["status"] == {"0": "imported", "1": "imported", "2": "hidden", "3": "none"}
    assert whole["extension"]["query"] == {"from": ["2025-11-01"], "until": ["2026-02-28"]}
    assert whole["extension"]["coverage"] == [{"by": "home", "stated": 12, "of": 20}]
    assert json.loads(jsonstat_of(TABLES["two dimensions"], told()))["role"]["time"] == ["day"]


def test_our_own_json_says_which_figures_are_hidden_and_which_there_are_not() -> None:
    whole = json.loads(b"".join(json_pieces(TABLES["hidden, none, shares and imported"], told())))
    assert whole["version"] == 1
    figures = {"visits": 12, "loans_per_1000": 3.4}
    assert whole["rows"][0] == {"at": {"home": "1780"}, "values": figures, "imported": True}
    assert whole["rows"][1]["status"] == {"visits": "hidden", "loans_per_1000": "none"}
    assert whole["totals"]["status"] == {"visits": "hidden", "loans_per_1000": "none"}


def test_totals_say_where_counts_from_before_lendlib_are_among_them() -> None:
    asked = {
        name: list(openpyxl.load_workbook(io.BytesIO(xlsx_of(table)))["What was asked"].iter_rows(values_only=True))
        for name, table in TABLES.items()
    }
    with_them = "hidden, none, shares and imported"
    assert [name for name, lines in asked.items() if ("Imported", "Some were brought.") in lines] == [with_them]
    for name, table in TABLES.items():
        whole = json.loads(b"".join(json_pieces(table, told())))
        assert whole["totals"].get("imported", False) is (name == with_them)
        before = whole["totals_before"] or {}
        assert before.get("imported", False) is (name == "the year before beside")
        extension = json.loads(jsonstat_of(table, told()))["extension"]
        assert extension.get("imported_totals", False) is (name == with_them)


@pytest.mark.long
def test_libreoffice_opens_the_workbook_and_reads_the_same(tmp_path: Path) -> None:
    """LibreOffice turns the first sheet into CSV: what it has read is what the table says."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "this test wants Debian's package libreoffice-calc"
    table = TABLES["hidden, none, shares and imported"]
    book = tmp_path / "report.xlsx"
    book.write_bytes(xlsx_of(table))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    first, *lines = list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text(), newline="")))
    assert first == header(table, told())
    assert [line[0] for line in lines] == ["1780", "0000", "9999"]
    assert [line[2] for line in lines] == ["12", "fewer than 5", "0"]
