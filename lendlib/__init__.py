"""lendlib: free lending depots, from one room on an old laptop to a country's network."""

from lendlib.loading import has_loaded

# isort: split
from flask import Flask

import lendlib.models  # noqa: F401  every table is known before the first query
from config import ROOT, Config, kept_secret
from lendlib import cli, web
from lendlib.demo.cli import demo
from lendlib.operations.acts import Keys
from lendlib.schema import join_database

has_loaded()


def create_app(config: Config) -> Flask:
    """The app for that configuration, its parts joined."""
    app = Flask("lendlib", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        LENDLIB=config,
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=config.max_request_bytes,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=config.hosts,
    )
    app.extensions["lendlib.keys"] = Keys(
        command=config.secret_key.encode(), link=kept_secret(config.instance / "link_key").encode()
    )
    join_database(app, config)
    web.open_house(app)
    cli.add_commands(app)
    app.cli.add_command(demo)
    return app
