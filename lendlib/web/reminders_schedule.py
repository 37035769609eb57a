"""The page on which a depot decides when its letters go."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.commands import Done
from lendlib.operations.policies import longest_loan
from lendlib.operations.reminders_schedule import change_timetable, timetable_now
from lendlib.rules.errors import Refused
from lendlib.rules.reminding import Timetable
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give, seen_to_give
from lendlib.web.days import Page
from lendlib.web.doors import current_depot, open_to
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
            _warn_of_letter_that_never_goes(form.timetable())
            return redirect(url_for("reminders_schedule.index"), 303)
        no = outcome
    return _page(form, no), no.status if no else 422


def _warn_of_letter_that_never_goes(timetable: Timetable) -> None:
    """A letter before the last day is left out on loans no longer than that: who borrows is told the day then."""
    before, longest = timetable.schedule.before_due, longest_loan(db.session(), current_depot())
    if before.is_on and before.days >= longest:
        told = _(
            "But the letter %(days)d days before the last day will hardly ever go: no loan here is longer than "
            "%(longest)d days, and on the day of the visit the receipt tells the last day.",
            days=before.days,
            longest=longest,
        )
        flash(told, "warn")


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
