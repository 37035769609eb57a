"""What the worker has done is written down, on both databases."""

from datetime import timedelta

from sqlalchemy.orm import Session

from lendlib.operations.jobs import forget_others, worker, write_down
from lendlib.rules.jobs import Run
from tests.given import MONDAY_NOON


def ran(name: str, minutes: int = 0, failure_id: str | None = None) -> Run:
    at = MONDAY_NOON + timedelta(minutes=minutes)
    return Run(name, at, at + timedelta(seconds=2), at + timedelta(minutes=1), 7, failure_id=failure_id)


def test_a_job_has_one_row_with_its_latest_run(session: Session) -> None:
    assert worker(session).runs == ()
    write_down(session, ran("sending"))
    write_down(session, ran("sending", minutes=1))
    write_down(session, ran("planning"))
    runs = worker(session).runs
    assert [(run.name, run.done, run.failures) for run in runs] == [("planning", 7, 0), ("sending", 7, 0)]
    assert runs[1].began_at == MONDAY_NOON + timedelta(minutes=1)


def test_failures_count_up_in_a_row_and_one_good_run_ends_them(session: Session) -> None:
    for minutes in range(3):
        write_down(session, ran("sending", minutes, failure_id=f"0000000{minutes}"))
    [run] = worker(session).runs
    assert (run.failures, run.failure_id, run.keeps_failing) == (3, "00000002", True)
    assert run.failed_at == MONDAY_NOON + timedelta(minutes=2, seconds=2)
    write_down(session, ran("sending", minutes=3))
    [run] = worker(session).runs
    assert (run.failures, run.failed_at, run.failure_id) == (0, None, None)


def test_a_job_that_nobody_does_any_more_is_not_missed(session: Session) -> None:
    write_down(session, ran("sending"))
    write_down(session, ran("of-old"))
    forget_others(session, ["sending", "planning"])
    assert [run.name for run in worker(session).runs] == ["sending"]
