"""A list of stock on its way in: its row, from the upload until it is done, refused or given up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from lendlib.models.inventory import Category, CategoryName, ColumnMapping, StockImport
from lendlib.models.staff import Staff
from lendlib.operations.acts import Act
from lendlib.operations.stock_import_names import Choice, choices_from, choices_to
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.stock_lists import Field, columns_from_text, columns_to_text
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep

LONGEST_NAME = 120
# What runs says that it is alive every second or two; after this long in silence it has died.
SILENCE = timedelta(seconds=60)
LISTS_LAST = timedelta(days=1)
MOST_LISTED = 10


class StillRunning(Refused):
    """The list is being read or saved right now."""

    code = "still-running"
    sentence = N_("This list is being worked on already.")
    advice = N_("Wait until it is done; this page tells when.")


class ImportOver(Refused):
    """Nothing can be done with the list any more."""

    code = "import-over"
    sentence = N_("This list is done with. Nothing was changed.")
    advice = N_("Send the list again to begin anew.")


@dataclass(frozen=True)
class ListOnItsWay:
    """An import as it stands."""

    id: int
    file_name: str
    state: ImportState
    step: ImportStep | None
    attempt: int
    rows_total: int | None
    rows_done: int
    moved_at: datetime | None
    choices: Mapping[str, Choice]
    failure: Mapping[str, Any] | None
    made_at: datetime
    ended_at: datetime | None
    staff: str

    def is_running(self, now: datetime) -> bool:
        """Whether something works on it and is alive."""
        return self.state is ImportState.RUNNING and self.moved_at is not None and self.moved_at > now - SILENCE

    def has_died(self, now: datetime) -> bool:
        """Whether what worked on it fell silent: nothing of it was saved."""
        return self.state is ImportState.RUNNING and not self.is_running(now)


_reading = select(
    StockImport.id,
    StockImport.file_name,
    StockImport.state,
    StockImport.step,
    StockImport.attempt,
    StockImport.rows_total,
    StockImport.rows_done,
    StockImport.moved_at,
    StockImport.choices,
    StockImport.failure,
    StockImport.made_at,
    StockImport.ended_at,
    Staff.name.label("staff"),
).join(Staff, Staff.id == StockImport.staff_id)


def take_in(act: Act, file_name: str, choices: Mapping[str, Choice]) -> int:
    """Write down that a list has come; its id, under which the file is kept."""
    row = {
        "depot_id": act.depot.id,
        "staff_id": act.staff_id,
        "file_name": file_name[:LONGEST_NAME],
        "choices": json.dumps(choices_to(choices)),
        "made_at": act.now,
    }
    import_id: int = act.session.connection().execute(insert(StockImport).returning(StockImport.id), row).scalar_one()
    return import_id


def find(session: Session, depot_id: int, import_id: int) -> ListOnItsWay:
    """One list of the depot's. Raises NotFound."""
    query = _reading.where(StockImport.id == import_id, StockImport.depot_id == depot_id)
    row = session.connection().execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _told(row)


def latest(session: Session, depot_id: int) -> list[ListOnItsWay]:
    """The depot's latest lists, newest first."""
    query = _reading.where(StockImport.depot_id == depot_id).order_by(StockImport.id.desc()).limit(MOST_LISTED)
    return [_told(row) for row in session.connection().execute(query)]


def columns_for(session: Session, depot_id: int, header_hash: str) -> dict[int, Field] | None:
    """What the columns of such a list meant the last time."""
    kept = session.connection().execute(
        select(ColumnMapping.columns).where(
            ColumnMapping.depot_id == depot_id, ColumnMapping.header_hash == header_hash
        )
    )
    text = kept.scalar_one_or_none()
    return None if text is None else columns_from_text(text)


def remember_columns(act: Act, header_hash: str, columns: Mapping[int, Field]) -> None:
    """Keep what the columns of such a list mean."""
    connection = act.session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    here, text = {"depot_id": act.depot.id, "header_hash": header_hash}, columns_to_text(columns)
    one = dialect.insert(ColumnMapping).values(here | {"columns": text})
    connection.execute(one.on_conflict_do_update(index_elements=list(here), set_={"columns": text}))


def choose(act: Act, import_id: int, choices: Mapping[str, Choice]) -> None:
    """Keep what unknown categories become, beside what was chosen before. Raises NotFound, ImportOver, StillRunning."""
    kept = _still_open(act, import_id).choices
    act.session.connection().execute(
        update(StockImport)
        .where(StockImport.id == import_id)
        .values(choices=json.dumps(choices_to({**kept, **choices})))
    )


def begin(act: Act, import_id: int, step: ImportStep) -> int:
    """Claim the list for a step; the attempt's number. Raises NotFound, ImportOver, StillRunning."""
    known = _still_open(act, import_id)
    claimed = act.session.connection().execute(
        update(StockImport)
        .where(StockImport.id == import_id, StockImport.attempt == known.attempt)
        .values(
            state=ImportState.RUNNING,
            step=step,
            attempt=known.attempt + 1,
            rows_done=0,
            moved_at=act.now,
            failure=None,
        )
    )
    if not claimed.rowcount:
        raise StillRunning
    return known.attempt + 1


def _still_open(act: Act, import_id: int) -> ListOnItsWay:
    known = find(act.session, act.depot.id, import_id)
    if known.is_running(act.now):
        raise StillRunning
    if known.state in (ImportState.DONE, ImportState.FAILED):
        raise ImportOver
    return known


def has_moved(session: Session, import_id: int, attempt: int, rows_done: int, now: datetime) -> bool:
    """Say how far an attempt has come; False when it is not the latest any more."""
    return _change(session, import_id, attempt, rows_done=rows_done, moved_at=now)


def has_checked(session: Session, import_id: int, attempt: int, rows: int, why: Refused | None = None) -> bool:
    """The list was read to its end, or an attempt to save it was refused (`why`); it waits again."""
    failure = _as_text(why) if why else None
    return _change(
        session, import_id, attempt, state=ImportState.UPLOADED, step=None, rows_total=rows, rows_done=rows,
        failure=failure,
    )  # fmt: skip


def has_failed(session: Session, import_id: int, attempt: int, why: Refused, now: datetime) -> bool:
    """The list can't be read, and why."""
    return _change(
        session, import_id, attempt, state=ImportState.FAILED, step=None, failure=_as_text(why), ended_at=now
    )


def is_done(act: Act, import_id: int, attempt: int, things: int) -> None:
    """The list is in the stock; stands in the transaction that puts it there. Raises StillRunning for a later one's."""
    values = {"state": ImportState.DONE, "step": None, "rows_done": things, "ended_at": act.now}
    if not _change(act.session, import_id, attempt, **values):
        raise StillRunning


def give_up(act: Act, import_id: int) -> None:
    """Somebody does not want this list any more. Raises NotFound, ImportOver, StillRunning."""
    known = _still_open(act, import_id)
    act.session.connection().execute(
        update(StockImport)
        .where(StockImport.id == known.id, StockImport.attempt == known.attempt)
        .values(state=ImportState.FAILED, step=None, ended_at=act.now, attempt=known.attempt + 1)
    )


def clear_lists(session: Session, now: datetime, days: int) -> tuple[int, set[int]]:
    """End the lists that are a day old, forget those of more than so many; how many, and whose files are wanted."""
    connection = session.connection()
    waits = StockImport.state.in_((ImportState.UPLOADED, ImportState.RUNNING))
    is_silent = or_(StockImport.moved_at.is_(None), StockImport.moved_at < now - SILENCE)
    connection.execute(
        update(StockImport)
        .where(waits, StockImport.made_at < now - LISTS_LAST, is_silent)
        .values(state=ImportState.FAILED, step=None, ended_at=now)
    )
    gone = connection.execute(delete(StockImport).where(~waits, StockImport.made_at < now - timedelta(days))).rowcount
    return gone, set(connection.execute(select(StockImport.id).where(waits)).scalars())


def _change(session: Session, import_id: int, attempt: int, **values: Any) -> bool:
    changed = session.connection().execute(
        update(StockImport)
        .where(StockImport.id == import_id, StockImport.attempt == attempt, StockImport.state == ImportState.RUNNING)
        .values(**values)
    )
    return bool(changed.rowcount)


def _as_text(why: Refused) -> str:
    return json.dumps({"code": why.code, "values": why.values}, default=str)


def _told(row: Any) -> ListOnItsWay:
    told = row._asdict()
    told["state"], told["step"] = ImportState(row.state), ImportStep(row.step) if row.step else None
    told["choices"] = choices_from(json.loads(row.choices))
    told["failure"] = json.loads(row.failure) if row.failure else None
    return ListOnItsWay(**told)


def groups(session: Session, language: str) -> list[Any]:
    """The groups that a new category can stand in: id, name."""
    own, swedish = aliased(CategoryName), aliased(CategoryName)
    name = func.coalesce(own.name, swedish.name, Category.key)
    query = (
        select(Category.id, name.label("name"))
        .outerjoin(own, (own.category_id == Category.id) & (own.language == language))
        .outerjoin(swedish, (swedish.category_id == Category.id) & (swedish.language == "sv"))
        .where(Category.parent_id.is_(None), Category.merged_into_id.is_(None))
        .order_by(Category.id)
    )
    return list(session.connection().execute(query))
