"""Any paper, typed between any acts at the counter, on both databases: the past never contradicts itself."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as whatever
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.history import Command
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import lending, returning, undoing
from lendlib.operations.lending import Visit
from lendlib.rules.calendar import day_of, month_number
from lendlib.rules.errors import Refused
from tests import given
from tests.operations.test_late_entry import KARIN, Paper

THINGS = 3
PEOPLE = (given.ANNA, KARIN)
THING, HOURS = st.integers(0, THINGS - 1), st.integers(-2, 40)
STEP = st.one_of(
    st.tuples(st.just("lend"), THING),
    st.tuples(st.just("return"), THING),
    st.tuples(st.just("write_out"), THING, HOURS, st.integers(0, 1), st.booleans()),
    st.tuples(st.just("write_back"), THING, HOURS),
    st.tuples(st.just("type_in"), st.booleans()),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("pass"), st.integers(1, 12)),
)


class Days:
    """Some days at a counter, with a paper beside it that is typed in now and then, perhaps twice."""

    def __init__(self, counter: given.Counter) -> None:
        self.counter, self.paper = counter, Paper(counter)
        self.things = [self.paper.thing() for _ in range(THINGS)]

    def does(self, step: tuple[Any, ...]) -> None:
        """Take a step; a refusal is as good as anything."""
        with suppress(Refused):
            getattr(self, step[0])(*step[1:])

    def lend(self, thing: int) -> None:
        lending.check_out(self.counter.act(), [self.things[thing]], Visit(given.ANNA))

    def undo(self, back: int) -> None:
        rows = select(Command.id).where(Command.depot_id == self.counter.depot.id).order_by(Command.id.desc())
        ids = self.counter.session.connection().execute(rows.limit(4)).scalars().all()
        undoing.undo(self.counter.act(), ids[back % len(ids)])

    def write_out(self, thing: int, hours: int, who: int, came_before: bool) -> None:
        self.paper.out(hours, self.things[thing], to=PEOPLE[who], came_before=came_before)

    def write_back(self, thing: int, hours: int) -> None:
        self.paper.back(hours, self.things[thing])

    def type_in(self, twice: bool) -> None:
        first = self.paper.entered("the key of this very page")
        if twice:
            good = {verdict.number: verdict.command_id for verdict in first if verdict.is_good}
            again = self.paper.entered("the key of this very page")
            assert good.items() <= {verdict.number: verdict.command_id for verdict in again}.items()
        self.paper = self.paper.again()


setattr(Days, "return", lambda days, thing: returning.check_in(days.counter.act(), days.things[thing]))
setattr(Days, "pass", lambda days, hours: days.counter.later(hours=hours))


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@whatever(steps=st.lists(STEP, min_size=4, max_size=25))
def test_no_two_loans_of_a_thing_overlap_in_time(session: Session, steps: list[tuple[Any, ...]]) -> None:
    session.rollback()
    days = Days(given.a_counter(session))
    for step in (*steps, ("type_in", True)):
        days.does(step)
    for thing in days.things:
        rows = select(Loan.__table__, Checkout.made_at, Checkout.made_on, Checkout.recorded_at)
        of_it = rows.join(Checkout, Checkout.id == Loan.checkout_id).where(Loan.item_id == thing)
        stands = Loan.outcome.is_distinct_from("undone")
        loans = session.connection().execute(of_it.where(stands).order_by(Loan.id)).all()
        for earlier, later in pairwise(loans):
            assert earlier.closed_at is not None and earlier.lent_at <= earlier.closed_at <= later.lent_at
        for loan in loans:
            zone = days.counter.depot.time_zone
            assert loan.lent_at == loan.made_at <= loan.recorded_at
            assert loan.lent_on == loan.made_on == day_of(loan.lent_at, zone)
            assert loan.lent_month == month_number(loan.lent_on)
            assert loan.closed_at is None or loan.closed_on == day_of(loan.closed_at, zone)
            assert loan.lent_at <= (loan.closed_at or days.counter.now)
