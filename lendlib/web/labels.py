"""Pages of the labels room: blank labels in batches, and what was printed. Printing itself: labels_print."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import labels_batches
from lendlib.operations.commands import Done
from lendlib.rules.errors import Refused
from lendlib.rules.label_sheets import MOST_LABELS
from lendlib.rules.vocabulary import Role
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot, open_to
from lendlib.web.forms.labels import BatchForm

room = Blueprint("labels", __name__, url_prefix="/labels")
for_counter = open_to(Role.VOLUNTEER, Role.COORDINATOR)
for_coordinator = open_to(Role.COORDINATOR)

Page = str | tuple[str, int] | Response
MOST_BATCHES = 50


@room.get("")
@for_counter
def index() -> Page:
    """What can be printed, and the batches of blank labels."""
    return _index_page(BatchForm(formdata=None))


def _index_page(form: BatchForm, no: Refused | None = None) -> str:
    batches = labels_batches.batches(db.session(), current_depot().id, MOST_BATCHES)
    return render_template("labels/index.html", form=form, batches=batches, most=MOST_LABELS, key=key_to_give(no))


@room.post("/batches")
@for_counter
def make_batch() -> Page:
    """Make blank labels, and go on to printing them."""
    form, no = BatchForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: labels_batches.make_batch(act, form.size.data or 0))
        if isinstance(outcome, Done):
            return redirect(url_for("labels.print_page", batch=outcome.result["number"]), 303)
        no = outcome
    return _index_page(form, no), no.status if no else 422


@room.get("/batches/<int:number>")
@for_counter
def batch(number: int) -> Page:
    """A batch: how many of it are used, and printing it again."""
    return render_template("labels/batch.html", batch=labels_batches.batch(db.session(), current_depot().id, number))
