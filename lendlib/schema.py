"""The schema of a database: an app without pages that can migrate it, and which migrations this lendlib knows."""

import logging
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from config import ROOT, Config
from lendlib.db import begin_writing, db, keep_sqlite_promises, make_engine_options
from lendlib.operations.reference import load_reference

migrate = Migrate()


class NewerSchema(Exception):
    """The database is a newer lendlib's."""

    def __str__(self) -> str:
        return "A newer lendlib has used this database. Bring this lendlib up to date, or restore a backup from before."


def join_database(app: Flask, config: Config) -> None:
    """Give an app its database and the migrations."""
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=make_engine_options(config.is_sqlite),
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    if config.is_sqlite:
        with app.app_context():
            keep_sqlite_promises(db.engine)


def app_over(config: Config) -> Flask:
    """An app without pages, for what has to be done in a database that nobody serves."""
    app = Flask("lendlib")
    join_database(app, config)
    return app


def bring_up(app: Flask) -> None:
    """Bring the schema to the newest and add missing reference rows; safe to repeat. Raises NewerSchema."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        _refuse_newer(db.engine)
        upgrade()
        with Session(db.engine) as session:
            begin_writing(session)
            one_at_a_time(session.connection())
            load_reference(session)
            session.commit()
        db.engine.dispose()


def one_at_a_time(connection: Connection) -> None:
    """Let machines that start a new version at once bring up PostgreSQL one after the other, until the commit.

    Over SQLite writers stand in line anyway.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('the schema of lendlib'))"))
    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


def _refuse_newer(engine: Engine) -> None:
    with engine.connect() as connection:
        if is_newer(connection):
            raise NewerSchema


@cache
def newest_schema() -> str:
    """The migration that this lendlib wants; read once."""
    return str(_scripts().get_current_head())


def is_current(connection: Connection) -> bool:
    """Whether a database has come to the migration that this lendlib wants."""
    return MigrationContext.configure(connection).get_current_revision() == newest_schema()


def is_newer(connection: Connection) -> bool:
    """Whether a later lendlib has made this database, or brought it up."""
    seen = MigrationContext.configure(connection).get_current_revision()
    return seen is not None and not knows_schema(seen)


def knows_schema(revision: str) -> bool:
    """Whether it is one of this lendlib's, new or old."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))
