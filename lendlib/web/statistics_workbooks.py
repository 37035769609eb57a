"""Workbooks of loan rows: begun, looked at while they are made, fetched once."""

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.commands import NoKey
from lendlib.operations.statistics_loans import Extent, extent
from lendlib.outside.exports_kept import Export, Note, export_of, is_making, make_room, remove_old
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.statistics_loans import MOST_IN_WORKBOOK, StillMaking, TooManyForWorkbook
from lendlib.web.doors import NotOpenToYou, current_door
from lendlib.web.faults import Fault, NoRoom, OutOfReach
from lendlib.web.languages import current_config
from lendlib.web.moments import now
from lendlib.web.refusals import translate
from lendlib.web.statistics import Page
from lendlib.web.statistics_downloads import sent
from lendlib.web.statistics_file_names import attached, file_name
from lendlib.web.statistics_files import XLSX
from lendlib.web.statistics_loans import chosen_by, exporter, for_exporters, named, question_of, refused, room
from lendlib.web.statistics_loans_job import Task, start
from lendlib.web.statistics_loans_words import header, meanings
from lendlib.web.statistics_numbers import figure, span
from lendlib.web.statistics_questions import Question
from lendlib.web.statistics_told import reach_words

__all__ = ["room"]

LONGEST_KEY = 64
_FAILURES = {refusal.code: refusal for refusal in (NoRoom, OutOfReach, Fault)}


@room.post("/loans/workbook")
@for_exporters
def make_workbook() -> Page:
    """Begin to make the workbook, and lead to the page that tells how far it is. The same key makes it once."""
    reader, key = exporter(), request.form.get("command_key", "")
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable() or "/" in key:
        raise NoKey
    try:
        question = question_of(reader)
        if _export(key).note() is None:
            _begin(question, _export(key))
    except Refused as no:
        return refused(reader, no)
    return redirect(url_for("statistics.workbook", key=key), 303)


@room.get("/loans/workbook/<key>")
@for_exporters
def workbook(key: str) -> Page:
    """How far a workbook is, and where it is fetched."""
    export = _export(key)
    note = export.note()
    if note is None or note.is_over(now()):
        return render_template("statistics/workbook_gone.html"), 410
    if note.is_running(now()):
        return render_template("statistics/workbook_running.html", note=note, key=key)
    if "HX-Request" in request.headers:
        # What was made is whole: the page that waited for it is to be loaded anew.
        return make_response("", 200, {"HX-Refresh": "true"})
    why = _FAILURES.get(note.failure)
    return render_template(
        "statistics/workbook_done.html",
        note=note,
        key=key,
        size=export.path.stat().st_size if export.path.exists() else 0,
        why=" ".join(translate(why())) if why else "",
    )


@room.get("/loans/workbook/<key>/file")
@for_exporters
def workbook_file(key: str) -> Page:
    """The workbook; once it was sent whole, it is gone. Raises NotFound, OthersDownload."""
    export = _export(key)
    note = export.note()
    if note is None or not note.is_whole or note.is_over(now()) or not export.path.exists():
        raise NotFound
    size = export.path.stat().st_size
    response = sent(export.fetched(), XLSX)
    response.content_length = size
    return attached(response, note.called)


def _begin(question: Question, export: Export) -> None:
    """Start making it. Raises TooManyForWorkbook, StillMaking."""
    instance, moment, chosen = current_config().instance, now(), chosen_by(question)
    known = extent(db.session(), chosen)
    if known.rows > MOST_IN_WORKBOOK:
        raise TooManyForWorkbook(rows=figure(known.rows), most=figure(MOST_IN_WORKBOOK))
    remove_old(instance, moment)
    if is_making(instance, _staff_id(), moment):
        raise StillMaking
    make_room(instance, _staff_id())
    called, at = file_name(("loan-rows",), question, "xlsx"), moment.isoformat()
    note = Note(called, question.query, known.rows, begun_at=at, moved_at=at)
    words = _("Loans")[:31], (_("What was asked")[:31], _about(question, known))
    if export.claim(note):
        task = Task(export, note, chosen, known, named(chosen), header(), *words)
        db.session.rollback()
        start(current_app._get_current_object(), task)  # type: ignore[attr-defined]


def _export(key: str) -> Export:
    return export_of(current_config().instance, _staff_id(), key)


def _staff_id() -> int:
    staff = current_door().staff
    if staff is None:
        raise NotOpenToYou
    return staff.id


def _about(question: Question, known: Extent) -> list[tuple[str, str]]:
    asked = question.asked
    return [
        (_("Lent"), span(asked.from_on, asked.until_on)),
        (_("Depots"), reach_words(question)),
        (_("Rows"), str(known.rows)),
        (_("As of"), now().isoformat(timespec="minutes")),
        *meanings(),
    ]
