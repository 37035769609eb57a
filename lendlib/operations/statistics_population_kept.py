"""How many live where, kept: what is known, and figures added or put in place of others.

They belong to no depot, and writing them once more changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.statistics import Population
from lendlib.operations.depots import municipalities
from lendlib.operations.network import Reach
from lendlib.operations.sessions import RoleHere
from lendlib.rules.errors import N_, Refused
from lendlib.rules.statistics_population import OLDEST, Counted
from lendlib.rules.vocabulary import Role

ROWS_AT_ONCE = 500
LONGEST_SOURCE = 120
MOST_PEOPLE = 99_999_999
_WRITERS = (Role.ADMINISTRATOR, Role.ORGANISER)


class NoSuchYear(Refused):
    """A year that is not over, or before any figure."""

    code = "no-such-year"
    field = "year"
    sentence = N_("That is no year whose end has been, from 1968 on.")
    advice = N_("Write a year such as 2024.")


class NotSoMany(Refused):
    """Nobody, or more than a country has."""

    code = "not-so-many"
    field = "people"
    sentence = N_("That is no number of people.")
    advice = N_("Write how many lived there at the end of the year.")


@dataclass(frozen=True)
class Replaced:
    """A figure that stands, and the one that would stand in its place."""

    code: str
    year: int
    was: int
    becomes: int
    source: str


@dataclass(frozen=True)
class YearKnown:
    """A year: of how many municipalities it is known, how many people that is, and who says so."""

    year: int
    municipalities: int
    people: int
    sources: tuple[str, ...]


def may_write(roles: Collection[RoleHere]) -> bool:
    """Whether somebody may change figures of the whole country: who looks after all of it."""
    return Reach.of(roles, _WRITERS).is_all


def names(session: Session) -> dict[str, str]:
    """The municipalities by code, in Swedish order."""
    return dict(municipalities(session))


def known_years(session: Session) -> list[YearKnown]:
    """What is known, the latest year first."""
    query = select(Population.year, Population.source, func.count(), func.sum(Population.people))
    found: dict[int, YearKnown] = {}
    for year, source, number, people in session.connection().execute(
        query.group_by(Population.year, Population.source).order_by(Population.year.desc(), Population.source)
    ):
        was = found.get(year, YearKnown(year, 0, 0, ()))
        found[year] = YearKnown(year, was.municipalities + number, was.people + int(people), (*was.sources, source))
    return list(found.values())


def replaced(session: Session, counted: Sequence[Counted]) -> list[Replaced]:
    """The figures that stand and would become others."""
    new = {(one.code, one.year): one.people for one in counted}
    years = {year for _code, year in new}
    query = select(Population.municipality_code, Population.year, Population.people, Population.source)
    query = query.where(Population.year.in_(sorted(years))).order_by(Population.year, Population.municipality_code)
    return [
        Replaced(code, year, was, new[code, year], source)
        for code, year, was, source in session.connection().execute(query)
        if new.get((code, year), was) != was
    ]


def write(session: Session, counted: Sequence[Counted], source: str, today: date) -> None:
    """Keep these figures, in place of those that stand. Raises NoSuchYear, NotSoMany."""
    for one in counted:
        if not OLDEST <= one.year < today.year:
            raise NoSuchYear
        if not 0 < one.people <= MOST_PEOPLE:
            raise NotSoMany
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    written = insert(Population)
    written = written.on_conflict_do_update(
        index_elements=["municipality_code", "year"],
        set_={"people": written.excluded.people, "source": written.excluded.source},
    )
    rows: list[dict[str, Any]] = [
        {"municipality_code": one.code, "year": one.year, "people": one.people, "source": source[:LONGEST_SOURCE]}
        for one in counted
    ]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(written, rows[first : first + ROWS_AT_ONCE])
