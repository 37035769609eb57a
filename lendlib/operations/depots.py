"""Depots: their policy, their open days, and making one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from lendlib.db import swedish_key
from lendlib.models.depots import DatedException, Depot, Municipality, OpeningHours
from lendlib.rules.calendar import Hours, OpenDays
from lendlib.rules.errors import N_, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, DepotState

WEEK_OF_OFFICE_HOURS: dict[int, tuple[Hours, ...]] = {day: ((time(10), time(18)),) for day in range(5)}


class UnknownMunicipality(Refused):
    """There is no such municipality for a depot to stand in."""

    code = "unknown-municipality"
    field = "municipality"
    sentence = N_("There is no such municipality.")
    advice = N_("Choose one from the list.")


class NamelessDepot(Refused):
    """A depot needs a name that people can say."""

    code = "nameless-depot"
    field = "depot_name"
    sentence = N_("The depot needs a name.")
    advice = N_("Write what people call it.")


class DepotClosed(Refused):
    """A depot that has closed down takes things back, and lends nothing."""

    code = "depot-closed"
    sentence = N_("{depot} has closed down: it takes things back, and lends nothing.")
    advice = N_("A coordinator can open it again on the depot's own page.")


def address_of(session: Session, depot_id: int) -> str:
    """Where a depot stands, as it wrote it itself; empty when it did not."""
    address: str = session.connection().execute(select(Depot.address).where(Depot.id == depot_id)).scalar_one()
    return address


def refuse_if_closed(depot: DepotPolicy, today: date) -> None:
    """Say no to lending at a depot that has closed down. Raises DepotClosed; asks the database nothing."""
    if depot.standing(today) is DepotState.CLOSED:
        raise DepotClosed(depot=depot.name)


POLICY_COLUMNS = (
    Depot.id,
    Depot.slug,
    Depot.name,
    Depot.municipality_code,
    Municipality.county_code,
    Depot.time_zone,
    Depot.state,
    Depot.languages,
    Depot.loan_days,
    Depot.max_renewals,
    Depot.retention_days,
    Depot.inspection_days,
    Depot.group_loan_days,
    Depot.opens_on,
    Depot.lock_minutes,
    Depot.may_forget_at_once,
)


def policy_from(row: Sequence[Any] | Row[Any]) -> DepotPolicy:
    """A depot as plain values, from a row of POLICY_COLUMNS."""
    values = list(row[: len(POLICY_COLUMNS)])
    values[7] = tuple(values[7].split())
    return DepotPolicy(*values)


_policies = (
    select(*POLICY_COLUMNS)
    .join(Municipality, Municipality.code == Depot.municipality_code)
    .where(Depot.id.in_(bindparam("ids", expanding=True)))
    .order_by(Depot.id)
)


def policies(session: Session, ids: Iterable[int]) -> list[DepotPolicy]:
    """These depots as plain values, in the order of their ids; unknown ids are left out."""
    rows = session.connection().execute(_policies, {"ids": list(ids)})
    return [policy_from(row) for row in rows]


_open_days = union_all(
    select(
        OpeningHours.weekday,
        type_coerce(null(), DatedException.day_on.type).label("day_on"),
        OpeningHours.opens,
        OpeningHours.closes,
    ).where(OpeningHours.depot_id == bindparam("depot_id")),
    select(null(), DatedException.day_on, DatedException.opens, DatedException.closes).where(
        DatedException.depot_id == bindparam("depot_id"), DatedException.day_on >= bindparam("from_day")
    ),
    # The one row without hours and without a day: it counts how often the calendar was changed.
    select(Depot.calendar_version, null(), null(), null()).where(Depot.id == bindparam("depot_id")),
)


def open_days(session: Session, depot_id: int, from_day: date) -> OpenDays:
    """When a depot is open: its week, and the exceptions from that day on."""
    weekly: dict[int, list[Hours]] = defaultdict(list)
    exceptions: dict[date, tuple[Hours, ...]] = {}
    version: int | None = None
    rows = session.connection().execute(_open_days, {"depot_id": depot_id, "from_day": from_day})
    for number, day_on, opens, closes in rows:
        if day_on is not None:
            exceptions[day_on] = ((opens, closes),) if opens is not None else ()
        elif opens is not None:
            weekly[number].append((opens, closes))
        else:
            version = number
    return OpenDays({day: tuple(sorted(hours)) for day, hours in weekly.items()}, exceptions, version)


_municipalities = select(Municipality.code, Municipality.name).where(Municipality.code.not_in((NOT_STATED, ABROAD)))


def municipalities(session: Session) -> list[tuple[str, str]]:
    """Every municipality that a depot can stand in, as (code, name), in Swedish order."""
    rows = session.connection().execute(_municipalities)
    return sorted(((code, name) for code, name in rows), key=lambda place: swedish_key(place[1]))


def depots_lending(session: Session, most: int = 20) -> list[tuple[str, str]]:
    """The depots that lend here, name and address of each, the oldest first; at most so many."""
    is_lending = Depot.state.in_((DepotState.OPEN, DepotState.SCHEDULED))
    lending = select(Depot.name, Depot.address).where(is_lending).order_by(Depot.id).limit(most)
    return [(name, address) for name, address in session.connection().execute(lending)]


def make_depot(
    session: Session,
    *,
    name: str,
    municipality_code: str,
    now: datetime,
    slug: str | None = None,
    state: DepotState = DepotState.TEST,
    weekly: dict[int, tuple[Hours, ...]] | None = None,
    **settings: Any,
) -> Depot:
    """Add a depot with its weekly hours (Monday to Friday 10-18 unless told) and give it, flushed.

    `settings` are other columns of the depot. Raises UnknownMunicipality and NamelessDepot.
    """
    name = " ".join(name.split())
    if not name:
        raise NamelessDepot
    is_place = municipality_code not in (NOT_STATED, ABROAD)
    if not is_place or session.get(Municipality, municipality_code) is None:
        raise UnknownMunicipality
    depot = Depot(
        slug=_free_slug(session, slug or name),
        name=name,
        municipality_code=municipality_code,
        state=state,
        made_at=now,
        **settings,
    )
    session.add(depot)
    session.flush()
    hours = [
        {"depot_id": depot.id, "weekday": day, "opens": opens, "closes": closes}
        for day, spans in (WEEK_OF_OFFICE_HOURS if weekly is None else weekly).items()
        for opens, closes in spans
    ]
    if hours:
        session.connection().execute(insert(OpeningHours), hours)
    return depot


def slug_of(words: str) -> str:
    """A depot's short name in forms and addresses: small letters of ASCII, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "depot"


def own_slug_of(words: str) -> str:
    """The same for a depot to be called by: two or four figures are a county or a municipality."""
    slug = slug_of(words)
    return f"depot-{slug}" if re.fullmatch(r"\d{2}|\d{4}", slug) else slug


def _free_slug(session: Session, words: str) -> str:
    wanted = own_slug_of(words)
    slug, number = wanted, 1
    while session.scalar(select(exists().where(Depot.slug == slug))):
        number += 1
        slug = f"{wanted}-{number}"
    return slug
