"""Disks that are full."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

Filling = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def small_disk(folder: Path) -> Iterator[Filling]:
    """A disk of four megabytes in a folder, and what fills it up: a real one, where a test may mount one.

    Elsewhere no file may be as large as the one that is named.
    """
    mount = ["mount", "-t", "tmpfs", "-o", "size=4000k", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        yield limited
        return
    try:
        yield filled
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def filled(file: Path) -> Iterator[None]:
    """Hardly any room is left beside the file."""
    disk = os.statvfs(file.parent)
    films = file.with_name("films")
    films.write_bytes(b"x" * (disk.f_bavail * disk.f_frsize - 100_000))
    yield
    films.unlink()


@contextmanager
def limited(file: Path) -> Iterator[None]:
    """No file may become as large as that one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size - 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
