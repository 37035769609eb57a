"""Making depots and branches, and correcting what is known of them: where they lie, whose branch they are."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot, Municipality
from lendlib.models.history import Command
from lendlib.operations import commands, copying, history
from lendlib.operations.acts import Act, Keys
from lendlib.operations.copying import Part
from lendlib.operations.depots import NamelessDepot, UnknownMunicipality, make_depot, own_slug_of, policies
from lendlib.operations.network import Reach, in_reach
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, Verb, What

# A form that was shown longer ago makes a second depot only under another address.
REPEATED_WITHIN = timedelta(days=1)


class SlugTaken(Refused):
    """Two depots can't have one address."""

    code = "slug-taken"
    field = "slug"
    sentence = N_("Another depot has the address “{slug}”.")
    advice = N_("Choose another one, or leave the field empty.")


class OutsideReach(Refused):
    """The municipality is not one that the administrator looks after."""

    code = "outside-reach"
    field = "municipality"
    sentence = N_("You don't look after depots in that municipality.")
    advice = N_("Choose one from the list.")


class OwnBranch(Refused):
    """A depot can't stand under itself, nor under one of its branches."""

    code = "own-branch"
    field = "parent"
    sentence = N_("A depot can't be a branch of itself, or of one of its own branches.")
    advice = N_("Choose another depot, or none.")


class UnknownParent(Refused):
    """There is no such depot to be a branch of."""

    code = "unknown-parent"
    field = "parent"
    sentence = N_("There is no such depot.")
    advice = N_("Choose one from the list, or none.")


class UnknownZone(Refused):
    """Nobody keeps such a time."""

    code = "unknown-zone"
    field = "time_zone"
    sentence = N_("There is no such time zone.")
    advice = N_("Choose one from the list.")


class HalfAPlace(Refused):
    """A place on the map has two coordinates."""

    code = "half-a-place"
    field = "longitude"
    sentence = N_("Give both latitude and longitude, or neither.")


@dataclass(frozen=True)
class Described:
    """What is known of a depot as a place. An empty slug is made from the name."""

    name: str
    municipality_code: str
    slug: str = ""
    parent_id: int | None = None
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = "Europe/Stockholm"


@dataclass(frozen=True)
class Founder:
    """Who makes a depot, when, under which key: an act that has no depot to stand at yet."""

    session: Session
    reach: Reach
    staff_id: int
    session_id: int | None
    keys: Keys
    key: str
    now: datetime

    def at(self, depot: DepotPolicy) -> Act:
        """The same as an act at a depot."""
        return Act(
            session=self.session,
            depot=depot,
            open_days=OpenDays({}, {}),
            staff_id=self.staff_id,
            session_id=self.session_id,
            keys=self.keys,
            key=self.key,
            now=self.now,
            today=day_of(self.now, depot.time_zone),
        )


def make(founder: Founder, described: Described, copies: int | None = None) -> commands.Done:
    """Make a depot that practises, with no hours yet, or with all that another one has decided.

    The result holds the depot. Raises NamelessDepot, UnknownMunicipality, OutsideReach, SlugTaken, UnknownParent,
    UnknownZone, HalfAPlace, and NotFound for a depot to copy that is not in reach.
    """
    request = [list(vars(described).values()), copies]
    _wait_for_same_key(founder)
    made = _made_before(founder)
    if made is not None:
        return commands.once(founder.at(made), Verb.MAKE_DEPOT, request, lambda: ({}, lambda _id: None))
    described = _checked(founder.session, founder.reach, described)
    source = in_reach(founder.session, founder.reach, copies) if copies is not None else None
    act = founder.at(_write(founder, described))

    def effect() -> tuple[dict[str, Any], Any]:
        if source is not None:
            copying.take_over(act, source.id, tuple(Part))
        return {"depot": act.depot.id}, lambda command_id: history.tell(act, command_id, What.DEPOT_MADE)

    return commands.once(act, Verb.MAKE_DEPOT, request, effect)


def edit(act: Act, reach: Reach, described: Described) -> commands.Done:
    """Correct what is known of the act's depot. Raises as `make` does, and OwnBranch."""

    def effect() -> tuple[dict[str, Any], Any]:
        checked = _checked(act.session, reach, described, depot_id=act.depot.id)
        act.session.connection().execute(
            update(Depot).where(Depot.id == act.depot.id).values(**_columns(checked), slug=checked.slug)
        )
        return {"depot": act.depot.id}, lambda command_id: history.tell(act, command_id, What.DEPOT_CHANGED)

    return commands.once(act, Verb.EDIT_DEPOT, list(vars(described).values()), effect)


def described(session: Session, depot_id: int) -> Described:
    """What is known of a depot as a place. Raises NotFound."""
    row = (
        session.connection()
        .execute(
            select(
                Depot.name,
                Depot.municipality_code,
                Depot.slug,
                Depot.parent_id,
                Depot.address,
                Depot.latitude,
                Depot.longitude,
                Depot.time_zone,
            ).where(Depot.id == depot_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return Described(*row)


def _wait_for_same_key(founder: Founder) -> None:
    """Let the second of two presses see the depot of the first: there is no depot yet whose key could be shared."""
    connection = founder.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(0, func.hashtext(founder.key))))


def _made_before(founder: Founder) -> DepotPolicy | None:
    """The depot that this very form made before: a double click makes one."""
    depot_id = (
        founder.session.connection()
        .execute(
            select(Command.depot_id)
            .join(Depot, Depot.id == Command.depot_id)
            .where(
                Depot.made_at >= founder.now - REPEATED_WITHIN,
                Command.key == founder.key,
                Command.verb == Verb.MAKE_DEPOT,
                Command.staff_id == founder.staff_id,
            )
        )
        .scalar()
    )
    return policies(founder.session, [depot_id])[0] if depot_id is not None else None


def _write(founder: Founder, described: Described) -> DepotPolicy:
    columns = _columns(described)
    try:
        with founder.session.begin_nested():
            depot = make_depot(founder.session, now=founder.now, slug=described.slug, weekly={}, **columns)
    except IntegrityError as problem:
        if "slug" not in str(problem.orig):
            raise
        raise SlugTaken(slug=described.slug) from None
    return policies(founder.session, [depot.id])[0]


def _columns(described: Described) -> dict[str, Any]:
    return {name: value for name, value in vars(described).items() if name != "slug"}


def _checked(session: Session, reach: Reach, described: Described, *, depot_id: int | None = None) -> Described:
    """What is to be kept, when every part of it can be."""
    run = session.connection().execute
    name = " ".join(described.name.split())
    if not name:
        raise NamelessDepot
    code = described.municipality_code
    if code in (NOT_STATED, ABROAD) or not run(select(exists().where(Municipality.code == code))).scalar():
        raise UnknownMunicipality
    before = described_before(session, depot_id)
    if not reach.holds_place(code) and (before is None or before.municipality_code != code):
        raise OutsideReach
    _check_parent(session, reach, described.parent_id, depot_id, before.parent_id if before else None)
    try:
        ZoneInfo(described.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone from None
    if (described.latitude is None) != (described.longitude is None):
        raise HalfAPlace
    slug = own_slug_of(described.slug) if described.slug.strip() else before.slug if before else ""
    if slug and run(select(Depot.id).where(Depot.slug == slug, Depot.id != (depot_id or 0))).first():
        raise SlugTaken(slug=slug)
    return replace(described, name=name, slug=slug)


def described_before(session: Session, depot_id: int | None) -> Described | None:
    """What was known of a depot that is there already."""
    return None if depot_id is None else described(session, depot_id)


def _check_parent(session: Session, reach: Reach, parent_id: int | None, depot_id: int | None, was: int | None) -> None:
    """A parent that is in reach, or was the parent all along, and stands nowhere under the depot itself."""
    if parent_id is None or parent_id == was:
        return
    if parent_id == depot_id:
        raise OwnBranch
    try:
        in_reach(session, reach, parent_id)
    except NotFound:
        raise UnknownParent from None
    above: int | None = parent_id
    while above is not None and depot_id is not None:
        above = session.connection().execute(select(Depot.parent_id).where(Depot.id == above)).scalar()
        if above == depot_id:
            raise OwnBranch
