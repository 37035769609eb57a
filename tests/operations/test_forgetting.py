"""Who borrowed is forgotten by itself once all is back and the depot's days of grace are over, and not before."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.lending import Loan
from lendlib.operations import conditions, returning
from lendlib.operations.forgetting import forget_due
from lendlib.operations.links import behind_link
from lendlib.worker import work_once
from tests import given
from tests.ground.looking import loan_of


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


def test_what_is_written_off_counts_as_ended(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=90)
    conditions.lose(counter.act(), loan_of(session, ball).id)
    counter.later(days=7)
    assert forget_due(session, counter.now) == 0
    counter.later(days=1)
    assert forget_due(session, counter.now) == 1


def test_the_day_is_the_depots_own(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    returning.check_in(counter.act(), ball)
    counter.later(days=7, hours=11)  # 23:00 at the depot, on the last day
    assert forget_due(session, counter.now) == 0
    counter.later(hours=2)
    assert forget_due(session, counter.now) == 1


def test_the_worker_forgets_all_whose_time_has_come(app: Flask, session: Session, counter: given.Counter) -> None:
    counter.later(days=-2000)
    for _ in range(3):
        ball = counter.item()
        counter.lends(ball)
        returning.check_in(counter.act(), ball)
    session.commit()
    assert work_once(app)["contacts"] == 3
    assert work_once(app)["contacts"] == 0
