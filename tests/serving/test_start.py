"""`./run` serves from one parent: both parts start, are restarted, and end with it."""

import fcntl
import os
import signal
import socket
from pathlib import Path

import pytest

from tests.ground.ports import free_port
from tests.ground.processes import Running, descendants, ended, is_alive, running
from tests.ground.waiting import until

pytestmark = pytest.mark.early


def test_a_first_start_prints_a_link_for_the_first_visitor_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    away = {"LENDLIB_BACKUPS": str(tmp_path / "away"), "LENDLIB_BACKUPS_SECOND": str(tmp_path / "unplugged")}
    with running(tmp_path, **away) as server:
        server.wait_until_it_serves()
        link = next(line.strip() for line in server.said().splitlines() if "/start/" in line)
        for setting, folder in away.items():
            assert f"Warning: {setting}: there is no folder {folder}; no backup is" in server.said()
        assert server.fetch(link.removeprefix(f"http://127.0.0.1:{server.port}")) == 200
        family = descendants(server.process.pid)
        assert len(family) == 4
        assert server.stop(signal.SIGINT) == 0
        assert not [pid for pid in family if is_alive(pid)]


def kill_and_wait_for_another(server: Running, part: str) -> None:
    first = until(lambda: server.part(part), f"the {part} runs")
    assert first
    os.kill(first, signal.SIGKILL)
    until(lambda: server.part(part) not in (None, first), f"another {part} runs")


def test_what_a_start_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        server.wait_until_it_serves()
        made = [tmp_path / "instance", *(tmp_path / "instance").rglob("*")]
        assert (tmp_path / "instance" / "lendlib.sqlite3") in made
        assert {path.name: oct(path.stat().st_mode) for path in made if path.stat().st_mode & 0o077} == {}
        assert server.stop() == 0


def test_a_start_that_is_refused_leaves_the_database_as_it_is(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    with (instance / "serving.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = Running(tmp_path, free_port())
        assert refused.process.wait(60) == 2
        assert "already runs in" in refused.said()
        assert not (instance / "lendlib.sqlite3").exists()


def test_a_closed_terminal_ends_it_unless_it_was_told_otherwise(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        server = Running(tmp_path, free_port())
    finally:
        signal.signal(signal.SIGHUP, before)
    with ended(server):
        server.wait_until_it_serves()
        server.process.send_signal(signal.SIGHUP)
        for part in ("web", "worker"):
            pid = until(lambda part=part: server.part(part), f"the {part} runs")
            os.kill(pid, signal.SIGHUP)
        kill_and_wait_for_another(server, "worker")
        until(lambda: server.fetch("/static/favicon.svg") == 200, "the web server answers still")
        assert server.stop(signal.SIGTERM) == 0
        assert "Stopping; what is being answered is answered first." in server.said()


def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        server.wait_until_it_serves()
        kill_and_wait_for_another(server, "web")
        kill_and_wait_for_another(server, "worker")
        until(lambda: server.fetch("/static/favicon.svg") == 200, "the web server answers again")
        assert "it is started again" in server.said()
        assert server.stop(signal.SIGTERM) == 0


def test_one_of_the_processes_that_answer_is_replaced_beside_the_other(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        server.wait_until_it_serves()
        web = server.part("web")
        assert web
        first, second = descendants(web)
        os.kill(first, signal.SIGKILL)
        until(lambda: len(alive := descendants(web)) == 2 and first not in alive, "another one answers")
        assert second in descendants(web) and server.part("web") == web
        until(lambda: server.fetch("/static/favicon.svg") == 200, "the web server answers")
        assert server.stop(signal.SIGTERM) == 0


def test_the_process_that_answers_is_replaced_and_none_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    with running(tmp_path, LENDLIB_PROCESSES="1") as server:
        server.wait_until_it_serves()
        first = server.part("web")
        assert first
        (answering,) = descendants(first)
        os.kill(answering, signal.SIGKILL)
        until(lambda: "it is started again" in server.said(), "the web server is started again")
        until(lambda: server.fetch("/static/favicon.svg") == 200, "the web server answers again")
        family = descendants(server.process.pid)
        server.process.kill()
        server.process.wait()
        until(lambda: not [pid for pid in family if is_alive(pid)], "both parts are gone")


def test_it_gives_up_on_a_part_that_keeps_dying(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for _ in range(4):
            kill_and_wait_for_another(server, "worker")
        last = until(lambda: server.part("worker"), "the worker runs")
        assert last
        os.kill(last, signal.SIGKILL)
        assert server.process.wait(60) == 1
        assert "The worker ended 5 times within a minute" in server.said()


def test_a_second_lendlib_in_the_same_folder_or_on_the_same_port_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with running(tmp_path) as server:
        server.wait_until_it_serves()
        same_port = Running(elsewhere, server.port)
        assert same_port.process.wait(60) == 2
        assert f"LENDLIB_PORT: {server.port} is in use" in same_port.said()
        same_folder = Running(elsewhere, server.port, LENDLIB_INSTANCE=str(tmp_path / "instance"))
        assert same_folder.process.wait(60) == 2
        assert "already runs in" in same_folder.said()
        assert server.stop(signal.SIGHUP) == 0


def test_a_port_of_another_program_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        server = Running(tmp_path, port)
        assert server.process.wait(60) == 2
        assert f"LENDLIB_PORT: {port} is in use by another program" in server.said()


def test_a_wrong_setting_is_named_with_what_it_wants(tmp_path: Path) -> None:
    server = Running(tmp_path, 8000, LENDLIB_MODE="party")
    assert server.process.wait(60) == 2
    assert "LENDLIB_MODE wants one of alone, hosted, network" in server.said()
