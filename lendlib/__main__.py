"""`python -m lendlib COMMAND`: the command line, with a wrong setting said plainly."""

import os
import sys

from flask.cli import ScriptInfo

from config import Config, WrongSetting
from lendlib import create_app
from lendlib.demo.cli import demo_environ


def main() -> None:
    """Run the command line. Exit status 2 when a setting is wrong."""
    try:
        is_demo = sys.argv[1:2] == ["demo"]
        app = create_app(Config.from_env(demo_environ(os.environ) if is_demo else None))
        app.cli(prog_name="./run", obj=ScriptInfo(create_app=lambda: app))
    except WrongSetting as problem:
        sys.stderr.write(f"lendlib can't start. {problem}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
