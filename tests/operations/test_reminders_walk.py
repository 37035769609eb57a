"""A walk day by day through a year and a half of lending, beside an oracle: no letter wrong, double or left out."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from lendlib.models.reminders import Notice
from lendlib.operations import contacts, days, lending, renewing, returning, undoing
from lendlib.operations.lending import Borrower, Visit
from lendlib.operations.reminders_reading import read_owed
from lendlib.operations.reminders_schedule import change_timetable
from lendlib.rules.errors import Refused
from lendlib.rules.letters import OwedLetter
from lendlib.rules.notices import OF_A_DAY, USUAL, Schedule, Sending
from lendlib.rules.reminding import Timetable
from tests import given
from tests.ground.looking import loan_of
from tests.operations.reminding import BO, BOTH, NAMED, SOON, Claim, plan
from tests.oracles import reminders as oracle

FIRST, LAST = date(2026, 10, 1), date(2028, 3, 31)
AROUND_WINTER_TIME = date(2026, 11, 8)
AROUND_SUMMER_TIME = date(2027, 3, 12), date(2027, 4, 1)
AROUND_LEAP_DAY = date(2028, 2, 14), date(2028, 3, 4)
DAY = timedelta(days=1)
OTHERWISE = Schedule(before_due=Sending(True, 4), due_today=Sending(False), latest=Sending(True, 20))
THANKING = tuple(replace(schedule, thanks=Sending(True)) for schedule in (USUAL, OTHERWISE))


class Walk:
    """A depot and its plain copy, to which the same things happen; depots beside it have the same worker."""

    def __init__(self, counter: given.Counter, seed: int, schedules: Sequence[Schedule] = (USUAL, USUAL, OTHERWISE)):
        self.counter, self.chance, self.schedules = counter, random.Random(seed), schedules
        self.network = [self]
        self.plain = oracle.Depot()
        self.things = [counter.item() for _ in range(60)]
        self.visits: list[int] = []
        self.loans: list[tuple[int, int]] = []
        self.undoable: list[tuple[int, str, int]] = []
        self.gone: list[oracle.Letter] = []
        self.done: Counter[str] = Counter()

    @property
    def now(self) -> datetime:
        return self.counter.now

    def a_day(self, day: date, jumps: float) -> None:
        """Some acts of the counter, and rounds of the worker at some hours, on a day in Stockholm."""
        for walk in self.network:
            walk.undoable.clear()
        offline, jump = self.chance.random() < 0.15, self.chance.random() < jumps
        for hour in sorted(self.chance.sample(range(24), self.chance.choice((1, 2, 2)))):
            at = datetime.combine(day, time(hour, self.chance.randrange(60)), oracle.STOCKHOLM)
            for walk in self.network:
                walk.counter.now = at.astimezone(UTC)
                for _ in range(self.chance.randrange(3)):
                    walk.act()
            if self.chance.random() < 0.1:
                self.restart()
            if not offline:
                self.round(self.now)
            if jump:
                # Not within the hour in which a receipt goes at once: by a wrong clock it may, or may wait till nine.
                for ahead in (DAY, timedelta(0), -DAY, timedelta(0)):
                    self.round(self.now + timedelta(minutes=70) + ahead)

    def restart(self) -> None:
        """Lose all that is not written down, as a worker that is started anew."""
        self.counter.session.commit()
        self.counter.session.expunge_all()
        self.counter.writes()

    def act(self) -> None:
        acts = (self.lend, self.lend, self.take_back, self.take_back, self.renew, self.undo, self.rare)
        act = self.chance.choice(acts)
        act()

    def rare(self) -> None:
        act = self.chance.choice((self.close, self.erase, self.join, self.reschedule))
        act()

    def lend(self) -> None:
        things, length = self._free()[: self.chance.randint(1, 3)], self.chance.choice((1, 2, 3, 7, 14, 14, 14))
        who: Borrower | None = self.chance.choice((BO, BO, BO, BO, NAMED, None))
        if things:
            number = self.plain.lend(self.now, len(things), length, has_address=who is BO)
            self.visits.append(self._lends(things, number, Visit(who)))
            self.done["lent"] += 1
            if self.chance.random() < 0.2:
                self.join()

    def join(self) -> None:
        free = self._free()
        if self.visits and free:
            number = len(self.visits) - 1
            self.plain.join(self.now, number, 5)
            try:
                self._lends(free[:1], number, Visit(BO), joins=self.visits[number])
                self.done["joined"] += 1
            except lending.VisitOver:
                self.plain.unjoin()

    def _lends(self, things: list[int], number: int, visit: Visit, **how: Any) -> int:
        due_on = self.plain.loans[-1].due_on
        done = lending.check_out(self.counter.act(), things, visit, due_on=due_on, **how)
        self.loans += [(loan_of(self.counter.session, thing).id, thing) for thing in things]
        return int(done.result["checkout"])

    def _out(self) -> dict[int, int]:
        """The things that are out, by the numbers of their loans."""
        return {n: self.loans[n][1] for n, loan in enumerate(self.plain.loans) if loan.back_on is None}

    def _free(self) -> list[int]:
        out = set(self._out().values())
        return [thing for thing in self.things if thing not in out]

    def take_back(self) -> None:
        # A fifth of the loans is never brought: they grow late.
        if out := [number for number in self._out() if number % 5]:
            number = self.chance.choice(out)
            done = returning.check_in(self.counter.act(), self.loans[number][1])
            self.plain.take_back(self.now, number)
            self.undoable.append((done.command_id, "reopen", number))
            self.done["taken back"] += 1

    def renew(self) -> None:
        if out := [number for number in self._out() if number % 5 and self.plain.gains(self.now, number)]:
            number = self.chance.choice(out)
            done = renewing.renew(self.counter.act(), [self.loans[number][0]])
            self.plain.renew(self.now, number)
            self.undoable.append((done.command_id, "unrenew", number))
            self.done["renewed"] += 1

    def undo(self) -> None:
        if self.undoable:
            command_id, word, number = self.undoable.pop()
            try:
                undoing.undo(self.counter.act(), command_id)
            except Refused:
                return
            getattr(self.plain, word)(self.now, number)
            self.done["undone"] += 1

    def close(self) -> None:
        day = self.counter.today + self.chance.randint(0, 9) * DAY
        if day not in self.plain.closed:
            days.close_day(self.counter.act(), day)
            self.counter.exceptions[day] = ()
            self.plain.close(self.now, day)
            self.done["closed"] += 1

    def erase(self) -> None:
        known = [number for number, visit in enumerate(self.plain.visits) if visit["has_address"]]
        if known:
            number = self.chance.choice(known)
            contacts.erase_on_request(self.counter.act(), self.visits[number])
            self.plain.erase(number)
            self.done["erased"] += 1

    def reschedule(self) -> None:
        self.keeps(self.chance.choice(self.schedules))
        self.done["rescheduled"] += 1

    def keeps(self, schedule: Schedule) -> None:
        """Send letters by this from now on."""
        change_timetable(self.counter.act(), Timetable(schedule))
        kinds = [kind for kind in OF_A_DAY if schedule.of(kind).is_on]
        self.plain.days = {kind.value: schedule.days_after(kind) for kind in kinds}
        self.plain.thanks = schedule.thanks.is_on

    def round(self, now: datetime) -> None:
        """Plan and send by that clock, and compare with what the oracle says goes."""
        sent, dropped = self._plan_and_send(now)
        if dropped:
            # What was dropped may have stood in the way of another, which goes a minute later.
            more, dropped = self._plan_and_send(now)
            sent += more
            assert not dropped, "nothing is dropped for ever and ever"
        for walk in self.network:
            its = [
                (walk.visits.index(letter.checkout_id), letter.kind.value, letter.occasion_on)
                for letter in sent
                if letter.depot_id == walk.counter.depot.id
            ]
            assert sorted(its) == walk.plain.tick(now), f"{now.isoformat()}"
            walk.gone += its

    def _plan_and_send(self, now: datetime) -> tuple[list[OwedLetter], int]:
        """Plan, claim what is due, and note as sent what is still owed; how many were dropped."""
        session = self.counter.session
        plan(session, now, BOTH)
        due = (Notice.state == "queued", Notice.next_try_at <= now)
        lease = {"state": "sending", "claim": "token", "claimed_until": SOON, "tries": Notice.tries + 1}
        claimed = session.execute(update(Notice).where(*due).values(lease).returning(Notice.id)).scalars().all()
        if not claimed:
            return [], 0
        claims = [Claim(notice_id, "token") for notice_id in claimed]
        letters = read_owed(session, claims, now, given.KEYS, BOTH, has_pages=True)
        ended = {"state": "sent", "claim": None, "claimed_until": None, "ended_at": now}
        session.execute(update(Notice).where(Notice.id.in_([letter.notice_id for letter in letters])).values(ended))
        return letters, len(claims) - len(letters)


def walk(counter: given.Counter, seed: int, first: date, last: date, jumps: float = 0.05) -> Walk:
    counter.now = datetime.combine(first, time(4), UTC)
    walked = Walk(counter, seed)
    goes(walked, first, last, jumps)
    return walked


def goes(walked: Walk, first: date, last: date, jumps: float = 0.05) -> None:
    """Day by day; a jump is a clock that is a day wrong for a while."""
    for number in range((last - first).days + 1):
        walked.a_day(first + number * DAY, jumps)
    for each in walked.network:
        assert max(Counter(each.gone).values()) == 1, "nobody has a letter twice"


def walk_beside(session: Session, seed: int, last: date) -> list[Walk]:
    """Two depots that remind differently and say thanks, under one worker."""
    walks = []
    for number, schedule in enumerate(THANKING):
        counter = given.a_counter(session, max_renewals=100)
        counter.now = datetime.combine(FIRST, time(4), UTC)
        walks.append(Walk(counter, seed + number, (schedule, schedule, *THANKING, USUAL)))
        walks[-1].keeps(schedule)
        session.commit()
    counter.writes()
    walks[0].network = walks
    goes(walks[0], FIRST, last)
    return walks


@pytest.fixture
def walker(session: Session, database: str) -> given.Counter:
    return given.a_counter(session, max_renewals=100)


def test_the_letters_of_a_year_and_a_half_are_those_of_the_oracle(walker: given.Counter, database: str) -> None:
    walked = walk(walker, 5, FIRST, LAST if database == "sqlite" else AROUND_WINTER_TIME)
    kinds = {kind for _, kind, _ in walked.gone}
    if database == "sqlite":
        assert kinds == {"receipt", "due_moved", *OF_A_DAY} and min(walked.done.values()) > 5, walked.done
    assert walker.session.scalars(select(Notice.id).where(Notice.state.in_(("failed", "unknown")))).all() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("first", "last"), [AROUND_SUMMER_TIME, AROUND_LEAP_DAY])
def test_the_odd_days_of_the_calendar_are_walked_on_the_server_too(
    walker: given.Counter, first: date, last: date
) -> None:
    walked = walk(walker, 7, first, last, jumps=0.3)
    assert {kind for _, kind, _ in walked.gone} >= {"receipt", "before_due", "due_today", "late"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_depots_that_remind_differently_and_say_thanks_send_what_the_oracle_says(session: Session) -> None:
    walks = walk_beside(session, 13, date(2026, 11, 10))
    for walked in walks:
        assert {kind for _, kind, _ in walked.gone} >= {"receipt", "before_due", "late", "later", "thanks"}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200, 204))
def test_two_depots_for_a_year_and_a_half_too(session: Session, seed: int) -> None:
    walk_beside(session, seed, LAST)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 108))
def test_other_years_and_a_half_too(walker: given.Counter, engine: Engine, seed: int) -> None:
    walk(walker, seed, FIRST, LAST)
