"""When the worker is well."""

from datetime import UTC, datetime, timedelta

from lendlib.rules.jobs import Run, Worker

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ran(name: str, minutes_ago: float, *, every: float = 1, failures: int = 0) -> Run:
    ended_at = NOW - timedelta(minutes=minutes_ago)
    return Run(name, ended_at, ended_at, ended_at + timedelta(minutes=every), failures=failures)


def test_a_worker_that_never_ran_stands_still() -> None:
    assert Worker().stands_still(NOW) and not Worker().is_well(NOW)
    assert Worker().last_at is None and Worker().next_at is None


def test_it_is_well_while_all_its_jobs_come_round() -> None:
    worker = Worker((ran("sending", 1), ran("clearing", 59, every=60)))
    assert worker.is_well(NOW)
    assert worker.last_at == NOW - timedelta(minutes=1)
    assert worker.next_at == NOW


def test_it_stands_still_after_an_hour_and_not_before() -> None:
    assert not Worker((ran("sending", 60),)).stands_still(NOW)
    assert Worker((ran("sending", 60.1),)).stands_still(NOW)


def test_one_job_that_hangs_is_missed_though_the_others_go_on() -> None:
    worker = Worker((ran("planning", 0), ran("sending", 62)))
    assert not worker.stands_still(NOW)
    assert [run.name for run in worker.late(NOW)] == ["sending"] and not worker.is_well(NOW)


def test_a_job_fails_once_or_twice_without_anybody_being_called() -> None:
    assert Worker((ran("sending", 1, failures=2),)).is_well(NOW)
    assert not Worker((ran("sending", 1, failures=3),)).is_well(NOW)
