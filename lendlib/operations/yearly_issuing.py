"""Issuing a year: its figures kept whole with their hash, and a new edition where they changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.staff import Staff
from lendlib.models.yearly import IssuedReport
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.yearly import depot_ids
from lendlib.operations.yearly_since import happened_since
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Scope, Verb, What
from lendlib.rules.yearly import Place, Yearly
from lendlib.rules.yearly_changes import changes, reasons_in
from lendlib.rules.yearly_json import canonical, hash_of, read

# What was lent on paper is typed in within a week, and only then are the tables by home, kind and age made.
SETTLES = timedelta(days=7)
report = IssuedReport.__table__.c


class YearNotOver(Refused):
    """A year of which something may still come in the ordinary way."""

    code = "year-not-over"
    sentence = N_("{year} is not over yet, so its report can't be issued.")
    advice = N_("It can from 8 January, when what was lent on paper has been typed in.")


class NothingChanged(Refused):
    """A new edition that would say the same."""

    code = "nothing-changed"
    sentence = N_("Nothing has changed since the report was issued, so there is nothing to issue anew.")
    advice = N_("The edition that there is stands.")


class IssuedAlready(Refused):
    """Somebody else has issued it meanwhile."""

    code = "issued-already"
    status = 409
    sentence = N_("Somebody has just issued this report.")
    advice = N_("Look at it; where figures changed since, issue it anew.")


@dataclass(frozen=True)
class Edition:
    """One issued report without its figures: which it is, when, by whom."""

    id: int
    scope: Scope
    place: str
    year: int
    edition: int
    hash: str
    made_at: datetime
    staff: str


def may_be_issued(year: int, today: date) -> bool:
    """Whether a year is over and what was lent on paper typed in."""
    return today > date(year, 12, 31) + SETTLES


def editions(session: Session, place: Place, year: int | None = None) -> list[Edition]:
    """The issued reports of a place, the latest year and edition first."""
    here = [report.scope == place.scope, report.place == place.code]
    if year is not None:
        here.append(report.year == year)
    query = _heads().where(*here).order_by(report.year.desc(), report.edition.desc())
    return [_edition(row) for row in session.connection().execute(query)]


def edition_of(session: Session, report_id: int) -> tuple[Edition, Yearly]:
    """One issued report as it was kept. Raises NotFound."""
    row = session.connection().execute(_heads(report.figures).where(report.id == report_id)).one_or_none()
    if row is None:
        raise NotFound
    return _edition(row), read(row.figures)


def is_whole(session: Session, report_id: int) -> bool:
    """Whether what is kept is still what its hash was made of."""
    row = session.connection().execute(select(report.figures, report.hash).where(report.id == report_id)).one()
    return bool(hash_of(row.figures) == row.hash)


def issue(act: Act, found: Yearly) -> commands.Done:
    """Keep a year's figures as they were reckoned a moment ago. The result is the id of the `report`.

    Reckoning takes long, and nobody who lends waits for it. Where the year was issued before, a new edition says what
    changed and why, and replaces it. Raises YearNotOver, NothingChanged, IssuedAlready.
    """
    place, year = found.place, found.year

    def effect() -> tuple[dict[str, Any], Any]:
        if not may_be_issued(year, act.today):
            raise YearNotOver(year=year)
        # Whoever else issues for the same depots waits here.
        itself = select(Depot.id).where(Depot.id == act.depot.id).with_for_update(key_share=True)
        act.session.connection().execute(itself).all()
        latest = next(iter(editions(act.session, place, year)), None)
        if latest and latest.made_at >= found.as_of:
            raise IssuedAlready
        kept = _next(act.session, latest, found) if latest else replace(found, edition=1)
        report_id = _keep(act, kept, latest)
        return {"report": report_id}, lambda command_id: history.tell(act, command_id, What.REPORT_ISSUED)

    return commands.once(act, Verb.ISSUE_REPORT, [place.scope, place.code, year], effect)


def changed_since(session: Session, latest: Edition, found: Yearly) -> Yearly:
    """The figures of now as the edition after: with what changed, and why as far as that can be told."""
    _head, old = edition_of(session, latest.id)
    changed = changes(old, found)
    return replace(
        found,
        edition=latest.edition + 1,
        replaces=latest.hash,
        changes=changed,
        reasons=(*happened_since(session, old, depot_ids(session, found.place), changed), *reasons_in(old, found)),
    )


def _next(session: Session, latest: Edition, found: Yearly) -> Yearly:
    new = changed_since(session, latest, found)
    if not new.changes:
        raise NothingChanged
    return new


def _keep(act: Act, kept: Yearly, latest: Edition | None) -> int:
    text = canonical(kept)
    row = {
        "scope": kept.place.scope,
        "place": kept.place.code,
        "year": kept.year,
        "edition": kept.edition,
        "figures": text,
        "hash": hash_of(text),
        "made_at": act.now,
        "staff_id": act.staff_id,
        "replaces_id": latest.id if latest else None,
    }
    report_id: int = act.session.connection().execute(insert(IssuedReport).returning(IssuedReport.id), row).scalar_one()
    return report_id


def _heads(*more: ColumnElement[Any]) -> Any:
    columns: Sequence[ColumnElement[Any]] = (
        *(report.id, report.scope, report.place, report.year, report.edition, report.hash, report.made_at),
        Staff.__table__.c.name.label("staff"),
        *more,
    )
    return select(*columns).join(Staff.__table__, Staff.__table__.c.id == report.staff_id)


def _edition(row: Any) -> Edition:
    return Edition(row.id, Scope(row.scope), row.place, row.year, row.edition, row.hash, row.made_at, row.staff)
