"""A report as plain values: what was asked, and the table that answers it. Page, picture and file show this one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import product

from lendlib.rules.vocabulary_statistics import AREAS, By, Measure


class Shown(Enum):
    """What stands in a cell that has no number to show."""

    HIDDEN = "hidden"
    """Fewer than the threshold, or it would give away a cell that is."""
    NONE = "none"
    """There is no such figure: nothing to divide by, or not counted then."""


Value = int | float | Shown


def added(values: Iterable[Value]) -> Value:
    """Their sum. One that is hidden hides it; where there is no figure nothing is added, and of such alone is none."""
    found = list(values)
    numbers = [value for value in found if not isinstance(value, Shown)]
    if len(numbers) == len(found):
        return sum(numbers)
    if Shown.HIDDEN in found:
        return Shown.HIDDEN
    return sum(numbers) if numbers else Shown.NONE


@dataclass(frozen=True)
class Asked:
    """A question: what, told apart by what, over which days, of which depots and things.

    Both days count. `places` are depot slugs, four-digit municipalities or two-digit counties (of the depots); none
    are all that one may see. `categories` are keys of categories or groups; none are all. `is_beside` puts the year
    before beside it.
    """

    from_on: date
    until_on: date
    by: tuple[By, ...] = (By.MONTH,)
    measures: tuple[Measure, ...] = (Measure.LOANS,)
    places: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    size_text: str = ""
    is_beside: bool = False


@dataclass(frozen=True)
class Member:
    """One value of a dimension: its code in files and addresses, and its name in the reader's language.

    `is_part`: a municipality or county of which only some depots are counted. Its name says so.
    """

    code: str
    name: str
    is_part: bool = False


@dataclass(frozen=True)
class Dimension:
    """What the figures are told apart by, its members in the order in which they are shown."""

    by: By
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Coverage:
    """How many visits stated what a figure is told apart by, of how many: shown beside home, kind and age figures.

    Of the number of people, by which nothing is told apart, `by` is that figure.
    """

    by: By | Measure
    stated: int
    of: int


@dataclass(frozen=True)
class Table:
    """The answer: for each combination of members, in the order of `dimensions`, one value a measure.

    A combination that is not in `values` is zero of everything, and makes no sum of what was not counted a number.
    `totals` has one value a measure over the whole table; where the year before stands beside, over the span that was
    asked for, and `totals_before` over the one before it.
    `imported` names the combinations that hold counts brought from earlier years; `left_out` how many such counts of a
    figure the span touches that can't be told so. `population_years` are the years
    whose inhabitants loans are held against.
    """

    asked: Asked
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    values: Mapping[tuple[str, ...], tuple[Value, ...]]
    totals: tuple[Value, ...]
    coverage: tuple[Coverage, ...] = ()
    imported: frozenset[tuple[str, ...]] = field(default=frozenset())
    totals_before: tuple[Value, ...] = ()
    population_years: tuple[int, ...] = ()
    left_out: Mapping[Measure, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was counted."""
        return not any(value for row in self.values.values() for value in row if value is not Shown.NONE)

    def is_brought(self, period: str = "now") -> bool:
        """Whether the totals, of the span or of that `before` it, hold counts brought from earlier years."""
        by = [dimension.by for dimension in self.dimensions]
        if By.PERIOD not in by:
            return period == "now" and bool(self.imported)
        return any(key[by.index(By.PERIOD)] == period for key in self.imported)

    def holds_brought(self, key: tuple[str, ...], measure: Measure) -> bool:
        """Whether one cell holds counts brought from earlier years: nothing was brought where nothing is."""
        return key in self.imported and self.value(key, measure) not in (0, Shown.NONE)

    def value(self, key: tuple[str, ...], measure: Measure) -> Value:
        """What stands in one cell."""
        row = self.values.get(key)
        return (self._missing(key) if row is None else row)[self.measures.index(measure)]

    def rows(self) -> list[tuple[tuple[Member, ...], tuple[Value, ...]]]:
        """Every combination, the last dimension fastest, with its values: the lines of the page and of each file."""
        found = []
        for members in product(*(dimension.members for dimension in self.dimensions)):
            key = tuple(member.code for member in members)
            row = self.values.get(key)
            found.append((members, self._missing(key) if row is None else row))
        return found

    @cached_property
    def parts(self) -> list[Member]:
        """Municipalities and counties of which only some depots are counted."""
        return [member for dimension in self.dimensions for member in dimension.members if member.is_part]

    def _missing(self, key: tuple[str, ...]) -> tuple[Value, ...]:
        """What a combination without values holds: zeros; nothing at all where it was not asked for."""
        if self._season and not self._is_within(key):
            return (Shown.NONE,) * len(self.measures)
        is_part = any(key[place] in codes for place, codes in self._in_part.items())
        return self._zeros_of_part if is_part else self._zeros

    @cached_property
    def _zeros(self) -> tuple[Value, ...]:
        return (0,) * len(self.measures)

    @cached_property
    def _zeros_of_part(self) -> tuple[Value, ...]:
        """No loans of some depots say nothing of all who live there."""
        return tuple(Shown.NONE if measure is Measure.LOANS_PER_1000 else 0 for measure in self.measures)

    @cached_property
    def _in_part(self) -> dict[int, set[str]]:
        """The codes of such areas, by the place of their dimension."""
        parts = {member.code for member in self.parts}
        return {place: parts for place, dimension in enumerate(self.dimensions) if parts and dimension.by in AREAS}

    @cached_property
    def _season(self) -> By | None:
        """Whether months, or weeks, of several years stand beside each other: the first and last have gaps."""
        by = tuple(dimension.by for dimension in self.dimensions)
        return by[0] if by in ((By.MONTH, By.YEAR), (By.WEEK, By.YEAR)) else None

    def _is_within(self, key: tuple[str, ...]) -> bool:
        form = "%Y-%m" if self._season is By.MONTH else "%G-W%V"
        return f"{self.asked.from_on:{form}}" <= f"{key[1]}-{key[0]}" <= f"{self.asked.until_on:{form}}"
