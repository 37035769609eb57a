"""Who works here: people with their roles in places, as far as one looks after them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff, StaffRole, StaffSession
from lendlib.operations.staff_powers import ROLE_PLACES, HeldRole, Power, held_from, join_places
from lendlib.rules.errors import NotFound

SHOWN = 50
MOST_WORDS = 6


@dataclass(frozen=True)
class Colleague:
    """An account: invited until it has joined, perhaps shut. `seen_at` is when it was last used, nearly."""

    id: int
    name: str
    email: str
    made_at: datetime
    joined_at: datetime | None
    disabled_at: datetime | None
    seen_at: datetime | None
    has_pin: bool
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True)
class Found:
    """A page of people, and how many there are in all."""

    people: tuple[Colleague, ...]
    total: int


_live_seen = (
    select(func.max(StaffSession.seen_at)).where(StaffSession.staff_id == Staff.id).correlate(Staff).scalar_subquery()
)
_facts = select(
    Staff.id, Staff.name, Staff.email, Staff.made_at, Staff.joined_at, Staff.disabled_at, Staff.seen_at, _live_seen,
    Staff.pin_hash.is_not(None),
)  # fmt: skip


def people(session: Session, power: Power, words: str = "", page: int = 1) -> Found:
    """The people that one looks after, by name, 50 a page; with words, those whose name or e-mail holds them all."""
    is_found = [_is_seen(power), *(_holds(word) for word in words.split()[:MOST_WORDS])]
    connection = session.connection()
    total = connection.execute(select(func.count()).select_from(Staff).where(*is_found)).scalar_one()
    by_name = _facts.where(*is_found).order_by(Staff.name.collate("svenska"), Staff.id)
    rows = connection.execute(by_name.limit(SHOWN).offset((max(page, 1) - 1) * SHOWN)).all()
    roles = _roles(session, [row[0] for row in rows])
    return Found(tuple(_colleague(row, roles[row[0]]) for row in rows), total)


def person(session: Session, power: Power, staff_id: int) -> Colleague:
    """One that one looks after. Raises NotFound for all others."""
    row = session.connection().execute(_facts.where(Staff.id == staff_id, _is_seen(power))).one_or_none()
    if row is None:
        raise NotFound
    return _colleague(row, _roles(session, [staff_id])[staff_id])


def roles_of(session: Session, staff_id: int) -> list[HeldRole]:
    """All roles of an account."""
    return _roles(session, [staff_id])[staff_id]


def _is_seen(power: Power) -> ColumnElement[bool]:
    if power.is_everywhere:
        return Staff.id.is_not(None)
    return Staff.id.in_(join_places(select(StaffRole.staff_id).select_from(StaffRole)).where(power.sees()))


def _holds(word: str) -> ColumnElement[bool]:
    part = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(Staff.name.ilike(f"%{part}%", escape="\\"), Staff.email.ilike(f"%{part}%", escape="\\"))


def _roles(session: Session, staff_ids: Sequence[int]) -> defaultdict[int, list[HeldRole]]:
    found: defaultdict[int, list[HeldRole]] = defaultdict(list)
    query = join_places(select(StaffRole.staff_id, *ROLE_PLACES).select_from(StaffRole))
    rows = session.connection().execute(query.where(StaffRole.staff_id.in_(staff_ids)).order_by(StaffRole.id))
    for row in rows:
        found[row[0]].append(held_from(row[1:]))
    return found


def _colleague(row: Sequence[Any], roles: list[HeldRole]) -> Colleague:
    staff_id, name, email, made_at, joined_at, disabled_at, seen_at, live_seen, has_pin = row
    seen = max((moment for moment in (seen_at, live_seen) if moment is not None), default=None)
    return Colleague(staff_id, name, email, made_at, joined_at, disabled_at, seen, bool(has_pin), tuple(roles))
