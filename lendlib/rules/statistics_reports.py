"""The reports that there are: what each tells its figures apart by, and which figures it has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lendlib.rules.statistics_spans import Span
from lendlib.rules.vocabulary_statistics import OF_BORROWERS, By, Measure

M = Measure
LENDING = (M.LOANS, M.VISITS, M.PEOPLE, M.VISITORS, M.RETURNS, M.DONATIONS)
RETURNING = (M.RETURNS, M.RETURNS_LATE, M.RENEWALS, M.LOST, M.FOUND)
# A visit takes several things, so these know nothing of categories and sizes.
OF_VISITS = frozenset({M.VISITS, M.PEOPLE, M.VISITORS})
OF_STOCK = (M.STOCK, M.LENT_ONCE, M.NEVER_LENT, M.LOANS_AN_ITEM, M.DONATIONS, M.RETIRED_WORN, M.MISSING, M.ASKED_FOR)


@dataclass(frozen=True)
class Way:
    """One way to tell figures apart, and its figures; the first `usual` are shown unless others are asked."""

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

    def chosen(self, wanted: Collection[Measure], *, has_things: bool) -> tuple[Measure, ...]:
        """The figures to show of those wanted, in order; where none is left, the usual ones.

        `has_things`: of chosen categories or a size only.
        """
        known = tuple(measure for measure in self.measures if not (has_things and measure in OF_VISITS))
        usual = tuple(measure for measure in self.measures[: self.usual] if measure in known)
        return tuple(measure for measure in known if measure in wanted) or usual or (Measure.LOANS,)


@dataclass(frozen=True)
class Report:
    """One report: its name in addresses, its ways (the first is the usual one), its span, and what it can be asked.

    `has_one_figure`: it shows a single figure at a time, because its cells have room for no more.
    """

    name: str
    ways: tuple[Way, ...]
    span: Span = Span.THIS_YEAR
    may_be_beside: bool = False
    has_things: bool = True
    has_size: bool = True
    has_one_figure: bool = False


def _ways(*by: By, measures: tuple[Measure, ...], usual: int) -> tuple[Way, ...]:
    return tuple(Way((one,), measures, usual) for one in by)


REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (
        Report(
            "places",
            (
                *_ways(By.MUNICIPALITY, By.COUNTY, measures=(*LENDING[:3], M.LOANS_PER_1000, *LENDING[3:]), usual=4),
                *_ways(By.DEPOT, measures=LENDING, usual=3),
            ),
            may_be_beside=True,
        ),
        Report("map", _ways(By.MUNICIPALITY, measures=(M.LOANS, M.LOANS_PER_1000, M.VISITS, M.PEOPLE), usual=2)),
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
            has_things=False,
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
            (
                Way((By.DEPOT, By.MONTH), LENDING[:3]),
                Way((By.MUNICIPALITY, By.MONTH), LENDING[:3]),
                Way((By.CATEGORY, By.MONTH)),
            ),
            has_one_figure=True,
        ),
        Report(
            "beside",
            tuple(
                Way((rows, columns), (M.LOANS, M.RETURNS) if rows is By.GROUP else LENDING[:4])
                for columns in (By.DEPOT, By.MUNICIPALITY)
                for rows in (By.MONTH, By.GROUP, By.YEAR)
            ),
            has_one_figure=True,
        ),
        Report(
            "season",
            (Way((By.MONTH, By.YEAR), LENDING), Way((By.WEEK, By.YEAR), LENDING)),
            span=Span.LAST_5_YEARS,
            has_one_figure=True,
        ),
    )
}
