"""Signing in and out, and who a token stands for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Text, and_, bindparam, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot, Municipality
from lendlib.models.staff import Staff, StaffRole, StaffSession
from lendlib.operations.depots import POLICY_COLUMNS, policy_from
from lendlib.operations.staff import Verified, WrongPassword
from lendlib.rules.errors import NotFound
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope

# A long day at the counter. Machines are shared, and each act carries a name: a new day begins with its own.
LASTS = timedelta(hours=16)


@dataclass(frozen=True)
class StaffHere:
    """Who is signed in."""

    id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class RoleHere:
    """One role and how far it reaches."""

    role: Role
    scope: Scope
    depot_id: int | None = None
    municipality_code: str | None = None
    county_code: str | None = None

    def reaches(self, depot: DepotPolicy | None) -> bool:
        """Whether the role counts at that depot. An organiser's area is no depot: its pages ask `roles` for it."""
        if self.role is Role.ORGANISER or (self.role is Role.ADMINISTRATOR and self.scope is Scope.ALL):
            return True
        if depot is None:
            return False
        return (
            self.scope is Scope.ALL
            or self.depot_id == depot.id
            or self.municipality_code == depot.municipality_code
            or self.county_code == depot.county_code
        )


@dataclass(frozen=True)
class SignedIn:
    """What a valid token stands for: plain values that outlive the transaction. Depots are those worked at.

    `seen_at` may lag a minute behind; `locked_at` is set when the counter was locked by hand.
    """

    session_id: int
    staff: StaffHere
    roles: tuple[RoleHere, ...]
    depots: tuple[DepotPolicy, ...]
    seen_at: datetime | None = None
    locked_at: datetime | None = None


@dataclass(frozen=True)
class Token:
    """A fresh sign-in; the token is shown once and kept only as a hash."""

    session_id: int
    token: str


def hash_of(token: str) -> str:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(session: Session, who: Verified, now: datetime, device_hash: str | None = None) -> Token:
    """Open a session for someone verified, unless the password changed or the account was shut since.

    On one device, an account has one sign-in: an earlier one ends. Raises WrongPassword.
    """
    token, moment = secrets.token_urlsafe(32), StaffSession.made_at.type
    if device_hash is not None:
        session.connection().execute(
            update(StaffSession)
            .where(StaffSession.device_hash == device_hash, StaffSession.staff_id == who.staff_id)
            .where(StaffSession.ended_at.is_(None))
            .values(ended_at=now)
        )
    source = select(
        Staff.id,
        literal(hash_of(token)),
        literal(now, moment),
        literal(now + LASTS, moment),
        literal(now, moment),
        literal(device_hash, Text),
    )
    source = source.where(
        Staff.id == who.staff_id, Staff.password_hash == who.password_hash, Staff.disabled_at.is_(None)
    )
    made = session.connection().execute(
        insert(StaffSession)
        .from_select(["staff_id", "token_hash", "made_at", "ends_at", "seen_at", "device_hash"], source)
        .returning(StaffSession.id)
    )
    session_id = made.scalar_one_or_none()
    if session_id is None:
        raise WrongPassword
    session.connection().execute(update(Staff).where(Staff.id == who.staff_id).values(seen_at=now))
    return Token(session_id, token)


def sign_out(session: Session, session_id: int, now: datetime) -> None:
    """End one sign-in; ending it twice changes nothing."""
    session.connection().execute(
        update(StaffSession).where(StaffSession.id == session_id, StaffSession.ended_at.is_(None)).values(ended_at=now)
    )


def end_own(session: Session, staff_id: int, session_id: int, now: datetime) -> None:
    """End another sign-in of the same account. Raises NotFound when it is not theirs."""
    own = select(StaffSession.id).where(StaffSession.id == session_id, StaffSession.staff_id == staff_id)
    if session.scalar(own) is None:
        raise NotFound
    sign_out(session, session_id, now)


def live_sessions(session: Session, staff_id: int, now: datetime) -> list[StaffSession]:
    """The sign-ins of an account that still open its doors, latest first."""
    return list(
        session.scalars(
            select(StaffSession)
            .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None), StaffSession.ends_at > now)
            .order_by(StaffSession.id.desc())
        )
    )


_who = (
    select(
        StaffSession.id,
        Staff.id,
        Staff.name,
        Staff.email,
        Staff.language,
        StaffRole.role,
        StaffRole.scope,
        StaffRole.depot_id,
        StaffRole.municipality_code,
        StaffRole.county_code,
        *POLICY_COLUMNS,
        StaffSession.seen_at,
        StaffSession.locked_at,
    )
    .select_from(StaffSession)
    .join(Staff, Staff.id == StaffSession.staff_id)
    .outerjoin(StaffRole, StaffRole.staff_id == Staff.id)
    .outerjoin(Depot, and_(Depot.id == StaffRole.depot_id, StaffRole.role != Role.ORGANISER))
    .outerjoin(Municipality, Municipality.code == Depot.municipality_code)
    .where(
        StaffSession.token_hash == bindparam("token_hash"),
        StaffSession.ended_at.is_(None),
        StaffSession.ends_at > bindparam("now", type_=StaffSession.ends_at.type),
        Staff.disabled_at.is_(None),
    )
    .order_by(StaffRole.id)
)


_reached = (
    select(*POLICY_COLUMNS)
    .join(Municipality, Municipality.code == Depot.municipality_code)
    .where(
        or_(
            bindparam("is_all", type_=Boolean()),
            Depot.municipality_code.in_(bindparam("municipalities", expanding=True)),
            Municipality.county_code.in_(bindparam("counties", expanding=True)),
        )
    )
)


def who_is(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Whom a token stands for; None when it is unknown, ended, over, or the account is shut.

    One statement for who works at named depots, a second for who works in a whole municipality, county or everywhere.
    """
    connection = session.connection()
    rows = connection.execute(_who, {"token_hash": hash_of(token), "now": now}).all()
    if not rows:
        return None
    roles: dict[RoleHere, None] = {}
    depots: dict[int, DepotPolicy] = {}
    for row in rows:
        if row[5] is not None:
            roles[RoleHere(Role(row[5]), Scope(row[6]), *row[7:10])] = None
        if row[10] is not None and row[10] not in depots:
            depots[row[10]] = policy_from(row[10:])
    wide = [held for held in roles if held.scope is not Scope.DEPOT and held.role is not Role.ORGANISER]
    if wide:
        reach = {
            "is_all": any(held.scope is Scope.ALL for held in wide),
            "municipalities": [held.municipality_code for held in wide if held.municipality_code],
            "counties": [held.county_code for held in wide if held.county_code],
        }
        depots |= {row[0]: policy_from(row) for row in connection.execute(_reached, reach)}
    standing = tuple(depots[key] for key in sorted(depots))
    *_rest, seen_at, locked_at = rows[0]
    return SignedIn(rows[0][0], StaffHere(*rows[0][1:5]), tuple(roles), standing, seen_at, locked_at)
