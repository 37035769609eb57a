"""The fixed tables, read as they were kept: for pages and files, whoever asks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.disclosure import FixedCell, FixedTable
from lendlib.operations.statistics_places import Places, homes
from lendlib.rules.disclosure_shown import FIRST_MONTH_NUMBER, FixedAsked
from lendlib.rules.disclosure_tables import DEAR
from lendlib.rules.statistics import Asked, Coverage, Dimension, Member, Shown, Table, Value
from lendlib.rules.statistics_names import AGE_BANDS, KINDS, spoken
from lendlib.rules.vocabulary_statistics import By
from lendlib.rules.vocabulary_statistics import FixedTable as What

table, cell = FixedTable.__table__.c, FixedCell.__table__.c
CLOSED_LISTS = {By.KIND: KINDS, By.AGE_BAND: AGE_BANDS}


@dataclass(frozen=True)
class Kept:
    """One depot's part of a table, without its cells."""

    depot_id: int
    threshold: int
    solved_at: datetime
    is_withheld: bool
    visits: int
    loans: int
    people: int
    visits_with_age: int | None


@dataclass(frozen=True)
class Fixed:
    """What is kept for a question: the table, the depots that are in it, and those that are asked for and are not."""

    table: Table
    kept: Mapping[int, Kept]
    withheld: frozenset[int]
    missing: frozenset[int]

    @property
    def threshold(self) -> int:
        """The largest that any of it was solved by."""
        return max((one.threshold for one in self.kept.values()), default=0)

    @property
    def solved_at(self) -> datetime | None:
        """When the last of it was kept."""
        return max((one.solved_at for one in self.kept.values()), default=None)


def periods(session: Session, places: Places) -> list[int]:
    """The months and years of which any of these depots has a table, the latest month first, then the years."""
    asked = select(table.period).where(table.what.in_((What.MONTH_HOME, What.YEAR)), _at(table, places)).distinct()
    found = set(session.connection().execute(asked).scalars())
    return sorted(found, key=lambda period: (period < FIRST_MONTH_NUMBER, -period))


def read_fixed(session: Session, asked: FixedAsked, places: Places, language: str) -> Fixed:
    """The table that is asked for. By depot too where there are several of them. One of `asked.what` has to be."""
    run = session.connection().execute
    its = asked.what, asked.period
    heads = run(select(FixedTable.__table__).where(table.what == its[0], table.period == its[1], _at(table, places)))
    kept = {row.depot_id: Kept(**{name: getattr(row, name) for name in Kept.__dataclass_fields__}) for row in heads}
    withheld = frozenset(depot_id for depot_id, one in kept.items() if one.is_withheld)
    here = {depot_id: one for depot_id, one in kept.items() if depot_id not in withheld}
    slugs = {depot_id: places.depots[depot_id].slug for depot_id in here}
    is_beside = len(places.depots) > 1
    values: dict[tuple[str, ...], tuple[Value, ...]] = {}
    for row in run(select(FixedCell.__table__).where(cell.what == its[0], cell.period == its[1], _at(cell, places))):
        key = asked.key_of((row.home_code, row.kind, row.age_band))
        if key is not None and row.depot_id in here:
            values[(slugs[row.depot_id], *key) if is_beside else key] = _values(row, asked)
    dimensions = _dimensions(session, asked, values, language)
    if is_beside:
        members = [member for member in places.members(By.DEPOT) if member.code in slugs.values()]
        dimensions = (Dimension(By.DEPOT, tuple(members)), *dimensions)
    totals = tuple(sum(getattr(one, measure.value) for one in here.values()) for measure in asked.measures)
    by = tuple(one.by for one in dimensions)
    return Fixed(
        Table(
            asked=Asked(*asked.days, by=by, measures=asked.measures, places=asked.places),
            dimensions=dimensions,
            measures=asked.measures,
            values=values,
            totals=totals,
            coverage=tuple(_coverage(asked, here.values(), values)),
        ),
        kept,
        withheld,
        frozenset(places.depots) - frozenset(kept),
    )


def _values(row: Any, asked: FixedAsked) -> tuple[Value, ...]:
    return tuple(Shown.HIDDEN if row.is_hidden else getattr(row, measure.value) for measure in asked.measures)


def _dimensions(
    session: Session, asked: FixedAsked, values: Mapping[tuple[str, ...], Any], language: str
) -> tuple[Dimension, ...]:
    found = []
    for place, by in enumerate(asked.by, start=-len(asked.by)):
        if by is By.HOME:
            members: Sequence[Member] = homes(session, sorted({key[place] for key in values}), language)
        else:
            members = [Member(code, name) for code, name in CLOSED_LISTS[by][spoken(language)].items()]
        found.append(Dimension(by, tuple(members)))
    return tuple(found)


def _coverage(asked: FixedAsked, kept: Collection[Kept], values: Mapping[tuple[str, ...], Any]) -> list[Coverage]:
    """How many visits stated it, where that is not hidden. Of two things together, each is told by its own table.

    Each depot's ages say by themselves whether it may be told: it is of those that do.
    """
    if len(asked.by) > 1 or not kept:
        return []
    if asked.by[0] is By.AGE_BAND:
        told = [(one.visits_with_age, one.visits) for one in kept if one.visits_with_age is not None]
        return [Coverage(By.AGE_BAND, *map(sum, zip(*told, strict=True)))] if told else []
    unstated = [row[0] for key, row in values.items() if key[-1] in DEAR]
    if Shown.HIDDEN in unstated:
        return []
    visits = sum(one.visits for one in kept)
    return [Coverage(asked.by[0], visits - sum(unstated), visits)]


def _at(columns: Any, places: Places) -> Any:
    return True if places.is_all else columns.depot_id.in_(places.ids)
