"""Everything that is kept of closed months, beside the same counted from the loans: any difference is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from lendlib.db import BigId
from lendlib.models.statistics import DirtyMonth, KeptMonth
from lendlib.operations.statistics_keeping import TABLES, over
from lendlib.operations.statistics_months import is_kept, is_marked
from lendlib.rules.months import Stretch

kept = KeptMonth.__table__.c


@dataclass(frozen=True)
class Difference:
    """One figure that is kept otherwise than it is: of a depot, in a month, and the rest of its key as words."""

    depot_id: int
    month: int
    figure: str
    about: str
    kept: int
    counted: int


@dataclass(frozen=True)
class Standing:
    """How many months of depots are kept, have a mark since, and are over but not kept yet."""

    kept: int
    marked: int
    missing: int


def standing(session: Session, now: datetime) -> Standing:
    """How it stands by now."""
    run = session.connection().execute
    stored = {(row.depot_id, row.month) for row in run(select(kept.depot_id, kept.month))}
    marked = run(select(func.count()).select_from(DirtyMonth.__table__)).scalar_one()
    return Standing(len(stored), marked, len(over(session, now) - stored))


def kept_months(session: Session) -> list[int]:
    """The months of which anything is kept, whether it should be or not."""
    found: set[int] = set()
    for table in (KeptMonth.__table__, *(table for table, *_ in TABLES)):
        found |= set(session.connection().execute(select(table.c.month).distinct()).scalars())
    return sorted(found)


def differences(session: Session, month: int) -> Iterator[Difference]:
    """What of a month is kept otherwise than the loans tell. Marked ones are left out: they are counted anew anyway.

    Each table is read in one statement, so that what happens meanwhile makes no difference.
    """
    for table, count, keys, figures in TABLES:
        stored = _signed(table.c, keys, figures, is_stored=True).where(
            table.c.month == month, not_(is_marked(table.c.month, table.c.depot_id))
        )
        counted = union_all(*count(Stretch(month, month), _is_compared)).subquery("counted")
        both = union_all(stored, _signed(counted.c, keys, figures, is_stored=False)).subquery("both")
        for row in session.connection().execute(_compared(both.c, keys, figures)):
            about = ", ".join(str(getattr(row, key)) for key in keys if key not in ("month", "depot_id"))
            for name in figures:
                was, is_ = int(getattr(row, f"kept_{name}")), int(getattr(row, f"counted_{name}"))
                if was != is_:
                    yield Difference(row.depot_id, row.month, name, about, was, is_)


def _signed(columns: Any, keys: tuple[str, ...], figures: tuple[str, ...], *, is_stored: bool) -> Select[Any]:
    """The rows, their figures on the one side or on the other."""
    nothing = literal(0, BigId)
    told = [(columns[name], nothing) if is_stored else (nothing, columns[name]) for name in figures]
    named = zip(figures, told, strict=True)
    values = [part for name, (was, is_) in named for part in (was.label(f"kept_{name}"), is_.label(f"counted_{name}"))]
    return select(*(columns[key] for key in keys), *values)


def _compared(both: Any, keys: tuple[str, ...], figures: tuple[str, ...]) -> Select[Any]:
    key = [both[name] for name in keys]
    sums = {name: func.sum(both[name]) for figure in figures for name in (f"kept_{figure}", f"counted_{figure}")}
    differ = [sums[f"kept_{figure}"] != sums[f"counted_{figure}"] for figure in figures]
    told = [total.label(name) for name, total in sums.items()]
    return select(*key, *told).group_by(*key).having(or_(*differ)).order_by(*key)


def _is_compared(month: ColumnElement[int], depot_id: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(is_kept(month, depot_id), not_(is_marked(month, depot_id)))
