"""The demo network: four depots in Värmland that never were, with three years of lending behind them."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from lendlib.demo import in_bulk
from lendlib.demo.people import WORKERS
from lendlib.demo.plan import Wishes
from lendlib.models.depots import Depot
from lendlib.models.inventory import Category, Item
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff
from lendlib.operations.acts import Keys
from lendlib.rules.forgetting import RULE_OF, Kept

LOANS = 120_000
SEED = 1


@dataclass(frozen=True)
class Made:
    """How much the demo holds, and how long it took to make."""

    loans: int
    items: int
    seconds: float


def is_empty(engine: Engine) -> bool:
    """Whether the database has no depot yet."""
    with Session(engine) as session:
        return not session.scalar(select(exists().where(Depot.id.is_not(None))))


def is_demo(session: Session) -> bool:
    """Whether the database is a demo's, whatever the settings say: one of the demo's people works there."""
    return bool(session.scalar(select(exists().where(Staff.email == WORKERS[0].email))))


def make_demo(engine: Engine, keys: Keys, *, loans: int = LOANS, seed: int = SEED, today: date, now: datetime) -> Made:
    """Fill a migrated database that has its reference rows and no depot, whole or not at all.

    `today` is the day of `now` in Sweden. The stock grows with the loans: four loans an item and year.
    """
    started = time.monotonic()
    with Session(engine) as session:
        categories = {row.key: row.id for row in session.execute(select(Category.key, Category.id))}
        wishes = Wishes(loans=loans, seed=seed, today=today, now=now, categories=categories)
        in_bulk.fill(session, keys, wishes, commands_since=now - timedelta(RULE_OF[Kept.COMMANDS].usual))
        counted = [session.execute(select(func.count()).select_from(table)).scalar_one() for table in (Loan, Item)]
    return Made(counted[0], counted[1], time.monotonic() - started)
