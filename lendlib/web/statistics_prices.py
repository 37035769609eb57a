"""Prices of new things, as those give them who answer for the reports of a place."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.commands import Done
from lendlib.operations.yearly_prices import prices_of, set_prices
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.statistics import Member
from lendlib.rules.vocabulary import Role
from lendlib.rules.yearly import Place
from lendlib.web.attempts import key_to_give, seen_to_give
from lendlib.web.doors import open_to
from lendlib.web.forms.seen import tell_kept
from lendlib.web.forms.statistics_yearly import PricesForm, prices_form
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_areas import attempt_at, choices, code_of, may_issue, place_named
from lendlib.web.statistics_questions import Reader, reader_here

__all__ = ["room"]

for_issuers = open_to(Role.COORDINATOR, Role.ORGANISER, Role.ADMINISTRATOR)


@room.get("/prices")
@for_issuers
def prices() -> Page:
    """The prices of a place that one answers for."""
    reader = reader_here()
    place = _place(reader)
    form = prices_form(_things(reader), None)
    now = prices_of(db.session(), (place.scope, place.code))
    form.describe(now)
    return _page(reader, place, form, None)


@room.post("/prices")
@for_issuers
def save_prices() -> Page:
    """Let these prices count from now on."""
    reader = reader_here()
    place, form, no = _place(reader), prices_form(_things(reader)), None
    if form.validate_on_submit():
        area, seen = (place.scope, place.code), request.form.get("seen")
        outcome = attempt_at(
            place, form, lambda act: set_prices(act, area, form.kronor(), form.source.data or "", seen)
        )
        if isinstance(outcome, Done):
            flash(_("Saved. Reports that are not issued yet reckon with it at once."), "good")
            return redirect(url_for("statistics.prices", place=code_of(place, reader)), 303)
        no = outcome
    return _page(reader, place, form, no), no.status if no else 422


def _place(reader: Reader) -> Place:
    offered = choices(reader, lambda place: may_issue(place, reader))
    if not offered:
        raise NotFound
    place = place_named(request.values.get("place", "").strip() or str(offered[0].value), reader)
    if not may_issue(place, reader):
        raise NotFound
    return place


def _things(reader: Reader) -> list[Member]:
    """The categories as they are today, under their groups; groups themselves have no price."""
    things = reader.things
    groups = {member.code for member in things.groups.values()}
    codes = {member.code for member in things.became.values()} - groups
    return sorted(
        {member for member in things.became.values() if member.code in codes}, key=lambda member: member.name.casefold()
    )


def _page(reader: Reader, place: Place, form: PricesForm, no: Refused | None) -> str:
    now = prices_of(db.session(), (place.scope, place.code))
    if isinstance(no, SavedMeanwhile):
        kept = prices_form(_things(reader), None)
        kept.describe(now)
        tell_kept(form, kept)
    return render_template(
        "statistics/prices.html",
        form=form,
        places=choices(reader, lambda one: may_issue(one, reader)),
        code=code_of(place, reader),
        prices=now,
        key=key_to_give(no) if request.method == "POST" else None,
        seen=seen_to_give(no, now),
    )
