"""What is not finished yet: a folder beside the file to be, held while its process lives, removed once that is gone."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

# What is begun under these names, and left by who was killed, is removed later.
PASSING, RESTORING = ".lendlib-part-", ".lendlib-restoring-"


@contextmanager
def begun_in(folder: Path, prefix: str = PASSING) -> Iterator[Path]:
    """A folder in there to work in, removed at the end. Until then no other process takes it for one that was left."""
    with ExitStack() as stack:
        while True:
            begun = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder, prefix=prefix)))
            # Between being made and being held it may have been taken for one that was left.
            with suppress(FileNotFoundError):
                stack.enter_context(_held(begun, fcntl.LOCK_EX))
                if begun.exists():
                    break
        yield begun


def clear_left(folder: Path, before: datetime) -> None:
    """Remove what somebody began in a folder and was killed: what nobody holds; of files, and on a disk that knows no
    locks, what was begun before then. What can't be removed is no reason for the next backup to fail."""
    for left in (*folder.glob(f"{PASSING}*"), *folder.glob(f"{RESTORING}*")):
        with suppress(OSError), _held(left, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_held:
            if is_held or left.stat().st_mtime < before.timestamp():
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()


@contextmanager
def _held(begun: Path, how: int) -> Iterator[bool]:
    """Have a folder for oneself, and say whether that is so. Raises BlockingIOError while another has it."""
    with ExitStack() as stack:
        try:
            descriptor = os.open(begun, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, how)
        except (FileNotFoundError, BlockingIOError):
            raise
        except OSError:
            yield False
            return
        yield True
