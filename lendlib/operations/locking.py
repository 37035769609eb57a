"""A shared counter: who works in one browser, when it locks, and how somebody steps in."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff, StaffSession
from lendlib.operations.passwords import is_right
from lendlib.operations.sessions import SignedIn, Token, hash_of
from lendlib.operations.staff import Verified, WrongPassword
from lendlib.rules.errors import N_, NotFound, Refused

# How exactly the last press is known: a press costs a write only when the one before is older.
SEEN_WITHIN = timedelta(minutes=1)


class WrongPin(Refused):
    """That is not the person's PIN."""

    code = "wrong-pin"
    field = "pin"
    sentence = N_("That is not the PIN of {name}.")
    advice = N_("Try again, or use the password.")


class NoPin(Refused):
    """The person has not chosen a PIN."""

    code = "no-pin"
    field = "pin"
    sentence = N_("{name} has no PIN yet.")
    advice = N_("Use the password. A PIN is chosen under your account.")


class NotTheirPassword(Refused):
    """The password is not that of the person who was chosen."""

    code = "not-their-password"
    field = "password"
    sentence = N_("That is not the password of {name}.")
    advice = N_("Try again, or ask a coordinator for a link for a new password.")


@dataclass(frozen=True)
class AtCounter:
    """One who is signed in in a browser, and the hashes that prove them."""

    session_id: int
    staff_id: int
    name: str
    email: str
    pin_hash: str | None = field(repr=False)
    password_hash: str = field(repr=False)

    @property
    def has_pin(self) -> bool:
        """Whether a PIN will do."""
        return self.pin_hash is not None


def is_locked(signed: SignedIn, lock_minutes: int, now: datetime) -> bool:
    """Whether the sign-in waits for its PIN: locked by hand, or unused for so many minutes (0 is never)."""
    if signed.locked_at is not None:
        return True
    idle = now - (signed.seen_at or now)
    return lock_minutes > 0 and idle >= timedelta(minutes=lock_minutes)


def wants_touch(signed: SignedIn, now: datetime) -> bool:
    """Whether the last press is so long ago that this one must be written down."""
    return signed.seen_at is None or now - signed.seen_at >= SEEN_WITHIN


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Write down that the sign-in was used now."""
    session.connection().execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now))


def lock(session: Session, session_id: int, now: datetime, device_hash: str | None = None) -> None:
    """Lock a sign-in until its holder is back; locking it twice changes nothing.

    `device_hash` is where it can be taken up again, if it did not say so before.
    """
    session.connection().execute(
        update(StaffSession)
        .where(StaffSession.id == session_id)
        .values(
            locked_at=func.coalesce(StaffSession.locked_at, now),
            device_hash=func.coalesce(StaffSession.device_hash, device_hash),
        )
    )


_at_counter = (
    select(StaffSession.id, Staff.id, Staff.name, Staff.email, Staff.pin_hash, Staff.password_hash)
    .join(Staff, Staff.id == StaffSession.staff_id)
    .where(StaffSession.ended_at.is_(None), Staff.disabled_at.is_(None))
)


def at_counter(session: Session, device_hash: str | None, session_id: int | None, now: datetime) -> list[AtCounter]:
    """Who is signed in in this browser, by name; the present sign-in counts even where the browser is not known."""
    here = or_(
        StaffSession.device_hash == device_hash if device_hash else false(),
        StaffSession.id == session_id if session_id else false(),
    )
    rows = session.connection().execute(
        _at_counter.where(here, StaffSession.ends_at > now).order_by(Staff.name, StaffSession.id)
    )
    return [AtCounter(*row) for row in rows]


def one_at_counter(people: list[AtCounter], session_id: int) -> AtCounter:
    """The one with that sign-in. Raises NotFound."""
    for one in people:
        if one.session_id == session_id:
            return one
    raise NotFound


def prove_by_pin(one: AtCounter, pin: str) -> None:
    """Try a PIN; slow on purpose, so call it before the write begins. Raises NoPin, WrongPin."""
    if one.pin_hash is None:
        raise NoPin(name=one.name)
    if not is_right(pin.strip(), one.pin_hash):
        raise WrongPin(name=one.name)


def prove_by_password(one: AtCounter, password: str) -> None:
    """Try a password; slow on purpose, so call it before the write begins. Raises NotTheirPassword."""
    if not is_right(password, one.password_hash):
        raise NotTheirPassword(name=one.name)


def step_in(session: Session, one: AtCounter, now: datetime, *, leaves: int | None) -> Token | None:
    """Let someone proven go on in their own sign-in; the sign-in `leaves` is locked behind them.

    Gives a new token, or None where it is the same sign-in as before: its token stays. Raises WrongPassword
    when PIN, password or account have changed since, or the sign-in has ended.
    """
    is_same = leaves == one.session_id
    token = None if is_same else Token(one.session_id, secrets.token_urlsafe(32))
    values = {"locked_at": None, "seen_at": now} | ({"token_hash": hash_of(token.token)} if token else {})
    unchanged = and_(
        Staff.id == one.staff_id,
        Staff.disabled_at.is_(None),
        Staff.password_hash == one.password_hash,
        Staff.pin_hash.is_not_distinct_from(one.pin_hash),
    )
    entered = session.connection().execute(
        update(StaffSession)
        .where(StaffSession.id == one.session_id, StaffSession.ended_at.is_(None), StaffSession.ends_at > now)
        .where(select(Staff.id).where(unchanged).exists())
        .values(values)
    )
    if entered.rowcount != 1:
        raise WrongPassword
    if leaves is not None and not is_same:
        lock(session, leaves, now)
    session.connection().execute(update(Staff).where(Staff.id == one.staff_id).values(seen_at=now))
    return token


def verified(one: AtCounter) -> Verified:
    """The same person, proven by password."""
    return Verified(one.staff_id, one.email, one.name, one.password_hash)
