"""Who is at an instance: every process of lendlib holds a shared lock there, and a restore wants to be alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import WrongSetting
from lendlib.outside.backups_refused import InUse

LOCK = "running.lock"


@contextmanager
def present_in(instance: Path) -> Iterator[None]:
    """Be at work in an instance. Raises WrongSetting while a restore is under way there."""
    with (instance / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongSetting(f"A backup is being restored in {instance}. Wait until that is done.") from None
        yield


@contextmanager
def alone_at(instance: Path) -> Iterator[None]:
    """Be the only one at work in an instance. Raises InUse."""
    with (instance / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"lendlib is at work in {instance}.") from None
        yield
