"""Where figures are from: the depots that are asked for and may be seen, their municipalities and counties."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lendlib.db import swedish_key
from lendlib.models.depots import County, Depot, Municipality
from lendlib.operations.network import Reach
from lendlib.operations.statistics_sight import Sight
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Member
from lendlib.rules.statistics_names import ABROAD as ABROAD_WORDS
from lendlib.rules.statistics_names import NOT_STATED as NOT_STATED_WORDS
from lendlib.rules.statistics_names import spoken
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, DepotState
from lendlib.rules.vocabulary_statistics import AREAS, By


@dataclass(frozen=True)
class Standing:
    """A depot, and where it lies."""

    id: int
    slug: str
    name: str
    municipality_code: str
    municipality: str
    county_code: str
    county: str
    time_zone: str
    is_staffed: bool

    def member(self, by: By) -> Member:
        """Which member of a dimension of places it belongs to."""
        if by is By.DEPOT:
            return Member(self.slug, self.name)
        if by is By.MUNICIPALITY:
            return Member(self.municipality_code, self.municipality)
        return Member(self.county_code, self.county)


@dataclass(frozen=True)
class Places:
    """The depots that a question is about, by their ids; `is_all`: there are no others."""

    depots: Mapping[int, Standing]
    is_all: bool

    @property
    def ids(self) -> list[int]:
        """The ids of the depots, for a statement."""
        return list(self.depots)

    @property
    def zones(self) -> dict[str, list[int]]:
        """The depots by the time that they keep."""
        found: dict[str, list[int]] = {}
        for depot in self.depots.values():
            found.setdefault(depot.time_zone, []).append(depot.id)
        return found

    @property
    def sees_cells(self) -> bool:
        """Whether the reader is staff of each of them."""
        return all(depot.is_staffed for depot in self.depots.values())

    def codes(self, by: By) -> dict[int, str]:
        """The code of each depot in a dimension of places."""
        return {depot.id: depot.member(by).code for depot in self.depots.values()}

    def members(self, by: By) -> tuple[Member, ...]:
        """The members of a dimension of places, in Swedish order."""
        found = {depot.member(by) for depot in self.depots.values()}
        return tuple(sorted(found, key=lambda member: (swedish_key(member.name), member.code)))


_depots = (
    select(
        Depot.id,
        Depot.slug,
        Depot.name,
        Depot.municipality_code,
        Municipality.name.label("municipality"),
        Municipality.county_code,
        County.name.label("county"),
        Depot.time_zone,
    )
    .join(Municipality, Municipality.code == Depot.municipality_code)
    .join(County, County.code == Municipality.county_code)
    .order_by(Depot.id)
)


def places(session: Session, asked: Sequence[str], sight: Sight) -> Places:
    """The depots that are asked for: all that one may see, or those of some slugs, municipalities and counties.

    Raises NotFound for a place where one may see nothing, and for one that there is not.
    """
    seen = [_standing(row, sight) for row in session.connection().execute(_seen(sight.reach))]
    if not asked:
        return Places({depot.id: depot for depot in seen}, sight.reach.is_all)
    found: dict[int, Standing] = {}
    for code in set(asked):
        here = [depot for depot in seen if code in (depot.slug, depot.municipality_code, depot.county_code)]
        if not here:
            raise NotFound
        found |= {depot.id: depot for depot in here}
    return Places(dict(sorted(found.items())), is_all=False)


def parts(session: Session, here: Places, today: date) -> dict[str, tuple[int, int]]:
    """The municipalities and counties of these depots that have others: how many are counted, of how many.

    Who has not opened counts nowhere, and so makes nothing a part of something.
    """
    if here.is_all:
        return {}
    opened = select(Depot.id, Depot.municipality_code, Municipality.county_code)
    opened = opened.join(Municipality, Municipality.code == Depot.municipality_code).where(counts_at(today))
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for depot_id, *areas in session.connection().execute(opened):
        for code in areas:
            found[code].append(depot_id in here.depots)
    own = {code for by in AREAS for code in here.codes(by).values()}
    return {code: (sum(of), len(of)) for code, of in found.items() if code in own and not all(of)}


def counts_at(lent_on: Any) -> ColumnElement[bool]:
    """That something was no practice, by the day on which it began, for a statement that joins its depot."""
    # The day is looked at where there is one to compare it with, so that an index without it may do.
    return and_(Depot.state != DepotState.TEST, or_(Depot.opens_on.is_(None), lent_on >= Depot.opens_on))


def homes(session: Session, codes: Sequence[str], language: str) -> tuple[Member, ...]:
    """These municipalities as homes, in Swedish order; what was not stated and what lies abroad stand last."""
    named = select(Municipality.code, Municipality.name).where(Municipality.code.in_(codes))
    apart = {NOT_STATED: NOT_STATED_WORDS[spoken(language)], ABROAD: ABROAD_WORDS[spoken(language)]}
    members = [Member(code, apart.get(code, name)) for code, name in session.connection().execute(named)]
    return tuple(sorted(members, key=lambda home: (home.code in apart, swedish_key(home.name), home.code)))


def _standing(row: Any, sight: Sight) -> Standing:
    as_staff = sight.as_staff
    is_staffed = row.id in as_staff.depots or as_staff.holds_place(row.municipality_code)
    return Standing(**row._mapping, is_staffed=is_staffed)


def _seen(reach: Reach) -> Any:
    return _depots.where(reach.clause())
