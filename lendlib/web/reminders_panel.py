"""The panel of letters: how they stand, in words that a volunteer understands, and what can be done about each."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _

from lendlib.operations import jobs, lists, reminders_acts, reminders_panel, reminders_things
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.reminders_acts import MOST_AT_ONCE, Which
from lendlib.web import reminders_words
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.forms.reminders import LettersForm
from lendlib.web.inventory import Page
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.moments import now
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.reminders_watch import look_at_letters
from lendlib.web.reminders_ways import ways_out_of

room = Blueprint("reminders_panel", __name__, url_prefix="/reminders")
A_MOMENT = timedelta(seconds=45)


@room.get("")
@open_to(*COUNTER)
def panel() -> Page:
    """How the letters stand."""
    return _page(LettersForm(formdata=None))


@room.post("/resend")
@open_to(*COUNTER)
def resend() -> Page:
    """Send one once more, or all that failed for one reason."""
    return _after(reminders_acts.resend)


@room.post("/drop")
@open_to(*COUNTER)
def drop() -> Page:
    """Let one be, or all that failed for one reason."""
    return _after(reminders_acts.drop)


def _after(deed: Callable[[Act, Which], Done]) -> Page:
    form = LettersForm()
    which = form.which
    outcome = attempt(form, lambda act: deed(act, which))
    if isinstance(outcome, Done):
        return redirect(url_for("reminders_panel.panel", done=outcome.command_id), 303)
    return _page(form), outcome.status


def _page(form: LettersForm) -> str:
    act = reading()
    look_at_letters(afresh=True)
    letters = reminders_panel.panel(act)
    ways = ways_out_of(current_config())
    rows = letters.rows
    asked_id = as_id(form.notice.data) if form.form_errors else None
    return render_template(
        "reminders/panel.html",
        panel=letters,
        things_out=reminders_things.things_out(act, (row.checkout_id for row in rows), chosen_language()),
        refused_id=asked_id if asked_id in {row.id for row in rows} else None,
        worker=jobs.worker(act.session),
        moment=act.now,
        ways=ways,
        goes_nowhere=not ways and not letters.goes_out,
        form=form,
        words=reminders_words,
        most_at_once=MOST_AT_ONCE,
        done=lists.just_done(act, number_in_address("done")),
    )


@room.app_template_filter("ago")
def ago(moment: datetime) -> str:
    """How long ago something was, or how soon it will be: “2 minutes ago”, “in 5 minutes”."""
    span = moment - now()
    if abs(span) < A_MOMENT:
        return str(_("just now") if span <= timedelta() else _("in a moment"))
    return str(format_timedelta(span, granularity="minute", add_direction=True))
