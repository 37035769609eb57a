"""Loans for a thousand inhabitants: of that year, or of the latest year before it that is known."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.operations.statistics_counting import Cells, Key, Question
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.statistics_times import BEFORE, Period
from lendlib.rules.vocabulary_statistics import AREAS, By

A_THOUSAND = 1000


@dataclass
class Inhabitants:
    """How many live in each municipality, by year. `used` are the years whose figures were asked for."""

    years: Mapping[str, list[tuple[int, int]]]
    used: set[int] = field(default_factory=set)

    def of(self, codes: Iterable[str], year: int) -> int | None:
        """How many live in these together; None when it is not known of one of them, or of none."""
        total = 0
        for code in codes:
            known = self.years.get(code, [])
            place = bisect_right(known, year, key=lambda one: one[0])
            if not place:
                return None
            self.used.add(known[place - 1][0])
            total += known[place - 1][1]
        return total or None


@dataclass(frozen=True)
class Rates:
    """Loans a thousand inhabitants, cell by cell: of the cell's municipality, county, home, and year."""

    question: Question
    spans: Sequence[Period]
    inhabitants: Inhabitants
    _known: dict[tuple[str | None, int], int | None] = field(default_factory=dict)

    def cells(self, loans: Cells) -> dict[Key, Value]:
        """What stands in each of these cells."""
        return {
            key: number if isinstance(number, Shown) else self._rate(number, self._people(key))
            for key, number in loans.items()
        }

    def total(self, loans: Value, period: Period) -> Value:
        """Over all: none by home, since nobody lives in all of them."""
        if By.HOME in self.question.by or isinstance(loans, Shown):
            return Shown.NONE
        return self._rate(loans, self._living(None, period.until_on.year))

    def _people(self, key: Key) -> int | None:
        """How many live where a cell is told of; None where only some of the depots there are counted."""
        code = next((one for by, one in zip(self.question.by, key, strict=True) if by in AREAS), None)
        if code in self.question.parts:
            return None
        if By.HOME in self.question.by:
            code = key[self.question.by.index(By.HOME)]
        year = self._year(key)
        if (code, year) not in self._known:
            self._known[code, year] = self._living(code, year)
        return self._known[code, year]

    def _living(self, code: str | None, year: int) -> int | None:
        """How many live in a home, or where a county, or the whole, has depots.

        None where any of the areas that are told of has more depots than are counted.
        """
        if By.HOME in self.question.by and code is not None:
            return self.inhabitants.of([code], year)
        depots = self.question.places.depots.values()
        lie = {depot.municipality_code: depot.county_code for depot in depots}
        codes = [one for one, county in lie.items() if code in (None, one, county)]
        areas = [lie[one] for one in codes] if By.COUNTY in self.question.by else codes
        return self.inhabitants.of(codes, year) if self.question.parts.keys().isdisjoint(areas) else None

    def _year(self, key: Key) -> int:
        """The year that a cell tells of: that of its month, or the one in which the span ends."""
        told = dict(zip(self.question.by, key, strict=True))
        period = next(span for span in self.spans if span.code == told.get(By.PERIOD, self.spans[0].code))
        within = told.get(By.YEAR) or told.get(By.MONTH)
        if within is None:
            return period.until_on.year
        return int(within[:4]) - (1 if period.code == BEFORE else 0)

    @staticmethod
    def _rate(loans: float, people: int | None) -> Value:
        return Shown.NONE if people is None else round(A_THOUSAND * loans / people, 2)


def inhabitants(session: Session, codes: Collection[str]) -> Inhabitants:
    """What is known of how many live in these municipalities."""
    query = select(Population.municipality_code, Population.year, Population.people)
    query = query.where(Population.municipality_code.in_(codes)).order_by(Population.year)
    years: dict[str, list[tuple[int, int]]] = {}
    for code, year, people in session.connection().execute(query):
        years.setdefault(code, []).append((year, people))
    return Inhabitants(years)
