"""What goes with what: which figures can be told apart by what, over how long, and why the rest is refused."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from lendlib.rules.errors import N_, Refused
from lendlib.rules.statistics import Asked
from lendlib.rules.vocabulary_statistics import OF_BORROWERS, By, Measure

PLACES = frozenset({By.DEPOT, By.MUNICIPALITY, By.COUNTY})
TIMES = frozenset({By.DAY, By.WEEK, By.MONTH, By.YEAR, By.WEEKDAY})
THINGS = frozenset({By.CATEGORY, By.GROUP, By.SIZE})
WHO = frozenset({By.HOME, By.KIND})
BESIDE = frozenset({By.PERIOD})

_LOANS = PLACES | TIMES | THINGS | WHO | BESIDE
_VISITS = PLACES | TIMES | {By.HOUR} | WHO | BESIDE
_STOCK = PLACES | THINGS | BESIDE

# Of each figure, what it knows of itself.
FITS: Mapping[Measure, frozenset[By]] = {
    Measure.LOANS: _LOANS | {By.HOUR},
    Measure.VISITS: _VISITS,
    Measure.PEOPLE: _VISITS | {By.AGE_BAND},
    Measure.RETURNS: _LOANS,
    Measure.RETURNS_LATE: _LOANS,
    Measure.RENEWALS: _LOANS,
    Measure.LOST: _LOANS,
    Measure.FOUND: _LOANS,
    Measure.VISITORS: PLACES | TIMES | BESIDE,
    Measure.STOCK: _STOCK,
    Measure.LENT_ONCE: _STOCK,
    Measure.NEVER_LENT: _STOCK,
    Measure.LOANS_AN_ITEM: _STOCK,
    Measure.DONATIONS: PLACES | TIMES | THINGS | BESIDE,
    Measure.RETIRED_WORN: PLACES | TIMES | THINGS | BESIDE,
    Measure.ASKED_FOR: PLACES | {By.CATEGORY, By.GROUP},
    Measure.MISSING: PLACES | THINGS,
    Measure.LOANS_PER_1000: _LOANS - {By.DEPOT, By.DAY, By.WEEK, By.WEEKDAY},
}

# Dimensions of which one says all that the other does, or which cut across each other.
_EXCLUDE: tuple[frozenset[By], ...] = (
    PLACES,
    frozenset({By.CATEGORY, By.GROUP}),
    frozenset({By.DAY, By.WEEK, By.MONTH}),
    frozenset({By.DAY, By.YEAR}),
    frozenset({By.DAY, By.WEEKDAY}),
    frozenset({By.WEEK, By.HOUR}),
    frozenset({By.WEEK, By.WEEKDAY}),
)
MOST_DIMENSIONS = 3
MOST_CELLS = 500_000

A_YEAR = 366
# The longest span of each, in days.
LONGEST: Mapping[By, int] = {By.DAY: 2 * A_YEAR, By.WEEK: 20 * A_YEAR, By.MONTH: 100 * A_YEAR}
# Read loan by loan.
LONGEST_OF_LOANS = 20 * A_YEAR
_LOAN_BY_LOAN = frozenset({By.WEEKDAY, By.HOUR, By.SIZE})


class NoSuchFigure(Refused):
    """The figure knows nothing of what it is to be told apart by."""

    code = "no-such-figure"
    field = "by"
    sentence = N_("There is no such figure: what was asked for is not known of what is to be counted.")
    advice = N_("Choose fewer figures, or tell them apart by something else.")

    def __init__(self, measure: Measure, by: By | None) -> None:
        super().__init__()
        self.measure, self.by = measure, by


class NoFigureOfThings(NoSuchFigure):
    """The figure is not about things, so that no category and no size can be chosen for it."""

    code = "no-figure-of-things"
    field = "category"
    sentence = N_("Visits, people and visitors belong to no category and no size: a visit takes several things.")
    advice = N_("Choose all categories and sizes, or count loans.")


class TellApartTwice(Refused):
    """Two dimensions say the same, or cut across each other."""

    code = "tell-apart-twice"
    field = "by"
    sentence = N_("Those two can't be told apart together.")
    advice = N_("Choose one of the two.")


class TooManyDimensions(Refused):
    """More dimensions than anyone can read."""

    code = "too-many-dimensions"
    field = "by"
    sentence = N_("Figures can be told apart by three things at most.")
    advice = N_("Choose fewer.")


class TooLong(Refused):
    """A span so long that its figures would fill a book, or take all day to count."""

    code = "span-too-long"
    field = "from_on"
    sentence = N_("That is too long a time: {days} days, and {most} are the most.")
    advice = N_("Choose a shorter time, or weeks, months or years.")


class TooManyCells(Refused):
    """More figures than a page or a file holds."""

    code = "too-many-cells"
    field = "by"
    sentence = N_("That would be {cells} figures, and {most} are the most.")
    advice = N_("Choose a shorter time or fewer places, or months or years.")


class DaysReversed(Refused):
    """The last day comes before the first."""

    code = "days-reversed"
    field = "from_on"
    sentence = N_("The last day comes before the first.")
    advice = N_("Let the two days change places.")


class OnlyFixedTables(Refused):
    """Who is not staff of the depot sees home, kind and age in fixed tables alone, where small cells are hidden."""

    code = "only-fixed-tables"
    status = 403
    field = "by"
    sentence = N_("Home, kind and age are told in fixed tables, where small numbers are hidden.")
    advice = N_("Open the fixed tables.")


def dimensions(asked: Asked) -> tuple[By, ...]:
    """What the figures are told apart by; the year before beside it is the last dimension."""
    is_added = asked.is_beside and By.PERIOD not in asked.by
    return (*asked.by, By.PERIOD) if is_added else asked.by


def fits(measure: Measure, by: Collection[By], *, has_things: bool = False) -> bool:
    """Whether there is such a figure. `has_things`: of chosen categories or a size only."""
    known = FITS[measure]
    return known >= set(by) and not (has_things and not known & THINGS)


def measures_for(by: Collection[By], *, has_things: bool = False) -> tuple[Measure, ...]:
    """The figures that can be told apart so."""
    return tuple(measure for measure in Measure if fits(measure, by, has_things=has_things))


def dimensions_for(measure: Measure, beside: Sequence[By] = ()) -> tuple[By, ...]:
    """What a figure can be told apart by, beside what it is already."""
    return tuple(
        by for by in By if by not in beside and fits(measure, (*beside, by)) and not _is_twice((*beside, by))
    )


def is_season(by: Collection[By]) -> bool:
    """Whether months or weeks are told without their year, which stands beside them: a curve a year."""
    return By.YEAR in by and not {By.MONTH, By.WEEK}.isdisjoint(by)


def is_of_borrowers(by: Collection[By]) -> bool:
    """Whether figures told apart so tell something of who borrows."""
    return not OF_BORROWERS.isdisjoint(by)


def check(asked: Asked) -> None:
    """Refuse what has no answer.

    Raises DaysReversed, TooManyDimensions, TellApartTwice, NoSuchFigure, NoFigureOfThings, TooLong.
    """
    by = dimensions(asked)
    if asked.until_on < asked.from_on:
        raise DaysReversed
    if len([one for one in by if one is not By.PERIOD]) > MOST_DIMENSIONS:
        raise TooManyDimensions
    if _is_twice(by):
        raise TellApartTwice
    has_things = bool(asked.categories or asked.size_text)
    for measure in asked.measures:
        _check_measure(measure, by, has_things=has_things, has_size=bool(asked.size_text))
    check_length(by, asked.from_on, asked.until_on, is_by_loan=bool(asked.size_text))


def check_length(by: Collection[By], from_on: date, until_on: date, *, is_by_loan: bool = False) -> None:
    """Refuse a span that is too long for what it is told apart by. Raises TooLong."""
    days = (until_on - from_on).days + 1
    most = min((LONGEST[one] for one in by if one in LONGEST), default=days)
    if is_by_loan or not _LOAN_BY_LOAN.isdisjoint(by):
        most = min(most, LONGEST_OF_LOANS)
    if days > most:
        raise TooLong(days=days, most=most)


def check_cells(cells: int) -> None:
    """Refuse more figures than a page or a file holds. Raises TooManyCells."""
    if cells > MOST_CELLS:
        raise TooManyCells(cells=cells, most=MOST_CELLS)


def _check_measure(measure: Measure, by: Collection[By], *, has_things: bool, has_size: bool) -> None:
    known = FITS[measure]
    if has_things and not known & THINGS:
        raise NoFigureOfThings(measure, None)
    if has_size and By.SIZE not in known:
        raise NoSuchFigure(measure, By.SIZE)
    for one in by:
        if one not in known:
            raise NoSuchFigure(measure, one)


def _is_twice(by: Sequence[By]) -> bool:
    is_misplaced = By.PERIOD in by[:-1]
    return is_misplaced or len(set(by)) < len(by) or any(len(group & set(by)) > 1 for group in _EXCLUDE)
