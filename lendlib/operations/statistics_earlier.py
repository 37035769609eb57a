"""Counts of the years before lendlib: brought by a depot in one file, all of it or nothing, and taken back whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff
from lendlib.models.statistics_earlier import EarlierCount, EarlierImport
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.operations.statistics_earlier_check import check
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.statistics_earlier import Line
from lendlib.rules.statistics_earlier_faults import Fault
from lendlib.rules.vocabulary import Verb

LONGEST_NAME = 120
# Two files at once would each be sound alone: the second waits, and is read through after the first.
_waits = text("SELECT pg_advisory_xact_lock(hashtextextended('earlier_count', :depot_id))")


class FaultyCounts(Refused):
    """Something is wrong with the file. `faults` says what."""

    code = "faulty-counts"
    sentence = N_("The file holds faults. Nothing was added.")
    advice = N_("Mend them, and send the file again.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NothingToAdd(Refused):
    """There is no count in the file."""

    code = "nothing-to-add"
    sentence = N_("There is no count in the file.")
    advice = N_("Write a month and at least one number on each line.")
    field = "list"


@dataclass(frozen=True)
class EarlierFile:
    """A file that was brought in, by whom and when, how many counts it held, and when it was taken back."""

    id: int
    file_name: str
    staff: str
    made_at: datetime
    rows: int
    taken_back_at: datetime | None


def bring(act: Act, file_name: str, lines: Sequence[Line], language: str) -> commands.Done:
    """Add what the lines tell, the header first; the result names the import and how many counts it has.

    Raises FaultyCounts, NothingToAdd.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        connection = act.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(_waits, {"depot_id": act.depot.id})
        plan = check(act.session, act.depot.id, lines, language, act.today)
        if plan.faults:
            raise FaultyCounts(plan.faults)
        if not plan.counts:
            raise NothingToAdd
        here = {"depot_id": act.depot.id}
        row = here | {
            "staff_id": act.staff_id,
            "made_at": act.now,
            "file_name": file_name[:LONGEST_NAME],
            "rows": len(plan.counts),
        }
        import_id: int = connection.execute(insert(EarlierImport).returning(EarlierImport.id), row).scalar_one()
        rows = [here | {"import_id": import_id} | vars(key) | {"count": count} for key, count in plan.counts]
        connection.execute(insert(EarlierCount), rows)
        return {"import": import_id, "rows": len(rows)}, _nothing_more

    return commands.once(act, Verb.EARLIER_COUNTS, [file_name, lines], effect)


def take_back(act: Act, import_id: int) -> commands.Done:
    """Remove all that one file brought; the line that it was brought stays. Once more changes nothing.

    Raises NotFound.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        connection = act.session.connection()
        is_here = (EarlierImport.id == import_id, EarlierImport.depot_id == act.depot.id)
        if connection.execute(select(EarlierImport.id).where(*is_here)).one_or_none() is None:
            raise NotFound
        connection.execute(
            update(EarlierImport).where(*is_here, EarlierImport.taken_back_at.is_(None)).values(taken_back_at=act.now)
        )
        gone = connection.execute(
            delete(EarlierCount).where(EarlierCount.import_id == import_id, EarlierCount.depot_id == act.depot.id)
        )
        return {"import": import_id, "rows": gone.rowcount}, _nothing_more

    return commands.once(act, Verb.EARLIER_COUNTS_BACK, [import_id], effect)


def _nothing_more(_command_id: int) -> None:
    """The import's own row tells what happened."""


def files_of(session: Session, depot_id: int) -> list[EarlierFile]:
    """The files that a depot brought, the latest first."""
    query = (
        select(
            EarlierImport.id,
            EarlierImport.file_name,
            Staff.name,
            EarlierImport.made_at,
            EarlierImport.rows,
            EarlierImport.taken_back_at,
        )
        .join(Staff, Staff.id == EarlierImport.staff_id)
        .where(EarlierImport.depot_id == depot_id)
        .order_by(EarlierImport.id.desc())
    )
    return [EarlierFile(*row) for row in session.connection().execute(query)]
