"""The lists that a depot works from: what is due on a day, what nobody finds; whom to phone is in lists_overdue."""

from datetime import date, timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.operations import conditions, lists
from lendlib.operations.acts import Act
from lendlib.outside.csv_files import csv_file
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.filters import spoken_code
from lendlib.web.forms.lists import DayForm
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import number_in_address
from lendlib.web.refusals import translate

room = Blueprint("lists", __name__, url_prefix="/lists")
MOST_DAYS_AWAY = timedelta(days=400)


@room.get("")
@open_to(*COUNTER)
def index() -> str:
    """Which lists there are, and how long each is."""
    return render_template("lists/index.html", lengths=lists.lengths(reading()))


@room.get("/due-today")
@open_to(*COUNTER)
def due() -> Response:
    """What is due back on a day, today unless another is asked for."""
    act = reading()
    form = DayForm(request.args)
    day = _near(act, form.day.data)
    visits = lists.due_on_day(act, day, chosen_language())
    if is_csv():
        header = (_("Borrower"), _("Group"), _("Thing"), _("Label"), _("Lent"), _("Back by"))
        rows = [
            (thing.borrower, thing.group, thing, spoken_code(thing.code), thing.lent_on, thing.due_on)
            for visit in visits
            for thing in visit
        ]
        return as_csv(f"due-{day}", csv_file(header, rows))
    form.day.data = day
    shown = {"visits": visits, "form": form, "day": day, "today": act.today, "is_open": act.open_days.is_open(day)}
    return make_response(render_template("lists/due.html", **shown))


@room.get("/missing")
@open_to(*COUNTER)
def missing() -> Response:
    """What nobody finds, since when; whoever had it last is not told."""
    act = reading()
    things = lists.missing(act, chosen_language())
    if is_csv():
        header = (_("Thing"), _("Label"), _("Missing since"), _("How"))
        rows = [
            (
                thing,
                spoken_code(thing.code),
                day_of(thing.since, act.depot.time_zone),
                _("Lost on loan") if thing.is_lost else _("Missing"),
            )
            for thing in things
        ]
        return as_csv(f"missing-{act.today}", csv_file(header, rows))
    done = lists.just_done(act, number_in_address("done"))
    return make_response(render_template("lists/missing.html", things=things, done=done, today=act.today))


@room.post("/missing/<int:item_id>/found")
@open_to(*COUNTER)
def found(item_id: int) -> Response:
    """A missing thing turned up, whole or to be mended."""
    try:
        act = begin_act()
        done = conditions.find(act, item_id, is_whole=request.form.get("as") != "repair")
        finish(act)
    except Refused as no:
        if no.status in (400, 404):
            raise
        give_up_transaction()
        return make_response(_missing_after(item_id, no), no.status)
    if "HX-Request" in request.headers:
        told = lists.just_done(act, done.command_id)
        return make_response(render_template("lists/_missing.html", thing=None, item_id=item_id, done=told))
    return redirect(url_for("lists.missing", done=done.command_id), 303)


def _missing_after(item_id: int, no: Refused) -> str:
    act = reading()
    things = lists.missing(act, chosen_language())
    words = " ".join(translate(no)).strip()
    if "HX-Request" in request.headers:
        thing = next((thing for thing in things if thing.item_id == item_id), None)
        return render_template("lists/_missing.html", thing=thing, item_id=item_id, done=None, refused=words)
    return render_template("lists/missing.html", things=things, done=None, refused=words, today=act.today)


def is_csv() -> bool:
    """Whether the list is asked for as a file."""
    return request.values.get("as") == "csv"


def as_csv(name: str, content: bytes) -> Response:
    """A file to be kept, and nowhere else."""
    response = Response(content, mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _near(act: Act, day: date | None) -> date:
    """The day that was asked for, or today when it is none or too far away to be meant."""
    return day if day and abs(day - act.today) <= MOST_DAYS_AWAY else act.today
