"""Migrations lead to the models' schema, and back, with rows, on both databases."""

from datetime import UTC, datetime

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing, db
from lendlib.models.depots import Depot, Municipality
from lendlib.operations.reference import load_reference
from tests.ground.described import described, normal

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_migrated_schema_is_the_models_own(engine: Engine, empty_app: Flask) -> None:
    with empty_app.app_context():
        Base.metadata.create_all(db.engine)
        wanted = described(db.engine)
    assert len(wanted) > 60
    assert described(engine) == wanted


def test_a_changed_check_or_where_is_noticed() -> None:
    table = "CREATE TABLE t (a INTEGER, CONSTRAINT ck CHECK (a > 0))"
    assert normal(table) == normal("CREATE TABLE t (\n\tCONSTRAINT ck CHECK (a > 0), a INTEGER )")
    assert normal(table) != normal(table.replace("a > 0", "a > 1"))
    index = "CREATE UNIQUE INDEX i ON t (a) WHERE a IS NULL"
    assert normal(index) != normal(index.replace(" WHERE a IS NULL", ""))


def fill(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        load_reference(session)
        session.add(Depot(slug="molkom", name="Molkom", municipality_code="1780", made_at=NOW))
        session.commit()


def test_up_down_and_up_again_with_rows(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        first = described(db.engine)
        fill(db.engine)
        upgrade()
        with Session(db.engine) as session:
            assert session.scalar(select(func.count()).select_from(Municipality)) == 292
            assert session.scalar(select(Depot.name)) == "Molkom"
        downgrade(revision="base")
        left = [line for line in described(db.engine) if "sqlite_sequence" not in line]
        assert left == []
        upgrade()
        assert described(db.engine) == first
        fill(db.engine)
