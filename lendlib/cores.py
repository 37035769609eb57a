"""A core of its own for each web process, so that its threads hand Python's lock to each other in one place."""

import fcntl
import os
import random
import tempfile
from contextlib import suppress


class Cores:
    """The cores that a family of processes may run on; made before they fork.

    Who keeps to one has its byte in a nameless file locked; the lock of a process that dies is free at once.
    """

    def __init__(self) -> None:
        # Shuffled, so that two families on one machine seldom begin at the same core.
        allowed = os.sched_getaffinity(0)
        self._cores = random.sample(sorted(allowed), len(allowed))
        self._taken = tempfile.TemporaryFile()  # noqa: SIM115

    def keep_to_one(self) -> None:
        """Let this process, and the threads that it starts from now on, run on a core that no other of the family has.

        Where none is left, or the machine does not let it, it runs anywhere.
        """
        free = (core for number, core in enumerate(self._cores) if self._takes(number))
        with suppress(StopIteration, OSError):
            os.sched_setaffinity(0, {next(free)})

    def _takes(self, number: int) -> bool:
        try:
            fcntl.lockf(self._taken, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        return True
