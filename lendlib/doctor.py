"""`./run doctor`: looks at everything that lendlib relies on, and says of each whether it is well."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT, Config
from lendlib.doctor_backups import examine_backups
from lendlib.finding import Finding
from lendlib.models.depots import Municipality
from lendlib.models.photos import Photo
from lendlib.outside.channels import Unwell
from lendlib.outside.channels_open import open_channels, ways_of
from lendlib.outside.photos_kept import file_of
from lendlib.rules.photos import SIZES
from lendlib.schema import NewerSchema, is_newer

MUNICIPALITIES = 292
LEAST_FREE_BYTES = 500_000_000
PROMISES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def examine(config: Config, engine: Engine) -> Iterator[Finding]:
    """Look at one thing after the other; what can't be looked at is not ok."""
    yield Finding("settings", True, f"instance {config.instance}, {config.mode}, {config.base_url}")
    yield from _proxy(config)
    if config.mode != "alone":
        told = config.contact_email or "none: set LENDLIB_CONTACT_EMAIL, the accessibility page has to name one"
        yield Finding("contact", bool(config.contact_email), told)
    yield from _channels(config)
    yield _own_folder(config.instance)
    yield _free_disk(config.instance)
    try:
        with engine.connect() as connection:
            yield Finding("database", True, f"{engine.dialect.name} answers")
            checks = [_schema, *([_promises, _integrity] if config.is_sqlite else []), _reference]
            for check in checks:
                yield _tried(check, connection)
            yield _tried(_photos, connection, config.instance)
            yield from _backups(config, connection)
    except SQLAlchemyError as problem:
        yield Finding("database", False, _first_line(problem))


def _tried(check: Callable[..., Finding], connection: Connection, *where: Path) -> Finding:
    try:
        return check(connection, *where)
    except SQLAlchemyError as problem:
        connection.rollback()
        return Finding(check.__name__.strip("_"), False, _first_line(problem))


def _proxy(config: Config) -> Iterator[Finding]:
    """lendlib itself speaks no TLS: where people come over HTTPS, a proxy stands in front, and must be believed."""
    if config.is_https:
        advice = "" if config.trusted_proxies else ": all seem to come from one address, set LENDLIB_TRUSTED_PROXIES=1"
        yield Finding("proxies", bool(config.trusted_proxies), f"{config.trusted_proxies} trusted{advice}")


def _channels(config: Config) -> Iterator[Finding]:
    """Whether letters could leave the house now; nothing is sent."""
    channels = open_channels(config)
    for way in ways_of(config):
        try:
            yield Finding(f"letters by {way.name}", True, channels[way.name].look())
        except Unwell as trouble:
            yield Finding(f"letters by {way.name}", False, str(trouble))


def _own_folder(folder: Path) -> Finding:
    """Whether only lendlib's own user can look into the folder: its database names people."""
    is_open = folder.stat().st_mode & 0o007
    advice = f"others of this machine can look into it: chmod 700 {folder}" if is_open else "closed to others"
    return Finding("instance folder", not is_open, advice)


def _free_disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding("free disk", free >= LEAST_FREE_BYTES, f"{free // 1_000_000} MB")


def _schema(connection: Connection) -> Finding:
    wanted = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    seen = MigrationContext.configure(connection).get_current_revision()
    advice = "" if seen == wanted else f", wants {wanted}: ./run migrate"
    if is_newer(connection):
        advice = f". {NewerSchema()}"
    return Finding("schema", seen == wanted, f"{seen or 'none'}{advice}")


def _promises(connection: Connection) -> Finding:
    seen = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PROMISES}
    return Finding("durability", seen == PROMISES, ", ".join(f"{name}={value}" for name, value in seen.items()))


def _integrity(connection: Connection) -> Finding:
    seen = str(connection.exec_driver_sql("PRAGMA integrity_check").scalar())
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
    return Finding("integrity", seen == "ok" and not broken, f"{seen}, {broken} broken keys")


def _reference(connection: Connection) -> Finding:
    seen = connection.execute(select(func.count()).select_from(Municipality)).scalar_one()
    advice = "" if seen == MUNICIPALITIES else f", wants {MUNICIPALITIES}: ./run migrate"
    return Finding("reference rows", seen == MUNICIPALITIES, f"{seen} municipalities{advice}")


def _photos(connection: Connection, folder: Path) -> Finding:
    """Photos that pages want to show, and how many of them lack a file."""
    names = connection.execute(select(Photo.name).where(Photo.ended_at.is_(None), Photo.item_id.is_not(None)))
    wanted = [file_of(folder, name, size) for name in names.scalars() for size in SIZES]
    lacking = sum(1 for path in wanted if path is None or not path.is_file())
    advice = f", {lacking} files are missing: bring the folder photos back from a backup" if lacking else ""
    return Finding("photos", not lacking, f"{len(wanted) // len(SIZES)}{advice}")


def _backups(config: Config, connection: Connection) -> Iterator[Finding]:
    try:
        yield from examine_backups(config, connection, datetime.now(UTC))
    except SQLAlchemyError as problem:
        yield Finding("backups", False, _first_line(problem))


def _first_line(problem: Exception) -> str:
    return str(getattr(problem, "orig", None) or problem).splitlines()[0]
