"""The command line: what `./run COMMAND` offers."""

from flask import Flask


def add_commands(app: Flask) -> None:
    """Add lendlib's own commands to the app's."""
