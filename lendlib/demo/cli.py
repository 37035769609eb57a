"""`./run demo`: make the demo network in a folder of its own, say who can sign in, serve."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT, Config, WrongSetting
from lendlib.cli import serve_until_stopped, this_app, this_config
from lendlib.cli_schema import bring_up_to_date
from lendlib.db import db
from lendlib.demo import LOANS, is_demo, is_empty, make_demo
from lendlib.demo.people import PASSWORD, WORKERS
from lendlib.demo.places import PLACES
from lendlib.demo.plan import ZONE
from lendlib.rules.vocabulary import Role
from lendlib.serving import alone_in, ready_to_serve


def demo_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a demo: its own instance folder, unless one is set."""
    given = {name: text for name, text in environ.items() if text}
    return {"LENDLIB_INSTANCE": str(ROOT / "instance-demo")} | given | {"LENDLIB_DEMO": "1"}


@click.command()
@click.option("--loans", type=click.IntRange(100, 20_000_000), default=LOANS, show_default=True)
@click.option("--no-serve", is_flag=True, help="Make the demo, and end.")
def demo(loans: int, no_serve: bool) -> None:
    """Make a demo network with three years of loans, once, and serve it; later runs use what is there."""
    app, config = this_app(), this_config()
    with alone_in(config) if no_serve else ready_to_serve(config):
        make_or_find(app, config, loans)
        for line in sign_in_lines():
            click.echo(line)
        status = 0 if no_serve else serve_until_stopped(app, config)
    sys.exit(status)


def make_or_find(app: Flask, config: Config, loans: int) -> None:
    """Make the demo network where there is none yet. Raises WrongSetting where something else is."""
    bring_up_to_date(app)
    with app.app_context():
        engine = db.engine
        if is_empty(engine):
            click.echo(f"Making a demo network of {loans:,} loans …")
            now = datetime.now(UTC).replace(microsecond=0)
            made = make_demo(
                engine, app.extensions["lendlib.keys"], loans=loans, today=now.astimezone(ZONE).date(), now=now
            )
            click.echo(f"Made {made.loans:,} loans of {made.items:,} things in {made.seconds:.1f} s.")
        else:
            with Session(engine) as session:
                if not is_demo(session):
                    raise WrongSetting(
                        f"LENDLIB_INSTANCE: {config.instance} or its database holds depots that are no demo."
                        " Set it to another folder, or leave it unset."
                    )
            click.echo(f"The demo network in {config.instance} is used as it is; empty the folder to make it anew.")
        engine.dispose()


def sign_in_lines() -> list[str]:
    """Who can sign in, with the password of all."""
    where = {Role.ORGANISER: "counts and reports only", Role.ADMINISTRATOR: "everything"}
    lines = [f"Who can sign in, all with the password {PASSWORD}:"]
    for worker in WORKERS:
        at = where.get(worker.role) if worker.depot is None else PLACES[worker.depot].name
        area = worker.municipality or worker.county
        lines.append(f"  {worker.email:24} {worker.role:14} {at}" + (f", {worker.scope} {area}" if area else ""))
    return lines
