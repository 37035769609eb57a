"""Pages where who looks after the whole country says how many live where: SCB's file, or one figure typed."""

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lendlib.db import begin_writing, db
from lendlib.operations import statistics_population_kept as kept
from lendlib.operations.commands import NoKey
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.rules.statistics_population import SENTENCES, Counted, Fault, read
from lendlib.rules.stock_lists import column_letter
from lendlib.rules.stock_lists_cells import without_personnummer
from lendlib.rules.stock_lists_refusals import NothingChosen
from lendlib.rules.vocabulary import Role
from lendlib.web.doors import NotOpenToYou, current_door, open_to, takes_up_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.statistics_population import FigureFileForm, FigureForm
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.statistics_earlier import LARGEST, read_lines, room
from lendlib.web.statistics_earlier_words import FAULTS_SHOWN, FaultsTold
from lendlib.web.statistics_questions import USUAL_ZONE

__all__ = ["room"]

Page = str | tuple[str, int] | Response
for_the_country = open_to(Role.ADMINISTRATOR, Role.ORGANISER, anywhere=True)
SCB = "SCB"
REPLACED_SHOWN = 50
MANY = 290


@room.context_processor
def _may_say_how_many_live_where() -> dict[str, object]:
    return {"may_write_population": lambda: kept.may_write(current_door().roles)}


@room.get("/population")
@for_the_country
def population() -> str:
    """What is known, and both ways to say more."""
    _refuse_others()
    return _page()


@room.post("/population/file")
@for_the_country
@takes_up_to(LARGEST)
def send_population() -> Page:
    """What the file would keep and replace, or all that is wrong with it. Nothing is kept yet."""
    _refuse_others()
    form, faults = FigureFileForm(), list[Fault]()
    try:
        upload = request.files.get("list")
        if upload is None or not upload.filename:
            raise NothingChosen
        lines = read_lines(upload.stream)
    except Refused as no:
        tell(form, no)
        return _page(file_form=form), 422
    names = kept.names(db.session())
    counted = read(lines, names, day_of(now(), USUAL_ZONE).year, faults)
    if faults:
        return _page(file_form=form, faults=_told(faults)), 422
    replaced = kept.replaced(db.session(), counted)
    years = sorted({one.year for one in counted})
    return render_template(
        "statistics/population_preview.html",
        counted=counted,
        years=[(year, sum(1 for one in counted if one.year == year)) for year in years],
        replaced=replaced[:REPLACED_SHOWN],
        replaced_more=max(0, len(replaced) - REPLACED_SHOWN),
        names=names,
        figures=json.dumps([[one.code, one.year, one.people] for one in counted], separators=(",", ":")),
    )


@room.post("/population/keep")
@for_the_country
@takes_up_to(LARGEST)
def keep_population() -> Page:
    """Keep what was looked at, all of it or nothing."""
    _refuse_others()
    counted = _figures_sent()
    begin_writing(db.session())
    kept.write(db.session(), counted, SCB, day_of(now(), USUAL_ZONE))
    db.session.commit()
    flash(ngettext("%(num)s figure is kept.", "%(num)s figures are kept.", len(counted)), "good")
    return redirect(url_for("statistics.population"), 303)


@room.post("/population")
@for_the_country
def type_population() -> Page:
    """Keep one figure; where another stands, that is said first, and the same press again replaces it."""
    _refuse_others()
    form = FigureForm()
    form.offer(kept.names(db.session()).items())
    if not form.validate():
        return _page(figure_form=form), 422
    counted = form.counted()
    begin_writing(db.session())
    replaced = kept.replaced(db.session(), [counted])
    if replaced and form.seen.data != str(replaced[0].was):
        give_up_transaction()
        form.seen.data = str(replaced[0].was)
        return _page(figure_form=form, stands=replaced[0]), 422
    try:
        kept.write(db.session(), [counted], form.source.data, day_of(now(), USUAL_ZONE))
        db.session.commit()
    except Refused as no:
        give_up_transaction()
        tell(form, no)
        return _page(figure_form=form), 422
    flash(_("Kept."), "good")
    return redirect(url_for("statistics.population"), 303)


def _refuse_others() -> None:
    if not kept.may_write(current_door().roles):
        raise NotOpenToYou


def _page(file_form: FigureFileForm | None = None, figure_form: FigureForm | None = None, **more: Any) -> str:
    if figure_form is None:
        figure_form = FigureForm(formdata=None)
        figure_form.offer(kept.names(db.session()).items())
    return render_template(
        "statistics/population.html",
        file_form=file_form or FigureFileForm(formdata=None),
        form=figure_form,
        years=kept.known_years(db.session()),
        of=MANY,
        **more,
    )


def _told(faults: list[Fault]) -> FaultsTold:
    shown = [(one.line, column_letter(one.column), _words(one)) for one in faults[:FAULTS_SHOWN]]
    return FaultsTold(tuple(shown), len(faults))


def _words(fault: Fault) -> str:
    sentence: str = _(SENTENCES[fault.wrong])
    values = {name: without_personnummer(str(value)) for name, value in fault.values.items()}
    return sentence.format(**values) if values else sentence


def _figures_sent() -> list[Counted]:
    """The figures that the page carried. Raises NoKey for what no page of ours carries."""
    names = kept.names(db.session())
    try:
        told = json.loads(request.form.get("figures", ""))
        counted = [Counted(str(code), int(year), int(people)) for code, year, people in told]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise NoKey from None
    if not counted or len({(one.code, one.year) for one in counted}) < len(counted):
        raise NoKey
    if any(one.code not in names for one in counted):
        raise NoKey
    return counted
