"""`./run new-password`."""

from datetime import UTC, datetime

import click
from flask import Flask, url_for
from sqlalchemy.orm import Session

from config import Config
from lendlib.cli_schema import refuse_old_schema
from lendlib.db import begin_writing, db
from lendlib.operations.invitations import AccountShut, link_from_the_machine
from lendlib.rules.errors import Busy, NotFound
from lendlib.web.people import LINK_PAGES


@click.command("new-password")
@click.argument("email")
def new_password_command(email: str) -> None:
    """Print a link by which the account of EMAIL chooses a password; it works once, for some days."""
    app: Flask = click.get_current_context().obj.load_app()
    config: Config = app.config["LENDLIB"]
    refuse_old_schema(app)
    with app.test_request_context(), Session(db.engine) as session:
        try:
            begin_writing(session)
            purpose, token = link_from_the_machine(session, email, datetime.now(UTC))
        except NotFound:
            raise click.ClickException(f"There is no account with the e-mail {email}.") from None
        except AccountShut:
            raise click.ClickException("That account is shut. An administrator can open it again.") from None
        except Busy as problem:
            raise click.ClickException(f"The database can't be used: {problem}") from None
        session.commit()
        path = url_for(LINK_PAGES[purpose], token=token)
    click.echo("Open this link to choose a password; it works once, and older ones lead nowhere any more:")
    click.echo(f"  {config.base_url}{path}")
