"""A report as JSON, in a shape of our own that stays; docs/exports.md describes it."""

import json
from typing import Any

from lendlib.outside.tables import Told, plain
from lendlib.rules.statistics import Shown, Table, Value

VERSION = 1


def json_of(table: Table, told: Told) -> bytes:
    """The whole file. A figure that is hidden, or that there is not, is null, and `status` says which of the two."""
    whole = {
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
        "totals": _figures(table, table.totals),
        "totals_before": _figures(table, table.totals_before) if table.totals_before else None,
        "rows": list(_rows(table)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _rows(table: Table) -> list[dict[str, Any]]:
    told = []
    for members, values in table.rows():
        key = tuple(member.code for member in members)
        at = dict(zip((dimension.by for dimension in table.dimensions), key, strict=True))
        told.append({"at": at} | _figures(table, values) | ({"imported": True} if key in table.imported else {}))
    return told


def _figures(table: Table, values: tuple[Value, ...]) -> dict[str, Any]:
    beside = list(zip(table.measures, values, strict=True))
    status = {measure: value.value for measure, value in beside if isinstance(value, Shown)}
    return {"values": {measure: plain(value) for measure, value in beside}} | ({"status": status} if status else {})
