"""Empty migrated databases, as many as a test of the demo asks for, and the demo's wishes."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from lendlib.db import keep_sqlite_promises, make_engine_options
from lendlib.demo.plan import Wishes
from lendlib.models.inventory import Category
from tests.ground.postgresql import Cluster

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@pytest.fixture
def fresh(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], Engine]]:
    """A maker of databases: migrated, with reference rows, without depots."""
    made: list[tuple[Engine, str]] = []

    def make() -> Engine:
        name = f"demo_{uuid.uuid4().hex}"
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


def wishes_for(engine: Engine, loans: int, seed: int = 1, today: date = TODAY, now: datetime = NOW) -> Wishes:
    """What the demo of a test is drawn from."""
    with Session(engine) as session:
        categories = {row.key: row.id for row in session.execute(select(Category.key, Category.id))}
    return Wishes(loans=loans, seed=seed, today=today, now=now, categories=categories)
