"""Waiting for something to become true, with a deadline and without guessing how long it takes."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
STEP_SECONDS = 0.01


def until(look: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Look again and again until the answer is true, and give it; fail, saying `what`, after the deadline."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (answer := look()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain until {what}"
        pause.wait(STEP_SECONDS)
    return answer
