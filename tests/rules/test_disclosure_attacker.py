"""Somebody with all published tables of a small depot and a linear programme learns no hidden cell."""

import pytest

from lendlib.rules.disclosure import hidden_of_row, is_small
from lendlib.rules.disclosure_moves import Cell, Count, Place
from lendlib.rules.disclosure_year import hidden_of_year
from tests.ground.attacker import recovered
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


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_an_attacker_learns_no_hidden_cell_of_four_hundred_small_depots(seed: int) -> None:
    months, mean = (1, 3, 6, 12)[seed % 4], (1, 3, 6, 12, 25)[seed % 5]
    assert attacked(seed, months=months, mean=mean, threshold=3 + seed % 8)[1] == set()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_an_attacker_among_whole_numbers_learns_none_of_forty(seed: int) -> None:
    assert attacked(seed, months=4, mean=(3, 6, 12)[seed % 3], is_whole=True)[1] == set()
