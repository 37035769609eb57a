"""A restore and the letters: what lay before it is not sent again, what comes after it is, and links stay apart."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config import Config
from lendlib.models.lending import Checkout, Loan
from lendlib.operations.backups import LEAP
from lendlib.outside.backups import back_up
from lendlib.restoring import restore
from tests import given
from tests.operations.reminding import BO, EVA, ended, on_day, plans, reads

FORTNIGHT = timedelta(days=14)


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
