"""The reports that there are: what each tells its figures apart by, and which figures it has."""

from collections.abc import Mapping
from dataclasses import dataclass

from lendlib.rules.statistics_spans import Span
from lendlib.rules.vocabulary_statistics import OF_BORROWERS, By, Measure

M = Measure
LENDING = (M.LOANS, M.VISITS, M.PEOPLE, M.VISITORS, M.RETURNS, M.DONATIONS)
RETURNING = (M.RETURNS, M.RETURNS_LATE, M.RENEWALS, M.LOST, M.FOUND)
OF_STOCK = (M.STOCK, M.LENT_ONCE, M.NEVER_LENT, M.LOANS_AN_ITEM, M.DONATIONS, M.RETIRED_WORN, M.MISSING, M.ASKED_FOR)


@dataclass(frozen=True)
class Way:
    """One way to tell figures apart, with the figures that it has; the first `usual` are shown unless others are asked."""

    by: tuple[By, ...]
    measures: tuple[Measure, ...] = (Measure.LOANS,)
    usual: int = 1

    @property
    def word(self) -> str:
        """How an address names it."""
        return "-".join(self.by)

    @property
    def is_of_borrowers(self) -> bool:
        """Whether it tells something of who borrows, and so leaves a depot only with small cells hidden."""
        return bool(OF_BORROWERS & set(self.by))

    @property
    def usual_measures(self) -> tuple[Measure, ...]:
        """The figures that are shown unless others are asked."""
        return self.measures[: self.usual]


@dataclass(frozen=True)
class Report:
    """One report: its name in addresses, its ways (the first is the usual one), its span, and what it can be asked.

    `has_one_figure`: it shows a single figure at a time, because its cells have room for no more.
    """

    name: str
    ways: tuple[Way, ...]
    span: Span = Span.THIS_YEAR
    may_be_beside: bool = False
    has_size: bool = True
    has_one_figure: bool = False


def _ways(*by: By, measures: tuple[Measure, ...], usual: int) -> tuple[Way, ...]:
    return tuple(Way((one,), measures, usual) for one in by)


REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (
        Report(
            "places",
            _ways(
                By.MUNICIPALITY,
                By.COUNTY,
                By.DEPOT,
                measures=(M.LOANS, M.VISITS, M.PEOPLE, M.LOANS_PER_1000, M.VISITORS, M.RETURNS, M.DONATIONS),
                usual=4,
            ),
            may_be_beside=True,
        ),
        Report("time", _ways(By.MONTH, By.DAY, By.WEEK, By.YEAR, measures=LENDING, usual=3), may_be_beside=True),
        Report("week", (Way((By.HOUR, By.WEEKDAY), (M.LOANS, M.VISITS)),), has_one_figure=True),
        Report(
            "things",
            (
                *_ways(
                    By.GROUP,
                    By.CATEGORY,
                    measures=(M.LOANS, M.STOCK, M.LOANS_AN_ITEM, M.RENEWALS, M.RETURNS_LATE, M.LOST),
                    usual=3,
                ),
                Way((By.SIZE,)),
            ),
            may_be_beside=True,
        ),
        Report(
            "people",
            (
                Way((By.MONTH,), (M.VISITS, M.PEOPLE, M.LOANS), 2),
                Way((By.AGE_BAND,), (M.PEOPLE,)),
                Way((By.KIND,), (M.VISITS, M.PEOPLE, M.LOANS), 3),
                Way((By.HOME,), (M.VISITS, M.PEOPLE, M.LOANS), 3),
            ),
            may_be_beside=True,
            has_size=False,
        ),
        Report("stock", _ways(By.GROUP, By.CATEGORY, By.DEPOT, measures=OF_STOCK, usual=8), has_size=False),
        Report(
            "returns",
            _ways(By.MONTH, By.DEPOT, By.GROUP, By.CATEGORY, By.YEAR, measures=RETURNING, usual=5),
            may_be_beside=True,
        ),
        Report(
            "league",
            tuple(
                Way((one, By.MONTH), (M.LOANS, M.VISITS, M.PEOPLE)) for one in (By.DEPOT, By.MUNICIPALITY, By.CATEGORY)
            ),
            has_one_figure=True,
        ),
        Report(
            "beside",
            tuple(
                Way((rows, columns), (M.LOANS, M.VISITS, M.PEOPLE, M.RETURNS))
                for columns in (By.DEPOT, By.MUNICIPALITY)
                for rows in (By.MONTH, By.GROUP, By.YEAR)
            ),
            has_one_figure=True,
        ),
        Report(
            "season",
            (Way((By.MONTH,), LENDING),),
            span=Span.LAST_5_YEARS,
            has_one_figure=True,
        ),
    )
}
