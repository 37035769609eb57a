"""The wishes of a demo, as its tests have them."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.demo.plan import Wishes
from lendlib.models.inventory import Category

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def wishes_for(engine: Engine, loans: int, seed: int = 1, today: date = TODAY, now: datetime = NOW) -> Wishes:
    """What the demo of a test is drawn from."""
    with Session(engine) as session:
        categories = {row.key: row.id for row in session.execute(select(Category.key, Category.id))}
    return Wishes(loans=loans, seed=seed, today=today, now=now, categories=categories)
