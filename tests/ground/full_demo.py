"""The demo with what it lacks, so that a recount has all there is to tell: inhabitants, wishes, earlier years."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.demo import make_demo
from lendlib.models.depots import Municipality
from lendlib.models.inventory import Category
from lendlib.models.staff import Staff
from lendlib.models.statistics import Population
from lendlib.models.statistics_earlier import EarlierCount, EarlierImport
from lendlib.models.visiting import Wanted
from lendlib.rules.vocabulary_statistics import Measure
from tests.given import KEYS

DEMO_TODAY = date(2026, 11, 23)
DEMO_NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
# What depots brought of the years before: months of the first, years of the second. Some of it no loan lies beside.
BROUGHT = (
    *((1, 202403, Measure.LOANS, None, 1200), (1, 202503, Measure.LOANS, "football", 30)),
    *((1, 202503, Measure.VISITS, None, 20), (1, 202502, Measure.LOANS, "kubb", 11)),
    *((1, 202502, Measure.PEOPLE, None, 5), (1, 202503, Measure.PEOPLE, None, 0)),
    *((2, 202400, Measure.LOANS, None, 500), (2, 202500, Measure.RETURNS, "football", 70)),
    *((2, 202400, Measure.PEOPLE, None, 700), (2, 202500, Measure.VISITORS, None, 90)),
    *((1, 202305, Measure.LOANS, None, 40), (1, 202306, Measure.LOANS, "football", 7)),
    *((1, 202306, Measure.RETURNS, "kubb", 0), (2, 202305, Measure.VISITORS, None, 12)),
    *((2, 202200, Measure.LOANS, None, 1800), (2, 202200, Measure.VISITS, None, 600)),
)


def make_full_demo(engine: Engine, loans: int) -> None:
    """The demo, with what it lacks: how many live in Sweden's municipalities, what is asked for, earlier years."""
    make_demo(engine, KEYS, loans=loans, today=DEMO_TODAY, now=DEMO_NOW)
    with Session(engine) as session:
        begin_writing(session)
        codes = session.scalars(select(Municipality.code).order_by(Municipality.code)).all()
        session.add_all(
            Population(municipality_code=code, year=year, people=1_000 + 7 * number + year, source="test")
            for number, code in enumerate(codes)
            for year in (2023, 2025)
        )
        keys = {row.key: row.id for row in session.execute(select(Category.key, Category.id))}
        wanted = (("football", 1), ("kubb", 1), ("football", 2))
        session.add_all(Wanted(category_id=keys[key], depot_id=depot, made_at=DEMO_NOW) for key, depot in wanted)
        staff_id = session.scalars(select(Staff.id).limit(1)).one()
        for depot in (1, 2):
            told = {"staff_id": staff_id, "made_at": DEMO_NOW, "file_name": "earlier.csv", "rows": len(BROUGHT)}
            session.add(EarlierImport(id=depot, depot_id=depot, **told))
        session.flush()
        session.add_all(
            EarlierCount(
                import_id=depot, depot_id=depot, month=month, measure=measure, category_id=keys.get(key), count=count
            )
            for depot, month, measure, key, count in BROUGHT
        )
        session.commit()
