"""A backup that is killed before its file gets its name: `python -m tests.serving.cut_off_backup FILE`."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from config import Config
from lendlib.outside.backups import back_up


def main(file: str) -> None:
    """Make it, and be killed with the whole of it written."""

    def end(event: str, _arguments: object) -> None:
        if event == "os.link":
            os.kill(os.getpid(), signal.SIGKILL)

    config = Config.from_env()
    sys.addaudithook(end)
    back_up(config, Path(file), datetime.now(UTC))


if __name__ == "__main__":
    main(sys.argv[1])
