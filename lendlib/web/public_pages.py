"""What pages for everybody share: no cookie, no look at who asks, and no page sent twice that has not changed."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from config import ROOT
from lendlib.rules.calendar import OpenDays
from lendlib.rules.hours import Differing, DifferingSpan, as_spans
from lendlib.web.doors import COUNTER, current_door
from lendlib.web.languages import chosen_language, current_config

DIFFERING_SHOWN = timedelta(days=60)
SHAPING = (("templates", "*.html"), ("lendlib/translations", "*.mo"), ("static", "*.css"), ("static", "*.svg"))


@cache
def edition() -> str:
    """What the pages' own text and look are, in short: another after each new version."""
    digest = hashlib.sha256()
    for folder, pattern in SHAPING:
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def shown(template: str, *facts: object, status: int = 200, **told: Any) -> Response:
    """The page, or nothing but 304 when the browser has it already.

    `facts` are all that the page shows of what is stored, as values whose `repr` tells them apart; each stands in
    `told` under some name. The tag is of these, the language, and the version of our own text.
    """
    known = repr((edition(), template, chosen_language(), facts)).encode()
    tag = hashlib.sha256(known).hexdigest()[:32]
    if status == 200 and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = make_response(render_template(template, **told), status)
    response.set_etag(tag, weak=True)
    return response


def shut() -> Response | None:
    """What is said where borrowers' pages are off; none where they are on."""
    if current_config().has_borrower_pages:
        return None
    return make_response(render_template("public/shut.html"), 404)


def works_at_counter() -> bool:
    """Whether who asks is of the staff, and at work: no row is read for anybody without a sign-in."""
    door = current_door()
    return door.staff is not None and not door.is_locked and door.may(*COUNTER)


def differing_days(open_days: OpenDays, today: date) -> list[DifferingSpan]:
    """The days of the next weeks that differ from the usual week, without the reason, which may speak of people."""
    ahead: Iterable[date] = (day for day in open_days.exceptions if today <= day <= today + DIFFERING_SHOWN)
    return as_spans(Differing(day, open_days.exceptions[day], "") for day in ahead)
