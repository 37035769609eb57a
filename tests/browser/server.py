"""The real web server over a test's database, its clock moved: `python -m tests.browser.server SECONDS`."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from config import Config
from lendlib import create_app
from lendlib.webserver import serve_web


def main(seconds: float) -> None:
    """Serve with the settings of the environment until SIGTERM, so many seconds ahead of the machine's clock."""
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()
    # The moved clock starts when it is first asked: asked here, it is one for all processes that are forked below.
    datetime.now(UTC)
    config = Config.from_env()
    serve_web(create_app(config), config)


if __name__ == "__main__":
    main(float(sys.argv[1]))
