"""Pages where a depot brings the counts of its years before lendlib: a file sent, looked at, added, taken back."""

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from lendlib.db import db
from lendlib.operations import statistics_earlier
from lendlib.operations.commands import NoKey
from lendlib.operations.statistics_earlier import FaultyCounts, NothingToAdd
from lendlib.operations.statistics_earlier_check import check
from lendlib.outside.csv_files import csv_file
from lendlib.outside.spreadsheets import opened
from lendlib.outside.spreadsheets_kept import write_down
from lendlib.rules.errors import N_, Refused
from lendlib.rules.statistics_earlier import Line
from lendlib.rules.stock_lists_cells import without_personnummer
from lendlib.rules.stock_lists_refusals import NothingChosen
from lendlib.rules.vocabulary import DepotState, Role
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.doors import current_depot, open_to, takes_up_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.statistics_earlier import CountsForm
from lendlib.web.forms.words import one_line
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.refusals import tell
from lendlib.web.statistics import room
from lendlib.web.statistics_earlier_words import faults_told, laid_out, template_lines

__all__ = ["for_those_who_bring", "read_lines", "room"]

Page = str | tuple[str, int] | AnyResponse
for_those_who_bring = open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
LARGEST = 4_000_000
# What one page can carry from being looked at to being added.
MOST_LINES, MOST_BYTES = 5_000, 600_000


class TooManyLines(Refused):
    """More than one page can carry."""

    code = "too-many-lines"
    field = "list"
    sentence = N_("The file is too long: at most {most} lines are taken at once.")
    advice = N_("Split it by years, each file with the header, and send one after the other.")


@room.get("/earlier")
@for_those_who_bring
def earlier() -> str:
    """How counts are brought, where the file is sent, and what was brought before."""
    return _page(CountsForm(formdata=None))


@room.post("/earlier")
@for_those_who_bring
@takes_up_to(LARGEST)
def send_earlier() -> Page:
    """What the file would add, or all that is wrong with it. Nothing is added yet."""
    form = CountsForm()
    try:
        upload = request.files.get("list")
        if upload is None or not upload.filename:
            raise NothingChosen
        lines = read_lines(upload.stream)
        name = one_line(without_personnummer(upload.filename))
        plan = check(db.session(), current_depot().id, lines, chosen_language(), reading().today)
        if plan.faults:
            raise FaultyCounts(plan.faults)
        if not plan.counts:
            raise NothingToAdd
    except FaultyCounts as no:
        return _page(form, faults=faults_told(no.faults, lines[0][1]), file_name=name), 422
    except Refused as no:
        tell(form, no)
        return _page(form), 422
    return render_template(
        "statistics/earlier_preview.html",
        preview=laid_out(plan.counts, chosen_language()),
        file_name=name,
        lines=json.dumps(lines, ensure_ascii=False, separators=(",", ":")),
    )


@room.post("/earlier/add")
@for_those_who_bring
@takes_up_to(LARGEST)
def add_earlier() -> Page:
    """Add what was looked at: all of it, or nothing."""
    lines, name = _lines_sent(), one_line(request.form.get("name"))
    try:
        act = begin_act()
        done = statistics_earlier.bring(act, name, lines, chosen_language())
        finish(act)
    except FaultyCounts as no:
        give_up_transaction()
        return _page(CountsForm(formdata=None), faults=faults_told(no.faults, lines[0][1]), file_name=name), 422
    rows = done.result["rows"]
    words = ngettext(
        "%(num)s count is added. It is marked “imported” wherever it shows.",
        "%(num)s counts are added. They are marked “imported” wherever they show.",
        rows,
    )
    flash(words, "good")
    return redirect(url_for("statistics.earlier"), 303)


@room.post("/earlier/<int:import_id>/back")
@for_those_who_bring
def take_earlier_back(import_id: int) -> Page:
    """Remove all that one file added."""
    act = begin_act()
    statistics_earlier.take_back(act, import_id)
    finish(act)
    flash(_("The file is taken back: nothing of it counts any more."), "good")
    return redirect(url_for("statistics.earlier"), 303)


@room.get("/earlier/template.csv")
@for_those_who_bring
def earlier_template() -> Response:
    """A file to fill in, with last year's months."""
    header, *rows = template_lines(reading().today)
    response = Response(csv_file(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_("earlier-years")}.csv"'
    return response


def _page(form: CountsForm, **more: Any) -> str:
    depot = current_depot()
    return render_template(
        "statistics/earlier.html",
        form=form,
        files=statistics_earlier.files_of(db.session(), depot.id),
        practises=depot.state == DepotState.TEST,
        example=template_lines(reading().today)[:3],
        **more,
    )


def read_lines(upload: Any) -> list[Line]:
    """The lines of a file, the header first. Raises UnreadableList and its kin, TooManyLines."""
    path = write_down(current_config().instance, upload)
    found: list[Line] = []
    size = 0
    try:
        with opened(path) as lines:
            for number, cells in lines:
                size += sum(len(cell.encode()) + 3 for cell in cells)
                if len(found) > MOST_LINES or size > MOST_BYTES:
                    raise TooManyLines(most=f"{MOST_LINES:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))
                found.append((number, [cell.strip() for cell in cells]))
    finally:
        path.unlink(missing_ok=True)
    return found


def _lines_sent() -> list[Line]:
    """The lines that the page carried. Raises NoKey for what no page of ours carries."""
    try:
        told = json.loads(request.form.get("lines", ""))
        lines = [(int(number), [str(cell) for cell in cells]) for number, cells in told]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise NoKey from None
    if len(lines) < 2 or len(lines) > MOST_LINES + 1:
        raise NoKey
    return lines
