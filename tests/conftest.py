"""The ground that every test stands on: a database of its own on SQLite and PostgreSQL, the app, its client."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import db, keep_sqlite_promises, make_engine_options
from tests.ground.compiled import compiling_once
from tests.ground.postgresql import Cluster, running_cluster
from tests.ground.templates import fill, make_config

pytest_plugins = ["tests.ground.honesty", "tests.ground.order"]


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each test has an app of its own; what they all compile alike costs more than the rest of it."""
    with compiling_once():
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """PostgreSQL, running for as long as the tests do."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database to copy."""
    fill(make_config(tmp_path_factory.mktemp("template"), postgresql.make("migrated")))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database to copy."""
    folder = tmp_path_factory.mktemp("template")
    config = make_config(folder)
    fill(config)
    return folder / "lendlib.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; it runs on both."""
    return str(request.param)


@pytest.fixture
def config(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """The settings of this test: its own folder and its own migrated database with the reference rows."""
    folder = tmp_path / "instance"
    if database == "sqlite":
        config = make_config(folder)
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), folder / "lendlib.sqlite3")
        yield config
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = f"test_{uuid.uuid4().hex}"
    yield make_config(folder, cluster.make(name, request.getfixturevalue("migrated_postgresql")))
    cluster.drop(name)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The app over this test's database. No context is pushed: sign-ins would leak between clients."""
    app = create_app(config)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts; a second one is `app.test_client()`."""
    return app.test_client()


@pytest.fixture
def engine(config: Config, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of the test's app, usable outside its context; a test without pages needs no app for it."""
    if "app" in request.fixturenames:
        with request.getfixturevalue("app").app_context():
            of_app = db.engine
        yield of_app
        return
    engine = create_engine(config.database_url, **make_engine_options(config.is_sqlite))
    if config.is_sqlite:
        keep_sqlite_promises(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def fresh(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], Engine]]:
    """A maker of databases: migrated, with reference rows, without depots."""
    made: list[tuple[Engine, str]] = []

    def make() -> Engine:
        name = f"fresh_{uuid.uuid4().hex}"
        if database == "sqlite":
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), tmp_path / name)
            engine = create_engine(f"sqlite:///{tmp_path / name}", **make_engine_options(True))
            keep_sqlite_promises(engine)
        else:
            cluster: Cluster = request.getfixturevalue("postgresql")
            url = cluster.make(name, request.getfixturevalue("migrated_postgresql"))
            engine = create_engine(url, **make_engine_options(False))
        made.append((engine, name))
        return engine

    yield make
    for engine, name in made:
        engine.dispose()
        if database == "postgresql":
            request.getfixturevalue("postgresql").drop(name)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on this test's database, rolled back at the end unless the test commits."""
    with Session(engine) as session:
        yield session
