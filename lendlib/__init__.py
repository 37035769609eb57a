"""lendlib: free lending depots, from one room on an old laptop to a country's network."""

from flask import Flask
from flask_migrate import Migrate

import lendlib.models  # noqa: F401  every table is known before the first query
from config import ROOT, Config, kept_secret
from lendlib import cli, web
from lendlib.db import db, keep_sqlite_promises, make_engine_options
from lendlib.demo.cli import demo
from lendlib.operations.acts import Keys

migrate = Migrate()


def create_app(config: Config) -> Flask:
    """The app for that configuration, its parts joined."""
    app = Flask("lendlib", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        LENDLIB=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=make_engine_options(config.is_sqlite),
        MAX_CONTENT_LENGTH=config.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=config.max_request_bytes,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=config.hosts,
    )
    app.extensions["lendlib.keys"] = Keys(
        command=config.secret_key.encode(), link=kept_secret(config.instance / "link_key").encode()
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    if config.is_sqlite:
        with app.app_context():
            keep_sqlite_promises(db.engine)
    web.open_house(app)
    cli.add_commands(app)
    app.cli.add_command(demo)
    return app
