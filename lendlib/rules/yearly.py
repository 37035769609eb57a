"""A place's year as one plain value: what page, PDF and workbook show, and what is kept of it when it is issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lendlib.rules.impact import Impact
from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure

Names = Mapping[str, str]


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
    """The year of a place. `tables` by name; `things` are the names of categories; `is_draft`: the year is not over.

    `imports` are the files whose counts of before lendlib lie in the year or the one before; `inhabitants` how many
    lived in each municipality in each of the two, as "1780 2025"; `groups` in which group each category lay;
    `people_stated` how many visits said for how many people they were, of how many. None where an edition was issued
    without them.
    """

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
    imports: tuple[int, ...] | None = None
    inhabitants: Mapping[str, int] | None = None
    groups: Mapping[str, str] | None = None
    people_stated: tuple[int, int] | None = None
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
