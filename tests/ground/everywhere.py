"""A report on the screen and in each of its files, fetched as people fetch them and compared cell by cell."""

import csv
import io
import json
from dataclasses import dataclass
from itertools import product
from typing import Any

import openpyxl
from flask.testing import FlaskClient

from tests.ground.screens import Screen, number
from tests.oracles import jsonstat

KINDS = ("excel.csv", "csv", "xlsx", "json", "jsonstat")
NOTHING = (0, "none", "hidden")
ORDERED_BY_FIGURES = ("league", "borrowers")


def fetched(client: FlaskClient, question: str, kind: str) -> bytes:
    """One file."""
    name, _, query = question.partition("?")
    answer = client.get(f"/statistics/{name}.{kind}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


@dataclass(frozen=True)
class Seen:
    """What a comparison went over: the figures that were not all nought, and whether any was hidden, or imported."""

    counted: set[str]
    has_hidden: bool
    has_imported: bool


def same_everywhere(client: FlaskClient, question: str, hidden: str) -> Seen:
    """Compare a report's page with each of its files, cell by cell."""
    files = {kind: fetched(client, question, kind) for kind in KINDS}
    told = jsonstat.read(files["jsonstat"])
    cells = {key: status if status in ("hidden", "none") else value for key, (value, status) in told.items()}
    whole = json.loads(files["json"])
    sides = [[member["code"] for member in dimension["members"]] for dimension in whole["dimensions"]]
    measures = [measure["code"] for measure in whole["measures"]]
    lines = list(product(*sides))
    assert list(cells) == [(*line, measure) for line in lines for measure in measures]
    order = [[cells[*line, measure] for measure in measures] for line in lines]
    assert [
        [row.get("status", {}).get(measure) or row["values"][measure] for measure in measures] for row in whole["rows"]
    ] == order
    imported = [row.get("imported", False) for row in whole["rows"]]
    assert imported == [any(told[*line, measure][1] == "imported" for measure in measures) for line in lines]
    start, end = 2 * len(sides), 2 * len(sides) + len(measures)
    for kind, between, decimal in (("csv", ",", "."), ("excel.csv", ";", ",")):
        rows = list(csv.reader(io.StringIO(files[kind].decode("utf-8-sig"), newline=""), delimiter=between))[1:]
        assert [row[0:start:2] for row in rows] == [list(line) for line in lines]
        assert [[_read(cell, decimal, hidden) for cell in row[start:end]] for row in rows] == order
        assert [any(row[end:]) for row in rows] == imported
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [[{None: "none", hidden: "hidden"}.get(cell, cell) for cell in row[start:end]] for row in rows] == order
    assert [any(row[end:]) for row in rows] == imported
    _same_on_screen(client, question, whole, cells, hidden)
    counted = {measure for *_line, measure in cells if any(cells[*line, measure] not in NOTHING for line in lines)}
    return Seen(counted, "hidden" in cells.values(), any(imported))


def _same_on_screen(
    client: FlaskClient, question: str, whole: Any, cells: dict[tuple[str, ...], Any], hidden: str
) -> None:
    answer = client.get(f"/statistics/{question}", follow_redirects=True)
    assert answer.status_code == 200
    page, name = Screen(answer.text), question.partition("?")[0]
    first, *others = whole["dimensions"]
    codes = {member["name"]: member["code"] for member in first["members"]}
    # A page of home and kind shows its first figure alone.
    measures = whole["measures"][:1] if name == "borrowers" and others else whole["measures"]
    columns = [
        (*line, measure["code"])
        for measure in measures
        for line in product(*([member["code"] for member in dimension["members"]] for dimension in others))
    ]
    shown = [codes[row] for row, _cells in page.rows]
    if not any(value for value in cells.values() if value != "none"):
        assert "Nothing was counted here" in answer.text
        return
    if name in ORDERED_BY_FIGURES:
        assert sorted(shown) == sorted(codes.values())
    else:
        assert shown == [code for code in codes.values() if code in shown]
    # The hours before the first and after the last are on no page.
    assert all(cells[code, *column] in NOTHING for code in set(codes.values()) - set(shown) for column in columns)
    if name == "league":
        # The last month stands first.
        columns.reverse()
    brought = {tuple(line["at"].values()) for line in whole["rows"] if line.get("imported")}
    for number_of_row, (row, figures) in enumerate(page.rows):
        # Each figure may have a sum behind its members.
        width, members = len(figures) // len(measures), len(columns) // len(measures)
        places = [place for place in range(len(figures)) if place % width < members]
        read = [number(figures[place], hidden) for place in places]
        assert ["none" if value is None else value for value in read] == [cells[codes[row], *one] for one in columns]
        for place, column in zip(places, columns, strict=True) if others else ():
            has_star = place in page.starred_heads or (number_of_row, place) in page.starred
            is_brought = (codes[row], *column[:-1]) in brought
            assert has_star == is_brought or cells[codes[row], *column] in (0, "none"), (row, column)
    assert {codes[row] for row in page.imported} == (set() if others else {code for (code,) in brought})


def _read(cell: str, decimal: str, hidden: str) -> Any:
    if not cell or cell == hidden:
        return "hidden" if cell else "none"
    return int(cell) if cell.isdigit() else float(cell.replace(decimal, "."))
