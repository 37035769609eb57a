"""A print of labels while it is written, and when it is there."""

from flask import make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import labels_printers, labels_printing
from lendlib.operations.labels_printing import StillPrinting
from lendlib.outside.label_sheets_kept import printed_file
from lendlib.rules.errors import NotFound
from lendlib.rules.label_words import PrintState
from lendlib.web.acts import begin_act, finish
from lendlib.web.doors import current_depot
from lendlib.web.faults import NoRoom, give_up_transaction
from lendlib.web.labels import Page, for_counter, room
from lendlib.web.labels_print import run
from lendlib.web.labels_words import sheet_words
from lendlib.web.languages import current_config
from lendlib.web.moments import now
from lendlib.web.refusals import translate

__all__ = ["room"]


@room.get("/prints/<int:print_id>")
@for_counter
def look(print_id: int) -> Page:
    """How far it is, and where the PDF is fetched."""
    depot = current_depot()
    known = labels_printing.find(db.session(), depot.id, print_id)
    if known.is_running(now()):
        return render_template("labels/running.html", known=known)
    if "HX-Request" in request.headers:
        # What was written is whole: the page that waited for it is to be loaded anew.
        return make_response("", 200, {"HX-Refresh": "true"})
    is_there = known.state is PrintState.DONE and printed_file(current_config().instance, print_id).exists()
    sheet = labels_printers.sheets(db.session(), depot.id).get(known.manner.sheet)
    return render_template(
        "labels/done.html",
        known=known,
        is_there=is_there,
        is_broken=known.state is not PrintState.DONE,
        why=" ".join(translate(NoRoom())) if known.failure == NoRoom.code else "",
        sheet=sheet,
        sheet_words=sheet_words(sheet) if sheet else "",
        next_cell=(known.manner.start + known.done) % sheet.cells + 1 if sheet else 1,
    )


@room.get("/prints/<int:print_id>/file")
@for_counter
def file(print_id: int) -> Response:
    """The PDF. Raises NotFound."""
    depot = current_depot()
    labels_printing.find(db.session(), depot.id, print_id)
    path = printed_file(current_config().instance, print_id)
    if not path.exists():
        raise NotFound
    name = f"labels-{depot.slug}-{print_id}.pdf"
    return send_file(path, "application/pdf", as_attachment=True, download_name=name)


@room.post("/prints/<int:print_id>/again")
@for_counter
def again(print_id: int) -> Response:
    """Write the same once more: the file is gone, or never became whole."""
    try:
        act = begin_act()
        labels_printing.begin_again(act, print_id)
        finish(act)
    except StillPrinting:
        give_up_transaction()
    else:
        run(print_id)
    return redirect(url_for("labels.look", print_id=print_id), 303)
