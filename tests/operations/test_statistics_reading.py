"""Figures of one depot find its rows by an index, however many loans and things the network has."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from lendlib.rules.vocabulary_statistics import By, Measure
from tests.given import Counter
from tests.operations.asking import ask

M = Measure
NOVEMBER = {"first": date(2026, 11, 2), "last": date(2026, 11, 29)}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_heavy_questions_read_what_they_count_and_no_more(counter: Counter) -> None:
    connection, told = counter.session.connection(), list[str]()

    def note(_connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
        told.extend(row[3].replace("COVERING ", "") for row in rows)

    event.listen(connection, "before_cursor_execute", note)
    here: dict[str, Any] = {"places": (counter.depot.slug,)}
    for by, of, more, index in (
        ((By.DAY,), M.LOANS, {}, "loan USING INDEX ix_loan_month (lent_month=? AND depot_id=?)"),
        ((By.MONTH,), M.LOANS, NOVEMBER, "loan USING INDEX ix_loan_month (lent_month=? AND depot_id=?)"),
        ((By.WEEKDAY, By.HOUR), M.LOANS, {}, "loan USING INDEX ix_loan_month (lent_month=? AND depot_id=?)"),
        ((By.DAY,), M.RETURNS, {}, "loan USING INDEX ix_loan_closed (closed_on>? AND closed_on<?)"),
        ((By.DAY,), M.FOUND, {}, "loan USING INDEX ix_loan_found (found_on>? AND found_on<?)"),
        ((By.DAY,), M.RENEWALS, {}, "due_change USING INDEX ix_due_change_renewal (made_on>? AND made_on<?)"),
        ((By.DAY,), M.VISITS, {}, "checkout USING INDEX ix_checkout_depot_made_on (depot_id=? AND made_on>?"),
        ((By.DAY,), M.PEOPLE, {}, "checkout USING INDEX ix_checkout_depot_made_on (depot_id=? AND made_on>?"),
        ((By.DAY,), M.VISITORS, {}, "door_day USING INDEX sqlite_autoindex_door_day_1 (depot_id=? AND day_on>?"),
        ((By.CATEGORY,), M.STOCK, {}, "item_stay USING INDEX ix_item_stay_depot_days (depot_id=? AND from_on<?)"),
        ((By.CATEGORY,), M.DONATIONS, {}, "item_stay USING INDEX ix_item_stay_depot_days (depot_id=?)"),
        ((By.CATEGORY,), M.RETIRED_WORN, {}, "item USING INDEX ix_item_depot_condition (depot_id=? AND condition=?)"),
        ((By.MONTH, By.CATEGORY), M.LOANS, {}, "loan_month USING INDEX ix_loan_month_depot_id_month (depot_id=?"),
    ):
        told.clear()
        ask(counter.session, *by, of=of, **here, **more)
        assert any(index in step for step in told), (by, of, told)
        bare = [step for step in told if step.split()[:2] in (["SCAN", "loan"], ["SCAN", "item"], ["SCAN", "checkout"])]
        assert not bare, (by, of, told)
