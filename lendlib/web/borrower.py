"""What a borrower sees without an account: the page behind the private link, and its calendar."""

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lendlib.operations.depots import address_of
from lendlib.operations.links import renewed_by
from lendlib.outside.last_days import last_days_file
from lendlib.outside.phrases import phrases
from lendlib.rules.errors import Refused
from lendlib.web.borrower_visit import Behind, LeadsNowhere, behind, keys
from lendlib.web.doors import public
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.numbers import number_in_address
from lendlib.web.opening import coming_days
from lendlib.web.refusals import translate

room = Blueprint("borrower", __name__)
PRIVATE = re.compile(r"/+l/", re.IGNORECASE)


@room.errorhandler(LeadsNowhere)
def gone(_no: LeadsNowhere) -> Response:
    """Wrong, dead or switched off: one and the same page says to ask."""
    return make_response(render_template("borrower/gone.html"), 404)


def page_of(seen: Behind, no: Refused | None = None) -> str:
    """What is out of one visit and until when, what may be done about it, and why something was not."""
    things = seen.things()
    return render_template(
        "borrower/link.html",
        lender=seen.depot,
        address=address_of(seen.session, seen.depot.id),
        linked=seen.linked,
        things=things,
        renewable=[thing for thing in things if thing.renews_to],
        may_forget=seen.linked.may_forget(seen.depot),
        days=coming_days(seen.open_days, seen.today, {thing.due_on for thing in things}),
        today=seen.today,
        renewed=renewed_by(seen.session, seen.linked, number_in_address("renewed")),
        is_just_forgotten=not seen.linked.is_known and bool(number_in_address("forgotten")),
        link_page=link_page(),
        no=translate(no) if no else None,
    )


def link_page() -> str:
    """The address of the link's page."""
    return url_for("borrower.link", token=(request.view_args or {})["token"])


@room.get("/l/<token>")
@public
def link(token: str) -> str:
    """The page behind the link."""
    return page_of(behind(token))


@room.get("/l/<token>/calendar.ics")
@public
def calendar(token: str) -> Response:
    """The last days as a file for the borrower's calendar. Neither who it is stands in it, nor the link."""
    seen = behind(token)
    things_out = seen.things()
    if not things_out:
        return redirect(link_page())
    file = last_days_file(
        things_out,
        seen.open_days,
        phrases(chosen_language()),
        keys=keys(),
        host=current_config().hosts[0],
        place=", ".join(part for part in (seen.depot.name, address_of(seen.session, seen.depot.id)) if part),
        zone=seen.depot.time_zone,
        made_at=seen.now,
    )
    response = make_response(file)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="lendlib.ics"'
    return response


@room.after_app_request
def keep_private(response: Response) -> Response:
    """The address is the key: nobody keeps the page, lists it, or learns the address from a link on it.

    By the path, so that answers count too that no page gave: a wrong method, a longer address, a fault.
    """
    if PRIVATE.match(request.path):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
