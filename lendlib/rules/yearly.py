"""A place's year as one plain value: what page, PDF and workbook show, and what is kept of it when it is issued.

The canonical JSON is UTF-8, keys in order, no spaces; the hash is the SHA-256 of that. Names stand in it in every
language, so that an issued report says the same in each for ever.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lendlib.rules.impact import Impact, Line, Span
from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure

FORM = 1
Names = Mapping[str, str]
Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """What a report is about: a depot by its id, a municipality or a county by its code, or all."""

    scope: Scope
    code: str
    name: str


@dataclass(frozen=True)
class Named:
    """A member of a dimension, named in each language."""

    code: str
    names: Names

    def member(self, language: str) -> Member:
        """The same in one language."""
        return Member(self.code, self.names.get(language) or next(iter(self.names.values()), self.code))


@dataclass(frozen=True)
class Cells:
    """A table of the report, its members named in every language."""

    by: tuple[By, ...]
    members: tuple[tuple[Named, ...], ...]
    measures: tuple[Measure, ...]
    values: Mapping[tuple[str, ...], tuple[Value, ...]]
    totals: tuple[Value, ...]
    before: tuple[Value, ...] = ()
    imported: frozenset[tuple[str, ...]] = frozenset()
    population_years: tuple[int, ...] = ()

    def table(self, language: str, from_on: date, until_on: date) -> Table:
        """As a picture draws it."""
        by = tuple(one for one in self.by if one is not By.PERIOD)
        dimensions = tuple(
            Dimension(one, tuple(named.member(language) for named in members))
            for one, members in zip(self.by, self.members, strict=True)
        )
        asked = Asked(from_on, until_on, by, self.measures, is_beside=By.PERIOD in self.by)
        return Table(
            asked,
            dimensions,
            self.measures,
            self.values,
            self.totals,
            imported=self.imported,
            totals_before=self.before,
            population_years=self.population_years,
        )

    def total(self, measure: Measure) -> Value:
        """Over all of it."""
        return self.totals[self.measures.index(measure)] if measure in self.measures else Shown.NONE


@dataclass(frozen=True)
class FixedLine:
    """A member of a fixed table: of each figure what is shown, and how many cells more are hidden."""

    named: Named
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class FixedPart:
    """What the report says of borrowers: sums of the fixed tables of its depots, and how far they reach.

    `months` are those that ages were added up from. `stated` of `visits` said it; None where that can't be told.
    """

    by: By
    measures: tuple[Measure, ...]
    lines: tuple[FixedLine, ...]
    totals: tuple[int, ...]
    threshold: int
    missing: int
    withheld: int
    stated: int | None = None
    visits: int = 0
    months: int = 0


@dataclass(frozen=True)
class Factor:
    """What is known of one new thing: kilograms or kronor, and whence."""

    each: float
    source: str


@dataclass(frozen=True)
class Change:
    """A figure that is another than in the edition before: in which table, of which members."""

    table: str
    members: tuple[Named, ...]
    measure: str
    before: Value
    now: Value


@dataclass(frozen=True)
class Reason:
    """Why figures changed, as far as that can be told: a word of REASONS and how often."""

    what: str
    count: int


@dataclass(frozen=True)
class Yearly:
    """The year of a place. `tables` by name; `things` are the names of categories; `is_draft`: the year is not over."""

    place: Place
    year: int
    until_on: date
    as_of: datetime
    is_draft: bool
    depots: int
    municipalities: int
    tables: Mapping[str, Cells]
    fixed: Mapping[str, FixedPart]
    things: Mapping[str, Names]
    climate: Impact
    factors: Mapping[str, Factor]
    purchases: Impact
    prices: Mapping[str, Factor]
    edition: int = 0
    replaces: str = ""
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def from_on(self) -> date:
        """Its first day."""
        return date(self.year, 1, 1)

    def thing(self, key: str, language: str) -> str:
        """The name of a category."""
        return Named(key, self.things.get(key, {})).member(language).name


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
