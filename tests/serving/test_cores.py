"""Each web process keeps to a core of its own, and one that is started again to that of the one that died."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ground.ports import free_port
from tests.ground.processes import bare_environ, descendants
from tests.ground.waiting import until

# One core on the smallest machines, else two; and one process more than that.
CORES = set(sorted(os.sched_getaffinity(0))[:2])
PROCESSES = len(CORES) + 1


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """The web server's own process, on these cores; those that answer are its children."""
    environ = bare_environ(tmp_path / "instance", free_port()) | {"LENDLIB_PROCESSES": str(PROCESSES)}
    started = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.serving.slow_app"],
        env=environ,
        preexec_fn=lambda: os.sched_setaffinity(0, CORES),
    )
    try:
        yield started.pid
    finally:
        started.send_signal(signal.SIGTERM)
        assert started.wait(40) == 0


def cores_of(server: int) -> dict[int, set[int]]:
    """Where all threads of each answering process may run; nothing before each core has its process."""
    found = {}
    for process in descendants(server):
        with suppress(ProcessLookupError):  # a thread that ended meanwhile: it is looked at again
            threads = [int(thread.name) for thread in Path(f"/proc/{process}/task").glob("*")]
            found[process] = set().union(*(os.sched_getaffinity(thread) for thread in threads))
    bound = sorted(core for cores in found.values() if len(cores) == 1 for core in cores)
    is_settled = len(CORES) == 1 or bound == sorted(CORES)
    return found if is_settled and len(found) == PROCESSES else {}


def test_each_core_has_one_process_also_after_one_died(server: int) -> None:
    before = until(lambda: cores_of(server), "each core has its process")
    assert sorted(len(cores) for cores in before.values()) == [1] * len(CORES) + [len(CORES)]
    lost = next(process for process, cores in before.items() if len(cores) == 1)
    os.kill(lost, signal.SIGKILL)
    after = until(lambda: lost not in descendants(server) and cores_of(server), "another one took its core")
    assert len(before.keys() & after.keys()) == len(CORES)
    assert os.sched_getaffinity(server) == CORES, "who starts them is not bound"
