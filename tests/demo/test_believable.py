"""The demo is a field as the field is: its season, its shares, its closed days, and nobody's name kept too long."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import keep_sqlite_promises, make_engine_options
from lendlib.demo import in_bulk
from lendlib.demo.acts import Lend
from lendlib.demo.people import PHONES
from lendlib.demo.plan import Plan
from lendlib.demo.seasons import easter_day
from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.inventory import Category, Item
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations.depots import open_days
from lendlib.rules.codes import is_own_code
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.vocabulary import Condition, Outcome
from tests.demo.conftest import NOW, TODAY, wishes_for
from tests.given import KEYS

LOANS = 12_000


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """One database is enough: that both hold the same is shown elsewhere."""
    return str(request.param)


@pytest.fixture(scope="module")
def demo_file(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of a tenth of the usual size."""
    file = tmp_path_factory.mktemp("demo") / "lendlib.sqlite3"
    shutil.copyfile(migrated_sqlite, file)
    with over(file) as engine, Session(engine) as session:
        in_bulk.fill(session, KEYS, wishes_for(engine, LOANS))
    return file


@pytest.fixture
def demo(demo_file: Path) -> Iterator[Session]:
    """A session on the demo, to look at it."""
    with over(demo_file) as engine, Session(engine) as session:
        yield session


@contextmanager
def over(file: Path) -> Iterator[Engine]:
    """An engine over that file."""
    engine = create_engine(f"sqlite:///{file}", **make_engine_options(True))
    keep_sqlite_promises(engine)
    yield engine
    engine.dispose()


def count(session: Session, *conditions: object) -> int:
    """How many loans fulfil all of these."""
    return session.scalar(select(func.count()).select_from(Loan).where(*conditions)) or 0  # type: ignore[arg-type]


def test_seasons_and_shares(demo: Session) -> None:
    loans = count(demo)
    assert LOANS * 0.99 <= loans <= LOANS * 1.01
    february = count(demo, Loan.lent_month % 100 == 2) / loans
    assert 0.18 <= february <= 0.27
    assert 0.005 <= count(demo, Loan.outcome == Outcome.LOST) / loans <= 0.015
    assert count(demo, Loan.found_on.is_not(None)) > 10
    visits = demo.scalar(select(func.count()).select_from(Checkout)) or 0
    assert 2 <= loans / visits <= 4
    renewed = demo.scalar(select(func.count(DueChange.loan_id.distinct()))) or 0
    assert 0.06 <= renewed / loans <= 0.10
    late = count(demo, Loan.outcome == Outcome.RETURNED, Loan.closed_on > Loan.due_on) / loans
    assert 0.05 <= late <= 0.2
    for outcome in Outcome:
        assert count(demo, Loan.outcome == outcome), outcome


def test_the_sports_break_holds_the_peak_day_of_the_largest_depot(fresh: Callable[[], Engine]) -> None:
    days = Counter[date]()
    for planned in Plan(wishes_for(fresh(), 60_000)):
        if planned.depot == 0 and isinstance(planned.deed, Lend):
            days[planned.today] += len(planned.deed.items)
    (peak, most), *_ = days.most_common(1)
    assert peak.isocalendar().week == 9
    assert 4 <= most / (sum(days.values()) / len(days)) <= 6


def test_nothing_is_lent_or_due_on_a_closed_day(demo: Session) -> None:
    lent = defaultdict(set)
    for depot_id, lent_on, due_on in demo.execute(select(Loan.depot_id, Loan.lent_on, Loan.due_on).distinct()):
        lent[depot_id] |= {lent_on, due_on}
    assert len(lent) == 4
    for depot_id, days in lent.items():
        calendar = open_days(demo, depot_id, date(2000, 1, 1))
        assert all(calendar.is_open(day) for day in days)


def test_contacts_are_of_visits_with_something_out_or_just_back(demo: Session) -> None:
    last = func.max(func.coalesce(Loan.closed_on, TODAY))
    ends = demo.execute(select(Loan.checkout_id, last).group_by(Loan.checkout_id)).all()
    recent = {checkout_id for checkout_id, ended in ends if date.fromisoformat(str(ended)) >= TODAY - timedelta(7)}
    kept = {row.checkout_id: row for row in demo.scalars(select(Contact))}
    still_out = set(demo.scalars(select(Loan.checkout_id).where(Loan.closed_at.is_(None))))
    assert kept.keys() <= recent
    assert still_out <= kept.keys()
    assert all(row.phone is None or row.phone in PHONES for row in kept.values())
    assert all(row.email is None or row.email.endswith("@demo.example") for row in kept.values())


def test_the_counter_is_alive(demo: Session) -> None:
    assert count(demo, Loan.lent_on == TODAY) >= 2
    assert demo.scalar(select(func.max(Event.at))) <= NOW  # type: ignore[operator]
    assert count(demo, Loan.closed_at.is_(None), Loan.due_on < TODAY) >= 3
    assert demo.scalar(select(func.sum(DoorDay.visitors)).where(DoorDay.day_on == TODAY))
    rows = demo.execute(select(Item.condition, func.count()).group_by(Item.condition))
    conditions = {condition: things for condition, things in rows}  # noqa: C416
    assert conditions.keys() == set(Condition)
    assert conditions[Condition.READY] > 0.8 * sum(conditions.values())
    used = demo.scalar(select(func.count(Item.category_id.distinct())))
    assert used == demo.scalar(select(func.count()).where(Category.parent_id.is_not(None))) == 77


def test_the_same_wishes_give_the_same_plan_and_another_seed_another(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    plans = [list(Plan(wishes_for(engine, 300, seed))) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    assert all(earlier.now <= later.now for earlier, later in pairwise(plans[0]))


@pytest.mark.parametrize("hour", [0, 3, 23])
def test_it_can_be_made_at_any_hour(fresh: Callable[[], Engine], hour: int) -> None:
    engine = fresh()
    now = NOW.replace(hour=hour, minute=20)
    today = TODAY + timedelta(1) if hour == 23 else TODAY
    with Session(engine) as session:
        in_bulk.fill(session, KEYS, wishes_for(engine, 1_000, today=today, now=now))
        assert session.scalar(select(func.max(Loan.lent_at))) <= now  # type: ignore[operator]


def test_labels_scatter_and_notes_name_nobody(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    deeds = [planned.deed for planned in Plan(wishes_for(engine, 300))]
    codes = [deed.code for deed in deeds if hasattr(deed, "code")]
    assert len(set(codes)) == len(codes) > 200
    assert all(is_own_code(code) for code in codes)
    assert len({code[:3] for code in codes}) > len(codes) / 2
    assert not any(looks_like_personnummer(deed.words) for deed in deeds if hasattr(deed, "words"))


def test_easter_is_when_it_is() -> None:
    assert [easter_day(year) for year in (2024, 2025, 2026, 2027)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
    ]
