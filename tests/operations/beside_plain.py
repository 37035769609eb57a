"""A counter and a plain model of it, side by side: the same acts, the same refusals, the same rows after each."""

from collections import Counter as Tally
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.depots import CategoryPolicy, OpeningHours
from lendlib.models.history import Event
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.scoping import stand_at
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.rules.errors import Refused
from lendlib.rules.vocabulary import DueReason
from tests import given
from tests.ground.looking import how_many
from tests.oracles.lending import No, Plain

THINGS = 6
KEYS = ("football", "football", "sledge", "tent", "snowshoes", "compass")
TERMS: tuple[dict[str, Any], ...] = (
    *({}, {}),
    {"days": 7, "renewals": 1},
    {"days": 21},
    {"only": "groups"},
    {"only": "adults", "renewals": 3},
)
FOR_GROUPS = 4
GROUP_DAYS = 28
CLOSED_WEEKDAYS = {2, 6}
NEVER_UNDONE = ("undo", "close_day", "name_lines", "erase")
TOLD = ("thing", "visit", "lent_on", "due_on", "closed_on", "outcome", "came", "found_on")


class BesidePlain(RuleBasedStateMachine):
    """One depot an example; each act is committed or rolled back as at the edge."""

    engine: Engine
    steps: Tally[str]

    @initialize()
    def open_the_depot(self) -> None:
        self.session = Session(self.engine)
        self.counter = given.a_counter(self.session, group_loan_days=GROUP_DAYS)
        self.counter.weekly = {day: hours for day, hours in given.WEEK.items() if day not in CLOSED_WEEKDAYS}
        here = OpeningHours.depot_id == self.counter.depot.id
        self.session.execute(delete(OpeningHours).where(here, OpeningHours.weekday.in_(CLOSED_WEEKDAYS)))
        self.items = [self.counter.item(key) for key in KEYS]
        self.set_terms()
        self.events_before = how_many(self.session, Event, Event.depot_id == self.counter.depot.id)
        self.session.commit()
        self.checkouts: list[int] = []
        self.commands: list[int] = []
        self.plain = Plain(
            now=self.counter.now,
            closed_weekdays=CLOSED_WEEKDAYS,
            group_days=GROUP_DAYS,
            terms=list(TERMS),
            conditions=["ready"] * THINGS,
        )

    def set_terms(self) -> None:
        """Lend some categories otherwise than the rest."""
        for key, terms in dict(zip(KEYS, TERMS, strict=True)).items():
            row = {"loan_days": terms.get("days"), "max_renewals": terms.get("renewals")}
            row |= {"borrowers": terms.get("only", "anyone"), "depot_id": self.counter.depot.id}
            category = {"category_id": given.category_id(self.session, key)}
            self.session.execute(insert(CategoryPolicy), row | category)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()

    def passes(self, span: timedelta) -> None:
        self.counter.now += span
        self.plain.now += span
        self.steps["time passes"] += 1

    def both(self, on_plain: Callable[[Plain], None], for_real: Callable[[Act], Done]) -> Done | None:
        """Do it here and there: both do it, or both refuse it by the same code; then all must be equal."""
        expected = done = refused = None
        try:
            on_plain(self.plain)
        except No as no:
            expected = no.code
        begin_writing(self.session)
        stand_at(self.session, self.counter.depot.id)
        try:
            done = for_real(self.counter.act())
            self.session.commit()
        except Refused as refusal:
            self.session.rollback()
            refused = refusal.code
        assert refused == expected
        if done:
            self.commands.append(done.command_id)
        self.steps[refused or self.plain.commands[-1]["called"]] += 1
        self.compare()
        return done

    def compare(self) -> None:
        here, run = self.counter.depot.id, self.session.connection().execute
        loans = run(select(Loan.__table__).where(Loan.depot_id == here).order_by(Loan.id)).all()
        visits_here = self.checkouts_of_all()
        assert [self.as_plain(loan, visits_here) for loan in loans] == [
            tuple(loan[name] for name in TOLD) for loan in self.plain.loans
        ]
        assert all((loan.closed_at is None) == (loan.outcome is None) for loan in loans)
        items = run(select(Item.condition).where(Item.depot_id == here).order_by(Item.id)).scalars()
        assert list(items) == self.plain.conditions
        visits = run(
            select(Contact.id, Checkout.link_hash)
            .select_from(Checkout)
            .outerjoin(Contact, Contact.checkout_id == Checkout.id)
            .where(Checkout.depot_id == here)
            .order_by(Checkout.id)
        ).all()
        assert [(visit.id is not None, visit.link_hash is not None) for visit in visits] == [
            (visit["contact"], visit["link"]) for visit in self.plain.visits
        ]
        lines = run(select(ChildLine.loan_id, ChildLine.words).where(ChildLine.depot_id == here)).all()
        said = {line.loan_id: line.words for line in lines}
        assert [said.get(loan.id, "") for loan in loans] == [loan["line"] for loan in self.plain.loans]
        renewals = Tally(
            run(
                select(DueChange.loan_id).where(
                    DueChange.depot_id == here, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None)
                )
            ).scalars()
        )
        assert [renewals[loan.id] for loan in loans] == [loan["renewals"] for loan in self.plain.loans]
        assert how_many(self.session, Event, Event.depot_id == here) - self.events_before == self.plain.events
        self.session.rollback()

    def as_plain(self, loan: Any, visits: list[int]) -> tuple[Any, ...]:
        thing, visit = self.items.index(loan.item_id), visits.index(loan.checkout_id)
        return thing, visit, loan.lent_on, loan.due_on, loan.closed_on, loan.outcome, loan.returned_as, loan.found_on

    def checkouts_of_all(self) -> list[int]:
        here = self.counter.depot.id
        run = self.session.connection().execute
        return list(run(select(Checkout.id).where(Checkout.depot_id == here).order_by(Checkout.id)).scalars())

    def loan_ids(self) -> list[int]:
        here = self.counter.depot.id
        run = self.session.connection().execute
        return list(run(select(Loan.id).where(Loan.depot_id == here).order_by(Loan.id)).scalars())

    def running(self) -> list[int]:
        """The loans that are open."""
        return [number for number, loan in enumerate(self.plain.loans) if not loan["outcome"]]

    def going_on(self) -> list[int]:
        """The visits of today that have something out."""
        still_out = {self.plain.loans[number]["visit"] for number in self.running()}
        return [number for number in sorted(still_out) if self.plain.visits[number]["made_on"] == self.plain.today()]

    def out(self) -> list[int]:
        """The things that are out."""
        return [self.plain.loans[number]["thing"] for number in self.running()]

    def may_be_lent(self) -> list[int]:
        """The things that are ready and in."""
        return [thing for thing in self.things_that_are("ready") if thing not in self.out()]

    def things_that_are(self, condition: str) -> list[int]:
        """The things in that condition."""
        return [thing for thing in range(THINGS) if self.plain.conditions[thing] == condition]

    def back(self) -> list[int]:
        """The loans that have come back, and whose things stand as they came."""
        latest = {loan["thing"]: number for number, loan in enumerate(self.plain.loans) if loan["outcome"] != "undone"}
        return [
            number
            for thing, number in latest.items()
            if self.plain.loans[number]["outcome"] in ("returned", "found_here")
            and self.plain.conditions[thing] in ("ready", "in_repair")
        ]

    def standing(self) -> list[int]:
        """The acts that were not undone, and may be."""
        acts = enumerate(self.plain.commands)
        return [number for number, act in acts if not act["undone"] and act["verb"] not in NEVER_UNDONE]

    def now_and_then(self) -> bool:
        """Whether what would be refused may be tried."""
        return len(self.plain.commands) % 5 == 1

    def lean(self, number: int, wanted: list[int], of: int) -> int:
        """Mostly one of those where the act may succeed; now and then any."""
        return wanted[number % len(wanted)] if wanted and number % 5 != 4 else number % of

    def late(self, number: int, things: list[Any]) -> int:
        """An index that leans to what was last."""
        return max(0, len(things) - 1 - number % 8) if number % 3 != 2 else number % len(things)
