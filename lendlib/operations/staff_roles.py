"""Giving and taking roles, shutting and opening accounts; somebody always remains who can let the others in."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff, StaffRole
from lendlib.operations import staff as accounts
from lendlib.operations.history import tell_at
from lendlib.operations.staff_list import Colleague, person
from lendlib.operations.staff_powers import GIVEN_BY_COORDINATORS, AboveYou, Area, HeldRole, NotYoursToGive, Power
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Role, Scope, What


class AlreadyHas(Refused):
    """The role was given before, by oneself or somebody else."""

    code = "already-has"
    sentence = N_("{name} has that role already. Nothing was changed.")


class LastAdministrator(Refused):
    """Without this account nobody could look after all the others."""

    code = "last-administrator"
    sentence = N_("{name} is the last administrator for everywhere. Nothing was changed.")
    advice = N_("Make somebody else administrator first.")


class SureAboutYourself(Refused):
    """It would shut one's own way back."""

    code = "sure-about-yourself"
    field = "is_sure"
    sentence = N_("After this you can't open this page any more, and can't undo it yourself.")
    advice = N_("Tick that you mean it, and press again.")


def give(session: Session, power: Power, staff_id: int, role: Role, area: Area, now: datetime) -> None:
    """Give somebody a role. Raises NotFound, NotYoursToGive, AlreadyHas."""
    colleague = person(session, power, staff_id)
    if not power.may_give(role, area):
        raise NotYoursToGive
    if any((held.role, held.area) == (role, area) for held in colleague.roles):
        raise AlreadyHas(name=colleague.name)
    accounts.give_role(session, staff_id, role, area.scope, **area.columns)  # type: ignore[arg-type]
    end_links_below(session, colleague.id, role, area, now, has_come=colleague.joined_at is not None)
    tell_about(session, power.staff_id, [area], What.ROLE_GIVEN, now)


def end_links_below(session: Session, staff_id: int, role: Role, area: Area, now: datetime, *, has_come: bool) -> None:
    """End the links that were made before a role came: who made one may not reach as far, and could use it.

    Somebody who has yet to come keeps the way in when all that came is one more role at a counter.
    """
    is_small = role in GIVEN_BY_COORDINATORS and area.scope is Scope.DEPOT
    if has_come or not is_small:
        accounts.end_links(session, staff_id, now)


def take(session: Session, power: Power, staff_id: int, role_id: int, now: datetime, *, is_sure: bool = False) -> None:
    """Take a role from somebody. Raises NotFound, NotYoursToGive, LastAdministrator, SureAboutYourself."""
    hold_administrators(session)
    colleague = person(session, power, staff_id)
    held = next((held for held in colleague.roles if held.id == role_id), None)
    if held is None:
        raise NotFound
    if not power.may_give(held.role, held.area):
        raise NotYoursToGive
    if is_for_all(held):
        refuse_last(session, colleague)
    left = [one for one in colleague.roles if one.id != role_id and one.role in (Role.COORDINATOR, Role.ADMINISTRATOR)]
    opens = held.role in (Role.COORDINATOR, Role.ADMINISTRATOR)
    if power.staff_id == staff_id and opens and not left and not is_sure:
        raise SureAboutYourself
    session.connection().execute(delete(StaffRole).where(StaffRole.id == role_id))
    tell_about(session, power.staff_id, [held.area], What.ROLE_TAKEN, now)


def shut(session: Session, power: Power, staff_id: int, now: datetime, *, is_sure: bool = False) -> None:
    """Shut an account: its sign-ins end, what it did stays told. Shutting it twice changes nothing.

    Raises NotFound, AboveYou, LastAdministrator, SureAboutYourself.
    """
    hold_administrators(session)
    colleague = under(session, power, staff_id)
    if any(is_for_all(held) for held in colleague.roles):
        refuse_last(session, colleague)
    if power.staff_id == staff_id and not is_sure:
        raise SureAboutYourself
    if colleague.disabled_at is None:
        accounts.disable(session, staff_id, now)
        tell_about(session, power.staff_id, [held.area for held in colleague.roles], What.STAFF_DISABLED, now)


def reopen(session: Session, power: Power, staff_id: int, now: datetime) -> None:
    """Open a shut account again, with the password that it had. Raises NotFound, AboveYou."""
    colleague = under(session, power, staff_id)
    if colleague.disabled_at is not None:
        session.connection().execute(update(Staff).where(Staff.id == staff_id).values(disabled_at=None))
        tell_about(session, power.staff_id, [held.area for held in colleague.roles], What.STAFF_ENABLED, now)


def end_sign_ins(session: Session, power: Power, staff_id: int, now: datetime, session_id: int | None = None) -> None:
    """End one sign-in of somebody, or all. Raises NotFound, AboveYou."""
    colleague = under(session, power, staff_id)
    accounts.end_sessions(session, staff_id, now, only=session_id)
    tell_about(session, power.staff_id, [held.area for held in colleague.roles], What.SESSIONS_ENDED, now)


def under(session: Session, power: Power, staff_id: int) -> Colleague:
    """Somebody whose account is wholly in one's care. Raises NotFound, AboveYou."""
    colleague = person(session, power, staff_id)
    if not power.is_above(colleague.roles):
        raise AboveYou(name=colleague.name)
    return colleague


def is_for_all(held: HeldRole) -> bool:
    """Whether it is the role that looks after everything."""
    return held.role is Role.ADMINISTRATOR and held.area.scope is Scope.ALL


def hold_administrators(session: Session) -> None:
    """Wait for whoever else is taking an administrator away, so that of two at once the later sees the earlier's."""
    everywhere = select(StaffRole.id).filter_by(role=Role.ADMINISTRATOR, scope=Scope.ALL)
    session.connection().execute(everywhere.order_by(StaffRole.id).with_for_update())


def refuse_last(session: Session, colleague: Colleague) -> None:
    """Say no when no other administrator for everywhere could sign in. Raises LastAdministrator."""
    others = exists().where(
        Staff.id == StaffRole.staff_id,
        StaffRole.role == Role.ADMINISTRATOR,
        StaffRole.scope == Scope.ALL,
        Staff.id != colleague.id,
        Staff.disabled_at.is_(None),
        Staff.joined_at.is_not(None),
    )
    if not session.scalar(select(others)):
        raise LastAdministrator(name=colleague.name)


def tell_about(session: Session, staff_id: int, areas: list[Area], what: What, now: datetime) -> None:
    """Write the event at each depot that it concerns; without a depot there is nowhere to tell it."""
    for depot_id in sorted({area.depot_id for area in areas if area.scope is Scope.DEPOT and area.depot_id}):
        tell_at(session, depot_id, staff_id, what, now)
