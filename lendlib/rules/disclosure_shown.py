"""What is asked of the fixed tables, and sums that hold no hidden number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lendlib.rules.disclosure_tables import EVERY, Name
from lendlib.rules.months import first_day, last_day
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary_statistics import By, FixedTable, Measure

LAST_OF_YEAR = 12
FIRST_MONTH_NUMBER = 100_000


@dataclass(frozen=True)
class FixedAsked:
    """Which table: told apart by what, of which month (202611) or year, of which places (none: all that one sees)."""

    by: tuple[By, ...]
    period: int
    places: tuple[str, ...] = ()

    @property
    def is_year(self) -> bool:
        """Whether it is of a year."""
        return self.period < FIRST_MONTH_NUMBER

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last."""
        if self.is_year:
            return date(self.period, 1, 1), date(self.period, LAST_OF_YEAR, 31)
        return first_day(self.period), last_day(self.period)

    @property
    def what(self) -> FixedTable | None:
        """Where it stands; None where there is no such table: ages by year, home and kind together by month."""
        if self.is_year:
            return None if By.AGE_BAND in self.by else FixedTable.YEAR
        return OF_MONTH.get(self.by)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it counts."""
        return (Measure.PEOPLE,) if By.AGE_BAND in self.by else (Measure.VISITS, Measure.LOANS)

    def key_of(self, name: Name) -> tuple[str, ...] | None:
        """Where a stored cell stands in the table that is asked; None where it stands in another, stored with it."""
        held = dict(zip((By.HOME, By.KIND, By.AGE_BAND), name, strict=True))
        if any((held[by] == EVERY) == (by in self.by) for by in held):
            return None
        return tuple(held[by] for by in self.by)


OF_MONTH: Mapping[tuple[By, ...], FixedTable] = {
    (By.HOME,): FixedTable.MONTH_HOME,
    (By.KIND,): FixedTable.MONTH_KIND,
    (By.AGE_BAND,): FixedTable.MONTH_AGE,
}


@dataclass(frozen=True)
class AtLeast:
    """The sum of what is shown, and how many cells more are hidden."""

    shown: int
    hidden: int


def at_least(values: Iterable[Value]) -> AtLeast:
    """Sum what is shown. Hidden numbers are in no sum: it would tell them."""
    found = list(values)
    shown = sum(int(value) for value in found if not isinstance(value, Shown))
    return AtLeast(shown, sum(value is Shown.HIDDEN for value in found))
