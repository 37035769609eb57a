"""Random days at a counter, beside a plain model of lending, on both databases: no difference, refusals included."""

from collections import Counter as Tally
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine

from lendlib.operations import conditions, contacts, days, groups, lending, renewing, returning, undoing, visits
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.lending import Checks, Visit
from lendlib.rules.vocabulary import Kind, ReturnedAs
from tests import given
from tests.operations.beside_plain import FOR_GROUPS, THINGS, BesidePlain

ANY = st.integers(0, 1_000)
MOST_STEPS = 3_000
IS_UNDONE = st.booleans()
SOME = st.lists(st.integers(0, THINGS - 1), max_size=3)


class LendingMachine(BesidePlain):
    """What may happen at the counter."""

    @rule(things=SOME, days=st.none() | st.integers(-1, 30), is_group=st.booleans(), is_adult=st.booleans())
    def check_out(self, things: list[int], days: int | None, is_group: bool, is_adult: bool) -> None:
        self.lend(things, days, is_group=is_group, is_adult=is_adult)

    @rule(number=ANY, has_lines=st.booleans())
    def a_class_takes_what_there_is(self, number: int, has_lines: bool) -> None:
        may, is_group = self.may_be_lent(), number % 7 != 0
        self.lend(may[: 1 + number % THINGS], None, is_group=is_group, lines=dict.fromkeys(may[:1], "Elsa" * has_lines))

    @rule(number=ANY)
    def lend_what_may_be_lent(self, number: int) -> None:
        may = self.may_be_lent()
        things = [self.lean(number, may, THINGS), *may[: number % 3]]
        self.lend(things, None, is_group=number % 9 != 0 and FOR_GROUPS in things)

    def lend(
        self,
        things: list[int],
        days: int | None,
        *,
        is_group: bool = False,
        is_adult: bool = True,
        lines: dict[int, str] | None = None,
    ) -> Done | None:
        due_on = None if days is None else self.counter.today + timedelta(days)
        items = [self.items[thing] for thing in things]
        visit = Visit(given.ANNA, Kind.SCHOOL if is_group else Kind.PRIVATE)
        said = {thing: words for thing, words in (lines or {}).items() if words and thing in things}
        done = self.both(
            lambda plain: plain.check_out(things, due_on, is_group=is_group, is_adult=is_adult, lines=said),
            lambda act: lending.check_out(
                act,
                items,
                visit,
                due_on=due_on,
                checks=Checks(is_adult=is_adult),
                lines={self.items[thing]: words for thing, words in said.items()},
            ),
        )
        if done:
            self.checkouts.append(done.result["checkout"])
        return done

    @rule(things=SOME, visit=ANY, is_undone=IS_UNDONE)
    def join(self, things: list[int], visit: int, is_undone: bool) -> None:
        """Take more in a visit, often the one that has just begun."""
        if not self.going_on():
            self.lend(self.may_be_lent()[:1] or things, None)
        if not self.plain.visits:
            return
        things = self.may_be_lent()[: 1 + visit % 2] if visit % 3 != 2 else things
        visit = self.lean(visit, self.going_on(), len(self.checkouts))
        items = [self.items[thing] for thing in things]
        done = self.both(
            lambda plain: plain.check_out(things, joins=visit),
            lambda act: lending.check_out(act, items, Visit(None), joins=self.checkouts[visit]),
        )
        self.undo_at_once(done, is_undone)

    @precondition(lambda self: self.plain.visits)
    @rule(visit=ANY, words=st.sampled_from(["Ali", "7", ""]))
    def say_who_has_what(self, visit: int, words: str) -> None:
        known = [n for n, seen in enumerate(self.plain.visits) if seen["is_group"] and seen["contact"]]
        visit = self.lean(visit, known[-4:], len(self.checkouts))

        def name_all(act: Act) -> Done:
            seen = visits.visit(act.session, act.depot.id, self.checkouts[visit], "sv")
            assert seen is not None
            its = [loan.loan_id for loan in seen.loans if not loan.is_undone]
            return groups.name_lines(act, self.checkouts[visit], dict.fromkeys(its, words))

        self.both(lambda plain: plain.name_lines(visit, words), name_all)

    @precondition(lambda self: self.plain.visits)
    @rule(visit=ANY)
    def erase(self, visit: int) -> None:
        visit = self.late(visit, self.checkouts)
        self.both(lambda plain: plain.erase(visit), lambda act: contacts.erase_on_request(act, self.checkouts[visit]))

    @precondition(lambda self: self.running() or self.now_and_then())
    @rule(number=ANY, is_undone=IS_UNDONE)
    def bring_back(self, number: int, is_undone: bool) -> None:
        self.undo_at_once(self.take_back(self.lean(number, self.out(), THINGS)), is_undone)

    def take_back(self, thing: int) -> Done | None:
        return self.both(lambda plain: plain.check_in(thing), lambda act: returning.check_in(act, self.items[thing]))

    @precondition(lambda self: self.running() or self.now_and_then())
    @rule(number=ANY)
    def lend_on(self, number: int) -> None:
        """Take it back from one and lend it to the next, at once."""
        thing = self.lean(number, self.out(), THINGS)
        is_back = self.take_back(thing)
        is_lent = self.lend([thing], None, is_group=thing == FOR_GROUPS)
        self.steps["lend on"] += bool(is_back and is_lent)

    @precondition(lambda self: self.plain.loans)
    @rule(loan=ANY, is_undone=IS_UNDONE)
    def find_it_was_here_all_along(self, loan: int, is_undone: bool) -> None:
        loan = self.lean(loan, [*self.running(), *self.back()], len(self.plain.loans))
        done = self.both(
            lambda plain: plain.found_here(loan), lambda act: returning.found_here(act, self.loan_ids()[loan])
        )
        self.undo_at_once(done, is_undone)

    @precondition(lambda self: self.plain.loans)
    @rule(loan=ANY, came=st.sampled_from(ReturnedAs), is_undone=IS_UNDONE)
    def describe_return(self, loan: int, came: ReturnedAs, is_undone: bool) -> None:
        """Say how a thing came, often of one that comes at that moment."""
        if not self.back() and self.out():
            self.take_back(self.out()[0])
        loan = self.lean(loan, self.back(), len(self.plain.loans))
        done = self.both(
            lambda plain: plain.describe_return(loan, came.value),
            lambda act: returning.describe_return(act, self.loan_ids()[loan], came, "ord"),
        )
        self.undo_at_once(done, is_undone)

    @precondition(lambda self: self.plain.loans)
    @rule(loans=st.lists(ANY, max_size=3), is_undone=IS_UNDONE)
    def renew(self, loans: list[int], is_undone: bool) -> None:
        loans = [self.lean(loan, self.running(), len(self.plain.loans)) for loan in loans]
        done = self.both(
            lambda plain: plain.renew(loans),
            lambda act: renewing.renew(act, [self.loan_ids()[loan] for loan in loans]),
        )
        self.undo_at_once(done, is_undone)

    @precondition(lambda self: self.running())
    @rule(number=ANY, days=st.integers(1, 3))
    def renew_again_and_again(self, number: int, days: int) -> None:
        loan = self.running()[number % len(self.running())]
        for _ in range(days):
            self.passes(timedelta(days=1))
            self.both(lambda plain: plain.renew([loan]), lambda act: renewing.renew(act, [self.loan_ids()[loan]]))

    @precondition(lambda self: self.plain.loans)
    @rule(loan=ANY, is_undone=IS_UNDONE)
    def lose(self, loan: int, is_undone: bool) -> None:
        loan = self.lean(loan, self.running(), len(self.plain.loans))
        done = self.both(lambda plain: plain.lose(loan), lambda act: conditions.lose(act, self.loan_ids()[loan]))
        self.undo_at_once(done, is_undone)

    @rule(number=ANY, is_whole=st.booleans(), is_undone=IS_UNDONE)
    def find(self, number: int, is_whole: bool, is_undone: bool) -> None:
        """Find what is missing, often since that moment: on loan, or from its shelf."""
        if not self.things_that_are("missing"):
            if number % 2 and self.running():
                self.lose(number, is_undone=False)
            else:
                self.change_condition(number, "mark_missing", is_undone=False)
        thing = self.lean(number, self.things_that_are("missing"), THINGS)
        done = self.both(
            lambda plain: plain.find(thing, is_whole),
            lambda act: conditions.find(act, self.items[thing], is_whole=is_whole),
        )
        self.undo_at_once(done, is_undone)

    @rule(number=ANY, verb=st.sampled_from(["make_ready", "to_repair", "mark_missing"]), is_undone=IS_UNDONE)
    def change_condition(self, number: int, verb: str, is_undone: bool) -> None:
        if verb == "make_ready" and not self.things_that_are("in_repair"):
            self.change_condition(number, "to_repair", is_undone=False)
        may = self.things_that_are("in_repair") if verb == "make_ready" else self.may_be_lent()
        thing = self.lean(number, may, THINGS)
        done = self.both(
            lambda plain: plain.change_condition(verb, thing),
            lambda act: getattr(conditions, verb)(act, self.items[thing]),
        )
        self.undo_at_once(done, is_undone)

    @precondition(lambda self: self.plain.commands)
    @rule(command=ANY)
    def undo(self, command: int) -> None:
        self.take_back_command(self.late(command, self.commands))

    def undo_at_once(self, done: Done | None, is_undone: bool) -> None:
        if done and is_undone:
            self.take_back_command(len(self.commands) - 1)

    def take_back_command(self, command: int) -> None:
        self.both(lambda plain: plain.undo(command), lambda act: undoing.undo(act, self.commands[command]))

    @precondition(lambda self: self.plain.commands)
    @rule(number=ANY)
    def undo_what_stands(self, number: int) -> None:
        """One of the latest that was not undone, an undo of it perhaps in between."""
        self.take_back_command(self.lean(number, self.standing()[-3:], len(self.commands)))

    @rule(ahead=st.integers(-1, 20))
    def close_a_day(self, ahead: int) -> None:
        day = self.counter.today + timedelta(ahead)
        if self.both(lambda plain: plain.close_day(day), lambda act: days.close_day(act, day)):
            self.counter.exceptions[day] = ()

    @precondition(lambda self: self.plain.loans)
    @rule(loan=ANY)
    def close_the_day_that_something_is_due(self, loan: int) -> None:
        due_on = self.plain.loans[self.lean(loan, self.running(), len(self.plain.loans))]["due_on"]
        self.close_a_day((due_on - self.counter.today).days)

    @rule(minutes=st.integers(1, 900))
    def minutes_pass(self, minutes: int) -> None:
        self.passes(timedelta(minutes=minutes))

    @rule(days=st.sampled_from([1, 1, 1, 2, 5, 13]))
    def days_pass(self, days: int) -> None:
        self.passes(timedelta(days=days))


def run_machine(engine: Engine, *, examples: int, steps: int, which: int | None = None) -> Tally[str]:
    """Let the machine run, the same each time for the same `which`, and count what happened."""
    counted = Tally[str]()
    machine = type("Lending", (LendingMachine,), {"engine": engine, "steps": counted})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine if which is None else seed(which)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    return counted


# What each walk must have done and undone, by name.
ACTS = {
    "lend", "join", "check_in", "found_here", "describe", "renew", "lose", "find", "find what was lost",
    "to_repair", "make_ready", "mark_missing",
}  # fmt: skip
DONE = ACTS | {f"undo {act}" for act in ACTS} | {"lend on", "close_day", "name_lines", "erase"}
EVERYTHING = DONE | {
    "describe as fine", "undo describe as fine", "due-day-outside", "empty-basket", "item-on-loan", "not-ready",
    "visit-over", "not-on-loan", "out-again", "loan-ended", "renewals-used-up", "nothing-gained", "not-missing",
    "still-out", "already-so", "day-past", "closed-already", "not-found", "not-undoable", "already-undone",
    "too-late-to-undo", "touched-since", "closed-since", "time passes", "groups-only", "adults-only", "not-a-group",
    "nobody-kept", "nothing-to-erase",
}  # fmt: skip


def test_lending_is_what_the_plain_model_says(engine: Engine) -> None:
    counted, walks = Tally[str](), count()
    while counted.total() < 1_000 or not set(counted) >= DONE:
        counted += run_machine(engine, examples=8, steps=40, which=next(walks))
        assert counted.total() < MOST_STEPS, DONE - set(counted)
    print(f"{engine.dialect.name}: {counted.total()} steps, 0 differences: {dict(counted)}")
    assert len((EVERYTHING - DONE) & set(counted)) > 20


@pytest.mark.long
def test_lending_is_what_the_plain_model_says_for_20000_steps(engine: Engine) -> None:
    counted = Tally[str]()
    while counted.total() < 20_000:
        counted += run_machine(engine, examples=100, steps=60)
    print(f"{engine.dialect.name}: {counted.total()} steps, 0 differences: {dict(counted)}")
    assert set(counted) == EVERYTHING
