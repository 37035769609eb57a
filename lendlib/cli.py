"""The command line: what `./run COMMAND` offers."""

import logging
import sys
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib.cli_backups import backup_command, restore_command
from lendlib.cli_schema import bring_up_to_date, refuse_old_schema
from lendlib.cli_staff import new_password_command
from lendlib.cli_statistics import statistics_commands
from lendlib.db import begin_writing, db
from lendlib.doctor import examine
from lendlib.doctor_backups import missing_folders
from lendlib.operations.first_start import make_first_start_link
from lendlib.serving import ready_to_serve, serve
from lendlib.webserver import serve_web
from lendlib.worker import JobsFailed, work, work_once

COMMANDS = (backup_command, restore_command, new_password_command, statistics_commands)


def add_commands(app: Flask) -> None:
    """Add lendlib's own commands to the app's."""
    app.cli.help = "lendlib: free lending depots. Without a command: set up and start."
    for command in (start, migrate, worker, doctor, *COMMANDS, web):
        app.cli.add_command(command)


def this_config() -> Config:
    """The settings of the app that the command runs in."""
    config: Config = click.get_current_context().obj.load_app().config["LENDLIB"]
    return config


def this_app() -> Flask:
    """The app that the command runs in."""
    app: Flask = click.get_current_context().obj.load_app()
    return app


def first_start_lines(app: Flask, config: Config) -> list[str]:
    """What to say when nobody can sign in yet: a link that makes the first depot and its administrator."""
    with app.app_context(), Session(db.engine) as session:
        begin_writing(session)
        token = make_first_start_link(session, datetime.now(UTC))
        session.commit()
        db.engine.dispose()
    if token is None:
        return []
    link = f"{config.base_url}/start/{token}"
    return ["Nobody can sign in yet. Open this link to name the first depot; it works once:", f"  {link}"]


def serve_until_stopped(app: Flask, config: Config) -> int:
    """Serve the web app and the worker, saying where, and give the exit status. Raises WrongSetting."""

    def greeting() -> list[str]:
        where = f"lendlib serves on {config.base_url} (Ctrl-C stops it)."
        warnings = [f"Warning: {missing}" for missing in missing_folders(config)]
        return [where, *warnings, *first_start_lines(app, config)]

    return serve(config, greeting)


@click.command()
def start() -> None:
    """Migrate the database, then serve the web app and the worker until Ctrl-C."""
    app, config = this_app(), this_config()
    with ready_to_serve(config):
        bring_up_to_date(app)
        status = serve_until_stopped(app, config)
    sys.exit(status)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema and add missing reference rows."""
    bring_up_to_date(this_app())
    click.echo("The database is up to date.")


@click.command()
@click.option("--once", is_flag=True, help="Do what is owed now, and end.")
def worker(once: bool) -> None:
    """Do what is owed: now and again and again until Ctrl-C, or once. Exit status 1 when a part of it failed."""
    app = this_app()
    refuse_old_schema(app)
    if not once:
        logging.basicConfig(format="%(message)s")
        logging.getLogger("lendlib").setLevel(logging.INFO)
        work(app)
        return
    failed: dict[str, str] = {}
    try:
        done = work_once(app)
    except JobsFailed as problem:
        done, failed = problem.done, problem.failed
    click.echo("Done: " + (", ".join(f"{rows} {what}" for what, rows in done.items()) or "nothing") + ".")
    for name, failure_id in failed.items():
        click.echo(f"The job “{name}” failed; the log tells of it under {failure_id}. The others were done.", err=True)
    sys.exit(1 if failed else 0)


@click.command()
def doctor() -> None:
    """Look at settings, database, disk and reference rows. Exit status 1 when something is not well."""
    is_well = True
    with this_app().app_context():
        for finding in examine(this_config(), db.engine):
            click.echo(str(finding))
            is_well = is_well and finding.is_ok
    sys.exit(0 if is_well else 1)


@click.command(hidden=True)
def web() -> None:
    """The web server alone; `start` runs it beside the worker."""
    serve_web(this_app(), this_config())
