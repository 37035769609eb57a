"""Pages of the stock room: a list on its way into the stock, from the upload to the last thing on its shelf."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import stock_import
from lendlib.operations.stock_import import ListOnItsWay
from lendlib.outside.spreadsheets import opened
from lendlib.outside.spreadsheets_kept import write_down
from lendlib.rules.stock_lists import column_letter, guess_columns, header_hash
from lendlib.rules.stock_lists_cells import without_personnummer
from lendlib.rules.stock_lists_refusals import NothingChosen, UnreadableList
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep
from lendlib.web.acts import begin_act, finish
from lendlib.web.doors import current_depot, takes_up_to
from lendlib.web.forms.stock import ListForm, column_select, columns_said
from lendlib.web.forms.words import one_line
from lendlib.web.languages import current_config
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.stock_import_runs import for_coordinator, kept, room, run
from lendlib.web.stock_import_shown import shown
from lendlib.web.stock_import_words import why_not

__all__ = ["for_coordinator", "room"]

Page = str | tuple[str, int] | Response
LARGEST = 32_000_000
SAMPLES = 3


@room.get("/import")
@for_coordinator
def begin() -> Page:
    """Where a list is sent."""
    return _begin_page(ListForm(formdata=None))


def _begin_page(form: ListForm) -> str:
    lists = stock_import.latest(db.session(), current_depot().id)
    return render_template("stock/import.html", form=form, lists=lists, now=now(), megabytes=LARGEST // 1_000_000)


@room.post("/import")
@for_coordinator
@takes_up_to(LARGEST)
def send() -> Page:
    """Take a list in; one with columns that are known is read through at once."""
    form = ListForm()
    try:
        return _take_in(form)
    except UnreadableList as no:
        tell(form, no)
        return _begin_page(form), 422


def _take_in(form: ListForm) -> Response:
    upload = request.files.get("list")
    if upload is None or not upload.filename:
        raise NothingChosen
    path = write_down(current_config().instance, upload.stream)
    try:
        with opened(path) as lines:
            _line, header = next(lines)
            next(lines)
        act = begin_act()
        choices, given_up = {}, None
        if form.earlier is not None:
            earlier = stock_import.find(act.session, act.depot.id, form.earlier)
            choices = dict(earlier.choices)
            if earlier.state is ImportState.UPLOADED or earlier.has_died(act.now):
                stock_import.give_up(act, earlier.id)
                given_up = earlier.id
        name = one_line(without_personnummer(upload.filename))
        import_id = stock_import.take_in(act, name, choices)
        kept(import_id).take(path)
        finish(act)
    finally:
        path.unlink(missing_ok=True)
    if given_up is not None:
        kept(given_up).remove()
    columns = stock_import.columns_for(db.session(), current_depot().id, header_hash(header))
    if columns is None:
        return redirect(url_for("stock.columns", import_id=import_id), 303)
    return run(import_id, ImportStep.CHECK)


@room.get("/import/<int:import_id>")
@for_coordinator
def look(import_id: int) -> Page:
    """How far a list has come, and what it would become."""
    known = stock_import.find(db.session(), current_depot().id, import_id)
    if known.is_running(now()):
        return render_template("stock/running.html", known=known)
    if "HX-Request" in request.headers:
        # What ran has ended: the page that waited for it is to be loaded anew.
        return make_response("", 200, {"HX-Refresh": "true"})
    if known.state is ImportState.DONE:
        return render_template("stock/done.html", known=known)
    if known.state is ImportState.FAILED:
        return render_template("stock/failed.html", known=known, why=why_not(known.failure))
    return render_template("stock/report.html", **shown(known))


@room.get("/import/<int:import_id>/columns")
@for_coordinator
def columns(import_id: int) -> Page:
    """What each column of the list is."""
    return _columns_page(_waiting(import_id))


def _columns_page(known: ListOnItsWay, wrong: list[str] | None = None) -> str:
    with opened(kept(known.id).sent) as lines:
        _line, header = next(lines)
        rows = [cells for _, (_line, cells) in zip(range(SAMPLES), lines, strict=False)]
    kept_columns = stock_import.columns_for(db.session(), current_depot().id, header_hash(header))
    guessed = kept_columns if kept_columns is not None else guess_columns(header)
    fields = []
    for place, cell in enumerate(header):
        samples = [without_personnummer(row[place])[:60] for row in rows if place < len(row)]
        chosen = request.form.get(f"column_{place}", "") if wrong else str(guessed.get(place, ""))
        title = one_line(without_personnummer(cell))[:60] or _("Column %(letter)s", letter=column_letter(place))
        fields.append(column_select(place, title, chosen, samples))
    return render_template("stock/columns.html", known=known, fields=fields, wrong=wrong or [])


@room.post("/import/<int:import_id>/columns")
@for_coordinator
def say_columns(import_id: int) -> Page:
    """Remember what the columns are, and read the list through."""
    known = _waiting(import_id)
    with opened(kept(known.id).sent) as lines:
        _line, header = next(lines)
    said, wrong = columns_said(request.form, len(header))
    if wrong:
        return _columns_page(known, wrong), 422
    act = begin_act()
    stock_import.remember_columns(act, header_hash(header), said)
    finish(act)
    return run(import_id, ImportStep.CHECK)


@room.post("/import/<int:import_id>/drop")
@for_coordinator
def drop(import_id: int) -> Page:
    """Give a list up: it is removed, and nothing was imported."""
    act = begin_act()
    stock_import.give_up(act, import_id)
    finish(act)
    kept(import_id).remove()
    flash(_("The list was removed. Nothing was imported."), "good")
    return redirect(url_for("stock.begin"), 303)


def _waiting(import_id: int) -> ListOnItsWay:
    """A list that something can still be done with. Raises NotFound, ImportOver."""
    known = stock_import.find(db.session(), current_depot().id, import_id)
    if known.state in (ImportState.DONE, ImportState.FAILED) or not kept(import_id).sent.exists():
        raise stock_import.ImportOver
    return known
