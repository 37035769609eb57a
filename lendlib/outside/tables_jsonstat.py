"""A report as JSON-stat 2.0 (https://json-stat.org/full/), which statistical programs read as it is."""

import json
from typing import Any

from lendlib.outside.tables import Told, plain
from lendlib.rules.statistics import Shown, Table
from lendlib.rules.vocabulary_statistics import By, Measure

METRIC = "measure"
OF_TIME = frozenset({By.DAY, By.WEEK, By.MONTH, By.YEAR})
OF_PLACE = frozenset({By.DEPOT, By.MUNICIPALITY, By.COUNTY, By.HOME})
SHARES = frozenset({Measure.LOANS_AN_ITEM, Measure.LOANS_PER_1000})


def jsonstat_of(table: Table, told: Told) -> bytes:
    """The whole file: a dataset whose last dimension are the figures; `status` says what is not a plain count."""
    sides = [dimension.by for dimension in table.dimensions]
    dimensions: dict[str, Any] = {
        dimension.by: {
            "label": told.dimensions[dimension.by],
            "category": {
                "index": [member.code for member in dimension.members],
                "label": {member.code: member.name for member in dimension.members},
            },
        }
        for dimension in table.dimensions
    }
    dimensions[METRIC] = {
        "label": told.title,
        "category": {
            "index": list(table.measures),
            "label": {measure: told.measures[measure] for measure in table.measures},
            "unit": {measure: {"decimals": 0} for measure in table.measures if measure not in SHARES},
            "note": {measure: [told.definitions[measure]] for measure in table.measures},
        },
    }
    role = {"time": [by for by in sides if by in OF_TIME], "geo": [by for by in sides if by in OF_PLACE]}
    values, status = _cells(table)
    whole = {
        "version": "2.0",
        "class": "dataset",
        "label": told.title,
        "source": told.source,
        "updated": told.as_of.isoformat(timespec="seconds"),
        "note": [f"{name}: {words}" for name, words in told.facts],
        "id": [*sides, METRIC],
        "size": [*(len(dimension.members) for dimension in table.dimensions), len(table.measures)],
        "role": {name: found for name, found in role.items() if found} | {"metric": [METRIC]},
        "dimension": dimensions,
        "value": values,
        "status": status,
        "extension": {
            "report": told.report,
            "language": told.language,
            "query": {name: list(said) for name, said in told.query.items()},
            "coverage": [{"by": one.by, "stated": one.stated, "of": one.of} for one in table.coverage],
            "totals": [plain(value) for value in table.totals],
        }
        | ({"imported_totals": True} if table.is_brought() else {}),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _cells(table: Table) -> tuple[list[int | float | None], dict[str, str]]:
    """Every cell in order, the last dimension fastest; and for those that are no plain count, by their place, why."""
    values: list[int | float | None] = []
    status: dict[str, str] = {}
    for members, row in table.rows():
        is_imported = tuple(member.code for member in members) in table.imported
        for value in row:
            if isinstance(value, Shown):
                status[str(len(values))] = value.value
            elif is_imported:
                status[str(len(values))] = "imported"
            values.append(plain(value))
    return values, status
