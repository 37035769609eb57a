"""Late entry of a paper list, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lendlib.models.depots import CategoryPolicy
from lendlib.models.history import Command
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import conditions, labels, lending, renewing, returning, undoing
from lendlib.operations.commands import NoKey
from lendlib.operations.late_entry import MOST_ROWS, Row, Verdict, Way, enter
from lendlib.operations.late_entry_conflicts import PaperTooLong
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.calendar import month_number
from lendlib.rules.codes import new_code
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import LabelEnd, RetireReason
from tests import given
from tests.ground.looking import events_of, how_many, item_row, loan_of, names, visit_row

KARIN = Borrower("Karin Öberg", phone="+46701740606")


class Paper:
    """A paper list beside a counter. Its hours count from noon on Monday; the counter reads it two days later."""

    def __init__(self, counter: given.Counter) -> None:
        self.counter = counter
        self.codes: dict[int, str] = {}
        self.rows: list[Row] = []

    def thing(self, key: str = "football", **described: object) -> int:
        """A thing registered on Monday, with a label."""
        code = new_code()
        item_id = self.counter.item(key, code=code, **described)  # type: ignore[arg-type]
        self.codes[item_id] = code
        return item_id

    def at(self, hours: float) -> datetime:
        """A moment of the paper."""
        return given.MONDAY_NOON + timedelta(hours=hours)

    def out(self, hours: float, *items: int, to: Borrower = given.ANNA, **ticks: bool) -> "Paper":
        """Rows that say that things went out."""
        for item in items:
            self._add(Way.OUT, hours, self.codes.get(item, str(item)), to, **ticks)
        return self

    def back(self, hours: float, *items: int) -> "Paper":
        """Rows that say that things came back."""
        for item in items:
            self._add(Way.BACK, hours, self.codes[item], None)
        return self

    def says(self, way: Way, hours: float, code: str) -> "Paper":
        """A row with any code."""
        self._add(way, hours, code, given.ANNA if way is Way.OUT else None)
        return self

    def _add(self, way: Way, hours: float, code: str, to: Borrower | None, **ticks: bool) -> None:
        self.rows.append(Row(len(self.rows), read_scan(code, ()), way, self.at(hours), to, **ticks))

    def entered(self, key: str | None = None) -> list[Verdict]:
        """What became of it."""
        return enter(self.counter.act(key), self.rows, "en")

    def again(self) -> "Paper":
        """A clean sheet for the same things."""
        paper = Paper(self.counter)
        paper.codes = self.codes
        return paper


@pytest.fixture
def paper(counter: given.Counter) -> Paper:
    return Paper(counter)


def noes(verdicts: list[Verdict]) -> list[str | None]:
    """What stands against each row."""
    return [verdict.no.code if verdict.no else None for verdict in verdicts]


def test_what_went_out_on_paper_is_a_visit_of_its_own_day(counter: given.Counter, paper: Paper) -> None:
    ball, sledge = paper.thing(), paper.thing("sledge")
    counter.later(days=2)
    first, second = paper.out(1, ball, sledge).entered()
    assert (first.is_good, second.is_good, first.checkout_id) == (True, True, second.checkout_id)
    visit = visit_row(counter.session, first.checkout_id or 0)
    assert (visit.made_at, visit.made_on, visit.recorded_at) == (paper.at(1), paper.at(1).date(), counter.now)
    loan = loan_of(counter.session, ball)
    assert (loan.lent_at, loan.lent_on) == (paper.at(1), paper.at(1).date())
    assert loan.lent_month == month_number(loan.lent_on)
    assert loan.due_on == first.due_on == paper.at(1).date() + timedelta(14)
    assert names(counter.session, visit.id) == ["Anna Åberg"]
    assert events_of(counter.session, ball)[-1] == "lent"


def test_out_and_back_of_one_day_is_a_loan_that_has_ended(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    counter.later(days=2)
    assert noes(paper.back(3, ball).out(1, ball).entered()) == [None, None]
    loan = loan_of(counter.session, ball)
    assert (loan.lent_at, loan.closed_at, loan.closed_on) == (paper.at(1), paper.at(3), paper.at(3).date())
    assert (loan.outcome, loan.returned_as, loan.returned_depot_id) == ("returned", "fine", counter.depot.id)


def test_the_due_day_is_an_open_one_and_may_have_passed(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    closed = paper.at(1).date() + timedelta(14)
    counter.exceptions[closed] = ()
    counter.later(days=20)
    [verdict] = paper.out(1, ball).entered()
    assert verdict.is_good and verdict.due_on == closed + timedelta(1)
    assert verdict.due_on < counter.today


def test_a_person_at_one_time_is_one_visit_and_two_people_are_two(counter: given.Counter, paper: Paper) -> None:
    things = [paper.thing() for _ in range(4)]
    counter.later(days=1)
    paper.out(1, things[0]).out(1, things[1], to=KARIN).out(1, things[2]).out(2, things[3])
    visits = [verdict.checkout_id for verdict in paper.entered()]
    assert visits[0] == visits[2] and len(set(visits)) == 3


def test_sent_twice_it_is_recorded_once(counter: given.Counter, paper: Paper) -> None:
    ball, sledge = paper.thing(), paper.thing("sledge")
    counter.later(days=1)
    paper.out(1, ball, sledge).back(2, ball)
    first, again = paper.entered("the key of the page"), paper.entered("the key of the page")
    assert [verdict.command_id for verdict in first] == [verdict.command_id for verdict in again]
    assert noes(again) == [None, None, None]
    assert how_many(counter.session, Loan) == 2


def test_a_visit_is_recorded_whole_and_the_rest_of_the_paper_does_not_wait(
    counter: given.Counter, paper: Paper
) -> None:
    ball, sledge, skis = paper.thing(), paper.thing("sledge"), paper.thing("kicksled")
    counter.later(days=1)
    paper.out(1, ball).says(Way.OUT, 1, "2222-2223").out(2, sledge, to=KARIN).out(1, skis)
    assert noes(paper.entered()) == ["waits-for-the-rest", "code-mistyped", None, "waits-for-the-rest"]
    assert how_many(counter.session, Loan) == how_many(counter.session, Checkout) == 1


CASES: dict[str, tuple[Callable[[Paper, int], object], Callable[[Paper, int], Paper]]] = {
    "was-out": (lambda p, i: p.counter.lends(i), lambda p, i: p.out(3, i)),
    "went-out-later": (lambda p, i: p.counter.lends(i), lambda p, i: p.back(-1, i)),
    "was-in": (lambda p, i: None, lambda p, i: p.back(1, i)),
    "in-the-future": (lambda p, i: None, lambda p, i: p.out(49, i)),
    "too-long-ago": (lambda p, i: p.counter.later(days=40), lambda p, i: p.out(1, i)),
    "no-such-label": (lambda p, i: None, lambda p, i: p.says(Way.OUT, 1, "rymdraket")),
    "code-mistyped": (lambda p, i: None, lambda p, i: p.says(Way.BACK, 1, "2222-2223")),
    "label-of-nothing": (
        lambda p, i: None,
        lambda p, i: p.says(Way.OUT, 1, labels.make_blank(p.counter.act())),
    ),
    "was-retired": (
        lambda p, i: conditions.retire(p.counter.act(), i, RetireReason.WORN),
        lambda p, i: p.out(1, i),
    ),
    "was-missing": (lambda p, i: conditions.mark_missing(p.counter.act(), i), lambda p, i: p.out(1, i)),
}


@pytest.mark.parametrize("code", CASES)
def test_each_conflict_is_said_and_leaves_nothing(counter: given.Counter, paper: Paper, code: str) -> None:
    before, says = CASES[code]
    ball = paper.thing()
    before(paper, ball)
    counter.later(days=2)
    commands = how_many(counter.session, Command)
    loans = how_many(counter.session, Loan)
    assert noes(says(paper, ball).entered()) == [code]
    assert (how_many(counter.session, Command), how_many(counter.session, Loan)) == (commands, loans)


def test_what_is_older_than_the_last_thing_that_happened_is_refused(counter: given.Counter, paper: Paper) -> None:
    ball, skis, sledge = paper.thing(), paper.thing("kicksled"), paper.thing("sledge")
    counter.later(hours=5)
    counter.lends(ball, skis)
    counter.later(hours=2)
    returning.check_in(counter.act(), ball)
    renewing_at = timedelta(days=1)
    counter.now += renewing_at
    renewing.renew(counter.act(), [loan_of(counter.session, skis).id])
    conditions.to_repair(counter.act(), sledge)
    counter.later(days=1)
    paper.out(1, ball).back(6, ball).back(8, skis).out(3, sledge)
    assert noes(paper.entered()) == ["happened-since", "ended-already", "happened-since", "happened-since"]
    assert paper.entered()[2].no.values["what"] == "renewed"  # type: ignore[union-attr]


def test_an_undone_act_is_as_if_it_had_never_been(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    counter.later(hours=3)
    done = lending.check_out(counter.act(), [ball], Visit(given.ANNA))
    undoing.undo(counter.act(), done.command_id)
    undoing.undo(counter.act(), conditions.to_repair(counter.act(), ball).command_id)
    assert noes(paper.out(1, ball).entered()) == [None]


def test_it_came_back_before_that(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    counter.lends(ball)
    counter.later(days=2)
    [verdict] = paper.out(5, ball, to=KARIN).entered()
    assert verdict.may_have_come_before and not verdict.is_good
    first = loan_of(counter.session, ball)
    paper = paper.again().out(5, ball, to=KARIN, came_before=True)
    for _ in range(2):
        assert noes(paper.entered("the key of the page")) == [None]
    ended = counter.session.execute(select(Loan.closed_at, Loan.outcome).where(Loan.id == first.id)).one()
    assert tuple(ended) == (paper.at(5), "returned")
    assert loan_of(counter.session, ball).lent_at == paper.at(5)
    assert how_many(counter.session, Loan) == 2


def test_other_depots_and_ended_labels(counter: given.Counter, paper: Paper, neighbour: given.Counter) -> None:
    foreign, relabelled = Paper(neighbour), paper.thing()
    ball = foreign.thing()
    labels.assign(counter.act(), relabelled, new_code(), ends=LabelEnd.WORN)
    counter.later(days=1)
    paper.codes |= foreign.codes
    verdicts = paper.out(1, ball).out(2, relabelled).entered()
    assert noes(verdicts) == ["of-another-depot", None]
    assert verdicts[0].no.values == {"depot": "Granndepån"}  # type: ignore[union-attr]


def test_the_counters_rules_are_doubts_that_staff_vouch_for(counter: given.Counter, paper: Paper) -> None:
    jacket, skis = paper.thing("life-jacket", size="50-70"), paper.thing("alpine-skis", size="150")
    ball, sledge = paper.thing(), paper.thing("sledge")
    conditions.to_repair(counter.act(), sledge)
    terms = {"loan_days": 3, "max_renewals": 0, "borrowers": "adults", "depot_id": counter.depot.id}
    counter.session.add(CategoryPolicy(category_id=given.category_id(counter.session, "football"), **terms))
    counter.session.flush()
    counter.later(days=2)
    things = [jacket, skis, ball, sledge]
    verdicts = paper.out(1, *things).entered()
    codes = [[doubt.code for doubt in verdict.doubts] for verdict in verdicts]
    assert codes == [["unchecked-then"], ["unchecked-then"], ["adults-only-then"], ["in-repair-then"]]
    assert not any(verdict.is_good or verdict.no for verdict in verdicts)
    vouched = paper.again().out(1, *things, is_vouched=True).entered()
    assert all(verdict.is_good for verdict in vouched)
    assert vouched[2].due_on == paper.at(1).date() + timedelta(3)
    assert item_row(counter.session, jacket).inspected_on is None
    assert item_row(counter.session, sledge).condition == "in_repair"


def test_each_act_of_a_paper_can_be_undone(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    counter.later(days=2)
    out, back = paper.out(1, ball).back(2, ball).entered()
    with pytest.raises(undoing.TouchedSince):
        undoing.undo(counter.act(), out.command_id or 0)
    undoing.undo(counter.act(), back.command_id or 0)
    assert loan_of(counter.session, ball).closed_at is None
    undoing.undo(counter.act(), out.command_id or 0)
    assert loan_of(counter.session, ball).outcome == "undone"
    assert names(counter.session, out.checkout_id or 0) == []
    assert noes(paper.again().out(1, ball).entered()) == [None]


def test_a_paper_has_a_key_and_an_end(counter: given.Counter, paper: Paper) -> None:
    ball = paper.thing()
    with pytest.raises(NoKey):
        paper.out(1, ball).entered("short")
    for _ in range(MOST_ROWS):
        paper.back(1, ball)
    with pytest.raises(PaperTooLong):
        paper.entered()
