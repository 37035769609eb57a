"""Small cells of a row: what is hidden, and that nobody can work it out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lendlib.rules.disclosure import hidden_of_row, is_safe, is_small, span_of

THRESHOLDS = st.integers(3, 10)
ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.integers(0, 12), st.integers(0, 500)), min_size=2)


def test_a_row_without_small_cells_hides_nothing() -> None:
    assert hidden_of_row({"a": 5, "b": 0, "c": 80}, 5) == set()


def test_one_small_cell_hides_behind_the_least_missed_one() -> None:
    assert hidden_of_row({"a": 1, "b": 9, "c": 80, "d": 0}, 5) == {"a", "b"}


def test_a_nought_is_hidden_rather_than_a_large_number() -> None:
    assert hidden_of_row({"a": 2, "b": 900, "c": 0}, 5) == {"a", "c"}


def test_two_small_cells_hide_behind_each_other() -> None:
    assert hidden_of_row({"a": 1, "b": 3, "c": 80}, 5) == {"a", "b"}


def test_two_cells_of_one_need_a_third() -> None:
    assert hidden_of_row({"a": 1, "b": 1, "c": 80, "d": 12}, 5) == {"a", "b", "d"}


def test_two_cells_that_are_as_large_as_small_ones_get_need_a_third() -> None:
    assert hidden_of_row({"a": 4, "b": 4, "c": 80, "d": 12}, 5) == {"a", "b", "d"}


def test_a_single_visit_hides_behind_a_nought() -> None:
    assert hidden_of_row({"a": 1, "b": 0, "c": 0}, 5) == {"a", "b"}


def test_not_stated_is_hidden_last() -> None:
    assert hidden_of_row({"a": 2, "0000": 6, "b": 40}, 5, {"0000"}) == {"a", "b"}


@given(ROWS, THRESHOLDS)
def test_no_small_cell_is_ever_shown(row: dict[str, int], threshold: int) -> None:
    hidden = hidden_of_row(row, threshold)
    assert all(key in hidden for key, count in row.items() if is_small(count, threshold))


@given(ROWS, THRESHOLDS)
def test_at_most_one_cell_more_than_the_small_ones_is_hidden(row: dict[str, int], threshold: int) -> None:
    hidden = hidden_of_row(row, threshold)
    assert sum(not is_small(row[key], threshold) for key in hidden) <= 1


@given(ROWS, THRESHOLDS)
def test_for_each_hidden_cell_there_is_another_row_that_looks_the_same(row: dict[str, int], threshold: int) -> None:
    hidden = hidden_of_row(row, threshold)
    assert is_safe(row, hidden, threshold)
    span = span_of(row, hidden, threshold)
    for key in hidden:
        assert any(
            span.allows(row[key], row[key] + change) and span.allows(row[other], row[other] - change)
            for other in hidden - {key}
            for change in (1, -1)
        )


@given(ROWS, THRESHOLDS)
@settings(max_examples=30)
def test_the_order_of_members_changes_nothing(row: dict[str, int], threshold: int) -> None:
    assert hidden_of_row(row, threshold) == hidden_of_row(dict(reversed(row.items())), threshold)
