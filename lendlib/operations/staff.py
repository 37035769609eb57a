"""Accounts of staff and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.models.staff import OneTimeLink, Staff, StaffRole, StaffSession
from lendlib.operations.passwords import is_right, make_hash, unknown_hash
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Role, Scope


class WrongPassword(Refused):
    """No account has that e-mail and password; which of the two is wrong is not told."""

    code = "wrong-password"
    sentence = N_("The e-mail or the password is wrong.")
    advice = N_("Try again, or ask a coordinator for a new password.")


class EmailTaken(Refused):
    """Another account has that e-mail."""

    code = "email-taken"
    field = "email"
    sentence = N_("There is already an account with that e-mail.")
    advice = N_("Take another e-mail, or sign in with the account.")


class BadEmail(Refused):
    """That is no e-mail address."""

    code = "bad-email"
    field = "email"
    sentence = N_("That is not an e-mail address.")
    advice = N_("It should look like name@example.org.")


class NamelessStaff(Refused):
    """An account needs a name: it stands beside what its holder does."""

    code = "nameless-staff"
    field = "name"
    sentence = N_("The account needs a name.")
    advice = N_("Write what colleagues call the person.")


@dataclass(frozen=True)
class Verified:
    """Someone who just gave the right password. Worth nothing once the password is another."""

    staff_id: int
    email: str
    name: str
    password_hash: str


def clean_email(text: str) -> str:
    """The address in lower case, as it is kept. Asks no name server. Raises BadEmail."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise BadEmail from None


def verify_password(session: Session, email: str, password: str) -> Verified:
    """Try an e-mail with a password; takes the same time whether the account exists. Raises WrongPassword.

    Reads only; call it before the write begins, since it is slow on purpose.
    """
    found = (
        session.connection()
        .execute(
            select(Staff.id, Staff.email, Staff.name, Staff.password_hash).where(
                Staff.email == email.strip().lower(), Staff.disabled_at.is_(None)
            )
        )
        .one_or_none()
    )
    if not is_right(password, found.password_hash if found else None) or found is None:
        raise WrongPassword
    return Verified(*found)


def is_anyone_here(session: Session) -> bool:
    """Whether any account exists at all."""
    return bool(session.scalar(select(exists().where(Staff.id.is_not(None)))))


def add_staff(session: Session, email: str, name: str, password: str, language: str, now: datetime) -> Staff:
    """Make an account without roles. Raises BadEmail, NamelessStaff, WeakPassword, EmailTaken."""
    email, name = clean_email(email), " ".join(name.split())
    if not name:
        raise NamelessStaff
    kept = make_hash(password, email=email, name=name)
    staff = Staff(email=email, name=name, password_hash=kept, language=language, made_at=now, joined_at=now)
    _insert(session, staff)
    return staff


def add_invited(session: Session, email: str, name: str, language: str, now: datetime) -> int:
    """Make an account for somebody who has yet to come and choose a password. Raises EmailTaken."""
    staff = Staff(email=email, name=name, password_hash=unknown_hash(), language=language, made_at=now)
    _insert(session, staff)
    return staff.id


def _insert(session: Session, staff: Staff) -> None:
    try:
        with session.begin_nested():
            session.add(staff)
    except IntegrityError as problem:
        if session.scalar(select(exists().where(Staff.email == staff.email))):
            raise EmailTaken from None
        raise problem


def give_role(
    session: Session,
    staff_id: int,
    role: Role,
    scope: Scope,
    *,
    depot_id: int | None = None,
    municipality_code: str | None = None,
    county_code: str | None = None,
) -> StaffRole:
    """Give an account a role; giving it twice changes nothing. The key that `scope` names must be filled (I2)."""
    wanted = {"depot_id": depot_id, "municipality_code": municipality_code, "county_code": county_code}
    # Two who give it at once take turns: the second sees what the first gave.
    session.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update())
    held = session.scalar(select(StaffRole).filter_by(staff_id=staff_id, role=role, scope=scope, **wanted))
    if held is not None:
        return held
    given = StaffRole(staff_id=staff_id, role=role, scope=scope, **wanted)
    session.add(given)
    session.flush()
    return given


def change_password(
    session: Session, who: Verified, password_hash: str, *, session_id: int | None, now: datetime
) -> None:
    """Set a new password, hashed before the write begins, and end all other sign-ins. Raises WrongPassword."""
    changed = session.connection().execute(
        update(Staff)
        .where(Staff.id == who.staff_id, Staff.password_hash == who.password_hash, Staff.disabled_at.is_(None))
        .values(password_hash=password_hash)
    )
    if changed.rowcount != 1:
        raise WrongPassword
    end_sessions(session, who.staff_id, now, but=session_id)


def change_pin(session: Session, who: Verified, pin_hash: str | None) -> None:
    """Set the PIN for the shared counter, or none. Hash it before the write begins. Raises WrongPassword."""
    changed = session.connection().execute(
        update(Staff)
        .where(Staff.id == who.staff_id, Staff.password_hash == who.password_hash, Staff.disabled_at.is_(None))
        .values(pin_hash=pin_hash)
    )
    if changed.rowcount != 1:
        raise WrongPassword


def has_pin(session: Session, staff_id: int) -> bool:
    """Whether the account has a PIN for the shared counter."""
    return bool(session.scalar(select(exists().where(Staff.id == staff_id, Staff.pin_hash.is_not(None)))))


def change_language(session: Session, staff_id: int, language: str) -> None:
    """Set the language that an account is met in."""
    session.connection().execute(update(Staff).where(Staff.id == staff_id).values(language=language))


def disable(session: Session, staff_id: int, now: datetime) -> None:
    """Shut an account and end its sign-ins; what it did stays told under its name."""
    session.connection().execute(
        update(Staff).where(Staff.id == staff_id, Staff.disabled_at.is_(None)).values(disabled_at=now)
    )
    end_sessions(session, staff_id, now)


def end_sessions(
    session: Session, staff_id: int, now: datetime, *, but: int | None = None, only: int | None = None
) -> None:
    """End the sign-ins of an account: all, all but one, or one alone."""
    ending = update(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(StaffSession.id != but)
    if only is not None:
        ending = ending.where(StaffSession.id == only)
    session.connection().execute(ending.values(ended_at=now))


def end_links(session: Session, staff_id: int, now: datetime) -> None:
    """Let the links that were made for an account lead nowhere any more."""
    session.connection().execute(
        update(OneTimeLink).where(OneTimeLink.staff_id == staff_id, OneTimeLink.used_at.is_(None)).values(used_at=now)
    )
