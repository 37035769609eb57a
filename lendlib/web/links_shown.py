"""A visit's private link shown again at the counter, and a new one in place of one that leaked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.operations import links_acts, reminders_panel, visits
from lendlib.operations.acts import Act
from lendlib.operations.visits import VisitFacts
from lendlib.rules.errors import NotFound, Refused
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.forms import Form
from lendlib.web.languages import chosen_language
from lendlib.web.links import link_of
from lendlib.web.refusals import translate
from lendlib.web.reminders_wording import NOTICE_KINDS

room = Blueprint("links", __name__, url_prefix="/loans/<int:checkout_id>/link")


@room.get("")
@open_to(*COUNTER)
def shown(checkout_id: int) -> str:
    """The symbol, large enough for a phone across the counter. Never the address in letters."""
    return _page(checkout_id)


@room.post("")
@open_to(*COUNTER)
def replace(checkout_id: int) -> Response | tuple[str, int]:
    """Give a new link; the one before leads nowhere from now on."""
    outcome = attempt(Form(), lambda act: links_acts.replace_link(act, checkout_id))
    if isinstance(outcome, Refused):
        return _page(checkout_id, outcome), outcome.status
    flash(_("The old link leads nowhere any more. Let the borrower photograph the new one."), "good")
    return redirect(url_for("links.shown", checkout_id=checkout_id), 303)


def _page(checkout_id: int, no: Refused | None = None) -> str:
    act = reading()
    visit = _visit(act, checkout_id)
    link = link_of(visit) if visit.loans_open else None
    return render_template(
        "lending/link.html",
        visit=visit,
        link=link,
        to_send_again=reminders_panel.mended(act, checkout_id),
        notice_kinds=NOTICE_KINDS,
        no=translate(no) if no else None,
    )


def _visit(act: Act, checkout_id: int) -> VisitFacts:
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    return visit
