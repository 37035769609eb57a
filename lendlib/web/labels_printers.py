"""What a depot prints on: printers with their calibration, and sheets that it measured itself."""

import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations import labels_printers, labels_printing
from lendlib.operations.commands import Done
from lendlib.operations.labels_printers import OWN, Printer
from lendlib.outside.label_calibration import write_calibration
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.label_sheets import Sheet
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot
from lendlib.web.forms import Form
from lendlib.web.forms.labels import PrinterForm, SheetForm
from lendlib.web.labels import Page, for_coordinator
from lendlib.web.labels_prints import room
from lendlib.web.labels_words import sheet_words
from lendlib.web.numbers import number_in_address, number_in_form

__all__ = ["room"]


@room.get("/printers")
@for_coordinator
def printers() -> Page:
    """The printers, how to calibrate one, and adding another."""
    form, chosen = PrinterForm(formdata=None), _printer(number_in_address("printer"))
    if chosen:
        form.name.data, form.right.data, form.down.data = chosen.name, chosen.right, chosen.down
    return _printers_page(form, chosen.id if chosen else None)


@room.post("/printers")
@for_coordinator
def keep_printer() -> Page:
    """Add a printer, or correct one."""
    form, no, number = PrinterForm(), None, number_in_form("printer") or None
    if form.validate_on_submit():
        right, down = form.right.data or 0.0, form.down.data or 0.0
        outcome = attempt(
            form, lambda act: labels_printers.keep_printer(act, number, form.name.data, right, down)
        )
        if isinstance(outcome, Done):
            flash(_("Saved."), "good")
            return redirect(url_for("labels.printers"), 303)
        no = outcome
    return _printers_page(form, number, no), no.status if no else 422


@room.post("/printers/<int:printer_id>/remove")
@for_coordinator
def remove_printer(printer_id: int) -> Page:
    """Forget a printer."""
    outcome = attempt(Form(), lambda act: labels_printers.remove_printer(act, printer_id))
    if isinstance(outcome, Refused):
        raise outcome
    flash(_("The printer is removed."), "good")
    return redirect(url_for("labels.printers"), 303)


@room.get("/sheets")
@for_coordinator
def sheets() -> Page:
    """The sheets that the depot measured itself, and adding one."""
    form, chosen = SheetForm(formdata=None), _own(number_in_address("sheet"))
    if chosen:
        form.show(chosen)
    return _sheets_page(form, number_in_address("sheet") or None)


@room.post("/sheets")
@for_coordinator
def keep_sheet() -> Page:
    """Add a sheet, or correct one."""
    form, no, number = SheetForm(), None, number_in_form("sheet") or None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: labels_printers.keep_sheet(act, number, form.name.data, form.measures()))
        if isinstance(outcome, Done):
            flash(_("Saved. Print a calibration page before the first labels."), "good")
            return redirect(url_for("labels.sheets"), 303)
        no = outcome
    return _sheets_page(form, number, no), no.status if no else 422


@room.post("/sheets/<int:sheet_id>/remove")
@for_coordinator
def remove_sheet(sheet_id: int) -> Page:
    """Forget a sheet."""
    outcome = attempt(Form(), lambda act: labels_printers.remove_sheet(act, sheet_id))
    if isinstance(outcome, Refused):
        raise outcome
    flash(_("The sheet is removed."), "good")
    return redirect(url_for("labels.sheets"), 303)


@room.get("/calibration")
@for_coordinator
def calibration() -> Response:
    """A page with the sheet's labels and rulers, moved as the printer's labels are. Raises SheetGone."""
    depot = current_depot()
    sheet = labels_printers.sheet(db.session(), depot.id, request.args.get("sheet", ""))
    printer = _printer(number_in_address("printer")) or Printer(0, _("Any printer"), 0.0, 0.0)
    whole = io.BytesIO()
    title = f"{sheet_words(sheet)} · {printer.name}"
    write_calibration(whole, sheet, printer.right, printer.down, title, _explained(printer))
    response = Response(whole.getvalue(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="calibration-{sheet.key}.pdf"'
    return response


def _explained(printer: Printer) -> list[str]:
    moved = {"right": format_decimal(printer.right, "0.#"), "down": format_decimal(printer.down, "0.#")}
    return [
        _("Moved %(right)s mm to the right and %(down)s mm down.", **moved),
        _("Print it at actual size, hold it against a sheet of labels and the light."),
        _("Measure how far the frames must move, add that to the printer’s figures,"),
        _("and print this page once more."),
    ]


def _printer(number: int) -> Printer | None:
    return labels_printers.printer(db.session(), current_depot().id, number)


def _own(number: int) -> Sheet | None:
    """One of the depot's own sheets. Raises NotFound."""
    if not number:
        return None
    found = labels_printers.sheets(db.session(), current_depot().id).get(f"{OWN}{number}")
    if found is None:
        raise NotFound
    return found


def _printers_page(form: PrinterForm, number: int | None, no: Refused | None = None) -> str:
    session, depot_id = db.session(), current_depot().id
    known = labels_printers.sheets(session, depot_id)
    return render_template(
        "labels/printers.html",
        form=form,
        number=number,
        printers=labels_printers.printers(session, depot_id),
        sheets=[(sheet.key, sheet_words(sheet)) for sheet in known.values()],
        usual=labels_printing.latest_manner(session, depot_id).sheet,
        key=key_to_give(no) if request.method == "POST" else None,
    )


def _sheets_page(form: SheetForm, number: int | None, no: Refused | None = None) -> str:
    known = labels_printers.sheets(db.session(), current_depot().id)
    own = [(int(key.removeprefix(OWN)), sheet) for key, sheet in known.items() if key.startswith(OWN)]
    return render_template(
        "labels/sheets.html",
        form=form,
        number=number,
        own=own,
        sheet_words=sheet_words,
        key=key_to_give(no) if request.method == "POST" else None,
    )
