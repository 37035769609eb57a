"""Telling what is wrong with a thing, without a name; and what staff makes of it, in the repair queue."""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import fault_reports
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.photos_shown import waiting
from lendlib.operations.public_items import Labelled
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.photos import MOST_UPLOADED_BYTES, Shows
from lendlib.rules.vocabulary import Condition
from lendlib.web.attempts import attempt
from lendlib.web.doors import public, takes_up_to
from lendlib.web.fault_reports_limit import FaultLimit
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.fault_reports import FaultForm, SuspectForm
from lendlib.web.inventory import Page, for_counter
from lendlib.web.moments import now
from lendlib.web.numbers import as_id
from lendlib.web.photos import keep_photo, photo_kept, photo_sent
from lendlib.web.public_items import no_such_label, read
from lendlib.web.public_pages import shut
from lendlib.web.refusals import tell, translate

room = Blueprint("fault_reports", __name__)

DEEDS: dict[str, Callable[[Act, int, int], Done]] = {
    "repair": fault_reports.take_to_repair,
    "noted": fault_reports.note_for_repair,
    "nothing": fault_reports.dismiss,
}


@room.route("/i/<code>/fault", methods=["GET", "POST"])
@room.route("/I/<code>/fault", methods=["GET", "POST"])
@public
@takes_up_to(MOST_UPLOADED_BYTES)
def fault(code: str) -> Page:
    """Tell what is wrong with a thing, in words, perhaps with a photo."""
    off = shut()
    if off is not None:
        return off
    found = read(code)
    if found is None or found.item is None:
        return no_such_label(code)
    if found.item.condition == Condition.RETIRED:
        return redirect(f"/i/{found.code}", 303)
    form = FaultForm()
    if request.method == "GET":
        return _page(form, found)
    upload, photo = photo_sent(), photo_kept()
    is_right = form.validate_on_submit()
    try:
        if is_right or upload is not None:
            _limit(current_app).count(request.remote_addr or "", found.item.id, now())
        if upload is not None:
            photo = keep_photo(upload, found.depot.id, shows=Shows.FAULT)
        if not is_right:
            return _page(form, found, photo), 422
        begin_writing(db.session())
        fault_reports.report(db.session(), found.item.id, form.words.data, now(), photo=photo)
        db.session.commit()
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return _page(form, found, photo), no.status
    return redirect(url_for("fault_reports.thanks", code=found.code), 303)


@room.get("/i/<code>/thanks")
@public
def thanks(code: str) -> Page:
    """Say that it was kept, and what to do with the thing meanwhile."""
    off = shut()
    if off is not None:
        return off
    found = read(code)
    if found is None or found.item is None:
        return no_such_label(code)
    return render_template("fault_reports/thanks.html", found=found, thing=found.item, lender=found.depot)


@room.post("/items/repair/told")
@for_counter
def decide() -> Response:
    """Put what was told of aside for repair, keep it with a repair that waits anyway, or find nothing wrong."""
    form = SuspectForm()
    item_id, up_to = as_id(form.item.data), as_id(form.up_to.data)
    deed = DEEDS.get(form.becomes.data)
    if item_id is None or up_to is None or deed is None:
        raise NotFound
    outcome = attempt(form, lambda act: deed(act, item_id, up_to))
    if not isinstance(outcome, Done):
        flash(" ".join(translate(outcome)), "bad")
        return redirect(url_for("repair.queue"), 303)
    if form.becomes.data == "repair":
        return redirect(url_for("repair.queue", done=outcome.command_id), 303)
    flash(_("Kept with the repair.") if form.becomes.data == "noted" else _("What was told is erased."), "good")
    return redirect(url_for("repair.queue"), 303)


def _page(form: FaultForm, found: Labelled, photo: str = "") -> str:
    return render_template(
        "fault_reports/fault.html",
        form=form,
        found=found,
        thing=found.item,
        lender=found.depot,
        waiting=waiting(db.session(), found.depot.id, photo, Shows.FAULT) if photo else None,
    )


def _limit(app: Flask) -> FaultLimit:
    limit: FaultLimit = app.extensions.setdefault("lendlib.fault_limit", FaultLimit())
    return limit
