"""Somebody with all published tables of a small depot and a linear programme learns no hidden cell."""

from random import Random

import pytest

from lendlib.rules.disclosure import hidden_of_row, is_small, span_of
from lendlib.rules.disclosure_moves import Cell, Count, Place
from lendlib.rules.disclosure_tables import BANDS, EVERY, Solved, solved_month
from lendlib.rules.disclosure_year import hidden_of_year
from tests.ground.attacker import recovered, recovered_ages
from tests.ground.small_depots import (
    DEAR,
    KINDS,
    hidden_in_months,
    homes_of,
    published,
    rows_of,
    small_depot,
    small_of_year,
)

HOMES, WORDS = homes_of(4), KINDS[:3]


def attacked(
    seed: int, *, months: int = 6, mean: float = 6, threshold: int = 5, is_whole: bool = False
) -> tuple[int, set[Cell]]:
    """How many cells a depot hides in its months and its year, and which of them are worked out."""
    counts = small_depot(seed, months=months, homes=4, kinds=3, mean=mean)
    in_months = hidden_in_months(rows_of(counts, HOMES, WORDS), threshold)
    solved = hidden_of_year(counts, in_months, HOMES, WORDS, threshold, DEAR)
    hidden = in_months | (solved.hidden if solved else frozenset())
    is_told = solved is None or solved.is_safe_if_told
    seen = published(counts, HOMES, WORDS, hidden, threshold, has_year=solved is not None, is_told=is_told)
    return len(hidden), recovered(seen, is_whole=is_whole) if hidden else set()


@pytest.mark.parametrize("seed", range(8))
def test_an_attacker_learns_no_hidden_cell_of_a_small_depot(seed: int) -> None:
    hidden, learned = attacked(seed, mean=(3, 6, 12, 25)[seed % 4], threshold=(5, 3, 8)[seed % 3])
    assert hidden
    assert learned == set()


def test_an_attacker_among_whole_numbers_learns_none_either() -> None:
    assert attacked(3, months=3, is_whole=True)[1] == set()


def test_an_attacker_learns_many_cells_where_only_the_small_ones_are_hidden() -> None:
    learned = [cell for seed in range(6) for cell in _learned_from_small_ones_alone(seed)]
    assert len(learned) > 30


def _learned_from_small_ones_alone(seed: int) -> set[Cell]:
    counts = small_depot(seed, months=6, homes=4, kinds=3, mean=12)
    small = {cell for row in rows_of(counts, HOMES, WORDS) for cell, visits in row.items() if is_small(visits, 5)}
    hidden = frozenset(small | small_of_year(counts, 5))
    return recovered(published(counts, HOMES, WORDS, hidden, 5, has_year=True, is_told=False))


@pytest.mark.parametrize("seed", range(3))
def test_an_attacker_learns_no_hidden_age(seed: int) -> None:
    bands = ("0-6", "7-12", "13-19", "20-64", "65+", "unstated")
    visits = small_depot(seed, months=6, homes=6, kinds=1, mean=9)
    people: dict[Place, Count] = {
        (month, bands[homes_of(6).index(home)], "people"): Count(count.visits, count.visits)
        for (month, home, _), count in visits.items()
    }
    hidden: set[Cell] = set()
    for month in sorted({month for month, _, _ in people}):
        row = {band: people.get((month, band, "people"), Count(0, 0)).visits for band in bands}
        hidden |= {(month, band, None) for band in hidden_of_row(row, 5, DEAR)}
    seen = published(people, bands, ("people",), frozenset(hidden), 5, has_year=False, is_told=True)
    assert hidden
    assert recovered(seen) == set()


def test_an_attacker_learns_no_hidden_age_from_how_many_visits_told_one() -> None:
    told, learned = 0, set()
    for seed in range(60):
        threshold = 3 + seed % 5
        visits = visits_with_ages(seed)
        with_age = sum(any(band != "unstated" for band in visit) for visit in visits)
        counts = {band: sum(visit.count(band) for visit in visits) for band in BANDS}
        made = {("1480", "private"): Count(len(visits), len(visits))}
        [*_, solved] = solved_month(202610, made, counts, "1480", threshold, visits_with_age=with_age)
        told += solved.visits_with_age is not None and None in solved.cells.values()
        learned |= recovered_ages(*published_ages(counts, solved, threshold), solved.visits_with_age)
    assert told > 5
    assert learned == set()


def test_an_attacker_would_learn_ages_if_it_were_told_beside_a_hidden_not_stated() -> None:
    counts = dict.fromkeys(BANDS, 0) | {"20-64": 4, "unstated": 1}
    [*_, solved] = solved_month(202610, {("1480", "private"): Count(5, 5)}, counts, "1480", 5, visits_with_age=4)
    assert solved.visits_with_age is None
    assert recovered_ages(*published_ages(counts, solved, 5), None) == set()
    assert recovered_ages(*published_ages(counts, solved, 5), 4) == {"20-64", "unstated"}


@pytest.mark.parametrize(("with_age", "is_told"), [(0, True), (1, False), (4, False), (5, True), (36, False)])
def test_a_small_number_of_visits_that_told_an_age_or_did_not_is_not_told(with_age: int, is_told: bool) -> None:
    counts = {("1480", "private"): Count(40, 40)}
    [*_, ages] = solved_month(202610, counts, {"20-64": 50, "65+": 9}, "1480", 5, visits_with_age=with_age)
    assert ages.visits_with_age == (with_age if is_told else None)


def visits_with_ages(seed: int) -> list[list[str]]:
    """The people of each visit of a month, by band: some say nothing, some bands are rare."""
    random = Random(seed)
    weights = [random.random() ** 3 for _ in BANDS]
    return [random.choices(BANDS, weights, k=random.choice((0, 1, 1, 2, 4))) for _ in range(random.randrange(1, 40))]


def published_ages(
    counts: dict[str, int], solved: Solved, threshold: int
) -> tuple[dict[str, int | None], dict[str, tuple[int, int | None]], int]:
    """What everybody sees of a month's ages, and what is known of those that are hidden."""
    shown = {band: None if solved.cells.get((EVERY, EVERY, band), 0) is None else counts[band] for band in BANDS}
    hidden = [band for band, number in shown.items() if number is None]
    span = span_of(counts, hidden, threshold)
    least = 0 if span.has_nought else 1
    most = {band: threshold - 1 if span.is_told and is_small(counts[band], threshold) else None for band in hidden}
    return shown, {band: (least, most[band]) for band in hidden}, sum(counts.values())


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_an_attacker_learns_no_hidden_cell_of_four_hundred_small_depots(seed: int) -> None:
    months, mean = (1, 3, 6, 12)[seed % 4], (1, 3, 6, 12, 25)[seed % 5]
    assert attacked(seed, months=months, mean=mean, threshold=3 + seed % 8)[1] == set()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_an_attacker_among_whole_numbers_learns_none_of_forty(seed: int) -> None:
    assert attacked(seed, months=4, mean=(3, 6, 12)[seed % 3], is_whole=True)[1] == set()
