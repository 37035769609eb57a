"""lendlib as a person starts it: its processes, what they print, and how they end."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config import ROOT
from tests.ground.ports import free_port
from tests.ground.waiting import until


class Running:
    """A parent that serves from an instance folder of its own."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.port = port
        self.printed = folder / "printed.txt"
        environ = bare_environ(folder / "instance", port) | settings
        with self.printed.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "lendlib", "start"],
                env=environ,
                stdout=out,
                stderr=out,
                cwd=folder,
                start_new_session=True,
            )

    def fetch(self, path: str, form: bytes | None = None) -> int:
        """The status of one GET, or of one POST of that form, or 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", form, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code
        except OSError:
            return 0

    def wait_until_it_serves(self) -> "Running":
        """Wait for the greeting and an answer."""
        until(lambda: "serves on" in self.said() or self.process.poll() is not None, "lendlib greets")
        assert self.process.poll() is None, self.said()
        until(lambda: self.fetch("/static/favicon.svg") == 200, "the web server answers")
        return self

    def said(self) -> str:
        """All that was printed so far."""
        return self.printed.read_text()

    def part(self, command: str) -> int | None:
        """The process of one part, `web` or `worker`, if it runs."""
        parts = [(pid, line) for pid, parent, line in all_processes() if parent == self.process.pid]
        return next((pid for pid, line in parts if line[-2:] == [command, ""]), None)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and give the exit status."""
        self.process.send_signal(how)
        return self.process.wait(40)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """Start lendlib on a free port; whatever is left of it is ended after."""
    with ended(Running(folder, free_port(), **settings)) as server:
        yield server


@contextmanager
def ended(server: Running) -> Iterator[Running]:
    """Whatever is left of it is ended after."""
    try:
        yield server
    finally:
        for pid in descendants(server.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.process.kill()
        server.process.wait()


def bare_environ(instance: Path, port: int) -> dict[str, str]:
    """Hardly any environment: the settings come from the test alone."""
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "LENDLIB_INSTANCE": str(instance),
        "LENDLIB_PORT": str(port),
    }


def all_processes() -> list[tuple[int, int, list[str]]]:
    """Every living process: its id, its parent's id, its command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                line = (folder / "cmdline").read_bytes().decode().split("\0")
                found.append((int(folder.name), int(parent), line))
    return found


def descendants(pid: int) -> list[int]:
    """The children of a process, theirs, and so on."""
    everyone = all_processes()
    found = [pid]
    for above in found:
        found += [child for child, parent, _ in everyone if parent == above]
    return found[1:]


def is_alive(pid: int) -> bool:
    """Whether that process runs still; one that ended and was not collected does not."""
    return any(pid == other for other, _, _ in all_processes())
