"""A file of earlier counts read through for a depot: what it would bring, and every fault. Writes nothing."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.lending import Loan
from lendlib.models.statistics import DoorDay
from lendlib.models.statistics_earlier import EarlierCount
from lendlib.operations.statistics_places import counts_at
from lendlib.operations.stock_import_names import How, Names
from lendlib.rules.calendar import month_number
from lendlib.rules.statistics_earlier import Brought, Key, Line, clashes, read, shown
from lendlib.rules.statistics_earlier_faults import Fault, Wrong
from lendlib.rules.stock_lists import folded
from lendlib.rules.vocabulary import Outcome
from lendlib.rules.vocabulary_statistics import Measure

NEAR = 0.6
MOST_COMPARED = 100


@dataclass(frozen=True)
class Plan:
    """What a file would bring, each count with what it is of, and what is wrong with it, in the file's order."""

    counts: tuple[tuple[Key, int], ...]
    faults: tuple[Fault, ...]


def check(session: Session, depot_id: int, lines: Sequence[Line], language: str, today: date) -> Plan:
    """Read the lines, the header first. `today` is the depot's own day."""
    header, *others = lines
    faults: list[Fault] = []
    brought = read(header, others, today, faults)
    ids = _category_ids(session, brought, header[1], language, faults)
    here = _counted_here(session, depot_id, {one.month for one in brought})
    before = [Key(month, Measure(measure), id_) for month, measure, id_ in _standing(session, depot_id)]
    counts: list[tuple[Key, int, int, int]] = []
    told: set[int] = set()
    for one in brought:
        if not here.isdisjoint(_months_of(one.month)):
            if one.line not in told:
                faults.append(_counted_twice(one))
            told.add(one.line)
        elif not one.category or one.category in ids:
            key = Key(one.month, one.measure, ids.get(one.category))
            counts.append((key, one.line, one.column, one.count))
    faults += clashes(((key, line, column) for key, line, column, _count in counts), before)
    return Plan(
        tuple((key, count) for key, _line, _column, count in counts),
        tuple(sorted(faults, key=lambda fault: (fault.line, fault.column))),
    )


def _category_ids(
    session: Session, brought: Iterable[Brought], header: Sequence[str], language: str, faults: list[Fault]
) -> dict[str, int]:
    """The categories by what the file calls them: by key, or by name in either language."""
    first: dict[str, Brought] = {}
    for one in brought:
        if one.category:
            first.setdefault(one.category, one)
    if not first:
        return {}
    names = Names(session, {}, language)
    near = {folded(name): category.shown for category in names.categories.values() for name in category.names}
    ids: dict[str, int] = {}
    place = next(place for place, text in enumerate(header) if folded(text) in ("category", "kategori"))
    for number, (text, one) in enumerate(first.items()):
        named = names.find(text, one.line)
        if named.how is How.SAME and named.category is not None:
            ids[text] = named.category.id
            continue
        likely = difflib.get_close_matches(folded(text), near, n=1, cutoff=NEAR) if number < MOST_COMPARED else []
        values = {"text": shown(text)} | ({"near": near[likely[0]]} if likely else {})
        faults.append(Fault(one.line, place, Wrong.NEAR_CATEGORY if likely else Wrong.UNKNOWN_CATEGORY, values))
    return ids


def _counted_here(session: Session, depot_id: int, months: set[int]) -> set[int]:
    """The months in which lendlib counted loans or visitors of the depot itself, among those that these touch."""
    if not months:
        return set()
    first, last = min(months), max(months) // 100 * 100 + 12
    run = session.connection().execute
    lent = select(Loan.lent_month).join(Depot, Depot.id == Loan.depot_id).distinct()
    lent = lent.where(
        Loan.depot_id == depot_id,
        Loan.lent_month.between(first, last),
        Loan.outcome.is_distinct_from(Outcome.UNDONE),
        counts_at(Loan.lent_on),
    )
    came = select(DoorDay.day_on).join(Depot, Depot.id == DoorDay.depot_id)
    came = came.where(DoorDay.depot_id == depot_id, DoorDay.visitors > 0, counts_at(DoorDay.day_on))
    return set(run(lent).scalars()) | {month_number(day) for day in run(came).scalars()}


def _months_of(month: int) -> range:
    """The months that a count is of: one, or those of a whole year."""
    return range(month, month + 1) if month % 100 else range(month + 1, month + 13)


def _counted_twice(one: Brought) -> Fault:
    if one.month % 100:
        return Fault(one.line, one.column, Wrong.COUNTED_HERE, {"text": f"{one.month // 100}-{one.month % 100:02}"})
    return Fault(one.line, one.column, Wrong.YEAR_COUNTED_HERE, {"text": one.month // 100})


def _standing(session: Session, depot_id: int) -> Sequence[tuple[int, str, int | None]]:
    query = select(EarlierCount.month, EarlierCount.measure, EarlierCount.category_id)
    query = query.where(EarlierCount.depot_id == depot_id)
    return [(month, measure, id_) for month, measure, id_ in session.connection().execute(query)]
