"""Links that work once: into a new account, and to a new password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.staff import OneTimeLink, Staff
from lendlib.operations.sessions import hash_of
from lendlib.operations.staff import (
    NamelessStaff,
    Verified,
    add_invited,
    clean_email,
    end_links,
    end_sessions,
    give_role,
)
from lendlib.operations.staff_list import roles_of
from lendlib.operations.staff_powers import Area, NotYoursToGive, Power
from lendlib.operations.staff_roles import AlreadyHas, end_links_below, tell_about, under
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import LinkPurpose, Role, What

LASTS = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.NEW_PASSWORD: timedelta(days=3)}


class LinkOver(Refused):
    """The link was used, is too old, was replaced by a newer one, or never was one."""

    code = "link-over"
    status = 410
    sentence = N_("This link has been used, or is too old.")
    advice = N_("If you have a password, sign in. If not, ask the one who gave you the link for a new one.")


class AccountShut(Refused):
    """The e-mail belongs to an account that was shut."""

    code = "account-shut"
    field = "email"
    sentence = N_("There is an account with that e-mail, and it is shut.")
    advice = N_("Whoever looks after it can open it again.")


@dataclass(frozen=True)
class Invited:
    """Who got a role by invitation; a token when they need a link to come in, none when they have a password."""

    staff_id: int
    token: str | None


@dataclass(frozen=True)
class Behind:
    """Whom a living link is for."""

    staff_id: int
    email: str
    name: str
    language: str


def invite(
    session: Session, power: Power, role: Role, area: Area, *, email: str, name: str, language: str, now: datetime
) -> Invited:
    """Make an account with a role, and a link to choose its password. Who has an account gets the role alone.

    Inviting again somebody who never came makes a new link. Raises NotYoursToGive, BadEmail, NamelessStaff,
    AccountShut, AlreadyHas.
    """
    if not power.may_give(role, area):
        raise NotYoursToGive
    email, name = clean_email(email), " ".join(name.split())
    if not name:
        raise NamelessStaff
    known = (
        session.connection()
        .execute(select(Staff.id, Staff.name, Staff.joined_at, Staff.disabled_at).where(Staff.email == email))
        .one_or_none()
    )
    if known is None:
        staff_id, is_new = add_invited(session, email, name, language, now), True
    elif known.disabled_at is not None:
        raise AccountShut
    else:
        staff_id, is_new = known.id, False
    held = roles_of(session, staff_id)
    has_it = any((one.role, one.area) == (role, area) for one in held)
    if known is not None and known.joined_at is not None and has_it:
        raise AlreadyHas(name=known.name)
    has_come = known is not None and known.joined_at is not None
    if not has_it:
        end_links_below(session, staff_id, role, area, now, has_come=has_come)
        give_role(session, staff_id, role, area.scope, **area.columns)  # type: ignore[arg-type]
        tell_about(session, power.staff_id, [area], What.STAFF_INVITED if is_new else What.ROLE_GIVEN, now)
    if has_come or not power.is_above(roles_of(session, staff_id)):
        return Invited(staff_id, None)
    return Invited(staff_id, _new_link(session, staff_id, LinkPurpose.INVITE, now))


def new_link(session: Session, power: Power, staff_id: int, now: datetime) -> tuple[LinkPurpose, str]:
    """A fresh link for somebody: to come in if they never did, else to a new password. Older ones die.

    Raises NotFound, AboveYou, AccountShut.
    """
    colleague = under(session, power, staff_id)
    if colleague.disabled_at is not None:
        raise AccountShut
    return _fresh_link(session, staff_id, now, made_by=power.staff_id, has_come=colleague.joined_at is not None)


def link_from_the_machine(session: Session, email: str, now: datetime) -> tuple[LinkPurpose, str]:
    """A fresh link for whoever has the computer itself in hand: the only administrator may have lost the password.

    The depots of the account are told as of its own act. Raises NotFound, AccountShut.
    """
    account = session.scalar(select(Staff).where(Staff.email == email.strip().lower()))
    if account is None:
        raise NotFound
    if account.disabled_at is not None:
        raise AccountShut
    return _fresh_link(session, account.id, now, made_by=account.id, has_come=account.joined_at is not None)


def _fresh_link(
    session: Session, staff_id: int, now: datetime, *, made_by: int, has_come: bool
) -> tuple[LinkPurpose, str]:
    purpose = LinkPurpose.NEW_PASSWORD if has_come else LinkPurpose.INVITE
    what = What.PASSWORD_LINK_MADE if has_come else What.STAFF_INVITED
    tell_about(session, made_by, [held.area for held in roles_of(session, staff_id)], what, now)
    return purpose, _new_link(session, staff_id, purpose, now)


def behind(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Behind:
    """Whom a link is for, while it works. Raises LinkOver."""
    row = (
        session.connection()
        .execute(
            select(Staff.id, Staff.email, Staff.name, Staff.language)
            .join(OneTimeLink, OneTimeLink.staff_id == Staff.id)
            .where(
                OneTimeLink.token_hash == hash_of(token),
                OneTimeLink.purpose == purpose,
                OneTimeLink.used_at.is_(None),
                OneTimeLink.ends_at > now,
                Staff.disabled_at.is_(None),
            )
        )
        .one_or_none()
    )
    if row is None:
        raise LinkOver
    return Behind(*row)


def use(
    session: Session, token: str, purpose: LinkPurpose, now: datetime, *, password_hash: str, pin_hash: str | None
) -> Verified:
    """Take the password that was chosen; the link dies with it, and so do all earlier sign-ins.

    Hash both before the write begins, they are slow. Without a PIN the one that was stays. Raises LinkOver.
    """
    who = behind(session, token, purpose, now)
    used = session.connection().execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == hash_of(token), OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise LinkOver
    values = {"password_hash": password_hash, "joined_at": func.coalesce(Staff.joined_at, now)}
    session.connection().execute(
        update(Staff).where(Staff.id == who.staff_id).values(values | ({"pin_hash": pin_hash} if pin_hash else {}))
    )
    end_sessions(session, who.staff_id, now)
    if purpose is LinkPurpose.INVITE:
        _tell_joined(session, who.staff_id, now)
    return Verified(who.staff_id, who.email, who.name, password_hash)


def _new_link(session: Session, staff_id: int, purpose: LinkPurpose, now: datetime) -> str:
    connection = session.connection()
    end_links(session, staff_id, now)
    token = secrets.token_urlsafe(24)
    row = {"purpose": purpose, "token_hash": hash_of(token), "staff_id": staff_id, "made_at": now}
    connection.execute(insert(OneTimeLink), row | {"ends_at": now + LASTS[purpose]})
    return token


def _tell_joined(session: Session, staff_id: int, now: datetime) -> None:
    areas = [held.area for held in roles_of(session, staff_id)]
    tell_about(session, staff_id, areas, What.STAFF_JOINED, now)
