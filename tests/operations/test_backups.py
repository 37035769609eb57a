"""Whose turn the night's backup is, what is written down of it, and what a restored database leaves behind."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.backups import BackupRun
from lendlib.models.depots import Depot
from lendlib.models.reminders import Notice
from lendlib.models.staff import OneTimeLink, StaffSession
from lendlib.models.yearly import ReportLetter, ReportLetterSent
from lendlib.operations import backups
from lendlib.operations.backups import LEASE, PAUSE, Told
from lendlib.rules.backups import BackupOutcome, SecondOutcome
from lendlib.rules.vocabulary_reminders import NoticeState
from tests import given
from tests.ground.racing import Race

TONIGHT = date(2026, 11, 23)
NOW = given.MONDAY_NOON
MADE = Told(BackupOutcome.MADE, 1000, SecondOutcome.COPIED)


@pytest.fixture
def writing(session: Session) -> Session:
    begin_writing(session)
    return session


def test_a_night_has_one_backup(writing: Session) -> None:
    turn = backups.take_turn(writing, TONIGHT, NOW)
    assert turn is not None
    assert backups.take_turn(writing, TONIGHT, NOW) is None and not backups.is_made(writing, TONIGHT)
    backups.end_run(writing, turn, MADE, NOW + timedelta(minutes=1))
    assert backups.is_made(writing, TONIGHT)
    assert backups.take_turn(writing, TONIGHT, NOW + LEASE * 2) is None
    assert backups.take_turn(writing, TONIGHT + timedelta(1), NOW + timedelta(1)) is not None


def test_of_two_who_ask_at_once_one_has_the_turn(engine: Engine) -> None:
    def ask() -> int | None:
        with Session(engine) as session:
            begin_writing(session)
            turn = backups.take_turn(session, TONIGHT, NOW)
            session.commit()
        return turn

    with Race(engine) as race:
        sides = race.run(ask, ask)
    assert sorted(side.answer is None for side in sides) == [False, True]


def test_what_failed_is_tried_again_after_a_pause(writing: Session) -> None:
    turn = backups.take_turn(writing, TONIGHT, NOW) or 0
    backups.end_run(writing, turn, Told(BackupOutcome.DISK_FULL), NOW)
    assert backups.take_turn(writing, TONIGHT, NOW + PAUSE / 2) is None
    assert backups.take_turn(writing, TONIGHT, NOW + PAUSE) is not None


def test_a_copy_that_failed_is_tried_again_after_a_pause_by_one(writing: Session) -> None:
    turn = backups.take_turn(writing, TONIGHT, NOW) or 0
    assert backups.take_copying(writing, TONIGHT, NOW + PAUSE * 2) is None, "it is not made yet"
    backups.end_run(writing, turn, Told(BackupOutcome.MADE, 1000, SecondOutcome.DISK_FULL), NOW)
    assert backups.is_made(writing, TONIGHT) and not backups.is_copied(writing, TONIGHT)
    assert backups.take_copying(writing, TONIGHT, NOW + PAUSE / 2) is None
    later = NOW + PAUSE
    assert [backups.take_copying(writing, TONIGHT, later) for _ in range(2)] == [turn, None]
    backups.end_copying(writing, turn, SecondOutcome.COPIED, later + timedelta(minutes=1))
    assert backups.is_copied(writing, TONIGHT)
    assert backups.take_copying(writing, TONIGHT, later + PAUSE * 2) is None


def test_who_was_killed_loses_the_turn_after_the_lease_and_tells_nothing_any_more(writing: Session) -> None:
    turn = backups.take_turn(writing, TONIGHT, NOW) or 0
    assert backups.take_turn(writing, TONIGHT, NOW + LEASE) is None
    later = backups.take_turn(writing, TONIGHT, NOW + LEASE + timedelta(seconds=1))
    assert later is not None
    backups.end_run(writing, turn, MADE, NOW + LEASE * 2)
    outcomes = writing.scalars(select(BackupRun.outcome).order_by(BackupRun.id)).all()
    assert outcomes == [BackupOutcome.CUT_OFF, BackupOutcome.RUNNING]


def test_the_newest_try_and_the_newest_backup_are_told(writing: Session) -> None:
    assert backups.newest_run(writing) is None
    turn = backups.take_turn(writing, TONIGHT, NOW) or 0
    assert backups.newest_run(writing) is None
    backups.end_run(writing, turn, MADE, NOW)
    backups.tell_asked(writing, Told(BackupOutcome.NO_FOLDER), NOW + timedelta(1), NOW + timedelta(1))
    newest, made = backups.newest_run(writing), backups.newest_run(writing, is_made=True)
    assert newest is not None and (newest.outcome, newest.for_on) == (BackupOutcome.NO_FOLDER, None)
    assert made is not None and (made.size, made.second, made.for_on) == (1000, SecondOutcome.COPIED, TONIGHT)


def test_most_depots_tell_the_clock_and_none_has_nothing_to_back_up(writing: Session) -> None:
    assert backups.zone_of_most(writing) is None
    given.a_depot(writing, time_zone="Europe/Helsinki")
    for _ in range(2):
        given.a_depot(writing)
    assert backups.zone_of_most(writing) == "Europe/Stockholm"


def test_what_is_settled_is_never_sent_and_nobody_is_signed_in(session: Session) -> None:
    counter = given.a_counter(session)
    visit = counter.lends(counter.item())
    states = list(NoticeState)
    for number, state in enumerate(states):
        claim = {"claim": "c", "claimed_until": counter.now} if state is NoticeState.SENDING else {}
        ended = state in {NoticeState.SENT, NoticeState.FAILED, NoticeState.DROPPED}
        session.add(
            Notice(
                depot_id=counter.depot.id,
                checkout_id=visit,
                kind="late",
                occasion_on=counter.today + timedelta(number),
                channel="sms",
                state=state,
                queued_at=counter.now,
                next_try_at=counter.now,
                ended_at=counter.now if ended else None,
                **claim,
            )
        )
    until = counter.now + timedelta(days=1)
    session.add(StaffSession(staff_id=counter.staff_id, token_hash="a", made_at=counter.now, ends_at=until))
    session.add(OneTimeLink(purpose="invite", token_hash="b", made_at=counter.now, ends_at=until))
    session.add(ReportLetter(staff_id=counter.staff_id, since_at=counter.now - timedelta(days=60)))
    backups.take_turn(session, TONIGHT, counter.now)
    session.flush()
    settled = backups.settle(session, counter.now + timedelta(hours=1))
    assert (settled.notices, settled.sessions, settled.links) == (2, 1, 1)
    session.expire_all()
    after = session.execute(select(Notice.state, Notice.why, Notice.claim).order_by(Notice.id)).all()
    parked = (NoticeState.DROPPED, backups.PARKED, None)
    assert [tuple(row) for row in after[:2]] == [parked, parked]
    assert [row.state for row in after[2:]] == [str(state) for state in states[2:]]
    assert session.scalars(select(Depot.parked_at)).all() == [counter.now + timedelta(hours=1)]
    assert session.scalars(select(BackupRun.outcome)).all() == [BackupOutcome.CUT_OFF]
    of_months = session.execute(select(ReportLetterSent.month, ReportLetterSent.state)).all()
    assert [tuple(row) for row in of_months] == [(202610, "unknown")]
    again = backups.settle(session, counter.now + timedelta(hours=2))
    assert (again.notices, again.sessions, again.links) == (0, 0, 0)
