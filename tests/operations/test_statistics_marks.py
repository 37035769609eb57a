"""What changes in a month that is over marks it, in the same transaction; an act in its own month marks nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lendlib.models.lending import Loan
from lendlib.models.statistics import DirtyMonth
from lendlib.operations import conditions, lending, renewing, returning, undoing
from lendlib.operations.depots import policies
from lendlib.operations.depots_state import change_state
from lendlib.operations.forgetting import forget_due
from lendlib.operations.late_entry import Row, Way, enter
from lendlib.operations.lending import Visit
from lendlib.operations.statistics_keeping import keep_all
from lendlib.rules.codes import new_code
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import DepotState
from tests import given
from tests.operations.months_walk import figures, recounted

LAST_EVENING = datetime(2026, 11, 30, 16, 50, tzinfo=UTC)
NOVEMBER = 202611


class Month:
    """A counter on the last evening of November, which is closed for the four days that come."""

    def __init__(self, session: Session, **policy: object) -> None:
        self.counter = given.a_counter(session, **policy)
        self.counter.now = LAST_EVENING
        self.code = new_code()
        self.ball, self.skis = self.counter.item(code=self.code), self.counter.item()
        for day in range(1, 5):
            self.counter.exceptions[self.counter.today + timedelta(days=day)] = ()

    @property
    def session(self) -> Session:
        """The counter's."""
        return self.counter.session

    def loan(self, item: int) -> int:
        """The thing's only loan."""
        return self.session.execute(select(Loan.id).where(Loan.item_id == item)).scalar_one()

    def is_over(self) -> None:
        """Three days later: the worker has kept November."""
        self.counter.later(days=3)
        keep_all(self.session, self.counter.now)
        assert self.marks() == {}

    def marks(self) -> dict[int, int]:
        """How often each month is marked."""
        return {row.month: row.marks for row in self.session.execute(select(DirtyMonth.month, DirtyMonth.marks))}

    def paper(self, way: Way, **ago: float) -> None:
        """A line of paper about the ball."""
        who = given.ANNA if way is Way.OUT else None
        row = Row(0, read_scan(self.code, ()), way, self.counter.now - timedelta(**ago), who)
        (verdict,) = enter(self.counter.act(), [row], "sv")
        assert verdict.is_good


@pytest.fixture
def november(session: Session) -> Month:
    """The end of November."""
    return Month(session)


def lends(month: Month) -> int:
    return lending.check_out(month.counter.act(), [month.ball], Visit(given.ANNA)).command_id


def takes_back(month: Month) -> int:
    lends(month)
    return returning.check_in(month.counter.act(), month.ball).command_id


def says_it_was_here(month: Month) -> int:
    takes_back(month)
    return returning.found_here(month.counter.act(), month.loan(month.ball)).command_id


def writes_off(month: Month) -> int:
    lends(month)
    return conditions.lose(month.counter.act(), month.loan(month.ball)).command_id


def finds(month: Month) -> int:
    writes_off(month)
    return conditions.find(month.counter.act(), month.ball, is_whole=True).command_id


def renews(month: Month) -> int:
    month.counter.later(days=-5)
    lends(month)
    month.counter.later(days=5)
    return renewing.renew(month.counter.act(), [month.loan(month.ball)]).command_id


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("doing", [lends, takes_back, says_it_was_here, writes_off, finds, renews])
def test_an_act_marks_nothing_in_its_month_and_its_undoing_marks_that_month(
    november: Month, doing: Callable[[Month], int]
) -> None:
    command_id = doing(november)
    november.is_over()
    undoing.undo(november.counter.act(), command_id)
    assert november.marks() == {NOVEMBER: 1}
    assert figures(november.session) == recounted(november.session)


def test_each_further_change_counts_the_mark_up(november: Month) -> None:
    first, second = lends(november), lending.check_out(november.counter.act(), [november.skis], Visit(None)).command_id
    november.is_over()
    for command_id in (first, second):
        undoing.undo(november.counter.act(), command_id)
    assert november.marks() == {NOVEMBER: 2}


def test_that_a_thing_was_here_all_along_is_found_out_in_a_later_month(november: Month) -> None:
    takes_back(november)
    november.is_over()
    returning.found_here(november.counter.act(), november.loan(november.ball))
    assert november.marks() == {NOVEMBER: 1}


def test_what_ends_today_does_not_touch_the_month_in_which_it_was_lent(november: Month) -> None:
    lends(november)
    november.is_over()
    done = returning.check_in(november.counter.act(), november.ball)
    undoing.undo(november.counter.act(), done.command_id)
    assert november.marks() == {}


def test_paper_marks_the_months_that_it_tells_of(november: Month) -> None:
    lends(november)
    returning.check_in(november.counter.act(), november.ball)
    november.is_over()
    november.paper(Way.OUT, days=3)
    assert november.marks() == {NOVEMBER: 1}
    november.paper(Way.BACK, hours=1)
    assert november.marks() == {NOVEMBER: 1}
    november.paper(Way.OUT, minutes=30)
    assert november.marks() == {NOVEMBER: 1}
    assert figures(november.session) == recounted(november.session)


def test_a_depot_that_opens_with_its_practice_counted_has_its_months_counted_anew(session: Session) -> None:
    practising = Month(session, state="test")
    lends(practising)
    practising.is_over()
    assert not any(figures(session).values())
    change_state(practising.counter.act(), DepotState.OPEN, is_afresh=False)
    assert set(practising.marks()) == {NOVEMBER, 202612}
    assert figures(session) == recounted(session)
    assert figures(session)["lent"].total() == 1


def test_a_depot_that_opens_on_its_day_counts_from_then_on_and_nothing_need_be_marked(session: Session) -> None:
    practising = Month(session, state="test")
    lends(practising)
    day = practising.counter.today + timedelta(days=5)
    change_state(practising.counter.act(), DepotState.SCHEDULED, opens_on=day)
    practising.counter = replace(practising.counter, depot=policies(session, [practising.counter.depot.id])[0])
    practising.counter.later(days=10)
    lending.check_out(practising.counter.act(), [practising.skis], Visit(None))
    practising.counter.later(days=30)
    keep_all(session, practising.counter.now)
    assert practising.marks() == {}
    found = figures(session)
    assert found == recounted(session)
    assert {key[0]: number for key, number in found["lent"].items()} == {202612: 1}


def test_a_check_out_at_the_counter_asks_nothing_of_the_months(november: Month) -> None:
    sent: list[str] = []
    connection = november.session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    lends(november)
    returning.check_in(november.counter.act(), november.ball)
    assert sent and not any("_month " in statement.replace("lent_month ", "") for statement in sent)


def test_forgetting_marks_nothing(november: Month) -> None:
    takes_back(november)
    november.is_over()
    before = figures(november.session)
    november.counter.later(days=300)
    assert forget_due(november.session, november.counter.now) == 1
    assert november.marks() == {} and figures(november.session) == before


def test_a_month_in_which_all_was_undone_is_not_told_as_it_was_kept(november: Month) -> None:
    november.counter.later(days=-40)
    skis = november.counter.item()
    lending.check_out(november.counter.act(), [skis], Visit(given.ANNA))
    november.counter.later(days=40)
    done = returning.check_in(november.counter.act(), skis)
    november.is_over()
    undoing.undo(november.counter.act(), done.command_id)
    assert figures(november.session) == recounted(november.session)
    assert not figures(november.session)["returned"]
