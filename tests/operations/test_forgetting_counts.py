"""Forgetting changes no count: loans, visits, people and homes are the same before and after, whatever happened."""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.demo import make_demo
from lendlib.jobs.clearing import clear
from lendlib.jobs.forgetting import forget
from lendlib.jobs.statistics import keep_months
from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.inventory import Item, ItemStay
from lendlib.models.lending import Checkout, CheckoutPeople, DueChange, Loan
from lendlib.models.scoping import stand_at
from lendlib.operations import conditions, returning
from lendlib.operations.forgetting import forget_due
from lendlib.operations.network import Place, Reach, network
from lendlib.operations.statistics_verifying import differences, kept_months
from tests import given
from tests.ground.looking import how_many
from tests.operations import months_walk
from tests.operations.test_lending_machine import LendingMachine

pytestmark = pytest.mark.early
IS_LATE = func.coalesce(Loan.closed_on, Loan.due_on) > Loan.due_on
COUNTED: dict[str, tuple[Any, ...]] = {
    "loans": (Loan.depot_id, Loan.lent_month, Loan.category_id, Loan.outcome, Loan.returned_as, Loan.found_on),
    "late": (Loan.depot_id, Loan.closed_on, IS_LATE),
    "homes": (Loan.depot_id, Loan.lent_month, Checkout.home_code, Checkout.kind),
    "visits": (Checkout.depot_id, Checkout.made_on, Checkout.home_code, Checkout.kind, Checkout.staff_id),
    "people": (Checkout.depot_id, Checkout.made_on, CheckoutPeople.age_band, CheckoutPeople.people),
    "renewals": (DueChange.depot_id, DueChange.reason, DueChange.from_on, DueChange.undone_at),
    "events": (Event.depot_id, Event.what, Event.actor, Event.staff_id),
    "items": (Item.depot_id, Item.category_id, Item.condition, Item.quantity),
    "stays": (ItemStay.depot_id, ItemStay.from_on, ItemStay.until_on),
}


def counting(name: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(*COUNTED[name], func.count()).group_by(*COUNTED[name])
    if name == "people":
        return query.select_from(CheckoutPeople).join(Checkout, Checkout.id == CheckoutPeople.checkout_id)
    return query.join_from(Loan, Checkout, Checkout.id == Loan.checkout_id) if name == "homes" else query


def counts(session: Session) -> dict[str, Tally[tuple[Any, ...]]]:
    """Everything that is counted of what a depot did, as finely as the rows tell it."""
    connection = session.connection()
    return {name: Tally({row[:-1]: row[-1] for row in connection.execute(counting(name))}) for name in COUNTED}


def figures(session: Session, now: datetime) -> list[Place]:
    """What the network's page tells of each depot, but for the moment of its latest act: acts are kept for 30 days."""
    return [replace(place, last_at=None) for place in network(session, Reach(is_all=True), now)]


class Forgetting(LendingMachine):
    """Random days at a counter, and everybody forgotten at the end."""

    forgot: Tally[str]

    def all_ends(self) -> None:
        """What is out comes back or is written off, by turns."""
        here = (Loan.depot_id == self.counter.depot.id, Loan.closed_at.is_(None))
        out = self.session.connection().execute(select(Loan.id, Loan.item_id).where(*here)).all()
        stand_at(self.session, self.counter.depot.id)
        for number, loan in enumerate(out):
            if number % 2:
                conditions.lose(self.counter.act(), loan.id)
            else:
                returning.check_in(self.counter.act(), loan.item_id)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            begin_writing(self.session)
            self.all_ends()
            before, by_month = counts(self.session), months_walk.figures(self.session)
            assert by_month == months_walk.recounted(self.session)
            forgotten = forget_due(self.session, self.counter.now + timedelta(days=500))
            assert counts(self.session) == before
            assert months_walk.figures(self.session) == by_month
            assert forget_due(self.session, self.counter.now + timedelta(days=500)) == 0
            self.session.commit()
            self.forgot["persons"] += forgotten
            self.forgot["loans"] += sum(before["loans"].values())
        super().teardown()


def test_no_count_changes_when_everybody_of_a_random_history_is_forgotten(engine: Engine) -> None:
    forgot = Tally[str]()
    machine = type("Forgetting", (Forgetting,), {"engine": engine, "steps": Tally(), "forgot": forgot})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    print(f"{engine.dialect.name}: {forgot['persons']} persons of {forgot['loans']} loans forgotten, 0 counts changed")
    # How many depends on which other tests are loaded: Hypothesis draws from the constants of all modules.
    assert forgot["persons"]


@pytest.fixture
def demo(engine: Engine) -> Iterator[datetime]:
    """A network with years behind it; its moment."""
    now = given.MONDAY_NOON
    make_demo(engine, given.KEYS, loans=2_000, today=given.day_of(now, "Europe/Stockholm"), now=now)
    yield now


def test_no_count_changes_in_a_network_when_the_worker_has_done_all_its_work(
    app: Flask, engine: Engine, demo: datetime
) -> None:
    with Session(engine) as session:
        before, known = counts(session), how_many(session, Contact)
        shown, by_month = figures(session, demo), months_walk.figures(session)
    years_later = demo + timedelta(days=1500)
    with app.app_context():
        for _ in range(2):
            clear(app, years_later)
            forget(app, years_later)
            keep_months(app, years_later)
    with Session(engine) as session:
        assert counts(session) == before
        assert figures(session, demo) == shown
        assert months_walk.figures(session) == by_month == months_walk.recounted(session)
        assert [found for month in kept_months(session) for found in differences(session, month)] == []
        out = select(func.count(Checkout.id.distinct())).join(Loan, Loan.checkout_id == Checkout.id)
        still_out = session.scalar(out.where(Loan.closed_at.is_(None))) or 0
        assert 0 < how_many(session, Contact) <= still_out < known
    print(f"{engine.dialect.name}: of {known} persons {known - still_out} forgotten, 0 of {len(before)} counts changed")
