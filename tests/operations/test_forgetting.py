"""Who borrowed is forgotten by itself once all is back and the depot's days of grace are over, and not before."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.jobs.forgetting import forget
from lendlib.models.contacts import Contact
from lendlib.models.forgetting import RetentionRun
from lendlib.models.lending import Loan
from lendlib.operations import conditions, contacts, recent, returning, undoing
from lendlib.operations.forgetting import find_due, forget_due
from lendlib.operations.forgetting_runs import log
from lendlib.operations.links import behind_link
from lendlib.operations.undoing import TooLateToUndo, is_undoable
from lendlib.rules.forgetting import Kept
from lendlib.worker import work_once
from tests import given
from tests.ground.looking import loan_of, names


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return given.a_counter(session, retention_days=7)


def known(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contact)) or 0


def test_a_person_is_kept_for_the_days_of_grace_and_gone_the_day_after(
    session: Session, counter: given.Counter
) -> None:
    ball = counter.item()
    visit = counter.lends(ball)
    counter.later(days=3)
    returning.check_in(counter.act(), ball)
    counter.later(days=7)
    linked = behind_link(session, given.KEYS.link_token(visit, 1))
    assert linked is not None and linked.is_alive(counter.today)
    assert forget_due(session, counter.now) == 0 and known(session) == 1
    counter.later(days=1)
    assert not linked.is_alive(counter.today)
    assert forget_due(session, counter.now) == 1 and known(session) == 0
    assert forget_due(session, counter.now) == 0
    assert session.scalar(select(func.count()).select_from(Loan)) == 1


def test_what_is_still_out_keeps_its_person_however_late(session: Session, counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    counter.lends(ball, sledge)
    returning.check_in(counter.act(), ball)
    counter.later(days=300)
    assert forget_due(session, counter.now) == 0 and known(session) == 1


def test_what_is_written_off_is_forgotten_as_soon_as_that_can_not_be_undone(
    session: Session, counter: given.Counter
) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=90)
    lost = conditions.lose(counter.act(), loan_of(session, ball).id)
    counter.later(days=1)
    assert forget_due(session, counter.now) == 0 and is_undoable(lost.verb, counter.now, counter.act())
    counter.later(days=1)
    assert forget_due(session, counter.now) == 1
    with pytest.raises(TooLateToUndo):
        undoing.undo(counter.act(), lost.command_id)


def test_a_write_off_that_is_undone_in_time_finds_its_person(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    visit = counter.lends(ball)
    lost = conditions.lose(counter.act(), loan_of(session, ball).id)
    counter.later(days=1)
    assert forget_due(session, counter.now) == 0
    undoing.undo(counter.act(), lost.command_id)
    counter.later(days=400)
    assert forget_due(session, counter.now) == 0 and names(session, visit) == ["Anna Åberg"]


def test_while_something_else_is_out_a_write_off_forgets_nobody(session: Session, counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    counter.lends(ball, sledge)
    conditions.lose(counter.act(), loan_of(session, ball).id)
    counter.later(days=30)
    assert forget_due(session, counter.now) == 0
    returning.check_in(counter.act(), sledge)
    counter.later(days=7)
    assert forget_due(session, counter.now) == 0, "the return has its days of grace"
    counter.later(days=1)
    assert forget_due(session, counter.now) == 1


def test_a_return_that_is_undone_after_the_erasing_is_out_with_nobody_to_ask(
    session: Session, counter: given.Counter
) -> None:
    sure, ball = counter.item(), counter.item()
    counter.lends(sure)
    visit = counter.lends(ball)
    back = returning.check_in(counter.act(), ball)
    contacts.erase_on_request(counter.act(), visit)
    undoing.undo(counter.act(), back.command_id)
    assert loan_of(session, ball).closed_at is None and names(session, visit) == []
    assert recent.is_out_with_nobody(counter.act(), back.command_id)
    kept = returning.check_in(counter.act(), sure)
    undoing.undo(counter.act(), kept.command_id)
    assert not recent.is_out_with_nobody(counter.act(), kept.command_id)


def test_the_day_is_the_depots_own(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    returning.check_in(counter.act(), ball)
    counter.later(days=7, hours=11)  # 23:00 at the depot, on the last day
    assert forget_due(session, counter.now) == 0
    counter.later(hours=2)
    assert forget_due(session, counter.now) == 1


def test_the_worker_forgets_all_whose_time_has_come_and_writes_down_how_many(
    app: Flask, session: Session, counter: given.Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "lendlib")
    counter.later(days=-2000)
    for _ in range(3):
        ball = counter.item()
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    session.commit()
    assert work_once(app)["contacts"] == 3
    assert caplog.messages == ["Removed 9 commands.", "Removed 3 contacts."]
    first = log(session)
    assert [run.removed for run in first.runs][-1:] == [((Kept.COMMANDS, 9),)]
    assert [run.removed for run in first.runs][:1] == [((Kept.CONTACTS, 3),)]
    assert first.overwritten_at is not None
    session.rollback()
    assert work_once(app)["contacts"] == 0
    again = log(session)
    assert again.runs == first.runs, "a run that removes nothing leaves no line"
    assert again.latest_at is not None and first.latest_at is not None and again.latest_at > first.latest_at
    assert again.overwritten_at == first.overwritten_at
    latest = session.scalars(select(RetentionRun.rows).where(RetentionRun.what.is_(None))).all()
    assert latest == [0]


def test_erasing_somebody_owes_an_overwriting_that_the_next_run_does(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    visit = counter.lends(counter.item())
    session.commit()
    work_once(app)
    assert log(session).overwritten_at is not None
    counter.writes()
    contacts.erase_on_request(counter.act(), visit)
    session.commit()
    assert log(session).overwritten_at is None
    session.rollback()
    work_once(app)
    assert log(session).overwritten_at is not None


def test_two_workers_side_by_side_forget_each_person_once(
    app: Flask, session: Session, counter: given.Counter, engine: Engine
) -> None:
    counter.later(days=-2000)
    for _ in range(20):
        ball = counter.item()
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    session.commit()
    with ThreadPoolExecutor(2) as both:
        done = [each.result() for each in [both.submit(work_once, app) for _ in range(2)]]
    assert sum(each["contacts"] for each in done) == 20
    assert known(session) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_could_not_be_overwritten_is_not_said_to_be(app: Flask, session: Session, counter: given.Counter) -> None:
    counter.lends(counter.item())
    session.execute(text("CREATE TRIGGER broken BEFORE INSERT ON contact BEGIN SELECT RAISE(ABORT, 'broken'); END"))
    session.commit()
    with app.app_context(), pytest.raises(IntegrityError):
        forget(app, counter.now)
    assert known(session) == 1 and log(session).overwritten_at is None
    session.rollback()
    session.execute(text("DROP TRIGGER broken"))
    session.commit()
    with app.app_context():
        forget(app, counter.now)
    assert log(session).overwritten_at == counter.now


def test_whose_return_is_undone_after_the_look_is_not_forgotten(session: Session, counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    first, second = counter.lends(ball), counter.lends(sledge)
    returning.check_in(counter.act(), ball)
    returning.check_in(counter.act(), sledge)
    counter.later(days=8)
    due = find_due(session, counter.now)
    assert due == [first, second]
    session.execute(update(Loan).where(Loan.checkout_id == first).values(closed_at=None, closed_on=None, outcome=None))
    assert forget_due(session, counter.now, [first]) == 0 and known(session) == 2
    assert forget_due(session, counter.now, due) == 1
    assert session.scalars(select(Contact.checkout_id)).all() == [first]
