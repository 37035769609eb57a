"""Classes and other groups: who has which thing, and what is still missing, on the screen and on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.operations import groups, visits
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.visits import VisitFacts
from lendlib.rules.errors import NotFound, Refused
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.forms import Form
from lendlib.web.forms.lines import read_line
from lendlib.web.languages import chosen_language
from lendlib.web.opening import coming_days

room = Blueprint("groups", __name__, url_prefix="/loans/<int:checkout_id>")
Page = str | tuple[str, int] | Response


@room.get("/missing")
@open_to(*COUNTER)
def missing(checkout_id: int) -> Page:
    """What of a visit is still out: to look at, and to print with boxes to tick."""
    act = reading()
    visit = _visit(act, checkout_id)
    return render_template(
        "groups/missing.html", visit=visit, today=act.today, days=coming_days(act.open_days, act.today)
    )


@room.get("/lines")
@open_to(*COUNTER)
def lines(checkout_id: int) -> Page:
    """Who has which thing, to be typed or mended."""
    visit = _visit(reading(), checkout_id)
    return _lines_page(visit, {loan.loan_id: loan.line for loan in visit.loans})


@room.post("/lines")
@open_to(*COUNTER)
def name_lines(checkout_id: int) -> Page:
    """Keep all lines at once."""
    visit = _visit(reading(), checkout_id)
    read = {
        loan.loan_id: read_line(request.form.get(f"line-{loan.loan_id}")) for loan in visit.loans if not loan.is_undone
    }
    typed = {loan_id: words for loan_id, (words, _wrong) in read.items()}
    wrong = {loan_id: said for loan_id, (_words, said) in read.items() if said}
    if wrong:
        return _lines_page(visit, typed, wrong), 422
    form = Form()
    outcome = attempt(form, lambda act: groups.name_lines(act, checkout_id, typed))
    if isinstance(outcome, Done):
        flash(_("Kept: who has what."), "good")
        return redirect(url_for("lending.visit", checkout_id=checkout_id), 303)
    return _lines_page(visit, typed, no=outcome, form=form), outcome.status


def _visit(act: Act, checkout_id: int) -> VisitFacts:
    visit = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if visit is None:
        raise NotFound
    return visit


def _lines_page(
    visit: VisitFacts,
    typed: dict[int, str],
    wrong: Mapping[int, str] = MappingProxyType({}),
    *,
    no: Refused | None = None,
    form: Form | None = None,
) -> str:
    key = key_to_give(no) if request.method == "POST" else None
    return render_template("groups/lines.html", visit=visit, typed=typed, wrong=wrong, form=form, key=key)
