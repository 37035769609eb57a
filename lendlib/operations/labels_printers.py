"""What a depot prints on: its printers, each with how far it misses the sheet, and sheets that it measured itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.models.labels import OwnSheet
from lendlib.models.labels import Printer as PrinterRow
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.label_sheets import SHEETS, Sheet, own_sheet
from lendlib.rules.vocabulary import Verb

MEASURES = ("columns", "rows", "label_width", "label_height", "left", "top", "pitch_x", "pitch_y")
COUNTS = ("columns", "rows")
HUNDREDTHS, TENTHS = 100, 10
OWN = "own-"


class NameTaken(Refused):
    """Two printers, or two sheets, of one name could not be told apart."""

    code = "name-taken"
    sentence = N_("There is one of that name already.")
    advice = N_("Choose another name.")
    field = "name"


class SheetGone(Refused):
    """The sheet of one's own that a print was made for was removed."""

    code = "sheet-gone"
    sentence = N_("The sheet that these labels were laid out for is not kept any more.")
    advice = N_("Print them anew, and choose another sheet.")


@dataclass(frozen=True)
class Printer:
    """A printer of the depot; `right` and `down` move what it prints, in millimetres."""

    id: int
    name: str
    right: float
    down: float


def printers(session: Session, depot_id: int) -> list[Printer]:
    """The depot's printers, by name."""
    query = select(PrinterRow.id, PrinterRow.name, PrinterRow.right_tenths, PrinterRow.down_tenths)
    rows = session.connection().execute(query.where(PrinterRow.depot_id == depot_id).order_by(PrinterRow.name))
    return [Printer(id_, name, right / TENTHS, down / TENTHS) for id_, name, right, down in rows]


def printer(session: Session, depot_id: int, printer_id: int | None) -> Printer | None:
    """One of them; none for no printer, and for one that is gone."""
    return next((one for one in printers(session, depot_id) if one.id == printer_id), None)


def keep_printer(act: Act, printer_id: int | None, name: str, right: float, down: float) -> commands.Done:
    """Add a printer, or change one. Raises NotFound, NameTaken."""
    values = {"name": name, "right_tenths": round(right * TENTHS), "down_tenths": round(down * TENTHS)}
    return _keep(act, PrinterRow, printer_id, values)


def sheets(session: Session, depot_id: int) -> dict[str, Sheet]:
    """Every sheet that the depot can print on, by key: those that lendlib knows, then its own by name."""
    known = dict(SHEETS)
    columns = [getattr(OwnSheet, measure) for measure in MEASURES]
    query = select(OwnSheet.id, OwnSheet.name, *columns).where(OwnSheet.depot_id == depot_id).order_by(OwnSheet.name)
    for id_, name, *measured in session.connection().execute(query):
        key = f"{OWN}{id_}"
        known[key] = own_sheet(key, name, _in_millimetres(dict(zip(MEASURES, measured, strict=True))))
    return known


def sheet(session: Session, depot_id: int, key: str) -> Sheet:
    """One of them. Raises SheetGone."""
    found = sheets(session, depot_id).get(key)
    if found is None:
        raise SheetGone
    return found


def keep_sheet(act: Act, sheet_id: int | None, name: str, measures: Mapping[str, float]) -> commands.Done:
    """Add a sheet of one's own, or change one; measures in millimetres.

    Raises NotFound, NameTaken, SheetImpossible, LabelsOverlap, LabelTooSmall.
    """
    own_sheet("", name, measures)
    values = {
        what: int(amount) if what in COUNTS else round(amount * HUNDREDTHS) for what, amount in measures.items()
    }
    return _keep(act, OwnSheet, sheet_id, {"name": name} | values)


def remove_printer(act: Act, printer_id: int) -> commands.Done:
    """Forget a printer. Raises NotFound."""
    return _remove(act, PrinterRow, printer_id)


def remove_sheet(act: Act, sheet_id: int) -> commands.Done:
    """Forget a sheet of one's own. Raises NotFound."""
    return _remove(act, OwnSheet, sheet_id)


def _keep(act: Act, table: type[PrinterRow | OwnSheet], row_id: int | None, values: dict[str, Any]) -> commands.Done:
    def effect() -> tuple[dict[str, Any], Any]:
        try:
            with act.session.begin_nested():
                kept = _write(act, table, row_id, values)
        except IntegrityError:
            raise NameTaken from None
        return {"kept": kept}, lambda _command_id: None

    return commands.once(act, Verb.LABEL_SETUP, [table.__tablename__, row_id, values], effect)


def _write(act: Act, table: type[PrinterRow | OwnSheet], row_id: int | None, values: dict[str, Any]) -> int:
    connection = act.session.connection()
    if row_id is None:
        row = values | {"depot_id": act.depot.id}
        added: int = connection.execute(insert(table).returning(table.id), row).scalar_one()
        return added
    here = (table.id == row_id, table.depot_id == act.depot.id)
    if not connection.execute(update(table).where(*here).values(values)).rowcount:
        raise NotFound
    return row_id


def _remove(act: Act, table: type[PrinterRow | OwnSheet], row_id: int) -> commands.Done:
    def effect() -> tuple[dict[str, Any], Any]:
        here = (table.id == row_id, table.depot_id == act.depot.id)
        if not act.session.connection().execute(delete(table).where(*here)).rowcount:
            raise NotFound
        return {}, lambda _command_id: None

    return commands.once(act, Verb.LABEL_SETUP, ["remove", table.__tablename__, row_id], effect)


def _in_millimetres(measured: Mapping[str, int]) -> dict[str, float]:
    return {what: amount if what in COUNTS else amount / HUNDREDTHS for what, amount in measured.items()}
