"""A year as canonical JSON: what is kept of it when it is issued, and what its hash is of.

UTF-8, keys in order, no spaces; the hash is the SHA-256 of that. Names stand in it in every language, so that an issued
report says the same in each for ever.
"""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from lendlib.rules.impact import Impact, Line, Span
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import Cells, Change, Factor, FixedLine, FixedPart, Named, Place, Reason, Yearly

FORM = 1
Json = dict[str, Any]


def canonical(yearly: Yearly) -> str:
    """The JSON that is kept, and that the hash is of."""
    return json.dumps(written(yearly), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(text: str) -> str:
    """The SHA-256 of a canonical JSON, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Yearly:
    """The report that a canonical JSON holds."""
    found: Json = json.loads(text)
    return Yearly(
        place=Place(Scope(found["place"]["scope"]), found["place"]["code"], found["place"]["name"]),
        year=found["year"],
        until_on=date.fromisoformat(found["until_on"]),
        as_of=datetime.fromisoformat(found["as_of"]),
        is_draft=found["is_draft"],
        depots=found["depots"],
        municipalities=found["municipalities"],
        tables={name: _read_cells(cells) for name, cells in found["tables"].items()},
        fixed={name: _read_fixed(part) for name, part in found["fixed"].items()},
        things=found["things"],
        climate=_read_impact(found["climate"]),
        factors={key: Factor(*pair) for key, pair in found["factors"].items()},
        purchases=_read_impact(found["purchases"]),
        prices={key: Factor(*pair) for key, pair in found["prices"].items()},
        imports=None if found.get("imports") is None else tuple(found["imports"]),
        inhabitants=found.get("inhabitants"),
        groups=found.get("groups"),
        people_stated=None if found.get("people_stated") is None else tuple(found["people_stated"]),
        edition=found["edition"],
        replaces=found["replaces"],
        changes=tuple(
            Change(one["table"], _read_named(one["members"]), one["measure"], _value(one["before"]), _value(one["now"]))
            for one in found["changes"]
        ),
        reasons=tuple(Reason(*pair) for pair in found["reasons"]),
    )


def written(yearly: Yearly) -> Json:
    """The report as JSON's own kinds of values."""
    return {
        "form": FORM,
        "place": {"scope": str(yearly.place.scope), "code": yearly.place.code, "name": yearly.place.name},
        "year": yearly.year,
        "until_on": yearly.until_on.isoformat(),
        "as_of": yearly.as_of.isoformat(),
        "is_draft": yearly.is_draft,
        "depots": yearly.depots,
        "municipalities": yearly.municipalities,
        "tables": {name: _cells(cells) for name, cells in yearly.tables.items()},
        "fixed": {name: _fixed(part) for name, part in yearly.fixed.items()},
        "things": {key: dict(names) for key, names in yearly.things.items()},
        "climate": _impact(yearly.climate),
        "factors": {key: [factor.each, factor.source] for key, factor in yearly.factors.items()},
        "purchases": _impact(yearly.purchases),
        "prices": {key: [factor.each, factor.source] for key, factor in yearly.prices.items()},
        **_known_since(yearly),
        "edition": yearly.edition,
        "replaces": yearly.replaces,
        "changes": [
            {
                "table": one.table,
                "members": _named(one.members),
                "measure": one.measure,
                "before": _plain(one.before),
                "now": _plain(one.now),
            }
            for one in yearly.changes
        ],
        "reasons": [[one.what, one.count] for one in yearly.reasons],
    }


def _known_since(yearly: Yearly) -> Json:
    """What editions of the first days were issued without: they stay as they were, letter by letter."""
    known = {
        "imports": yearly.imports,
        "inhabitants": yearly.inhabitants,
        "groups": yearly.groups,
        "people_stated": yearly.people_stated,
    }
    return {
        name: list(found) if isinstance(found, tuple) else dict(found)
        for name, found in known.items()
        if found is not None
    }


def _cells(cells: Cells) -> Json:
    return {
        "by": [str(by) for by in cells.by],
        "members": [_named(members) for members in cells.members],
        "measures": [str(measure) for measure in cells.measures],
        "values": [[list(key), [_plain(value) for value in row]] for key, row in sorted(cells.values.items())],
        "totals": [_plain(value) for value in cells.totals],
        "before": [_plain(value) for value in cells.before],
        "imported": sorted(list(key) for key in cells.imported),
        "population_years": list(cells.population_years),
    }


def _read_cells(found: Json) -> Cells:
    return Cells(
        by=tuple(By(by) for by in found["by"]),
        members=tuple(_read_named(members) for members in found["members"]),
        measures=tuple(Measure(measure) for measure in found["measures"]),
        values={tuple(key): tuple(_value(value) for value in row) for key, row in found["values"]},
        totals=tuple(_value(value) for value in found["totals"]),
        before=tuple(_value(value) for value in found["before"]),
        imported=frozenset(tuple(key) for key in found["imported"]),
        population_years=tuple(found["population_years"]),
    )


def _fixed(part: FixedPart) -> Json:
    return {
        "by": str(part.by),
        "measures": [str(measure) for measure in part.measures],
        "lines": [[*_named((line.named,)), [list(cell) for cell in line.cells]] for line in part.lines],
        "totals": list(part.totals),
        "threshold": part.threshold,
        "missing": part.missing,
        "withheld": part.withheld,
        "stated": part.stated,
        "visits": part.visits,
        "months": part.months,
    }


def _read_fixed(found: Json) -> FixedPart:
    lines = tuple(
        FixedLine(_read_named([named])[0], tuple((shown, hidden) for shown, hidden in cells))
        for named, cells in found["lines"]
    )
    measures = tuple(Measure(measure) for measure in found["measures"])
    return FixedPart(
        **found | {"by": By(found["by"]), "measures": measures, "lines": lines, "totals": tuple(found["totals"])}
    )


def _impact(impact: Impact) -> Json:
    return {
        "lines": [[line.category, line.loans, line.each, *_span(line.avoided)] for line in impact.lines],
        "without": [list(pair) for pair in impact.without],
        "total": _span(impact.total),
        "transport": impact.transport,
    }


def _read_impact(found: Json) -> Impact:
    return Impact(
        lines=tuple(Line(one[0], one[1], one[2], Span(*one[3:])) for one in found["lines"]),
        without=tuple((category, loans) for category, loans in found["without"]),
        total=Span(*found["total"]),
        transport=found["transport"],
    )


def _span(span: Span) -> list[float]:
    return [span.low, span.middle, span.high]


def _named(members: tuple[Named, ...]) -> list[Any]:
    return [[named.code, dict(named.names)] for named in members]


def _read_named(found: list[Any]) -> tuple[Named, ...]:
    return tuple(Named(code, names) for code, names in found)


def _plain(value: Value) -> int | float | str | None:
    if value is Shown.HIDDEN:
        return "hidden"
    return None if isinstance(value, Shown) else value


def _value(found: int | float | str | None) -> Value:
    if isinstance(found, str):
        return Shown.HIDDEN
    return Shown.NONE if found is None else found
