"""Files for Excel in Swedish."""

from datetime import date

import pytest

from lendlib.outside.csv_files import csv_file


def test_a_file_has_its_mark_semicolons_and_days_as_iso() -> None:
    content = csv_file(["Namn", "Dag"], [["Åsa", date(2026, 3, 14)], ["", None], [7, 'a "b"; c']])
    assert content == b'\xef\xbb\xbfNamn;Dag\r\n\xc3\x85sa;2026-03-14\r\n;\r\n7;"a ""b""; c"\r\n'


@pytest.mark.parametrize("cell", ["=1+1", "+46 70", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1+1", "\0=1", "'=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    line = csv_file([], [[cell]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")
    assert "\0" not in line
