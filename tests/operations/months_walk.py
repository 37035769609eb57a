"""A random walk through months at two counters, one of which practises first; what raw loans say is beside it."""

from collections import Counter as Tally
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.history import Command
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, Loan
from lendlib.models.scoping import stand_at
from lendlib.models.statistics import DirtyMonth
from lendlib.operations import conditions, lending, renewing, returning, undoing
from lendlib.operations.acts import Act
from lendlib.operations.depots import policies
from lendlib.operations.depots_state import change_state, start_afresh
from lendlib.operations.forgetting import forget_due
from lendlib.operations.late_entry import Row, Way, enter
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_keeping import keep, mark_counted_ahead, owed
from lendlib.operations.statistics_months import loan_months, people_months, visit_months
from lendlib.rules.calendar import month_number
from lendlib.rules.codes import new_code
from lendlib.rules.errors import Refused
from lendlib.rules.months import last_day
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import AgeBand, DepotState, Kind
from tests import given
from tests.oracles import statistics_months as oracle

KEYS = ("football", "sledge", "tent", "compass")
HOMES = ("0000", "1780", "1715")
EVER = (190001, 299912)
# Two days a week: what was done on the second may be undone for six days, over the end of many a month.
OPEN = {weekday: given.WEEK[weekday] for weekday in (2, 3)}
DEPOT = 3  # where it stands in every key
READ: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (loan_months, ("month", "home_code", "category_id", "depot_id", "kind"), oracle.LOANS),
    (visit_months, ("month", "home_code", "kind", "depot_id"), oracle.VISITS),
    (people_months, ("month", "home_code", "kind", "depot_id", "age_band"), ("people",)),
)


def figures(session: Session, span: tuple[int, int] = EVER, depots: Collection[int] | None = None) -> oracle.Figures:
    """What reports read: kept and counted anew, summed by key."""
    found: oracle.Figures = {}
    for read, keys, names in READ:
        months = read(session, *span, depots)
        key = [months.c[name] for name in keys]
        query = select(*key, *(func.sum(months.c[name]) for name in names)).group_by(*key)
        rows = session.execute(query).all()
        for place, name in enumerate(names, start=len(keys)):
            found[name] = +Tally({tuple(row[: len(keys)]): int(row[place]) for row in rows})
    return found


def recounted(session: Session) -> oracle.Figures:
    """The same by the oracle, from the raw rows."""
    return oracle.count(lambda sql: session.connection().exec_driver_sql(sql).all())


def within(found: oracle.Figures, span: tuple[int, int], depots: Collection[int]) -> oracle.Figures:
    """Those of some months and depots."""
    return {
        name: Tally({key: n for key, n in numbers.items() if span[0] <= key[0] <= span[1] and key[DEPOT] in depots})
        for name, numbers in found.items()
    }


class Walk:
    """Two depots through the months. `steps` tells what happened how often, refusals by their code."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.session, self.steps = Session(engine), Tally[str]()
        self.chance, self.eye = Random(seed), Random(seed)
        here = given.a_counter(self.session)
        there = given.Counter(self.session, given.a_depot(self.session, "Ny", state="test"), here.staff_id)
        self.counters = [replace(counter, weekly=OPEN) for counter in (here, there)]
        self.codes: dict[int, str] = {}
        for counter in self.counters:
            for key in KEYS:
                code = new_code()
                self.codes[counter.item(key, code=code)] = code
        self.session.commit()
        self.doings: tuple[Callable[[], None], ...] = (
            *[self.lend] * 7,
            *[self.bring_back] * 5,
            *[self.undo] * 3,
            *[self.write_up] * 3,
            *[self.wait] * 4,
            *[self.keep] * 3,
            self.take_in,
            self.was_here,
            self.lose,
            self.find,
            self.renew,
            self.renew,
            self.forget,
            self.change_state,
            self.set_clock,
            *[self.change_ones_mind] * 2,
        )

    @property
    def counter(self) -> given.Counter:
        return self.chance.choice(self.counters)

    def does(self) -> None:
        """Take a step, whatever it is."""
        self.chance.choice(self.doings)()

    def is_right(self) -> bool:
        """Whether what reports read is what the raw loans say: all of it, or some months of one of the depots."""
        raw = recounted(self.session)
        if self.eye.random() < 0.8:
            is_same = figures(self.session) == raw
        else:
            depots, span = {self.eye.choice(self.counters).depot.id}, (202611, self.eye.choice((202611, 202703)))
            is_same = figures(self.session, span, depots) == within(raw, span, depots)
        self.session.rollback()
        return is_same

    def acts(self, counter: given.Counter, doing: Callable[[Act], Any]) -> None:
        """Do an act as at the edge; a refusal is as good as anything."""
        begin_writing(self.session)
        stand_at(self.session, counter.depot.id)
        marks = select(func.sum(DirtyMonth.marks))
        before = self.session.scalar(marks)
        try:
            done = doing(counter.act())
            verb = str(getattr(done, "verb", "late_entry"))
            self.steps[verb] += 1
            self.steps[f"{verb} marks"] += self.session.scalar(marks) != before
            self.session.commit()
        except Refused as refusal:
            self.session.rollback()
            self.steps[refusal.code] += 1
        self.session.info.clear()

    def lend(self) -> None:
        counter = self.counter
        out = self.out()
        items = sorted(self.items_of(counter), key=out.__contains__)[: self.chance.choice((1, 1, 2))]
        people = {AgeBand("0-6"): 2, AgeBand("unstated"): 1} if self.chance.random() < 0.5 else {}
        kind = self.chance.choice((Kind.PRIVATE, Kind.SCHOOL))
        visit = Visit(given.ANNA, kind, self.chance.choice(HOMES), people)
        self.acts(counter, lambda act: lending.check_out(act, items, visit))

    def bring_back(self) -> None:
        item = self.chance.choice([*self.out(), *self.items_of(self.counter)[:1]])
        self.acts(self.at_home(item), lambda act: returning.check_in(act, item))

    def take_in(self) -> None:
        """Each depot takes in what the other has lent."""
        item, counter = self.chance.choice(list(self.codes)), self.counter
        self.acts(counter, lambda act: returning.check_in(act, item, is_for_other_depot=True))

    def was_here(self) -> None:
        if loan := self.some_loan():
            self.acts(self.at(loan.depot_id), lambda act: returning.found_here(act, loan.id))

    def lose(self) -> None:
        if loan := self.some_loan(Loan.closed_at.is_(None)):
            self.acts(self.at(loan.depot_id), lambda act: conditions.lose(act, loan.id))

    def find(self) -> None:
        lost = select(Item.id).where(Item.condition == "missing").order_by(Item.id)
        item = self.session.execute(lost.limit(1)).scalar()
        self.session.rollback()
        if item:
            self.acts(self.at_home(item), lambda act: conditions.find(act, item, is_whole=True))

    def renew(self) -> None:
        if loan := self.some_loan(Loan.closed_at.is_(None)):
            self.acts(self.at(loan.depot_id), lambda act: renewing.renew(act, [loan.id]))

    def undo(self) -> None:
        """One of the latest acts, mostly one that may still be undone."""
        query = select(Command.id, Command.depot_id).where(Command.verb.in_(undoing.BACKWARDS))
        query = query.where(Command.id.not_in(select(Command.undoes_id).where(Command.undoes_id.is_not(None))))
        query = query.order_by(Command.id.desc()).limit(4)
        latest = self.session.execute(query).all()
        self.session.rollback()
        if latest:
            command = latest[min(int(self.chance.expovariate(0.7)), len(latest) - 1)]
            self.acts(self.at(command.depot_id), lambda act: undoing.undo(act, command.id))

    def change_ones_mind(self) -> None:
        """Do something on the last evening of a month, and undo it in the next one."""
        self.moves_to(self.evening())
        self.chance.choice((self.lend, self.bring_back, self.lose, self.renew))()
        self.moves_to(self.counters[0].now + timedelta(hours=self.chance.choice((7, 30, 50))))
        self.keep()
        self.undo()

    def write_up(self) -> None:
        """Type in a line of paper, of up to a month ago."""
        counter = self.counter
        item, out = self.chance.choice(self.items_of(counter)), self.out()
        at = counter.now - timedelta(hours=self.chance.choice((1, 20, 60, 300, 740)))
        is_out = item not in out or self.chance.random() < 0.1
        way, who = (Way.OUT, given.ANNA) if is_out else (Way.BACK, None)
        row = Row(0, read_scan(self.codes[item], ()), way, at, who, is_vouched=True)
        self.acts(counter, lambda act: enter(act, [row], "sv"))

    def wait(self) -> None:
        """Some days, or up to the last evening of the month."""
        now, evening = self.counters[0].now, self.evening()
        hours = timedelta(hours=self.chance.choice((1, 20, 26, 50, 220)))
        self.moves_to(evening if evening > now and self.chance.random() < 0.3 else now + hours)
        self.steps["time passes"] += 1

    def evening(self) -> datetime:
        """The last evening of the month."""
        last = last_day(month_number(self.counters[0].today))
        return datetime.combine(last, time(17, 50), ZoneInfo("Europe/Stockholm"))

    def set_clock(self) -> None:
        """The clock was a month ahead for a while: long enough for the worker, who must find out that it was not so."""
        now = self.counters[0].now
        self.moves_to(now + timedelta(days=33))
        self.keep_some(1)
        self.moves_to(now)
        self.keep_some(0)
        self.steps["clock set back"] += 1

    def moves_to(self, now: datetime) -> None:
        for counter in self.counters:
            counter.now = now.astimezone(UTC)

    def keep(self) -> None:
        """The worker comes, and is perhaps cut off."""
        self.keep_some(self.chance.choice((0, 1, 1, 100)))
        self.steps["kept"] += 1

    def keep_some(self, most: int) -> None:
        now = self.counters[0].now
        begin_writing(self.session)
        mark_counted_ahead(self.session, now)
        self.session.commit()
        for portion in owed(self.session, now)[:most]:
            begin_writing(self.session)
            keep(self.session, portion, now)
            self.session.commit()

    def forget(self) -> None:
        begin_writing(self.session)
        self.steps["forgotten"] += forget_due(self.session, self.counters[0].now)
        self.session.commit()

    def change_state(self) -> None:
        """The depot that practises opens, now or on a day, afresh or not; or starts afresh; or closes and opens."""
        counter, chance = self.counters[1], self.chance
        state = chance.choice((DepotState.SCHEDULED, DepotState.OPEN, DepotState.CLOSED, DepotState.TEST, None))
        if state is None:
            self.acts(counter, start_afresh)
        else:
            day = counter.today + timedelta(days=chance.choice((1, 9)))
            afresh = chance.random() < 0.3
            self.acts(counter, lambda act: change_state(act, state, opens_on=day, is_afresh=afresh))
        self.counters[1] = replace(counter, depot=policies(self.session, [counter.depot.id])[0])
        self.session.rollback()

    def lose_marks(self) -> None:
        """What marks are there vanish: a house that does not mark."""
        begin_writing(self.session)
        self.session.execute(delete(DirtyMonth))
        self.session.commit()

    def items_of(self, counter: given.Counter) -> list[int]:
        ids = list(self.codes)
        half = len(KEYS)
        here = ids[:half] if counter.depot.id == self.counters[0].depot.id else ids[half:]
        return self.chance.sample(here, half)

    def out(self) -> list[int]:
        found = self.session.execute(select(Loan.item_id).where(Loan.closed_at.is_(None)).order_by(Loan.id))
        items = list(found.scalars())
        self.session.rollback()
        return items

    def at(self, depot_id: int) -> given.Counter:
        return next(counter for counter in self.counters if counter.depot.id == depot_id)

    def at_home(self, item: int) -> given.Counter:
        return self.counters[list(self.codes).index(item) // len(KEYS)]

    def some_loan(self, *where: Any) -> Any:
        query = select(Loan.id, Loan.depot_id).join(Checkout, Checkout.id == Loan.checkout_id)
        rows = self.session.execute(query.where(*where).order_by(Loan.id.desc()).limit(5)).all()
        self.session.rollback()
        return self.chance.choice(rows) if rows else None
