"""`python -m lendlib COMMAND`: the command line, with a wrong setting said plainly."""

import sys

from flask.cli import FlaskGroup

from config import Config, WrongSetting
from lendlib import create_app


def main() -> None:
    """Run the command line. Exit status 2 when a setting is wrong."""
    try:
        app = create_app(Config.from_env())
    except WrongSetting as problem:
        sys.exit(f"lendlib can't start. {problem}")
    FlaskGroup(create_app=lambda: app, add_default_commands=False, load_dotenv=False)(prog_name="./run")


if __name__ == "__main__":
    main()
