"""What a label shows to whoever scans it with a phone. Staff at work come to their counter instead."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations.public_items import Labelled, labelled, leaflet
from lendlib.rules.calendar import day_of
from lendlib.rules.codes import is_own_code, looks_like_own_code, normalise
from lendlib.web.doors import public
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.opening import coming_days
from lendlib.web.public_pages import shown, shut, works_at_counter

room = Blueprint("public", __name__)

GROUP_SIGNS = {"vinter": "snowflake", "vatten": "life-buoy", "friluft": "leaf", "boll": "circle-dot", "para": "heart"}


@room.get("/i/<code>")
@room.get("/I/<code>")
@public
def item(code: str) -> Response:
    """What a thing is, how it is used, and when it can be had; for a label without one, what to do with it."""
    off = shut()
    if off is not None:
        return off
    found = read(code)
    if found is None:
        return no_such_label(code)
    if works_at_counter():
        return redirect(url_for("counter.counter", code=found.code))
    today = day_of(now(), found.depot.time_zone)
    beside = leaflet(db.session(), found, chosen_language(), today)
    facts = (found, beside, today)
    return shown(
        "public/item.html" if found.item and not found.end else "public/label.html",
        *facts,
        found=found,
        thing=found.item,
        lender=found.depot,
        place=found.place,
        beside=beside,
        days=coming_days(beside.open_days, today),
        today=today,
        is_shown=found.depot.is_shown_to_all(today),
        sign=GROUP_SIGNS.get(found.item.group, "package") if found.item else "tag",
    )


def read(code: str) -> Labelled | None:
    """What the code in an address leads to, however it is written; none when it is none of ours."""
    own = normalise(code)
    return labelled(db.session(), own, chosen_language()) if is_own_code(own) else None


def no_such_label(code: str) -> Response:
    """Say that no label here has that code, and whether it looks mistyped."""
    is_mistyped = not is_own_code(normalise(code)) and looks_like_own_code(code)
    return Response(
        render_template("public/no_label.html", is_mistyped=is_mistyped), status=404, mimetype="text/html"
    )
