"""`./run backup` and `./run restore`."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing, db
from lendlib.operations.backups import LEASE, Told, tell_asked
from lendlib.outside.backups import back_up
from lendlib.outside.backups_archive import Manifest
from lendlib.outside.backups_begun import clear_left
from lendlib.outside.backups_refused import NoBackup, NotRestored
from lendlib.restoring import look_into, restore
from lendlib.rules.backups import LONGEST_DAYS, BackupOutcome
from lendlib.rules.errors import Busy
from lendlib.rules.photos import SIZES

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
def backup_command(file: Path) -> None:
    """Write a checked backup of database, photos and keys to FILE (a .tar), while lendlib runs on."""
    begun_at, place = datetime.now(UTC), file.resolve()
    clear_left(place.parent, begun_at - LEASE)
    try:
        made = back_up(_config(), place, begun_at)
    except NoBackup as problem:
        _tell(Told(problem.outcome), begun_at)
        raise click.ClickException(str(problem)) from None
    _tell(Told(BackupOutcome.MADE, made.size), begun_at)
    how = "restored aside and checked" if made.is_tried else "its list checked"
    click.echo(f"{file}: {made.size / 1_000_000:.1f} MB, {how}.")
    if not made.is_tried:
        click.echo("It was not tried aside: the role may not make databases. ALTER ROLE … CREATEDB lets it.")
    click.echo("It holds persons and the keys: keep it as safely as the computer itself.")


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Do it. Without, only say what would be done.")
def restore_command(file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of what stands here. lendlib must not be running."""
    config, file = _config(), file.resolve()
    with click.get_current_context().obj.load_app().app_context():
        db.engine.dispose()
    try:
        if not yes:
            _say_what_would_be(config, file, look_into(config, file))
            return
        done = restore(config, file, datetime.now(UTC))
    except NotRestored as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Restored {_described(done.manifest)}.")
    left = done.settled
    click.echo("Left behind, so that nothing happens twice:")
    click.echo(f"  letters that waited, dropped: {left.notices}")
    click.echo(f"  sign-ins, ended: {left.sessions} (everybody signs in again)")
    click.echo(f"  links to an invitation or a new password, ended: {left.links} (send new ones)")
    click.echo(f"  persons whose time was over, erased: {done.erased}")
    click.echo("What stood before is kept, with the persons in it, in")
    for place in done.before:
        click.echo(f"  {place}")
    click.echo(f"Remove it when all is well; where nights are backed up, it goes by itself after {LONGEST_DAYS} days.")
    click.echo("Start lendlib again: ./run")


def _say_what_would_be(config: Config, file: Path, manifest: Manifest) -> None:
    click.echo(f"{file} is whole: {_described(manifest)}.")
    click.echo(f"It would take the place of database, photos and keys in {config.instance}.")
    click.echo("What stands there would be kept aside, everybody would sign in again, and letters that waited would")
    click.echo("not be sent. Nothing was changed. Stop lendlib, then do it with --yes.")


def _described(manifest: Manifest) -> str:
    rows = ", ".join(f"{table} {rows}" for table, rows in manifest.counts.items() if table != "event")
    made = manifest.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    rows += f", photos {manifest.photos // len(SIZES)}"
    return f"a backup of {made} (lendlib {manifest.lendlib}, schema {manifest.schema}); {rows}"


def _config() -> Config:
    config: Config = click.get_current_context().obj.load_app().config["LENDLIB"]
    return config


def _tell(told: Told, begun_at: datetime) -> None:
    """Write down what came of it; a database that can't take it has said so already."""
    app = click.get_current_context().obj.load_app()
    with suppress(SQLAlchemyError, Busy), app.app_context(), Session(db.engine) as session:
        begin_writing(session)
        tell_asked(session, told, begun_at, datetime.now(UTC))
        session.commit()
