"""A scan finds its label by an index, however many the network has; what is due is found so, too."""

import pytest
from sqlalchemy import Select, event

from lendlib.operations import outstanding, reminders_outbox, scanning, stock
from lendlib.operations.reminders_depots import remindings
from lendlib.operations.reminders_owed import find_owed
from tests.given import Counter
from tests.ground.statements import hearing
from tests.operations.reminding import BO, BOTH

ASKED = {"own": "ABCDEFGH", "foreign": "4711", "depot_id": 1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("question", [scanning._label, outstanding._labelled, stock._labelled])
def test_no_look_up_of_a_code_reads_every_label(counter: Counter, question: Select[tuple[int]]) -> None:
    connection = counter.session.connection()
    wanted = str(question.params(ASKED).compile(connection.engine, compile_kwargs={"literal_binds": True}))
    steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}")]
    assert any("USING INDEX uq_label_own_code" in step for step in steps), steps
    assert not any(step.startswith("SCAN label") for step in steps), steps


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_due_is_claimed_in_its_order_without_a_look_at_what_was_sent(counter: Counter) -> None:
    connection = counter.session.connection()
    asked = {"now": counter.now, "channels": ["mail"], "most": 100, "token": "x", "until": counter.now}
    told: list[str] = []

    def note(_connection: object, cursor: object, statement: str, values: object, *_rest: object) -> None:
        rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
        told.extend(row[3] for row in rows)

    event.listen(connection, "before_cursor_execute", note)
    connection.execute(reminders_outbox._take, asked).all()
    assert any("USING INDEX ix_notice_waiting" in step for step in told), told
    assert "SCAN notice" not in told and "USE TEMP B-TREE FOR ORDER BY" not in told, told


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_owed_is_found_by_indexes_alone(counter: Counter) -> None:
    counter.lends(counter.item(), to=BO)
    connection = counter.session.connection()
    depots = remindings(counter.session)
    with hearing(connection) as sent:
        assert find_owed(counter.session, counter.now, BOTH, depots)
    plans = (connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {words}", bound) for words, bound in sent)
    told = [row[3] for plan in plans for row in plan]
    assert any("INDEX ix_loan_open_depot_due" in step for step in told), told
    assert any("INDEX ix_due_change_closing" in step for step in told), told
    read_whole = {f"SCAN {table}" for table in ("loan", "checkout", "notice", "due_change", "contact")}
    assert not [step for step in told if any(step == scan or step.startswith(f"{scan} ") for scan in read_whole)], told
