"""Starts that meet a database: two machines at once with a new version, and an old version after a newer one."""

import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from config import ROOT
from lendlib.schema import newest_schema
from tests.ground.processes import bare_environ


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_machines_that_start_a_new_version_at_once_wait_for_one_another(empty_app: Flask) -> None:
    config = empty_app.config["LENDLIB"]
    environ = bare_environ(config.instance, 1) | {"LENDLIB_DATABASE_URL": config.database_url}
    command = [sys.executable, "-P", "-m", "lendlib", "migrate"]
    machines = [
        subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    said = [machine.communicate(timeout=120)[0] for machine in machines]
    assert [machine.returncode for machine in machines] == [0, 0, 0], said


@pytest.mark.parametrize("command", [("migrate",), ("worker", "--once"), ("doctor",)])
def test_the_database_of_a_newer_lendlib_is_told_as_such(app: Flask, engine: Engine, command: tuple[str, ...]) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    result = app.test_cli_runner().invoke(args=command)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
        connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest_schema()})
    assert result.exit_code == 1
    assert "A newer lendlib has used this database." in result.output
    assert "./run migrate" not in result.output
