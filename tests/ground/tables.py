"""Files of reports read back, each as the same cells: the codes of a line and the name of a figure, to what it is."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from lendlib.outside.tables import Told
from lendlib.rules.statistics import Table
from lendlib.rules.vocabulary_statistics import By
from tests.oracles import jsonstat

HIDDEN = "hidden"
Cells = dict[tuple[str, ...], Any]
FORMS = {By.DAY: "%Y-%m-%d", By.MONTH: "%Y-%m"}


def of_table(table: Table) -> Cells:
    """The cells as the table has them."""
    return {
        (*(member.code for member in members), measure.value): _shown(value)
        for members, row in table.rows()
        for measure, value in zip(table.measures, row, strict=True)
    }


def of_csv(content: bytes, table: Table, told: Told, *, for_excel: bool) -> Cells:
    """The cells of a CSV; names must be those of the table."""
    text = content.decode("utf-8-sig" if for_excel else "utf-8")
    assert content.startswith(b"\xef\xbb\xbf") is for_excel
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if for_excel else ",", strict=True))
    return _of_rows(rows, table, told, lambda cell: _number(cell, "," if for_excel else ".", told))


def of_xlsx(content: bytes, table: Table, told: Told) -> Cells:
    """The cells of a workbook's first sheet. Days and months must be days there, and figures numbers."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes is not None
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    rows = [[_coded(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for place, dimension in enumerate(table.dimensions):
        form = FORMS.get(dimension.by)
        for row in rows[1:]:
            if form and isinstance(row[2 * place], date):
                row[2 * place] = row[2 * place].strftime(form)
            elif dimension.by is By.YEAR:
                assert isinstance(row[2 * place], int)
                row[2 * place] = str(row[2 * place])
    return _of_rows(rows, table, told, lambda cell: HIDDEN if cell == told.hidden else cell)


def of_json(content: bytes, table: Table) -> Cells:
    """The cells of our own JSON."""
    whole = json.loads(content)
    found: Cells = {}
    for row in whole["rows"]:
        codes = tuple(row["at"][dimension.by] for dimension in table.dimensions)
        for measure, value in row["values"].items():
            found[(*codes, measure)] = HIDDEN if row.get("status", {}).get(measure) == "hidden" else value
    return found


def of_jsonstat(content: bytes) -> Cells:
    """The cells of JSON-stat, read by who knows nothing of lendlib."""
    return {key: HIDDEN if status == "hidden" else value for key, (value, status) in jsonstat.read(content).items()}


def _of_rows(rows: Sequence[Sequence[Any]], table: Table, told: Told, read: Any) -> Cells:
    head, *lines = rows
    sides = len(table.dimensions)
    figures = head[2 * sides : 2 * sides + len(table.measures)]
    assert figures == [told.measures[measure] for measure in table.measures]
    names: list[Mapping[str, str]] = [{one.code: one.name for one in found.members} for found in table.dimensions]
    found: Cells = {}
    for line in lines:
        codes, said = [str(one) for one in line[0 : 2 * sides : 2]], line[1 : 2 * sides : 2]
        assert [_typed(name) for name in said] == [known[code] for known, code in zip(names, codes, strict=True)]
        for measure, cell in zip(table.measures, line[2 * sides :], strict=False):
            found[(*codes, measure.value)] = read(cell)
    return found


def _typed(name: str) -> str:
    """A name without the apostrophe that keeps it from being a formula."""
    return name[1:] if name.startswith("'") else name


def _number(cell: str, decimal: str, told: Told) -> Any:
    if cell in ("", told.hidden):
        return HIDDEN if cell else None
    return int(cell) if cell.lstrip("-").isdigit() else float(cell.replace(decimal, "."))


def _coded(cell: Any) -> Any:
    return cell.date() if isinstance(cell, datetime) else cell


def _shown(value: Any) -> Any:
    return {"hidden": HIDDEN, "none": None}.get(getattr(value, "value", ""), value)
