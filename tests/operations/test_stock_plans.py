"""A depot's search reads its own shelf by the index, and nothing of the other depots."""

import pytest
from sqlalchemy import Select

from lendlib.operations import stock_filters
from lendlib.operations.stock_filters import Availability, Wanted
from lendlib.rules.seeking import read_sought
from lendlib.rules.vocabulary import Condition
from tests.given import Counter

QUESTIONS = {
    "words": (("skridskor", "34-36"), Wanted(), None),
    "everything": ((), Wanted(), None),
    "category": ((), Wanted(category_id=1), [7, 8, 9]),
    "sizes": ((), Wanted(size_low=34.0, size_high=36.0), None),
    "condition": ((), Wanted(condition=Condition.IN_REPAIR), None),
    "available": (("boll",), Wanted(availability=Availability.AVAILABLE), None),
    "never lent": (("boll",), Wanted(is_never_lent=True), None),
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("after", [None, "last"])
@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_search_never_reads_the_whole_network(counter: Counter, asked: str, after: str | None) -> None:
    words, wanted, categories = QUESTIONS[asked]
    behind = counter.item() if after else None
    query = stock_filters.matching(counter.depot.id, read_sought(words), wanted, categories, counter.today)
    ordered = stock_filters.in_order(counter.session, query, "sv", behind).limit(51)
    steps = plan(counter, ordered)
    assert not any(step.startswith(("SCAN item", "SCAN loan")) for step in steps), steps
    of_the_shelf = [step for step in steps if "SEARCH item " in step]
    assert len(of_the_shelf) == 1 and "depot_id=?" in of_the_shelf[0], steps


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", ["words", "everything", "category", "sizes"])
def test_the_shelf_is_read_from_the_index_alone(counter: Counter, asked: str) -> None:
    words, wanted, categories = QUESTIONS[asked]
    query = stock_filters.matching(counter.depot.id, read_sought(words), wanted, categories, counter.today)
    steps = plan(counter, stock_filters.in_order(counter.session, query, "sv", None).limit(51))
    assert any("COVERING INDEX ix_item_shelf (depot_id=?" in step for step in steps), steps


def plan(counter: Counter, query: Select[tuple[int]]) -> list[str]:
    """The steps by which SQLite answers."""
    connection = counter.session.connection()
    wanted = str(query.params(language="sv").compile(connection.engine, compile_kwargs={"literal_binds": True}))
    wanted = wanted.replace("IS NOT ?", "IS NOT 'undone'")  # the one value that is not written out
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}")]
