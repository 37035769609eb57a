"""A letter each month to whoever asked for one: who is owed which, claimed before it leaves, and what became of it.

A row stands before its letter is sent, and is one a person and month: none is ever sent twice. What was on its way when
the worker ended may have arrived, and is not sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff, StaffRole
from lendlib.models.yearly import ReportLetter, ReportLetterSent
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics import answer
from lendlib.operations.statistics_sight import Sight
from lendlib.rules.calendar import day_of
from lendlib.rules.months import first_day, last_day, last_settled
from lendlib.rules.statistics import Asked, Table
from lendlib.rules.vocabulary import Role, Scope, Verb
from lendlib.rules.vocabulary_statistics import By, LetterState, Measure

ZONE = "Europe/Stockholm"
FIGURES = (Measure.LOANS, Measure.VISITS, Measure.RETURNS)
READERS = (Role.COORDINATOR, Role.ORGANISER, Role.ADMINISTRATOR)
A_TRY, WAITS, MOST_TRIES = timedelta(minutes=15), timedelta(hours=2), 12

wish, sent = ReportLetter.__table__.c, ReportLetterSent.__table__.c
staff, role = Staff.__table__.c, StaffRole.__table__.c


@dataclass(frozen=True)
class Owed:
    """A letter to be sent: to whom, in which language, of which month, and how far they see."""

    staff_id: int
    name: str
    email: str
    language: str
    month: int
    sight: Sight


@dataclass(frozen=True)
class Kept:
    """A letter of the past: its month, what became of it, and its words where nothing carried it."""

    month: int
    state: LetterState
    words: str


def is_wanted(session: Session, staff_id: int) -> bool:
    """Whether somebody asked for the letter."""
    return session.connection().execute(select(wish.staff_id).where(wish.staff_id == staff_id)).first() is not None


def letters_of(session: Session, staff_id: int, most: int = 12) -> list[Kept]:
    """Somebody's letters, the latest first."""
    query = select(sent.month, sent.state, sent.words).where(sent.staff_id == staff_id).order_by(sent.month.desc())
    rows = session.connection().execute(query.limit(most))
    return [Kept(row.month, LetterState(row.state), row.words or "") for row in rows]


def ask_for(act: Act, *, wanted: bool) -> commands.Done:
    """Send a letter each month from now on, or no more. The result is empty."""

    def effect() -> tuple[dict[str, Any], Any]:
        connection = act.session.connection()
        if not wanted:
            connection.execute(delete(ReportLetter).where(wish.staff_id == act.staff_id))
        elif act.staff_id is not None and not is_wanted(act.session, act.staff_id):
            connection.execute(insert(ReportLetter), [{"staff_id": act.staff_id, "since_at": act.now}])
        return {}, lambda _command_id: None

    return commands.once(act, Verb.REPORT_LETTER, [act.staff_id, wanted], effect)


def owed(session: Session, now: datetime) -> list[Owed]:
    """Who is owed the letter of the latest month that is over: those who had asked before it ended, and may read."""
    month = last_settled(day_of(now, ZONE))
    begun = exists().where(
        sent.staff_id == wish.staff_id,
        sent.month == month,
        (sent.state != LetterState.QUEUED) | (sent.ends_at > now),
    )
    query = (
        select(staff.id, staff.name, staff.email, staff.language, wish.since_at)
        .join(ReportLetter.__table__, wish.staff_id == staff.id)
        .where(staff.disabled_at.is_(None), staff.joined_at.is_not(None), ~begun)
        .order_by(staff.id)
    )
    rows = [row for row in session.connection().execute(query) if day_of(row.since_at, ZONE) <= last_day(month)]
    sights = _sights(session, [row.id for row in rows])
    found = [Owed(row.id, row.name, row.email, row.language, month, sights[row.id]) for row in rows if row.id in sights]
    return [one for one in found if not one.sight.is_blind]


def claim(session: Session, its: Owed, now: datetime) -> bool:
    """Have a letter for oneself before it is sent; False where somebody else has it, or had."""
    connection = session.connection()
    key = {"staff_id": its.staff_id, "month": its.month}
    add = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {**key, "state": LetterState.SENDING, "tries": 1, "ends_at": now + A_TRY, "made_at": now}
    new = add(ReportLetterSent).values(row).on_conflict_do_nothing().returning(sent.month)
    if connection.execute(new).first():
        return True
    again = (
        update(ReportLetterSent)
        .where(sent.staff_id == its.staff_id, sent.month == its.month)
        .where(sent.state == LetterState.QUEUED, sent.ends_at <= now)
        .values(state=LetterState.SENDING, tries=sent.tries + 1, ends_at=now + A_TRY)
        .returning(sent.month)
    )
    return connection.execute(again).first() is not None


def record(
    session: Session, its: Owed, state: LetterState, now: datetime, *, code: str = "", words: str | None = None
) -> None:
    """Write down what became of a letter. One that could not be sent yet waits, and fails after enough tries."""
    session.connection().execute(
        update(ReportLetterSent)
        .where(sent.staff_id == its.staff_id, sent.month == its.month, sent.state == LetterState.SENDING)
        .values(
            state=state, code=code or None, words=words, ends_at=now + WAITS if state is LetterState.QUEUED else None
        )
    )
    if state is LetterState.QUEUED:
        session.connection().execute(
            update(ReportLetterSent)
            .where(sent.staff_id == its.staff_id, sent.month == its.month, sent.tries >= MOST_TRIES)
            .values(state=LetterState.FAILED, ends_at=None)
        )


def settle(session: Session, now: datetime) -> int:
    """What was on its way when its sender ended may have arrived: nobody sends it again. Says how many."""
    stuck = (
        update(ReportLetterSent)
        .where(sent.state == LetterState.SENDING, sent.ends_at <= now)
        .values(state=LetterState.UNKNOWN, ends_at=None)
        .returning(sent.month)
    )
    return len(session.connection().execute(stuck).all())


def park(session: Session, now: datetime) -> None:
    """After a restore: what was owed until now may have been sent since the backup was made, and is not sent again."""
    connection = session.connection()
    waiting = update(ReportLetterSent).where(sent.state.in_([LetterState.QUEUED, LetterState.SENDING]))
    connection.execute(waiting.values(state=LetterState.UNKNOWN, ends_at=None))
    month = last_settled(day_of(now, ZONE))
    parked = {"month": month, "state": LetterState.UNKNOWN, "tries": 0, "made_at": now}
    rows = [
        parked | {"staff_id": row.staff_id}
        for row in connection.execute(select(wish.staff_id, wish.since_at))
        if day_of(row.since_at, ZONE) <= last_day(month)
    ]
    if rows:
        add = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(add(ReportLetterSent).on_conflict_do_nothing(), rows)


def month_of(session: Session, its: Owed, today: date) -> Table:
    """The month's figures beside those of the year before, as far as they see."""
    asked = Asked(first_day(its.month), last_day(its.month), (By.MONTH,), FIGURES, is_beside=True)
    return answer(session, asked, its.sight, its.language, today)


def _sights(session: Session, staff_ids: Sequence[int]) -> dict[int, Sight]:
    query = select(role.staff_id, role.role, role.scope, role.depot_id, role.municipality_code, role.county_code)
    held: dict[int, list[RoleHere]] = {}
    for row in session.connection().execute(query.where(role.staff_id.in_(staff_ids), role.role.in_(READERS))):
        held.setdefault(row.staff_id, []).append(RoleHere(Role(row.role), Scope(row.scope), *row[3:6]))
    return {staff_id: Sight.of(roles) for staff_id, roles in held.items()}
