"""Where measurements stand: a migrated database with one depot, its staff and a stock large enough never to run out."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db, keep_sqlite_promises, make_engine_options
from lendlib.models.inventory import Category, Item, ItemStay
from lendlib.models.labels import Label
from lendlib.operations.depots import make_depot, policies
from lendlib.operations.reference import load_reference
from lendlib.operations.staff import add_staff, give_role
from lendlib.rules.codes import code_from_number
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import DepotState, Role, Safety, Scope

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EVERY_DAY = {weekday: ((time(10), time(18)),) for weekday in range(7)}
EMAIL, PASSWORD = "vera@example.org", "four words in a row"
SECRET = "a secret that only the measurements know, of 51 signs"
STOCK = 60_000


@dataclass(frozen=True)
class Place:
    """A copy of the ground in a folder of its own. Its items have the ids 1 to STOCK; all may be lent."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "lendlib.sqlite3"

    def config(self, **settings: object) -> Config:
        """The settings that run lendlib here."""
        return Config(instance=self.folder, secret_key=SECRET, **settings)  # type: ignore[arg-type]

    def app(self) -> Flask:
        """The app over this database."""
        return create_app(self.config())

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.database}"

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """An engine as the app has it."""
        with opened(self.url) as engine:
            yield engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine as the app has it, over the database at that address."""
    is_sqlite = url.startswith("sqlite")
    engine = create_engine(url, **make_engine_options(is_sqlite))
    if is_sqlite:
        keep_sqlite_promises(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def code_of(item_id: int) -> str:
    """The code on an item's label."""
    return code_from_number(item_id * 500_009)


def depot_of(session: Session) -> DepotPolicy:
    """The one depot of the ground."""
    return policies(session, [1])[0]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lendlib-bench-") as folder:
        yield Path(folder)


@contextmanager
def a_place() -> Iterator[Place]:
    """A fresh copy of the ground."""
    with scratch() as folder:
        shutil.copyfile(_template() / "lendlib.sqlite3", folder / "lendlib.sqlite3")
        yield Place(folder)


@cache
def _template() -> Path:
    kept = tempfile.TemporaryDirectory(prefix="lendlib-bench-")
    _kept.append(kept)
    place = Place(Path(kept.name))
    app = place.app()
    with app.app_context():
        upgrade()
        with Session(db.engine) as session:
            begin_writing(session)
            load_reference(session)
            furnish(session)
            session.commit()
        db.engine.dispose()
    return place.folder


_kept: list[tempfile.TemporaryDirectory[str]] = []


def furnish(session: Session) -> None:
    """The depot, its staff and its stock."""
    state = DepotState.OPEN
    depot = make_depot(session, name="Depån", municipality_code="1780", now=NOW, state=state, weekly=EVERY_DAY)
    vera = add_staff(session, EMAIL, "Vera Volontär", PASSWORD, "sv", NOW)
    session.flush()
    give_role(session, vera.id, Role.VOLUNTEER, Scope.DEPOT, depot_id=depot.id)
    harmless = select(Category.id).where(Category.size_system.is_not(None), Category.safety == Safety.NONE)
    kinds = list(session.scalars(harmless.order_by(Category.id)))
    here = {"depot_id": depot.id, "made_at": NOW}
    items = [
        here
        | {
            "id": number,
            "category_id": kinds[number % len(kinds)],
            "size_text": str(20 + number % 30),
            "brand": f"märke {number % 50}",
            "words": f"sak märke {number % 50} {number}",
            "changed_at": NOW,
        }
        for number in range(1, STOCK + 1)
    ]
    labels = [here | {"code": code_of(item["id"]), "is_own": True, "item_id": item["id"]} for item in items]
    stays = [{"depot_id": depot.id, "item_id": item["id"], "from_on": TODAY} for item in items]
    connection = session.connection()
    connection.execute(insert(Item), items)
    connection.execute(insert(Label), labels)
    connection.execute(insert(ItemStay), stays)
