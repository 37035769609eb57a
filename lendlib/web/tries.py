"""Wrong passwords are counted for a while, so that guessing by machine is slow."""

import threading
import time
from collections import defaultdict, deque

from lendlib.rules.errors import N_, Refused

SPAN_SECONDS = 300.0
MOST_FOR_ONE = 10
MOST_FROM_ONE_PLACE = 60
MOST_KEPT = 20_000


class TooManyTries(Refused):
    """Wrong passwords came too often for one account from one place, or from one place."""

    code = "too-many-tries"
    status = 429
    sentence = N_("Too many wrong passwords in a short time.")
    advice = N_("Wait five minutes, then try again. A coordinator can give you a new password.")


class Tries:
    """Failed sign-ins of the last five minutes, in this process alone. Successes are free.

    Counted for an e-mail and an address together, so that a stranger elsewhere shuts nobody out.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def check(self, email: str, address: str | None) -> None:
        """Raises TooManyTries when the measure is full."""
        with self._lock:
            if any(self._recent(key) >= most for key, most in _keys(email, address)):
                raise TooManyTries

    def failed(self, email: str, address: str | None) -> None:
        """Count one."""
        with self._lock:
            if len(self._failed) > MOST_KEPT:
                self._failed.clear()
            for key, _most in _keys(email, address):
                self._failed[key].append(time.monotonic())

    def _recent(self, key: tuple[str, str]) -> int:
        times = self._failed.get(key)
        if times is None:
            return 0
        while times and times[0] < time.monotonic() - SPAN_SECONDS:
            times.popleft()
        if not times:
            del self._failed[key]
        return len(times)


def _keys(email: str, address: str | None) -> tuple[tuple[tuple[str, str], int], ...]:
    place = address or ""
    return (((email.strip().lower(), place), MOST_FOR_ONE), (("", place), MOST_FROM_ONE_PLACE))
