"""What goes with what, over how long, and what is refused."""

from datetime import date

import pytest

from lendlib.rules.errors import Refused
from lendlib.rules.statistics import Asked
from lendlib.rules.statistics_sense import (
    FITS,
    MOST_CELLS,
    DaysReversed,
    NoFigureOfThings,
    NoSuchFigure,
    TellApartTwice,
    TooLong,
    TooManyCells,
    TooManyDimensions,
    check,
    check_cells,
    dimensions,
    dimensions_for,
    fits,
    is_of_borrowers,
    is_season,
    measures_for,
)
from lendlib.rules.vocabulary_statistics import By, Measure

M = Measure
DAY = date(2026, 3, 1)


def asked(*by: By, of: Measure = M.LOANS, first: date = DAY, last: date = date(2026, 3, 31), **more: object) -> Asked:
    return Asked(first, last, by, (of,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        (asked(By.HOUR, of=M.STOCK), NoSuchFigure),
        (asked(By.MONTH, of=M.STOCK), NoSuchFigure),
        (asked(By.CATEGORY, of=M.PEOPLE), NoSuchFigure),
        (asked(By.AGE_BAND, of=M.LOANS), NoSuchFigure),
        (asked(By.AGE_BAND, of=M.VISITS), NoSuchFigure),
        (asked(By.HOUR, of=M.RETURNS), NoSuchFigure),
        (asked(By.DEPOT, of=M.LOANS_PER_1000), NoSuchFigure),
        (asked(By.PERIOD, of=M.MISSING), NoSuchFigure),
        (asked(By.CATEGORY, of=M.ASKED_FOR, size_text="38"), NoSuchFigure),
        (asked(By.MONTH, of=M.VISITS, categories=("football",)), NoFigureOfThings),
        (asked(By.MONTH, of=M.VISITORS, size_text="38"), NoFigureOfThings),
        (asked(By.DEPOT, By.COUNTY), TellApartTwice),
        (asked(By.MONTH, By.MONTH), TellApartTwice),
        (asked(By.DAY, By.WEEK), TellApartTwice),
        (asked(By.CATEGORY, By.GROUP), TellApartTwice),
        (asked(By.PERIOD, By.MONTH), TellApartTwice),
        (asked(By.DEPOT, By.MONTH, By.CATEGORY, By.SIZE), TooManyDimensions),
        (asked(By.MONTH, first=date(2026, 4, 1)), DaysReversed),
        (asked(By.DAY, first=date(1976, 3, 1)), TooLong),
        (asked(By.WEEK, first=date(1976, 3, 1)), TooLong),
        (asked(By.MONTH, first=date(1900, 3, 1)), TooLong),
        (asked(By.HOUR, first=date(1976, 3, 1)), TooLong),
        (asked(By.MONTH, first=date(1976, 3, 1), size_text="38"), TooLong),
    ],
)
def test_what_has_no_answer_is_refused_with_a_reason_and_advice(question: Asked, refused: type[Refused]) -> None:
    with pytest.raises(refused) as told:
        check(question)
    assert type(told.value) is refused and told.value.advice and told.value.field and str(told.value)


@pytest.mark.parametrize(
    "question",
    [
        asked(By.DAY, first=date(2024, 4, 1)),
        asked(By.MONTH, first=date(1976, 3, 1)),
        asked(By.YEAR, first=date(1900, 3, 1)),
        asked(By.MONTH, By.YEAR, first=date(2020, 1, 1)),
        asked(By.WEEKDAY, By.HOUR, By.MONTH),
        asked(By.DEPOT, By.MONTH, By.CATEGORY, is_beside=True),
        asked(By.DEPOT, By.MONTH, By.CATEGORY, By.PERIOD),
        asked(By.HOME, By.KIND),
        asked(of=M.STOCK, is_beside=True),
        asked(By.AGE_BAND, By.KIND, of=M.PEOPLE),
    ],
)
def test_what_has_an_answer_passes(question: Asked) -> None:
    check(question)


def test_the_year_before_is_the_last_dimension() -> None:
    assert dimensions(asked(By.MONTH, is_beside=True)) == (By.MONTH, By.PERIOD)
    assert dimensions(asked(By.MONTH, By.PERIOD, is_beside=True)) == (By.MONTH, By.PERIOD)
    assert dimensions(asked(By.MONTH)) == (By.MONTH,)


def test_pages_can_offer_what_fits() -> None:
    assert FITS.keys() == set(Measure)
    assert M.STOCK in measures_for([By.CATEGORY]) and M.STOCK not in measures_for([By.MONTH])
    assert M.VISITS in measures_for([By.MONTH]) and M.VISITS not in measures_for([By.MONTH], has_things=True)
    assert fits(M.LOANS, [By.SIZE, By.HOUR], has_things=True)
    assert By.HOUR in dimensions_for(M.LOANS, [By.WEEKDAY]) and By.DAY not in dimensions_for(M.LOANS, [By.WEEKDAY])
    for measure in Measure:
        for by in dimensions_for(measure):
            check(asked(by, of=measure))
        for by in set(By) - set(dimensions_for(measure)):
            with pytest.raises(NoSuchFigure):
                check(asked(by, of=measure))


def test_borrowers_and_seasons_are_known_by_their_dimensions() -> None:
    assert is_of_borrowers([By.MONTH, By.HOME]) and not is_of_borrowers([By.CATEGORY, By.SIZE, By.HOUR])
    assert is_season([By.MONTH, By.YEAR]) and not is_season([By.MONTH]) and not is_season([By.YEAR, By.HOUR])


def test_more_cells_than_anyone_reads_are_refused() -> None:
    check_cells(MOST_CELLS)
    with pytest.raises(TooManyCells):
        check_cells(MOST_CELLS + 1)
