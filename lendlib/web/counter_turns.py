"""Lending out, one press after another within a process: side by side they only hinder each other."""

import threading

from flask import Flask, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from config import Config
from lendlib.web.counter_desk import sent_press

# Some hundred times what a press takes. Whoever waited as long goes on beside the one that something holds up.
LONGEST_WAIT_SECONDS = 0.25


def lend_in_turn(app: Flask, config: Config) -> None:
    """Let a press of "Lend out" wait for the one before it, from its first step to its answer; over SQLite alone.

    There its writes would wait for one another anyway, and two that compute at once take turns at Python's lock in
    the middle of their dozen statements. A slow phone holds up nobody: its form is read before.
    """
    if not config.is_sqlite:
        return
    turn = threading.Lock()

    @app.before_request
    def wait() -> None:
        if request.endpoint == "counter.press" and _may_lend():
            g.has_turn = turn.acquire(timeout=LONGEST_WAIT_SECONDS)

    @app.teardown_request
    def let_next(_problem: BaseException | None) -> None:
        if g.pop("has_turn", False):
            turn.release()


def _may_lend() -> bool:
    try:
        return sent_press().may_lend
    except RequestEntityTooLarge:
        return False  # the page that reads the form says so
