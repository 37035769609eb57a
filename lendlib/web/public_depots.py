"""A depot's page for everybody, and the list of depots."""

from collections.abc import Iterable
from itertools import groupby

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import public_depots, visiting
from lendlib.operations.depots import open_days
from lendlib.operations.public_search import seek
from lendlib.operations.stock import categories
from lendlib.rules.calendar import day_of
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import DepotState
from lendlib.web.doors import public
from lendlib.web.forms.public_search import PublicSearchForm
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.numbers import number_in_address
from lendlib.web.opening import coming_days
from lendlib.web.public_items import room as room
from lendlib.web.public_pages import differing_days, shown, shut

Placed = tuple[DepotPolicy, public_depots.Place]

ZONE = "Europe/Stockholm"


@room.get("/d/<slug>")
@public
def depot(slug: str) -> Response:
    """When a depot is open and where, what it has in, and what it would like to be given."""
    off = shut()
    if off is not None:
        return off
    session, language = db.session(), chosen_language()
    # PostgreSQL can't even be asked for a text with a zero in it.
    found = public_depots.by_slug(session, slug.lower()) if slug.isprintable() else None
    if found is None:
        return _no_such_depot()
    here, place = found
    today = day_of(now(), here.time_zone)
    if here.standing(today) is DepotState.CLOSED:
        return shown("public/closed.html", here, lender=here, status=410)
    if not here.is_shown_to_all(today):
        return _no_such_depot()
    form = PublicSearchForm(request.args)
    when = open_days(session, here.id, today)
    said = visiting.words_of(session, here.id)
    wishes = visiting.wishes(session, here.id, language)
    kinds = categories(session, language)
    groups = public_depots.shelves(session, here.id, kinds)
    results = None
    if form.asked:
        after = number_in_address("after") or None
        results = seek(session, here.id, form.text, form.category_id, kinds=kinds, language=language, after=after)
    form.offer(kinds)
    own = [said[tongue] for tongue in (language, "sv") if tongue in said]
    return shown(
        "public/depot.html",
        *(here, place, today, when, said, wishes, groups, results, form.asked),
        lender=here,
        place=place,
        stands=here.standing(today),
        today=today,
        days=coming_days(when, today),
        differing=differing_days(when, today),
        way_there=next((words.way_there for words in own if words.way_there), ""),
        donating=next((words.donating for words in own if words.donating), ""),
        wishes=wishes,
        groups=groups,
        in_now=public_depots.all_available(groups),
        form=form,
        results=results,
    )


def all_depots() -> Response:
    """The depots by municipality, for who comes to the start page."""
    today = day_of(now(), ZONE)
    depots = public_depots.shown_depots(db.session(), today)
    return shown("public/depots.html", depots, today, depots=depots, today=today)


@room.app_template_filter("groupby_place")
def by_municipality(depots: Iterable[Placed]) -> list[tuple[str, list[Placed]]]:
    """The depots of each municipality, in the order in which they come."""
    return [(name, list(here)) for name, here in groupby(depots, key=lambda pair: pair[1].municipality)]


def _no_such_depot() -> Response:
    return make_response(render_template("public/no_depot.html"), 404)
