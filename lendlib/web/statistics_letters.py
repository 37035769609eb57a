"""The monthly letter: a tick to ask for it, and the letters that nothing carried."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask_babel import LazyString, format_date, gettext
from flask_babel import lazy_gettext as _

from lendlib.db import db
from lendlib.operations.report_letters import ask_for, is_wanted, letters_of
from lendlib.outside.channels.mail import MAIL
from lendlib.outside.channels_open import ways_of
from lendlib.rules.months import first_day
from lendlib.rules.vocabulary_statistics import LetterState
from lendlib.web.doors import NotOpenToYou, current_door
from lendlib.web.forms.statistics_yearly import LetterForm
from lendlib.web.languages import current_config
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_areas import attempt_at
from lendlib.web.statistics_prices import for_issuers
from lendlib.web.statistics_questions import reader_here

__all__ = ["room"]

STATES: Mapping[str, LazyString] = {
    LetterState.QUEUED: _("Waits for the mail server"),
    LetterState.SENDING: _("On its way"),
    LetterState.SENT: _("Sent"),
    LetterState.KEPT: _("Kept here"),
    LetterState.FAILED: _("Could not be sent"),
    LetterState.UNKNOWN: _("May have arrived or not"),
}


@room.get("/letters")
@for_issuers
def letters() -> Page:
    """Whether one gets the letter, and the latest ones."""
    form = LetterForm(formdata=None)
    form.wanted.data = is_wanted(db.session(), _who())
    return _page(form)


@room.post("/letters")
@for_issuers
def ask_for_letters() -> Page:
    """Ask for the letter, or stop it."""
    form = LetterForm()
    if not reader_here().places.depots:
        return _page(form), 422
    wanted = bool(form.wanted.data)
    attempt_at(None, form, lambda act: ask_for(act, wanted=wanted))
    if form.errors:
        return _page(form), 422
    said = gettext("You get a letter when a month is over.") if wanted else gettext("No more letters are sent to you.")
    flash(said, "good")
    return redirect(url_for("statistics.letters"), 303)


def _page(form: LetterForm) -> str:
    return render_template(
        "statistics/letters.html",
        form=form,
        letters=[(format_date(first_day(one.month), "LLLL y"), one) for one in letters_of(db.session(), _who())],
        states=STATES,
        is_mailed=any(way.name == MAIL.name for way in ways_of(current_config())),
    )


def _who() -> int:
    staff = current_door().staff
    if staff is None:
        raise NotOpenToYou
    return staff.id
