"""Migrates one empty database again and again, each time cut off a little later; says what each cut left behind.

`python -m tests.migrations.cutting URL FOLDER STEP`: a process of its own without threads, which forks for each cut.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from config import Config
from lendlib.db import db
from lendlib.schema import app_over
from tests.ground.described import described
from tests.ground.templates import make_config

CUT, BETWEEN, NEW, OLD = 9, 3, 2, 1


def in_a_fork(act: Callable[[Flask], int], config: Config) -> int:
    """Do it in a process of its own over a fresh app, and give its exit status."""
    child = os.fork()
    if child == 0:
        app = app_over(config)
        with app.app_context():
            os._exit(act(app))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def cut_after(statements: int) -> Callable[[Flask], int]:
    """Migrate, and die right after so many statements."""

    def act(_app: Flask) -> int:
        left = statements

        @event.listens_for(db.engine, "after_cursor_execute")
        def count(*_: Any) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(CUT)

        upgrade()
        return 0

    return act


def cut_before_commit(_app: Flask) -> int:
    """Migrate, and die when all is done but the commit."""
    event.listen(db.engine, "commit", lambda _: os._exit(CUT))
    upgrade()
    return 0


def what_is_there(_app: Flask) -> int:
    """Whether nothing is there, or all, or something between."""
    found = [line for line in described(db.engine) if "sqlite_sequence" not in line]
    if not found:
        return OLD
    whole = any("item_never_deleted" in line for line in found) and any("ix_loan_month" in line for line in found)
    return NEW if whole and len(found) == int(os.environ["WHOLE"]) else BETWEEN


def main(url: str, folder: Path, step: int) -> None:
    """Print a line a cut: after which statement, and what was left (1 nothing, 2 all, 3 something between)."""
    config = make_config(folder, url)
    sys.stdout.write(f"commit {in_a_fork(cut_before_commit, config)} {in_a_fork(what_is_there, config)}\n")
    last, status = 1, CUT
    while status == CUT:
        status = in_a_fork(cut_after(last), config)
        sys.stdout.write(f"{last} {status} {in_a_fork(what_is_there, config)}\n")
        sys.stdout.flush()
        last += step


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
