"""The database's schema, for commands: brought up to date, or asked for before they do anything."""

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from lendlib.db import db
from lendlib.rules.errors import Busy
from lendlib.schema import NewerSchema, bring_up, is_current, is_newer


def bring_up_to_date(app: Flask) -> None:
    """Bring the schema to the newest and add missing reference rows; safe to repeat. Raises ClickException."""
    try:
        bring_up(app)
    except NewerSchema as problem:
        raise click.ClickException(str(problem)) from None
    except (OperationalError, Busy) as problem:
        raise click.ClickException(f"The database can't be used: {str(problem).splitlines()[0]}") from None


def refuse_old_schema(app: Flask) -> None:
    """Do nothing on a database that is older, or newer, than this lendlib. Raises ClickException."""
    try:
        with app.app_context(), db.engine.connect() as connection:
            is_right, newer = is_current(connection), is_newer(connection)
    except OperationalError as problem:
        raise click.ClickException(f"The database can't be used: {str(problem).splitlines()[0]}") from None
    if newer:
        raise click.ClickException(str(NewerSchema()))
    if not is_right:
        raise click.ClickException("The database has not the schema of this lendlib. Run ./run migrate first.")
