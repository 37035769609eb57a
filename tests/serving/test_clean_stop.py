"""A stop loses no request: what is in flight gets its answer."""

import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from tests.ground.ports import free_port
from tests.ground.processes import bare_environ
from tests.ground.waiting import until


def test_a_request_in_flight_is_answered_before_the_web_server_ends(tmp_path: Path) -> None:
    port, answers = free_port(), []
    server = subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.serving.slow_app"], env=bare_environ(tmp_path / "instance", port)
    )

    def ask() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/slow", timeout=20) as answer:
            answers.append(answer.read())

    def serves() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/favicon.svg", timeout=5):
                return True
        except OSError:
            return False

    try:
        until(serves, "the web server answers")
        asking = threading.Thread(target=ask)
        asking.start()
        until((tmp_path / "instance" / "began").exists, "the slow request is in flight")
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        asking.join(30)
        assert answers == [b"answered"]
    finally:
        server.kill()
        server.wait()
