"""A restore and the letters: what lay before it is not sent again, what comes after it is, and links stay apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.lending import Checkout, Loan
from lendlib.models.yearly import ReportLetterSent
from lendlib.operations.backups import LEAP
from lendlib.operations.report_letters import claim, owed, record
from lendlib.outside.backups import back_up
from lendlib.restoring import restore
from lendlib.rules.vocabulary_statistics import LetterState
from tests import given
from tests.jobs.test_report_letters import asks
from tests.operations.reminding import BO, EVA, ended, on_day, plans, reads

FORTNIGHT = timedelta(days=14)
DECEMBER = datetime(2026, 12, 3, 8, tzinfo=UTC)


def test_what_lay_before_a_restore_is_not_sent_and_what_comes_after_it_is(
    config: Config, session: Session, engine: Engine, tmp_path: Path
) -> None:
    counter = given.a_counter(session)
    ball, sledge = counter.item(), counter.item("sledge")
    visit = counter.lends(ball, to=BO)
    due_on = counter.today + FORTNIGHT
    assert plans(counter) == 1, "a receipt, which waits in the backup"
    on_day(counter, due_on - timedelta(2), hour=4)
    session.commit()
    back_up(config, tmp_path / "backup.tar", counter.now)
    on_day(counter, due_on - timedelta(2), hour=10)
    counter.writes()
    assert plans(counter) == 1, "of that day, and sent since"
    lost = counter.lends(sledge, to=EVA)
    lost_link = session.scalars(select(Checkout.link_hash).where(Checkout.id == lost)).one()
    lost_loan = session.scalars(select(func.max(Loan.id))).one()
    session.commit()
    session.close()
    engine.dispose()

    counter.later(minutes=30)
    restore(config, tmp_path / "backup.tar", counter.now)
    counter = replace(counter, now=counter.now + timedelta(minutes=1))
    counter.writes()
    assert plans(counter) == 0 and reads(counter) == []
    assert ended(session) == [("receipt", "dropped", "parked")]
    new = counter.lends(sledge, to=EVA)
    assert plans(counter) == 1
    assert [(letter.kind, letter.checkout_id) for letter in reads(counter)] == [("receipt", new)]
    assert session.scalars(select(Checkout.link_hash).where(Checkout.id == new)).one() != lost_link
    assert new > lost + LEAP // 2 and session.scalars(select(func.max(Loan.id))).one() > lost_loan + LEAP // 2
    on_day(counter, due_on)
    assert plans(counter) == 1
    assert [(letter.kind, letter.checkout_id) for letter in reads(counter)][-1:] == [("due_today", visit)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_month_s_letter_of_before_a_restore_is_not_sent_again_and_the_next_one_is(
    config: Config, session: Session, engine: Engine, tmp_path: Path
) -> None:
    counter = given.a_counter(session)
    waits, fresh = counter, counter.beside(given.staff(session))
    asks(waits)
    asks(fresh)
    its = owed(session, DECEMBER)
    assert [one.staff_id for one in its] == [waits.staff_id, fresh.staff_id]
    assert claim(session, its[0], DECEMBER)
    record(session, its[0], LetterState.QUEUED, DECEMBER, code="450")
    session.commit()
    back_up(config, tmp_path / "backup.tar", DECEMBER)
    begin_writing(session)
    assert claim(session, its[1], DECEMBER), "sent since"
    session.commit()
    session.close()
    engine.dispose()

    restore(config, tmp_path / "backup.tar", DECEMBER + timedelta(hours=2))
    for later in (timedelta(hours=3), timedelta(days=20)):
        assert owed(session, DECEMBER + later) == []
    assert set(session.scalars(select(ReportLetterSent.state))) == {LetterState.UNKNOWN}
    late = counter.beside(given.staff(session))
    asks(replace(late, now=DECEMBER + timedelta(days=1)))
    again = owed(session, DECEMBER + timedelta(days=31))
    assert [(one.staff_id, one.month) for one in again] == [
        (staff_id, 202612) for staff_id in (waits.staff_id, fresh.staff_id, late.staff_id)
    ]
