"""The first start: a link that makes the first depot and its administrator, once."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.staff import OneTimeLink, Staff
from lendlib.operations.depots import make_depot
from lendlib.operations.sessions import hash_of
from lendlib.operations.staff import add_staff, give_role, is_anyone_here
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import DepotState, Role, Scope

PURPOSE = "first_start"
LASTS = timedelta(days=7)


class LinkUsed(Refused):
    """The link was used, is too old, or never was one."""

    code = "link-used"
    status = 410
    sentence = N_("This link has been used, or is too old.")
    advice = N_("If you have an account, sign in. If not, start lendlib anew: it prints a fresh link.")


def make_first_start_link(session: Session, now: datetime) -> str | None:
    """A token for `/start/TOKEN`, good for a week; None once any account exists."""
    if is_anyone_here(session):
        return None
    token = secrets.token_urlsafe(24)
    row = {"purpose": PURPOSE, "token_hash": hash_of(token), "made_at": now, "ends_at": now + LASTS}
    session.connection().execute(insert(OneTimeLink), row)
    return token


def check_first_start(session: Session, token: str, now: datetime) -> None:
    """Say whether the link still opens. Raises LinkUsed."""
    live = session.scalar(
        select(OneTimeLink.id).where(
            OneTimeLink.token_hash == hash_of(token),
            OneTimeLink.purpose == PURPOSE,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.ends_at > now,
        )
    )
    if live is None or is_anyone_here(session):
        raise LinkUsed


def first_start(
    session: Session,
    token: str,
    *,
    depot_name: str,
    municipality_code: str,
    name: str,
    email: str,
    password: str,
    language: str,
    now: datetime,
) -> Staff:
    """Make the first depot and its administrator, who is also its coordinator, or nothing at all.

    All links for a first start die together, so that of two people at once one wins, whichever links they hold.
    Raises LinkUsed, NamelessDepot, UnknownMunicipality, BadEmail, NamelessStaff, WeakPassword.
    """
    check_first_start(session, token, now)
    used = session.connection().execute(
        update(OneTimeLink)
        .where(OneTimeLink.purpose == PURPOSE, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeLink.token_hash)
    )
    if hash_of(token) not in set(used.scalars()) or is_anyone_here(session):
        raise LinkUsed
    depot = make_depot(session, name=depot_name, municipality_code=municipality_code, now=now, state=DepotState.OPEN)
    staff = add_staff(session, email, name, password, language, now)
    give_role(session, staff.id, Role.ADMINISTRATOR, Scope.ALL)
    give_role(session, staff.id, Role.COORDINATOR, Scope.DEPOT, depot_id=depot.id)
    return staff
