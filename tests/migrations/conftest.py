"""An app over an empty database, before any migration."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lendlib import create_app
from lendlib.db import db
from tests.ground.postgresql import Cluster
from tests.ground.templates import make_config


@pytest.fixture
def empty_app(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app whose database holds nothing yet."""
    name = f"empty_{uuid.uuid4().hex}"
    cluster: Cluster | None = request.getfixturevalue("postgresql") if database == "postgresql" else None
    app = create_app(make_config(tmp_path / "empty", cluster.make(name) if cluster else ""))
    yield app
    with app.app_context():
        db.engine.dispose()
    if cluster:
        cluster.drop(name)
