"""Small cells of a year beside its months: every hidden cell has a proof, and the proofs are true."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lendlib.rules.disclosure import span_of
from lendlib.rules.disclosure_moves import Cell, Count, Move, Place
from lendlib.rules.disclosure_year import Solved, hidden_of_year
from tests.ground.small_depots import (
    DEAR,
    KINDS,
    hidden_in_months,
    homes_of,
    published,
    rows_of,
    small_depot,
    small_of_year,
    sums_of,
)

SIZES = st.sampled_from([(1, 3, 2), (2, 3, 3), (3, 4, 2), (12, 5, 4), (12, 12, 6)])
MEANS = st.sampled_from([1, 3, 8, 40])


def solve(counts: dict[Place, Count], homes: int, kinds: int, threshold: int) -> tuple[frozenset[Cell], Solved | None]:
    """What the months hide, and what the year does."""
    names, words = homes_of(homes), KINDS[:kinds]
    in_months = hidden_in_months(rows_of(counts, names, words), threshold)
    return in_months, hidden_of_year(counts, in_months, names, words, threshold, DEAR)


def moved(counts: dict[Place, Count], move: Move) -> dict[Place, Count]:
    """The other depot that a proof speaks of."""
    others = dict(counts)
    for step in move.steps:
        for place, sign in zip(step, (-1, 1), strict=True):
            old = others.get(place, Count(0, 0))
            others[place] = Count(old.visits + sign, old.loans + sign * move.loans)
    return others


@given(st.integers(0, 10**6), SIZES, MEANS, st.integers(3, 10))
@settings(max_examples=60, deadline=None)
def test_each_hidden_cell_has_another_depot_that_shows_the_same(
    seed: int, size: tuple[int, int, int], mean: float, threshold: int
) -> None:
    months, homes, kinds = size
    counts = small_depot(seed, months=months, homes=homes, kinds=kinds, mean=mean)
    in_months, solved = solve(counts, homes, kinds, threshold)
    if solved is None:
        return
    hidden = in_months | solved.hidden
    assert hidden == set(solved.proofs)
    assert small_of_year(counts, threshold) <= solved.hidden
    seen = published(
        counts, homes_of(homes), KINDS[:kinds], hidden, threshold, has_year=True, is_told=solved.is_safe_if_told
    )
    for move in set(solved.proofs.values()):
        others = moved(counts, move)
        assert all(
            count.visits >= 0 and (count.loans >= count.visits if count.visits else count.loans == 0)
            for count in others.values()
        )
        sums, other_sums = sums_of(counts), sums_of(others)
        for cell, value in seen.cells.items():
            if value is not None:
                assert other_sums[cell] == value
            else:
                least, most = seen.spans[cell]
                assert least <= other_sums[cell][0] <= (10**9 if most is None else most)
        for cell in (cell for cell, proof in solved.proofs.items() if proof is move):
            assert all(one != other for one, other in zip(sums[cell], other_sums[cell], strict=True))


def test_the_same_depot_is_solved_the_same_way_whatever_the_order() -> None:
    counts = small_depot(11, homes=8, mean=20)
    _, solved = solve(counts, 8, 4, 5)
    _, again = solve(dict(reversed(counts.items())), 8, 4, 5)
    assert solved is not None
    assert solved == again


def test_a_year_of_large_cells_hides_nothing() -> None:
    counts = {(202601, home, kind): Count(50, 90) for home in homes_of(3) for kind in KINDS[:2]}
    _, solved = solve(counts, 3, 2, 5)
    assert solved == Solved(frozenset(), {}, is_safe_if_told=True)


def test_a_year_without_visits_hides_nothing() -> None:
    _, solved = solve({}, 3, 2, 5)
    assert solved == Solved(frozenset(), {}, is_safe_if_told=True)


def test_a_year_of_one_visit_is_not_shown_or_hides_it() -> None:
    counts = {(202601, "1480", "private"): Count(1, 3)}
    _, solved = solve(counts, 3, 2, 5)
    assert solved is None or small_of_year(counts, 5) <= solved.hidden


def test_most_of_a_middling_depot_can_be_seen() -> None:
    counts = small_depot(5, homes=10, kinds=6, mean=300)
    _, solved = solve(counts, 10, 6, 5)
    assert solved is not None
    sums = sums_of(counts)
    visits = sum(sums[cell][0] for cell in solved.hidden if None not in cell[1:])
    assert visits < sum(count.visits for count in counts.values()) / 3


def test_a_depot_with_sixty_homes_is_solved_too() -> None:
    counts = small_depot(1, homes=60, kinds=6, mean=200)
    _, solved = solve(counts, 60, 6, 5)
    assert solved is not None
    assert small_of_year(counts, 5) <= solved.hidden


def test_the_spans_of_hidden_cells_say_what_anybody_may_know() -> None:
    span = span_of({"a": 1, "b": 9, "c": 0}, ["a", "b"], 5)
    assert (span.has_nought, span.is_told) == (False, True)
    assert span_of({"a": 1, "b": 9}, ["a", "b"], 5).is_told is False
