"""The page on which a depot decides when its letters go."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.operations.commands import Done
from lendlib.operations.reminders_schedule import change_timetable, timetable_now
from lendlib.rules.errors import Refused
from lendlib.rules.reminding import Timetable
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.days import Page
from lendlib.web.doors import open_to
from lendlib.web.forms.reminders_schedule import ScheduleForm
from lendlib.web.forms.seen import tell_kept

room = Blueprint("reminders_schedule", __name__, url_prefix="/reminders/schedule")
for_those_who_decide = open_to(Role.COORDINATOR, Role.ADMINISTRATOR)


@room.get("")
@for_those_who_decide
def index() -> Page:
    """Which letters go, on which days, in which hours."""
    act = reading()
    return _page(ScheduleForm.filled(timetable_now(act.session, act.depot.id)))


@room.post("")
@for_those_who_decide
def change() -> Page:
    """Send letters by this from now on."""
    form, no = ScheduleForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: change_timetable(act, form.timetable(), request.form.get("seen")))
        if isinstance(outcome, Done):
            flash(_("Saved. It counts for letters that wait, too."), "good")
            return redirect(url_for("reminders_schedule.index"), 303)
        no = outcome
    return _page(form, no), no.status if no else 422


def _page(form: ScheduleForm, no: Refused | None = None) -> str:
    act = reading()
    kept = timetable_now(act.session, act.depot.id)
    if isinstance(no, SavedMeanwhile):
        tell_kept(form, ScheduleForm.filled(kept))
    return render_template(
        "reminders_schedule/index.html",
        form=form,
        usual=ScheduleForm.filled(Timetable()),
        key=key_to_give(no),
        seen=seen_to_give(no, kept),
    )
