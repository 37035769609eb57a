"""A restore that is killed amid its swap: `python -m tests.serving.cut_off_restore FILE STEPS`, settings as ever."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from config import Config
from lendlib.outside.backups_swap import JOURNAL
from lendlib.restoring import restore


def main(file: str, steps: int) -> None:
    """Restore, and be killed before the step after so many."""
    config, done = Config.from_env(), 0

    def count(event: str, _arguments: object) -> None:
        nonlocal done
        if event in {"os.rename", "os.link"} and (config.instance / JOURNAL).exists():
            if done == steps:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1

    sys.addaudithook(count)
    restore(config, Path(file), datetime.now(UTC))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
