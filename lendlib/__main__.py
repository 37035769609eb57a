"""`python -m lendlib COMMAND`: the command line, with a wrong setting said plainly."""

import os
import sys
from contextlib import nullcontext

from flask.cli import ScriptInfo

from config import Config, WrongSetting
from lendlib import create_app
from lendlib.demo.cli import demo_environ
from lendlib.presence import present_in
from lendlib.restoring import finish_cut_off


def main() -> None:
    """Run the command line. Exit status 2 when a setting is wrong."""
    # What lendlib writes names people: database, log and copies are its owner's alone.
    os.umask(0o077)
    try:
        command = sys.argv[1:2]
        environ = demo_environ(os.environ) if command == ["demo"] else None
        config = Config.from_env(environ)
        if finish_cut_off(config):
            config = Config.from_env(environ)
        # A restore wants the instance for itself; whatever else runs keeps it from beginning.
        with nullcontext() if command == ["restore"] else present_in(config.instance):
            app = create_app(config)
            app.cli(prog_name="./run", obj=ScriptInfo(create_app=lambda: app))
    except WrongSetting as problem:
        sys.stderr.write(f"lendlib can't start. {problem}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
