"""A migration that is cut off leaves the old schema or the new one, never something between."""

import os
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import Engine

from config import ROOT, Config
from tests.ground.described import described
from tests.migrations.cutting import CUT, NEW, OLD

pytestmark = pytest.mark.early


def cut_all(config: Config, engine: Engine, step: int) -> list[tuple[int, int]]:
    """Each cut's exit status and what it left; the last one ran to its end."""
    whole = len([line for line in described(engine) if "sqlite_sequence" not in line])
    ended = subprocess.run(
        [sys.executable, "-m", "tests.migrations.cutting", config.database_url, str(config.instance), str(step)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WHOLE": str(whole)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    cuts = [line.split() for line in ended.stdout.splitlines()]
    return [(int(status), int(left)) for _, status, left in cuts]


def check(cuts: list[tuple[int, int]], at_least: int) -> None:
    *cut_off, whole = cuts
    assert len(cut_off) >= at_least
    assert {status for status, _ in cut_off} == {CUT}
    assert {left for _, left in cut_off} == {OLD}
    assert whole == (0, NEW)


def test_a_migration_that_is_cut_off_leaves_nothing_of_itself(empty_app: Flask, engine: Engine) -> None:
    check(cut_all(empty_app.config["LENDLIB"], engine, step=37), at_least=6)


@pytest.mark.long
def test_a_migration_cut_off_at_every_statement_leaves_nothing_of_itself(empty_app: Flask, engine: Engine) -> None:
    check(cut_all(empty_app.config["LENDLIB"], engine, step=1), at_least=60)
