"""A report as JSON, in a shape of our own that stays; docs/exports.md describes it."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lendlib.outside.tables import Told, plain
from lendlib.rules.statistics import Shown, Table, Value
from lendlib.rules.statistics_times import BEFORE

VERSION = 1
TOGETHER = 1_000


def json_pieces(table: Table, told: Told) -> Iterator[bytes]:
    """The file in pieces, a row a line. A figure that is hidden, or that there is not, is null; `status` says which."""
    head = {
        "version": VERSION,
        "report": told.report,
        "title": told.title,
        "language": told.language,
        "as_of": told.as_of.isoformat(timespec="seconds"),
        "source": told.source,
        "asked": {
            "from": table.asked.from_on.isoformat(),
            "until": table.asked.until_on.isoformat(),
            "places": list(table.asked.places),
            "categories": list(table.asked.categories),
            "size": table.asked.size_text,
            "beside": table.asked.is_beside,
        },
        "facts": [{"name": name, "words": words} for name, words in told.facts],
        "dimensions": [
            {
                "by": dimension.by,
                "name": told.dimensions[dimension.by],
                "members": [{"code": member.code, "name": member.name} for member in dimension.members],
            }
            for dimension in table.dimensions
        ],
        "measures": [
            {"code": measure, "name": told.measures[measure], "means": told.definitions[measure]}
            for measure in table.measures
        ],
        "coverage": [{"by": one.by, "stated": one.stated, "of": one.of} for one in table.coverage],
        "population_years": list(table.population_years),
        "totals": _figures(table, table.totals) | _brought(table.is_brought()),
        "totals_before": _figures(table, table.totals_before) | _brought(table.is_brought(BEFORE))
        if table.totals_before
        else None,
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}").encode() + b',\n "rows": ['
    rows, between = _rows(table), "\n  "
    while some := list(islice(rows, TOGETHER)):
        yield (between + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in some)).encode()
        between = ",\n  "
    yield b"\n ]\n}\n"


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for members, values in table.rows():
        key = tuple(member.code for member in members)
        at = dict(zip((dimension.by for dimension in table.dimensions), key, strict=True))
        yield {"at": at} | _figures(table, values) | _brought(key in table.imported)


def _brought(is_so: bool) -> dict[str, Any]:
    return {"imported": True} if is_so else {}


def _figures(table: Table, values: tuple[Value, ...]) -> dict[str, Any]:
    beside = list(zip(table.measures, values, strict=True))
    status = {measure: value.value for measure, value in beside if isinstance(value, Shown)}
    return {"values": {measure: plain(value) for measure, value in beside}} | ({"status": status} if status else {})
