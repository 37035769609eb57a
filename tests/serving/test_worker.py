"""The worker: what it does is written down, what breaks breaks alone, and a stop finishes what runs."""

import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import Config
from lendlib import worker
from lendlib.jobs import Job, is_stopping
from lendlib.operations.jobs import worker as worker_seen
from lendlib.rules.jobs import Run
from lendlib.serving import environ_of
from lendlib.worker import Every, JobsFailed, do, look_at_clock, work_once
from tests.ground.waiting import until
from tests.serving.test_commands import run

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "Anna Åberg, 070-174 06 05"


def breaks(_app: Flask, _now: datetime) -> dict[str, int]:
    raise RuntimeError(SECRET)


def counts(_app: Flask, _now: datetime) -> dict[str, int]:
    return {"letters": 2, "others": 1}


BREAKING, COUNTING = Job("breaking", 60, breaks), Job("counting", 60, counts)


def runs(engine: Engine) -> dict[str, Run]:
    with Session(engine) as session:
        return {run.name: run for run in worker_seen(session).runs}


def test_a_job_that_breaks_is_told_by_a_number_and_the_others_are_done(
    app: Flask, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(JobsFailed) as failed:
        work_once(app, (BREAKING, COUNTING))
    assert failed.value.done == {"letters": 2, "others": 1}
    failure_id = failed.value.failed["breaking"]
    assert re.fullmatch("[0-9a-f]{8}", failure_id) and f"{failure_id}: the job breaking failed" in caplog.text
    assert "in breaks" in caplog.text and "RuntimeError" in caplog.text and SECRET not in caplog.text
    seen = runs(engine)
    assert (seen["breaking"].failures, seen["breaking"].failure_id) == (1, failure_id)
    assert (seen["counting"].failures, seen["counting"].done) == (0, 3)
    assert seen["counting"].next_at == seen["counting"].began_at + timedelta(seconds=60)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_once_ends_with_a_sentence_and_status_1_when_a_job_broke(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.work_once, "__defaults__", ((COUNTING, BREAKING),))
    result = run(app, "worker", "--once")
    assert result.exit_code == 1
    assert "Done: 2 letters, 1 others.\n" in result.output
    told = r"The job “breaking” failed; the log tells of it under [0-9a-f]{8}\. The others were done\."
    assert re.search(told, result.output)


def test_no_job_is_done_on_the_schema_of_another_lendlib(app: Flask, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    result = run(app, "worker", "--once")
    assert result.exit_code == 1 and "./run migrate" in result.output


def test_two_workers_at_once_write_one_row_a_job(app: Flask, engine: Engine) -> None:
    both = [threading.Thread(target=lambda: [do(app, COUNTING) for _ in range(5)]) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert list(runs(engine)) == ["counting"] and runs(engine)["counting"].failures == 0


def test_what_can_not_be_written_down_stops_no_job(
    app: Flask, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE job_run RENAME TO elsewhere"))
    assert do(app, COUNTING) == ({"letters": 2, "others": 1}, None)
    assert "could not be written down" in caplog.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_job_that_waits_holds_up_nobody_and_a_stop_waits_for_it(config: Config, engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-P", "-m", "tests.serving.stalled_worker", port]
        with (config.instance / "said.txt").open("wb") as said:
            process = subprocess.Popen(command, env=environ_of(replace(config)), stderr=said)
        try:
            line, _address = server.accept()
            first = until(lambda: runs(engine).get("counting"), "a job is done")
            until(lambda: runs(engine)["counting"].began_at > first.began_at, "it is done again")
            until(lambda: "breaking" in runs(engine), "the one that breaks is tried")
            assert "waiting" not in runs(engine)
            process.send_signal(signal.SIGTERM)
            last = until(lambda: settled(engine), "the others have ended")
            assert process.poll() is None
            line.sendall(b"250 OK")
            line.close()
            assert process.wait(30) == 0
        finally:
            process.kill()
            process.wait()
    seen = runs(engine)
    assert seen["waiting"].done == 6 and seen["counting"].began_at >= last
    told = (config.instance / "said.txt").read_text()
    assert "the job breaking failed" in told and "Anna" not in told


def settled(engine: Engine) -> datetime | None:
    """When the quick job ran last, once it has not run for longer than it pauses."""
    last = runs(engine)["counting"].began_at
    return last if datetime.now(UTC) - last > timedelta(seconds=2) else None


def test_a_clock_that_jumps_ahead_is_not_caught_up_with_and_one_set_back_is_noticed() -> None:
    assert Every(60).get_next_fire_time(NOON - timedelta(days=20_000), NOON) == NOON + timedelta(minutes=1)
    scheduler = BackgroundScheduler(timezone=UTC)
    with time_machine.travel(NOON, tick=False) as clock:
        scheduler.add_job(print, Every(60), next_run_time=NOON)
        scheduler.start(paused=True)
        try:
            clock.shift(timedelta(days=-1))
            assert look_at_clock(scheduler, NOON) == NOON - timedelta(days=1)
            assert [job.next_run_time for job in scheduler.get_jobs()] == [NOON - timedelta(days=1)]
            assert look_at_clock(scheduler, NOON - timedelta(days=2)) == NOON - timedelta(days=1)
        finally:
            scheduler.shutdown()


def test_a_job_can_ask_whether_the_worker_is_to_end() -> None:
    app = Flask("nothing")
    assert not is_stopping(app)
    app.extensions["lendlib.stopping"] = threading.Event()
    assert not is_stopping(app)
    app.extensions["lendlib.stopping"].set()
    assert is_stopping(app)
