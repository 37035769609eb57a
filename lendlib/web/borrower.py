"""What a borrower sees without an account: the page behind the private link."""

import re

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations.depots import address_of, open_days, policies
from lendlib.operations.links import behind_link, things_out
from lendlib.rules.calendar import day_of
from lendlib.web.doors import public
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.links import has_borrower_pages
from lendlib.web.moments import now
from lendlib.web.opening import coming_days

room = Blueprint("borrower", __name__)

TOKEN = re.compile(r"[0-9a-f]{32}")


@room.get("/l/<token>")
@public
def link(token: str) -> Response:
    """What is out of one visit and until when. Wrong, dead or switched off: one and the same page says to ask."""
    is_open = has_borrower_pages(current_config()) and TOKEN.fullmatch(token)
    linked = behind_link(db.session(), token) if is_open else None
    if linked is None:
        return _gone()
    session = db.session()
    [depot] = policies(session, [linked.depot_id])
    today = day_of(now(), depot.time_zone)
    if not linked.is_alive(today):
        return _gone()
    things = things_out(session, linked, chosen_language())
    shown = {
        "depot_name": depot.name,
        "address": address_of(session, depot.id),
        "made_on": linked.made_on,
        "things": things,
        "days": coming_days(open_days(session, depot.id, today), today, {thing.due_on for thing in things}),
        "today": today,
    }
    return make_response(render_template("borrower/link.html", **shown))


def _gone() -> Response:
    return make_response(render_template("borrower/gone.html"), 404)


@room.after_request
def keep_private(response: Response) -> Response:
    """The address is the key: nobody keeps the page, lists it, or learns the address from a link on it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
