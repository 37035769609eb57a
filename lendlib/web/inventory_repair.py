"""The repair queue as a page: a list to work from, to print, and as a file."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from lendlib.db import db
from lendlib.operations import conditions, fault_reports, recent, repair
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.outside.csv_files import csv_file
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import RetireReason
from lendlib.web import wording
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt
from lendlib.web.doors import current_depot
from lendlib.web.filters import spoken_code
from lendlib.web.forms import Form
from lendlib.web.inventory import Page, for_counter, today_here
from lendlib.web.languages import chosen_language
from lendlib.web.lists import as_csv, is_csv
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.wording import RETIRE_REASONS

room = Blueprint("repair", __name__, url_prefix="/items/repair")


class MendedForm(Form):
    """One thing of the queue: ready again, or retired for a reason."""

    item = HiddenField(default="")
    becomes = HiddenField(default="")
    reason = SelectField(
        _("Why?"),
        choices=[
            SelectChoice("", _("Choose why …")),
            *(SelectChoice(reason.value, RETIRE_REASONS[reason]) for reason in RetireReason),
        ],
        default="",
    )


@room.get("")
@for_counter
def queue() -> Page:
    """What is in repair, the oldest first; as a file too."""
    return _file() if is_csv() else _page(MendedForm(formdata=None))


def _file() -> Response:
    depot = current_depot()
    kept = repair.in_repair(db.session(), depot.id, chosen_language(), repair.MOST_IN_A_FILE)
    header = (gettext("Thing"), gettext("Label"), gettext("In repair since"), gettext("What was said"))
    rows = [
        (
            one.thing,
            spoken_code(one.thing.code),
            day_of(one.since, depot.time_zone),
            " / ".join(note.words for note in one.said),
        )
        for one in kept.waiting
    ]
    return as_csv(f"repair-{today_here()}", csv_file(header, rows))


@room.post("")
@for_counter
def mended() -> Page:
    """Ready again, or out of the stock."""
    form = MendedForm()
    item_id = as_id(form.item.data)
    if item_id is None or form.becomes.data not in ("ready", "retire"):
        raise NotFound
    if form.becomes.data == "retire" and form.reason.data not in set(RetireReason):
        form.form_errors.append(gettext("Choose why it leaves the stock."))
        return _page(form), 422
    deeds: dict[str, Callable[[Act], Done]] = {
        "ready": lambda act: conditions.make_ready(act, item_id),
        "retire": lambda act: conditions.retire(act, item_id, RetireReason(form.reason.data)),
    }
    outcome = attempt(form, deeds[form.becomes.data])
    if isinstance(outcome, Done):
        return redirect(url_for("repair.queue", done=outcome.command_id), 303)
    return _page(form), outcome.status


def _page(form: MendedForm) -> str:
    done = number_in_address("done") if request.method == "GET" else 0
    return render_template(
        "inventory/repair.html",
        queue=repair.in_repair(db.session(), current_depot().id, chosen_language()),
        suspects=fault_reports.suspects(db.session(), current_depot().id, chosen_language()),
        form=form,
        wording=wording,
        today=today_here(),
        reasons=MendedForm.reason.kwargs["choices"],
        just_done=recent.done_here(reading(), done, chosen_language()) if done else None,
    )
