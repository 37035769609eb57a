"""Late entry: a paper list from a power cut is typed, checked whole, and recorded as far as it is right."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.operations.acts import new_key
from lendlib.operations.late_entry import enter
from lendlib.operations.late_entry_past import DAYS_BACK
from lendlib.operations.late_entry_told import recorded
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.late_entry import MOST_LINES, Line, typed_lines, with_blank
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import as_id

room = Blueprint("late_entry", __name__, url_prefix="/lists/late-entry")

LINES_OF_THE_FORM = 18
MORE_LINES = 10


@room.get("")
@open_to(*COUNTER)
def paper() -> str:
    """An empty paper to type in; after one was recorded, what that was."""
    return _page([], done=_numbers(request.args.get("done", "")))


@room.post("")
@open_to(*COUNTER)
def press() -> Response:
    """Check the paper, or record what of it is right; what is not stays to be mended."""
    pressed = request.form.get("do", "check")
    if pressed not in ("check", "record", "more"):
        abort(400)
    act = begin_act()
    lines = typed_lines(request.form, act.depot.time_zone, act.today)
    if pressed == "more":
        give_up_transaction()
        return make_response(_page(lines, key=act.key, more=MORE_LINES))
    rows = [line.row for line in lines if line.row]
    verdicts = {verdict.number: verdict for verdict in enter(act, rows, chosen_language())}
    lines = [replace(line, verdict=verdicts.get(line.number)) for line in lines]
    if pressed == "check" or not any(verdict.is_good for verdict in verdicts.values()):
        give_up_transaction()
        status = 422 if not lines or any(line.has_trouble for line in lines) else 200
        return make_response(_page(lines, key=act.key, is_checked=True), status)
    finish(act)
    done = sorted({verdict.command_id for verdict in verdicts.values() if verdict.command_id})
    left = [line for line in lines if line.has_trouble]
    if not left:
        return redirect(url_for("late_entry.paper", done=".".join(map(str, done))), 303)
    return make_response(_page(left, done=done, is_checked=True), 422)


@room.get("/form")
@open_to(*COUNTER)
def form() -> str:
    """Blank lines to print, for the day when there is no power."""
    return render_template("late_entry/form.html", lines=LINES_OF_THE_FORM, days_back=DAYS_BACK)


def _page(
    lines: list[Line],
    *,
    key: str | None = None,
    done: list[int] | None = None,
    is_checked: bool = False,
    more: int | None = None,
) -> str:
    act = reading()
    shown = with_blank(lines, more)
    return render_template(
        "late_entry/paper.html",
        lines=shown,
        blank=Line(MOST_LINES),
        good=sum(line.verdict is not None and line.verdict.is_good for line in lines),
        troubled=[line for line in shown if line.has_trouble],
        is_checked=is_checked,
        first_blank=next((line.number for line in shown if line.is_blank), None),
        recorded=recorded(act, done, chosen_language()) if done else [],
        key=key or new_key(),
        today=act.today,
        earliest=act.today - timedelta(DAYS_BACK),
        days_back=DAYS_BACK,
        most=MOST_LINES,
        ways={"out": _("Went out"), "back": _("Came back")},
    )


def _numbers(text: str) -> list[int]:
    return [number for part in text.split(".") if (number := as_id(part)) is not None][:MOST_LINES]
