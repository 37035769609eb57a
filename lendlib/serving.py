"""One parent for the web server and the worker: starts both, restarts what dies, stops both cleanly."""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from functools import partial

import click

from config import ROOT, Config, WrongSetting
from lendlib.following import follow
from lendlib.stopping import stop_signals

LAST_ANSWERS_SECONDS = 30
MOST_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60
WAITS_SECONDS = (0.0, 0.5, 1.0, 2.0)


class GivesUp(Exception):
    """A part dies faster than it is worth starting anew."""


class Part:
    """One of the two processes, with its deaths."""

    def __init__(self, name: str, command: str, environ: dict[str, str]) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-P", "-m", "lendlib", command]
        self._environ = environ
        self._deaths: list[float] = []
        self._not_before = 0.0

    def see_to(self) -> None:
        """Start it if it should run and doesn't. Raises GivesUp."""
        if self.process is not None and self.process.poll() is not None:
            self._mourn(self.process.returncode)
        if self.process is None and time.monotonic() >= self._not_before:
            # Its own group: Ctrl-C reaches the parent alone, which lets both finish.
            self.process = subprocess.Popen(  # noqa: S603
                self._command, env=self._environ, preexec_fn=partial(_be_a_part, os.getpid()), process_group=0
            )

    def stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def has_ended_by(self, deadline: float) -> bool:
        """Wait for its end; at the deadline end it the hard way and say so."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return False
        return True

    def _mourn(self, status: int) -> None:
        now = time.monotonic()
        self.process = None
        self._deaths = [at for at in self._deaths if now - at < DEATHS_WITHIN_SECONDS] + [now]
        if len(self._deaths) >= MOST_DEATHS:
            raise GivesUp(
                f"The {self.name} ended {MOST_DEATHS} times within a minute, so lendlib stops. "
                f"What it said last stands above; `./run doctor` looks for the cause."
            )
        self._not_before = now + WAITS_SECONDS[len(self._deaths) - 1]
        say(f"The {self.name} ended unasked (status {status}); it is started again.")


def serve(config: Config, greeting: Callable[[], list[str]]) -> int:
    """Run both parts until SIGINT, SIGTERM or SIGHUP, and give the exit status. The database is migrated already.

    Call it in `ready_to_serve`. `greeting` gives the lines to print once the web server answers.
    """
    stops = stop_signals()
    with listening_to(stops | {signal.SIGCHLD}):
        environ = environ_of(config)
        parts = [Part("web server", "web", environ), Part("worker", "worker", environ)]
        status = 0
        try:
            _run(parts, config, greeting, stops)
        except GivesUp as end:
            say(str(end))
            status = 1
        say("Stopping; what is being answered is answered first.")
        for part in parts:
            part.stop()
        deadline = time.monotonic() + LAST_ANSWERS_SECONDS
        for part in parts:
            if not part.has_ended_by(deadline):
                say(f"The {part.name} did not end within {LAST_ANSWERS_SECONDS} s and was cut off.")
                status = 1
    return status


def _run(parts: list[Part], config: Config, greeting: Callable[[], list[str]], stops: set[signal.Signals]) -> None:
    is_greeted = False
    while True:
        for part in parts:
            part.see_to()
        if not is_greeted and is_answering(config):
            for line in greeting():
                say(line)
            is_greeted = True
        heard = signal.sigtimedwait(stops | {signal.SIGCHLD}, 0.25 if is_greeted else 0.05)
        if heard is not None and heard.si_signo in stops:
            return


def _be_a_part(parent: int) -> None:
    """In the child, before it is Python again: hear signals, and end with the parent."""
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    follow(parent)


@contextmanager
def listening_to(signals: set[signal.Signals]) -> Iterator[None]:
    """Keep these signals for `sigtimedwait`: none interrupts at a bad moment, none is lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        while signal.sigtimedwait(signals, 0) is not None:
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ready_to_serve(config: Config) -> Iterator[None]:
    """Have instance and port before anything is changed there: a start that is refused leaves the database alone.

    Raises WrongSetting when the port is taken or lendlib already runs in this instance.
    """
    with alone_in(config), holding_port(config):
        yield


@contextmanager
def alone_in(config: Config) -> Iterator[None]:
    """Hold the instance folder for as long as lendlib serves from it."""
    with (config.instance / "serving.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongSetting(
                f"lendlib already runs in {config.instance}. Stop it first, or set LENDLIB_INSTANCE to another folder."
            ) from None
        yield


@contextmanager
def holding_port(config: Config) -> Iterator[None]:
    """Refuse to start beside another program on the same port, and hold the port while the web server starts anew.

    The web server shares its port among its processes, so a second lendlib would quietly share it too.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as holder:
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((config.host, config.port))
                probe.listen()
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            holder.bind((config.host, config.port))
        except OSError as problem:
            raise WrongSetting(_port_sentence(config, problem)) from None
        yield


def _port_sentence(config: Config, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"LENDLIB_PORT: {config.port} is in use by another program. Stop it, or set another port."
    if problem.errno == errno.EACCES:
        return f"LENDLIB_PORT: {config.port} is for root alone. Take one from 1024 up."
    return f"LENDLIB_HOST: lendlib can't serve on {config.host} ({problem.strerror})."


def is_answering(config: Config) -> bool:
    """Whether the web server takes connections yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104
    with suppress(OSError), socket.create_connection((host, config.port), timeout=1):
        return True
    return False


def environ_of(config: Config) -> dict[str, str]:
    """The environment that gives a part these very settings, whatever its parent's were."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("LENDLIB_")}
    for setting in fields(config):
        value = getattr(config, setting.name)
        text = ",".join(value) if isinstance(value, tuple) else str(int(value) if isinstance(value, bool) else value)
        environ[setting.metadata["setting"]] = text
    environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [environ.get("PYTHONPATH")])])
    return environ


def say(line: str) -> None:
    """Print at once, also into a pipe; where nobody reads any more, go on without."""
    with suppress(OSError):
        click.echo(line)
        sys.stdout.flush()
