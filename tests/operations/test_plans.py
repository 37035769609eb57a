"""A scan finds its label by an index, however many labels the network has."""

import pytest
from sqlalchemy import Select

from lendlib.operations import outstanding, scanning, stock
from tests.given import Counter

ASKED = {"own": "ABCDEFGH", "foreign": "4711", "depot_id": 1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("question", [scanning._label, outstanding._labelled, stock._labelled])
def test_no_look_up_of_a_code_reads_every_label(counter: Counter, question: Select[tuple[int]]) -> None:
    connection = counter.session.connection()
    wanted = str(question.params(ASKED).compile(connection.engine, compile_kwargs={"literal_binds": True}))
    steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}")]
    assert any("USING INDEX uq_label_own_code" in step for step in steps), steps
    assert not any(step.startswith("SCAN label") for step in steps), steps
