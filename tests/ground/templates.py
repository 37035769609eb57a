"""A migrated database with its reference rows, made once a run; each test gets a copy of its own."""

from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.operations.reference import load_reference

SECRET = "a secret that only the tests know, 48 characters"


def make_config(folder: Path, database_url: str = "", **settings: object) -> Config:
    """The settings of a test: everything in its own folder, and no backup unless it asks for one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = {"backups": "off"} | settings
    return Config(instance=folder, database_url=database_url, secret_key=SECRET, **settings)  # type: ignore[arg-type]


def fill(config: Config) -> None:
    """Migrate that database and load its reference rows, leaving no connection open."""
    app = create_app(config)
    with app.app_context():
        try:
            upgrade()
            with Session(db.engine) as session:
                begin_writing(session)
                load_reference(session)
                session.commit()
        finally:
            db.engine.dispose()
